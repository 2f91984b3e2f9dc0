"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The organization's name, whether this is a demo, and who acts."""
    return {"organization": settings.ORGANIZATION, "is_demo": settings.DEMO, "actor": getattr(request, "actor", None)}
