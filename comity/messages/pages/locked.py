"""What a page says while nothing is unlocked: why, and the way to more."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.keys import unlocking
from comity.keys.engine.ring import Keyring


def context(request: HttpRequest, keyring: Keyring | None) -> dict[str, Any]:
    """For templates/messages/parts/locked.html."""
    if keyring is not None:
        return {"is_locked": False}
    here = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return {
        "is_locked": True,
        "why_locked": _(unlocking.why_locked(request)),
        "unlock_address": f"{reverse('keys:unlock')}?{urlencode({'next': here})}",
    }
