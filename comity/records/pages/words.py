"""How the records' pages write verbs of the history and addresses."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest

from comity.core.languages import mark

VERBS: Final = {
    "added": mark("added"),
    "loaded": mark("loaded from a file"),
    "updated": mark("changed"),
    "withdrawn": mark("withdrawn"),
    "renewed": mark("renewed"),
    "held": mark("held for review"),
    "released": mark("released"),
    "refused": mark("not accepted"),
    "ended": mark("ended"),
    "blocked": mark("blocked"),
    "unblocked": mark("unblocked"),
    "expired": mark("ended on its review date"),
}


def address_with(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some of its parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
