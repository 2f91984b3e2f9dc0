"""Files that belong to a request: a photograph, a document. They stand in the request's own form, so that nothing typed
is lost when one of them is refused."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.core.errors import Problem
from comity.notices.engine import images
from comity.notices.forms.content import Named, sentence
from comity.notices.manifests.shape import ATTACHMENTS
from comity.notices.manifests.values import PartialDay


class FileForm(forms.Form):
    """One file and what is said of it. Judged by the verb; shown here."""

    reads: Callable[[bytes], Any]
    accepts = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named: list[Named] = []

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def value(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    @property
    def file(self) -> Any:
        """The file that was sent; None without one."""
        return self.files.get(self.add_prefix("file")) if self.is_bound else None

    def look(self) -> None:
        """Says what is wrong with the file, before anything is kept of it."""
        if self.file is None:
            return
        try:
            self.reads(self.file.read(images.LARGEST_SCAN + 1))
        except ValueError as error:
            self.add_problems([Problem("file", str(error), self.accepts)])
        self.file.seek(0)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            name, says = problem.field if problem.field in self.fields else "file", sentence(problem)
            if name not in self.errors:
                self.add_error(name, says)
            self.named.append(Named(self[name].id_for_label, "", str(self[name].label), says))


class PhotographForm(FileForm):
    """A picture of the subject."""

    prefix = "photograph"
    reads = staticmethod(images.draw)
    accepts = images.ACCEPTED_IMAGE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label=_("Photograph"),
            required=False,
            help_text=gettext(images.ACCEPTED_IMAGE),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        )
        self.fields["caption"] = forms.CharField(
            label=_("What it shows"), required=False, widget=forms.TextInput(attrs={"dir": "auto"})
        )
        self.fields["taken_on"] = forms.CharField(
            label=_("Taken on"), required=False, help_text=gettext(PartialDay().accepted)
        )


class DocumentForm(FileForm):
    """A document behind the request."""

    prefix = "document"
    reads = staticmethod(images.scan)
    accepts = images.ACCEPTED_SCAN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slug, gettext(word)) for slug, word in ATTACHMENTS.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of document"), required=False, choices=choices)
        self.fields["title"] = forms.CharField(
            label=_("Title"), required=False, widget=forms.TextInput(attrs={"dir": "auto"})
        )
        self.fields["file"] = forms.FileField(
            label=_("Document"),
            required=False,
            help_text=gettext(images.ACCEPTED_SCAN),
            widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        )
        self.fields["is_shared"] = forms.BooleanField(
            label=_("Other members may download it while the notice is published"), required=False
        )
