"""What a letter rests on, as people name it (a number, a page's address) and as an envelope does ("notice:<id>")."""

import re
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.diffusions import access as diffusions
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import may_read as may_read_diffusions
from comity.messages.forms.judging import Naming
from comity.messages.rules import CITABLE
from comity.network.rules import Actor
from comity.notices import access as notices

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PAGES: Final = {
    "/notices/": "notice",
    "/diffusions/": "diffusion",
    "/records/": "record",
    "/hits/": "hit",
    "/checks/": "check",
}
# Where each kind of thing that can be cited has its page.
_AT: Final = {
    "notice": "notices:notice",
    "diffusion": "diffusions:one",
    "record": "records:record",
    "hit": "checks:hit",
}
_ACCEPTED: Final = mark("The number of a notice or diffusion that you may read, or the address of its page here.")


def read(actor: Actor, given: tuple[str, ...]) -> tuple[tuple[str, ...], list[Problem]]:
    """What was named, as envelopes cite it, once each; and a problem for each that names nothing they may see."""
    cited: list[str] = []
    problems: list[Problem] = []
    for line in given:
        one = _by_itself(line) or _by_page(line) or _by_number(actor, line)
        if one is None:
            wrong = mark("There is nothing of this number or address that you may cite:")
            problems.append(Naming("cites", wrong, _ACCEPTED, named=line[:60]))
        else:
            cited.append(one)
    return tuple(dict.fromkeys(cited)), problems


def address(cite: str) -> str:
    """The page of what is cited; "" where it has none here."""
    kind, _, key = cite.partition(":")
    try:
        return reverse(_AT[kind], args=[UUID(key)])
    except (KeyError, ValueError, NoReverseMatch):
        return ""


def number(actor: Actor, cite: str) -> str | None:
    """What this reader may know it by, "" for what has no number; None for what they may not see."""
    kind, _, key = cite.partition(":")
    visible = _numbered(actor).get(kind)
    if visible is None:
        return ""
    return visible.filter(pk=key).values_list("number", flat=True).first()


def _by_itself(line: str) -> str | None:
    kind, _, key = line.strip().partition(":")
    return f"{kind}:{key.lower()}" if kind in CITABLE and _ID.fullmatch(key) else None


def _by_page(line: str) -> str | None:
    key = _ID.search(line)
    kind = next((kind for piece, kind in _PAGES.items() if piece in line), None)
    return f"{kind}:{key.group(0).lower()}" if key and kind else None


def _by_number(actor: Actor, line: str) -> str | None:
    typed = line.strip().upper()
    for kind, visible in _numbered(actor).items():
        key = visible.filter(number=typed).values_list("pk", flat=True).first()
        if key is not None:
            return f"{kind}:{key}"
    return None


def _numbered(actor: Actor) -> dict[str, QuerySet[Any]]:
    """What has numbers, as far as this actor sees it."""
    found: dict[str, QuerySet[Any]] = {"notice": notices.visible_to(actor)}
    found["diffusion"] = diffusions.visible_to(actor) if may_read_diffusions(actor) else Diffusion.objects.none()
    return found
