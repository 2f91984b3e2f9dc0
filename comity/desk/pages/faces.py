"""What a thing of the queue looks like: its words, its icon, its tone. Made of ids, codes and numbers alone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from msgspec import Struct

from comity.core.languages import mark
from comity.desk.forms import URGENCY_LABELS
from comity.desk.models import Item
from comity.desk.rules import BAND_LABELS, SOURCES, STATE_LABELS, Band, Priority, Source, State, Urgency, priority
from comity.look import words
from comity.messages.models import Message
from comity.network.models import Bureau

Names = Mapping[str, str]

ICONS: Final = {
    Source.FLASH: "flash",
    Source.OVERDUE_HIT: "hit",
    Source.HELD_DIFFUSION: "diffusion",
    Source.URGENT_REVIEW: "review",
    Source.OVERDUE_ANSWER: "reply",
    Source.FAILED_DELIVERY: "mail",
    Source.SILENT_BUREAU: "unlinked",
    Source.ANOMALY: "caution",
    Source.INCIDENT_TASK: "tick",
}
_TITLES: Final = {
    Source.FLASH: mark("From %(sender)s"),
    Source.OVERDUE_HIT: mark("%(bureau)s has not answered %(asking)s"),
    Source.HELD_DIFFUSION: mark("%(bureau)s · %(number)s"),
    Source.URGENT_REVIEW: mark("%(bureau)s · %(matter)s"),
    Source.OVERDUE_ANSWER: mark("%(bureau)s owes %(sender)s an answer"),
    Source.FAILED_DELIVERY: mark("%(sender)s to %(recipient)s"),
    Source.SILENT_BUREAU: mark("%(bureau)s"),
    Source.ANOMALY: mark("%(bureau)s · %(sentence)s"),
    Source.INCIDENT_TASK: mark("%(title)s"),
}
_TONES: Final = {Band.AT_ONCE: "at-once", Band.SOON: "soon", Band.TODAY: "today"}
_STATE_TONES: Final = {State.CLAIMED: "good", State.ESCALATED: "warn", State.RESOLVED: "quiet"}
# The one thing that stands for most bureaus being silent at once.
_EVERYBODY: Final = "all"

_MATTERS: Final = {
    "notice": mark("request for a notice"),
    "change": mark("change of a notice"),
    "renewal": mark("renewal of a notice"),
    "cancellation": mark("notice in doubt"),
    "diffusion": mark("diffusion"),
    "delivered": mark("diffusion that was delivered"),
    "travel_document": mark("travel document"),
}
# How the details of a thing are called, in the order in which they are told.
_DETAILS: Final = {
    "sender": mark("From"),
    "recipient": mark("To"),
    "asking": mark("Checked by"),
    "database": mark("Database"),
    "kind": mark("Kind"),
    "colour": mark("Colour"),
    "number": mark("Number"),
    "matter": mark("What it is"),
    "reason": mark("Reason"),
    "sentence": mark("What was seen"),
    "rule": mark("Rule"),
    "count": mark("How often"),
    "last_sign_at": mark("Last sign"),
    "quiet_minutes": mark("Minutes without a sign"),
    "owed": mark("Minutes in which it usually shows itself, since then"),
}
_IN_TITLES: Final = ("asking", "sender", "recipient", "number", "matter", "sentence", "title")
_BUREAUS: Final = ("asking", "sender", "recipient")


class Face(Struct, frozen=True):
    """How a source looks in a band: words, icon and tone, which say the same."""

    label: str
    icon: str
    tone: str
    band: str


class Row(Struct, frozen=True):
    """One row of the queue."""

    item: Item
    key: str
    face: Face
    title: str
    bureau: str
    address: str
    state_label: str
    state_tone: str
    is_open: bool
    is_flash: bool
    is_late: bool


def rows(items: Iterable[Item], names: Names, now: datetime, address: Callable[[Item], str]) -> list[Row]:
    """The rows of some things, in their order. `address`: where each is opened."""
    return [row(one, names, now, address(one)) for one in items]


def row(item: Item, names: Names, now: datetime, address: str) -> Row:
    state = State(item.state)
    is_open = state is not State.RESOLVED
    return Row(
        item,
        str(item.pk),
        face(item),
        title(item, names),
        _bureau(item, names),
        address,
        "" if state is State.OPEN else gettext(STATE_LABELS[state]),
        _STATE_TONES.get(state, "plain"),
        is_open=is_open,
        is_flash=item.source == Source.FLASH and is_open,
        is_late=is_open and item.due_at <= now,
    )


def face(item: Item) -> Face:
    source, band = Source(item.source), Band(item.band)
    is_flash = source is Source.FLASH and item.state != State.RESOLVED
    tone = "flash" if is_flash else _TONES[band]
    return Face(gettext(SOURCES[source].label), ICONS[source], tone, gettext(BAND_LABELS[band]))


def title(item: Item, names: Names) -> str:
    """Whom or what it is about, in a few words, without anything that only the parties may read."""
    told: dict[str, Any] = dict.fromkeys(_IN_TITLES, "")
    told |= {key: _said(key, value, names) for key, value in item.details.items()}
    told["bureau"] = _bureau(item, names)
    sentence = gettext(_TITLES[Source(item.source)]) % told
    return sentence.strip(" ·") or gettext(SOURCES[Source(item.source)].label)


def facts(item: Item, names: Names, own: str) -> list[tuple[str, Any, str]]:
    """What it means and what to do first, what is known of it, and how those concerned are reached. The third of each
    is how it is shown: a moment, or as it is. `own`: the reader's bureau, whose address they know."""
    kind = SOURCES[Source(item.source)]
    told: list[tuple[str, Any]] = [
        (_("What it means"), gettext(kind.means)),
        (_("What to do first"), gettext(kind.first)),
    ]
    if item.details.get("sender") != item.bureau:
        told.append((_("Bureau"), _bureau(item, names)))
    told += [(gettext(_DETAILS[key]), _said(key, item.details.get(key), names)) for key in _DETAILS]
    if item.urgency != Urgency.ROUTINE:
        told.append((_("Urgency"), gettext(URGENCY_LABELS[item.urgency])))
    told += [*_contacts(item, names, own), (_("Since"), item.opened_at), (_("Due"), item.due_at)]
    return [(label, value, _kind(value)) for label, value in told if value not in ("", None)]


