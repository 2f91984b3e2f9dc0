"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from comity.look import navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """The organization's name, whether this is a demo, who acts, and where they may go."""
    return {
        "organization": settings.ORGANIZATION,
        "is_demo": settings.DEMO,
        "actor": getattr(request, "actor", None),
        "navigation": SimpleLazyObject(lambda: navigation.of(request)),
    }
