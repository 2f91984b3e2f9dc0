"""Bureaus by name, and how far a message got, in words."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.messages.models import Delivery
from comity.messages.rules import STATE_LABELS, State
from comity.network.models import Bureau

SHOWN: Final = 3


class Names(dict[str, str]):
    """Code -> name; a code nobody knows is shown as it is."""

    def __missing__(self, code: str) -> str:
        return code


def bureaus(codes: Iterable[str], spoken: str) -> Names:
    """What these bureaus are called in the reader's language."""
    rows = Bureau.objects.filter(pk__in=set(codes)).values_list("pk", "name", "names")
    return Names({code: names.get(spoken) or name for code, name, names in rows})


def some(names: list[str]) -> str:
    """The first few, and how many more: for a line of a list."""
    shown = ", ".join(names[:SHOWN])
    more = len(names) - SHOWN
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {"names": shown, "more": more}


def progress(to: list[Delivery]) -> str:
    """How far a sent message got: in one word for one recipient, counted for several."""
    if len(to) == 1:
        return _("Answered") if to[0].answered_at else _(STATE_LABELS[State(to[0].state)])
    parts = [
        (sum(one.answered_at is not None for one in to), _("answered")),
        (sum(one.read_at is not None for one in to), _("read")),
        (sum(one.delivered_at is not None for one in to), _("delivered")),
        (sum(one.state == State.WAITS for one in to), _("wait for their link")),
    ]
    said = [f"{number} {word}" for number, word in parts if number]
    return " · ".join([_("%(number)d recipients") % {"number": len(to)}, *said])
