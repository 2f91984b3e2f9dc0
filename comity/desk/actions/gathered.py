"""What the machine writes of the queue: what came, what nobody is needed for any more, what came back, what rose."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import F
from msgspec import Struct

from comity.audit import actions as audit
from comity.desk import rules
from comity.desk.models import Item, ItemStep
from comity.desk.rules import UNRESOLVED, Facts, Found, Source, State
from comity.network.rules import Actor

# The clock has no post: it may bring things to the desk and take them away again, and nothing else.
CLOCK = Actor(id="command:desk", name="", bureau="GS", lineage=("GS",))
AT_ONCE = 2000  # written at once: a flood comes in pieces, each of its own transaction
_UNRESOLVED = sorted(UNRESOLVED)
_BY_FACTS = ("bureau", "country", "level", "urgency", "names_person", "more_waits", "details", "due_at", "opened_at",
             "band", "counts_from", "rises_at", "changed_at", "told")  # fmt: skip


class News(Struct, frozen=True):
    """What is different from what the desk knows, of one source."""

    here: tuple[Found, ...] = ()  # new, come back, or changed
    gone: tuple[UUID, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.here or self.gone)


def news_of(source: Source, found: Iterable[Found], *, is_all: bool) -> News:
    """What is new in what a source tells; `is_all` False when it told only a part, so that nothing else is gone."""
    needed = Item.objects.filter(source=source, is_needed=True)
    known = {of: (pk, told) for pk, of, told in needed.values_list("pk", "of", "told")}
    here = []
    for one in found:
        _pk, told = known.pop(one.of, (None, ""))
        if told != digest(one):
            here.append(one)
    gone = tuple(pk for pk, _told in known.values()) if is_all else ()
    return News(tuple(here[:AT_ONCE]), gone[:AT_ONCE])


def digest(found: Found) -> str:
    """Of everything a source told of a thing."""
    return blake2b(msgspec.json.encode(found, order="deterministic"), digest_size=8).hexdigest()


@audit.verb("items.gathered", subject="source")
def gather(*, actor: Actor, source: Source, news: News, now: datetime) -> dict[str, int]:
    """Writes the news of one source; how many came, came back, changed and went."""
    rows = {row.of: row for row in Item.objects.select_for_update().filter(
        source=source, of__in=[one.of for one in news.here])}  # fmt: skip
    new = [_new(source, one, now) for one in news.here if one.of not in rows]
    Item.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    # Each host has a worker: what another one has brought at the same moment is not here twice.
    came = list(Item.objects.filter(pk__in=[row.pk for row in new]).order_by().values_list("pk", flat=True))
    _steps("open", State.OPEN, came, now)
    changed = [_told_anew(rows[one.of], one, now) for one in news.here if one.of in rows]
    back = [row for row in changed if not row.is_needed]
    _bring_back(back, now)
    Item.objects.bulk_update(changed, _BY_FACTS, batch_size=500)
    gone = _end(news.gone, now)
    counts = {"new": len(came), "back": len(back), "changed": len(changed) - len(back), "gone": gone}
    audit.about(details={name: count for name, count in counts.items() if count})
    return counts


def raise_due(now: datetime) -> int:
    """Lifts what became due into the next band. A derived order, no decision: it leaves no entry in the ledger."""
    due = Item.objects.filter(rises_at__lte=now, state__in=_UNRESOLVED)
    return due.update(band=F("band") + 1, rises_at=None, changed_at=now)


def _new(source: Source, found: Found, now: datetime) -> Item:
    return _told_anew(Item(source=source, of=found.of, state=State.OPEN), found, now)


def _told_anew(item: Item, found: Found, now: datetime) -> Item:
    """The row with what its source tells now, and the place in the queue that follows from it. Not saved."""
    item.bureau, item.country, item.level = found.bureau, found.country, found.level
    item.urgency, item.names_person, item.more_waits = found.urgency, found.names_person, found.more_waits
    item.details, item.opened_at, item.due_at = found.details, found.opened_at, found.due_at
    item.told, item.changed_at = digest(found), now
    _place(item, item.facts, now)
    return item


def _place(item: Item, facts: Facts, now: datetime) -> None:
    item.band, item.counts_from = rules.band_of(facts, now), rules.counts_from(facts)
    item.rises_at = rules.rises_at(facts, now)


def _bring_back(rows: Sequence[Item], now: datetime) -> None:
    """What needs somebody again: in nobody's hands, whoever settled it before."""
    for row in rows:
        row.times_back += 1
        row.is_needed, row.state, row.resolved_at, row.changed_at = True, State.OPEN, None, now
        row.claimed_by, row.claimed_by_name, row.claimed_at = "", "", None
        _place(row, row.facts, now)
    columns = ["times_back", "is_needed", "state", "resolved_at", "changed_at"]
    Item.objects.bulk_update(rows, [*columns, "claimed_by", "claimed_by_name", "claimed_at"], batch_size=500)
    _steps("back", State.OPEN, [row.pk for row in rows], now)


def _end(gone: Sequence[UUID], now: datetime) -> int:
    """Nobody is needed any more for these: what a person has not resolved ends by itself, and says so."""
    items = Item.objects.filter(pk__in=gone)
    left = list(items.select_for_update().filter(state__in=_UNRESOLVED).values_list("pk", flat=True))
    Item.objects.filter(pk__in=left).update(state=State.RESOLVED, resolved_at=now, changed_at=now)
    items.update(is_needed=False)
    _steps("gone", State.RESOLVED, left, now)
    return len(left)


def _steps(verb: str, state: State, items: Iterable[UUID], now: datetime) -> None:
    made: dict[str, Any] = {"verb": verb, "state_after": state, "at": now, "by": CLOCK.id}
    ItemStep.objects.bulk_create([ItemStep(item_id=pk, **made) for pk in items], batch_size=1000)
