"""Reads of the desk: the queue as one reader may see it, counts, shifts, and what changed last."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext
from msgspec import Struct

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.desk import access, duty, rules
from comity.desk.figures import map_figures, pulse
from comity.desk.incidents import incident, incidents
from comity.desk.models import Incident, Item, ItemStep, PulsePlace, Shift, ShiftLine
from comity.desk.rules import UNRESOLVED, Source, State, Step
from comity.network.rules import Actor, Right

__all__ = ["incident", "incidents", "map_figures", "pulse"]

PAGE: Final = 100
_UNRESOLVED: Final = sorted(UNRESOLVED)


class QueueFilter(Struct, frozen=True, kw_only=True):
    """Which things of the queue; empty means all that is not resolved."""

    source: str = ""
    state: str = ""
    bureau: str = ""
    is_mine: bool = False


class QueuePage(Struct, frozen=True):
    """A part of the queue, in order; `next` is "" at the end."""

    rows: tuple[Item, ...]
    next: str


class Counts(Struct, frozen=True, kw_only=True):
    """How much there is of what, as far as one reader may know."""

    open: int
    claimed: int
    escalated: int
    flash: int
    by_source: dict[str, int]
    by_band: dict[int, int]


class StepView(Struct, frozen=True, kw_only=True):
    """One line of a thing's history."""

    at: datetime
    text: str
    by: str
    reason: str


# --- The queue ---


def queue(actor: Actor, filters: QueueFilter, after: str = "", limit: int = PAGE) -> QueuePage:
    """A page of the queue: what is unresolved in the order of the rules, what is resolved by its moment.

    Raises NotAllowed, or Invalid for an `after` that this made not.
    """
    found = _narrowed(access.visible_to(actor), filters, actor)
    is_resolved = filters.state == State.RESOLVED
    if after:
        found = found.filter(_beyond(after, is_resolved=is_resolved))
    order = ("-resolved_at", "-id") if is_resolved else ("-band", "counts_from", "id")
    rows = list(found.order_by(*order)[: limit + 1])
    more = _place(rows[limit - 1]) if len(rows) > limit else ""
    return QueuePage(tuple(rows[:limit]), more)


def steps(actor: Actor, item: Item) -> tuple[Step, ...]:
    """What this actor may do with it now."""
    return rules.steps_for(State(item.state), access.standing_of(actor, item), is_needed=item.is_needed)


def history(item_id: UUID) -> list[StepView]:
    """What happened to it, the latest first. For who was let through the gate."""
    steps = ItemStep.objects.filter(item=item_id).order_by("-id")
    return [StepView(at=one.at, text=_said(one), by=one.by_name, reason=one.reason) for one in steps[:PAGE]]


def counts(actor: Actor) -> Counts:
    """Everything unresolved, counted in one query."""
    seen = access.visible_to(actor).filter(state__in=_UNRESOLVED).order_by()
    states, sources, bands = Counter[str](), Counter[str](), Counter[int]()
    for state, source, band, count in seen.values_list("state", "source", "band").annotate(Count("pk")):
        states[state] += count
        sources[source] += count
        bands[band] += count
    return Counts(
        open=states[State.OPEN],
        claimed=states[State.CLAIMED],
        escalated=states[State.ESCALATED],
        flash=sources[Source.FLASH],
        by_source=dict(sources),
        by_band=dict(bands),
    )


def count_open(actor: Actor) -> int:
    """What nobody has in hand, for the navigation: for the director what is escalated. At most a thousand."""
    if not access.may_watch(actor):
        return 0
    state = State.OPEN if actor.may(Right.WATCH_DESK) else State.ESCALATED
    return access.visible_to(actor).filter(state=state).order_by()[:1000].count()


def version() -> tuple[str, ...]:
    """What changes when anything of the queue, the shifts or the incidents does. Says nothing about anybody."""
    tables = (Item, Shift, Incident)
    return tuple(str(table.objects.aggregate(last=Max("changed_at"))["last"] or "") for table in tables)


def pulse_version() -> str:
    """What changes when the counters do."""
    place = PulsePlace.objects.first()
    return f"{place.seq} {place.at:%H:%M}" if place else ""