def counted(item: Item, now: datetime) -> Priority:
    """Its priority; of what is resolved, as it stood when it was."""
    return priority(item.facts, item.resolved_at or now)


def reasons(of: Priority) -> list[tuple[str, str]]:
    """Why it stands where it stands: sentences with their points, which are the sum."""
    return [(gettext(sentence), number(points)) for sentence, points in of.reasons]


def address_below(item: Item) -> str:
    """Where the thing itself is read; "" where it has no page for the desk. A hit and an answer owed are their
    parties' own: the desk calls, and does not read."""
    key = item.of.partition(":")[2]
    if item.source == Source.FLASH:
        return address_of_message(item.details.get("message") or key)
    if item.source == Source.HELD_DIFFUSION:
        return reverse("diffusions:one", args=[key])
    incident = item.details.get("incident")
    return reverse("desk:incident", args=[incident]) if incident else ""


def address_of_message(message_id: Any) -> str:
    """The thread it stands in, which asks for itself who may read there."""
    thread = Message.objects.filter(pk=message_id).values_list("thread", flat=True).first()
    return reverse("messages:thread", args=[thread]) if thread else ""


def number(value: float) -> str:
    """A number as the reader's language writes it."""
    return formats.number_format(round(value), 0, use_l10n=True, force_grouping=True)


def _kind(value: Any) -> str:
    return "time" if isinstance(value, datetime) else ""


def _bureau(item: Item, names: Names) -> str:
    return _("Most bureaus") if item.bureau == _EVERYBODY else names.get(item.bureau, item.bureau)


def _contacts(item: Item, names: Names, own: str) -> list[tuple[str, str]]:
    """How the desks of those concerned are reached."""
    codes = [code for code in (item.bureau, *(item.details.get(key) for key in _BUREAUS)) if code and code != own]
    found = dict(Bureau.objects.filter(pk__in=codes).exclude(contact="").values_list("pk", "contact"))
    label = _("How to reach %(bureau)s")
    return [(label % {"bureau": names.get(code, code)}, found[code]) for code in dict.fromkeys(codes) if code in found]


def _said(key: str, value: Any, names: Names) -> Any:
    """One detail in the reader's words."""
    if value in ("", None):
        return ""
    if key in _BUREAUS:
        return names.get(str(value), str(value))
    if key in ("database", "kind"):
        return gettext(words.word(key, words.slug(value)).label)
    if key == "colour":
        return gettext(words.of_mark(str(value), "diffusion")) if value in words.NOTICES else str(value)
    if key == "matter":
        return gettext(_MATTERS.get(str(value), str(value)))
    if key == "last_sign_at":
        return datetime.fromisoformat(str(value))
    return number(value) if isinstance(value, int | float) else gettext(str(value))
