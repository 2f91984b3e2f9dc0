"""Forms of the notices room. The form of a request is made from its colour's manifest; diffusions use it too."""

from comity.notices.forms.content import ContentForm, Entry, Extra, Named, Part, changed_by
from comity.notices.forms.files import DocumentForm, PhotographForm
from comity.notices.forms.filtering import ListFilter
from comity.notices.forms.sharing import notice_extra, shared, sharing_fields, sharing_of

__all__ = [
    "ContentForm",
    "DocumentForm",
    "Entry",
    "Extra",
    "ListFilter",
    "Named",
    "Part",
    "PhotographForm",
    "changed_by",
    "notice_extra",
    "shared",
    "sharing_fields",
    "sharing_of",
]