def _narrowed(found: QuerySet[Item], filters: QueueFilter, actor: Actor) -> QuerySet[Item]:
    if "\0" in f"{filters.source}{filters.state}{filters.bureau}":
        return found.none()
    found = found.filter(state=filters.state) if filters.state else found.filter(state__in=_UNRESOLVED)
    if filters.source:
        found = found.filter(source=filters.source)
    if filters.bureau:
        found = found.filter(bureau=filters.bureau)
    return found.filter(claimed_by=actor.id) if filters.is_mine else found


def _place(row: Item) -> str:
    at = row.resolved_at if row.state == State.RESOLVED and row.resolved_at else row.counts_from
    return f"{row.band}.{round(at.timestamp() * 1_000_000)}.{row.pk.hex}"


def _beyond(after: str, *, is_resolved: bool) -> Q:
    """What stands behind that place."""
    try:
        band, at, key = after.split(".")
        moment, pk = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(at)), UUID(key)
        if is_resolved:
            return Q(resolved_at__lt=moment) | Q(resolved_at=moment, pk__lt=pk)
        return Q(band__lt=int(band)) | Q(band=int(band), counts_from__gt=moment) | Q(
            band=int(band), counts_from=moment, pk__gt=pk)  # fmt: skip
    except (ValueError, OverflowError):
        raise Invalid(Problem("after", mark("This is no place in the queue."), mark("As a page gave it."))) from None


def _said(step: ItemStep) -> str:
    if step.verb == "hand_over":
        return gettext("Handed over to %(name)s") % {"name": step.to_name} if step.to_name else gettext("Given back")
    label = rules.HAPPENED.get(step.verb) or rules.DONE.get(step.verb, step.verb)
    return gettext(label)


# --- Shifts ---


class ShiftView(Struct, frozen=True, kw_only=True):
    """One shift, and whether it was left alone."""

    shift: Shift
    is_left_alone: bool
    lines: tuple[ShiftLine, ...]
    is_mine: bool = False
    may_accept: bool = False
    may_take_over: bool = False


def on_shift(now: datetime, actor: Actor | None = None) -> list[ShiftView]:
    """Who is on duty, the longest first. None: the desk is not staffed."""
    rows = Shift.objects.filter(ended_at=None).order_by("began_at", "pk").prefetch_related("lines__item")
    return [_shift_view(row, actor, now) for row in rows]


def shift(actor: Actor, shift_id: UUID | str, now: datetime) -> ShiftView:
    """One shift. Raises NotFound."""
    return _shift_view(access.get_shift(actor, shift_id), actor, now)


def shifts(actor: Actor, limit: int = PAGE) -> list[Shift]:
    """The log of shifts, the latest first."""
    return list(access.shifts_visible_to(actor).order_by("-began_at", "-pk").prefetch_related("steps")[:limit])


def own_shift(actor: Actor) -> Shift | None:
    """The shift this actor is on."""
    return Shift.objects.filter(officer=actor.id, ended_at=None).first()


def to_hand_over(actor: Actor) -> list[Item]:
    """What this actor has in hand: each deserves a line in the notes."""
    return list(queue(actor, QueueFilter(is_mine=True)).rows)


def officers_on_desk(actor: Actor) -> list[tuple[str, str]]:
    """("officer:<id>", name) of those to whom things and shifts can be handed: the others of the desk."""
    named = ((f"officer:{pk}", name) for pk, name in access.on_desk().values_list("pk", "name"))
    return [(key, name) for key, name in named if key != actor.id]


def _shift_view(row: Shift, actor: Actor | None, now: datetime) -> ShiftView:
    state, asks = duty.ShiftState(row.state), actor.id if actor else ""
    is_alone = access.is_left_alone(row, now)
    is_other = bool(asks) and row.officer != asks
    is_for_them = state is duty.ShiftState.OFFERED and row.offered_to in ("", asks)
    return ShiftView(
        shift=row,
        is_left_alone=is_alone,
        lines=tuple(row.lines.all()),
        is_mine=bool(asks) and row.officer == asks,
        may_accept=is_other and is_for_them,
        may_take_over=is_other and is_alone,
    )
