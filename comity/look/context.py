"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from comity.look import navigation, words


def frame(request: HttpRequest) -> dict[str, Any]:
    """The organization's name, whether this is a demo, who acts, for what purpose, and where they may go."""
    actor = getattr(request, "actor", None)
    # The check page remembers the purpose for the session; a stranger's session is not touched.
    purpose = request.session.get("check_purpose", "") if actor else ""
    return {
        "organization": settings.ORGANIZATION,
        "is_demo": settings.DEMO,
        "actor": actor,
        "purpose_label": gettext(words.word("purpose", purpose).label) if purpose else "",
        "navigation": SimpleLazyObject(lambda: navigation.of(request)),
    }
