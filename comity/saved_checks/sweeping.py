"""Asking all saved checks again when something changed, a few at a time, and telling what is news.

Level-triggered: each is asked as if for the first time, and the answer compared with what was told before. So a sweep
may be cut off anywhere, or run twice, or on two hosts at once; nobody is told twice, and nothing is left out. What is
told, its check, its look, its hit and its ledger entries are one transaction (docs/decisions/0013-saved-checks.md).
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from msgspec import Struct

from comity.audit import actions as audit
from comity.audit.rules import Event
from comity.checks import queries as checks
from comity.checks.engine import answer, frames
from comity.checks.engine import question as questions
from comity.checks.engine.asking import NO_INDEX, STALE, Checker, Composed
from comity.checks.engine.question import Question
from comity.checks.jobs import ingesting
from comity.core import levels
from comity.core.errors import Invalid, NotAllowed
from comity.network.access import actor_for, actor_for_token, good_tokens
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.saved_checks import rules
from comity.saved_checks.models import SavedCheck, Sweep, Telling
from comity.saved_checks.rules import News, Pause, State, Told

AT_ONCE: Final = 200
_ROW: Final = 1
# What an answer says of the record itself; not how well it met the question, which a better matcher may judge anew.
_SAID: Final = ("source", "outcome", "kind", "reported_on", "conditions", "level", "facts")

log = structlog.get_logger("saved_checks")
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


class NoAnswer(Exception):
    """The index cannot be trusted at this moment: nothing may be concluded from what is not found in it."""


class Seen(Struct, frozen=True):
    """One saved check, asked: in whose name, what was answered, and of each record a digest of what was said."""

    actor: Actor
    asked: Question
    composed: Composed
    matches: dict[bytes, tuple[answer.Match, str]]
    digests: dict[bytes, bytes]


class Sweeper:
    """Asks everything, `AT_ONCE` at a step. Between two sweeps it asks those that were just saved."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._after: UUID | None = None  # the last that was asked, while a sweep runs
        self._begun = (0, 0, 0)  # its place in the change log; how many asked, and told

    def step(self, now: datetime) -> bool:
        """One step; True when there was something to do."""
        if self._checker.reason_not_to_trust():
            return False
        try:
            return self._go_on(now) if self._after is not None else self._begin(now) or self._ask_new(now)
        except NoAnswer:
            self._after = None
            return False

    def _begin(self, now: datetime) -> bool:
        sweep, _made = Sweep.objects.get_or_create(pk=_ROW)
        seq = self._checker.index.seq
        is_due = rules.is_due(moved=seq > sweep.seq, begun_at=sweep.begun_at, took=sweep.took or timedelta(0), now=now)
        # A host whose index is behind has nothing to say; and of two hosts one begins.
        if not is_due or seq < sweep.seq:
            return False
        if not Sweep.objects.filter(pk=_ROW, begun_at=sweep.begun_at).update(begun_at=now):
            return False
        self._after, self._begun = UUID(int=0), (seq, 0, 0)
        return True

    def _go_on(self, now: datetime) -> bool:
        some = list(_running().filter(pk__gt=self._after).order_by("pk")[:AT_ONCE])
        seq, asked, told = self._begun
        self._begun = (seq, asked + len(some), told + ask(some, self._checker, now))
        self._after = some[-1].pk if len(some) == AT_ONCE else None
        if self._after is None:
            seq, asked, told = self._begun
            Sweep.objects.filter(pk=_ROW).update(seq=seq, done_at=now, took=now - F("begun_at"), asked=asked, told=told)
        return True

    def _ask_new(self, now: datetime) -> bool:
        some = list(_running().filter(asked_at=None).order_by("pk")[:AT_ONCE])
        ask(some, self._checker, now)
        return bool(some)


def _running() -> QuerySet[SavedCheck]:
    return SavedCheck.objects.filter(state=State.RUNNING)


def ask(some: Sequence[SavedCheck], checker: Checker, now: datetime) -> int:
    """Asks these and tells what is news; of how many there was any. Raises NoAnswer."""
    actors = owners({saved.owner for saved in some}, now)
    told = _told([saved.pk for saved in some])
    changed: dict[UUID, Seen | Pause] = {}
    for saved in some:
        seen = _look(saved, actors.get(saved.owner), checker, now)
        if saved.asked_at is None or _is_changed(saved, seen, told.get(saved.pk, {}), now):
            changed[saved.pk] = seen
    return _write(changed, now) if changed else 0


def owners(names: Iterable[str], now: datetime) -> dict[str, Actor]:
    """In whose name they are asked, as far as that authority goes today; who has none any more is not among them."""
    keys: dict[str, list[str]] = {"officer": [], "system": []}
    for name in names:
        kind, _, key = name.partition(":")
        keys.setdefault(kind, []).append(key)
    officers = Officer.objects.filter(pk__in=keys["officer"], is_active=True)
    actors = [actor_for(one, now) for one in officers.select_related("bureau__parent__parent", "entity")]
    actors += [actor_for_token(one, now) for one in good_tokens(now).filter(pk__in=keys["system"])]
    return {actor.id: actor for actor in actors}


def _look(saved: SavedCheck, actor: Actor | None, checker: Checker, now: datetime) -> Seen | Pause:
    if actor is None or actor.bureau != saved.bureau_id:
        return Pause.LEFT
    if not rules.may_keep(actor):
        return Pause.RIGHTS
    try:
        asked = msgspec.convert(saved.question, Question)
        composed = checker.compose(asked, actor, now)
    except NotAllowed:
        return Pause.RIGHTS
    except (Invalid, msgspec.ValidationError):
        return Pause.UNREADABLE
    said = composed.answer.answers
    if any(one.why in (NO_INDEX, STALE) for one in said):
        raise NoAnswer
    if not any(one.database in actor.databases for one in said):
        return Pause.RIGHTS
    matches = {UUID(match.record).bytes: (match, one.database) for one in said for match in one.matches}
    return Seen(actor, asked, composed, matches, {record: _digest(one) for record, (one, _) in matches.items()})


def _digest(match: answer.Match) -> bytes:
    said = _encode([getattr(match, name) for name in _SAID])
    return hmac.digest(settings.CHECK_DIGEST_KEY.encode(), said, "sha256")


def _told(saved: Sequence[UUID]) -> dict[UUID, dict[bytes, Told]]:
    told: dict[UUID, dict[bytes, Told]] = {}
    rows = Telling.objects.filter(saved_check__in=saved)
    for check, record, digest, gone_at in rows.values_list("saved_check", "record", "digest", "gone_at"):
        told.setdefault(check, {})[record.bytes] = Told(bytes(digest), gone_at is not None)
    return told


def _is_changed(saved: SavedCheck, seen: Seen | Pause, told: Mapping[bytes, Told], now: datetime) -> bool:
    if isinstance(seen, Pause):
        return saved.pause != seen
    return bool(saved.pause) or _news(seen, told, now) != News()


def _news(seen: Seen, told: Mapping[bytes, Told], now: datetime) -> News:
    """What is news. Gone is only what may not be seen any more, by the database, which is the truth: a record may also
    be out of an answer because others are more alike, because it was judged to be somebody else, or for an instant."""
    news = rules.news(seen.digests, told)
    if not news.gone:
        return news
    missing = {UUID(bytes=record) for record in news.gone}
    there = checks.visible_records(seen.actor, seen.asked.purpose, missing, now)
    return rules.news(seen.digests, told, frozenset(record.bytes for record in there))


def _write(changed: Mapping[UUID, Seen | Pause], now: datetime) -> int:
    """Writes down what is news, judged once more under lock; of how many there was any to tell."""
    with transaction.atomic():
        rows = list(_running().filter(pk__in=changed).order_by("pk").select_for_update())
        told = _told([row.pk for row in rows])
        made: list[frames.Made] = []
        events: list[Event] = []
        for row in rows:
            seen = changed[row.pk]
            pause = seen if isinstance(seen, Pause) else ""
            if pause != row.pause:
                SavedCheck.objects.filter(pk=row.pk).update(pause=pause)
                events.append(_of_pause(row, now, pause))
            if isinstance(seen, Seen):
                news = _news(seen, told.get(row.pk, {}), now)
                if news.told:
                    made.append(_made(seen, news.told, now))
                events += _tell(row, seen, news, now)
        SavedCheck.objects.filter(pk__in=[row.pk for row in rows], asked_at=None).update(asked_at=now)
        # The ledger last: it locks.
        ingesting.take(made, now)
        audit.write_many(events)
    return len(made)


def _made(seen: Seen, news: Sequence[bytes], now: datetime) -> frames.Made:
    """The check as the journals hold checks: of what was told before there is no second look and no second hit."""
    said = seen.composed.answer
    return frames.Made(
        check=UUID(said.check),
        at=now,
        asker=frames.asker(seen.actor, "saved"),
        purpose=seen.asked.purpose,
        place=frames.writable(seen.asked.place),
        silent=seen.asked.silent,
        outcome=said.outcome,
        outcomes=tuple((one.database, one.outcome) for one in said.answers),
        matched=tuple(one for one in seen.composed.matched if one.record in news),
        question=frames.storable(questions.encode(seen.asked)),
    )


def _tell(row: SavedCheck, seen: Seen, news: News, now: datetime) -> list[Event]:
    """The rows of what is told and of what is gone, and an entry for each."""
    for record in news.told:
        _keep(row, UUID(bytes=record), seen, now)
    gone = [UUID(bytes=record) for record in news.gone]
    forgotten = {"gone_at": now, "source": "", "kind": "", "outcome": "", "check_made": None}
    Telling.objects.filter(saved_check=row, record__in=gone).update(**forgotten)
    events = []
    if news.told:
        details = {"check": seen.composed.answer.check, "records": [record.hex() for record in news.told]}
        events.append(Event(verb="saved_check.notified", details=details, **_who(row, seen.actor.id, now)))
    if gone:
        details = {"records": [record.hex for record in gone]}
        events.append(Event(verb="saved_check.forgotten", details=details, **_who(row, seen.actor.id, now)))
    return events


def _keep(row: SavedCheck, record: UUID, seen: Seen, now: datetime) -> None:
    match, database = seen.matches[record.bytes]
    columns = {
        "database": database,
        "level": levels.from_slug(match.level),
        "source": match.source,
        "kind": match.kind,
        "outcome": match.outcome,
        "digest": seen.digests[record.bytes],
        "check_made": UUID(seen.composed.answer.check),
        "told_at": now,
        "noted_at": None,
        "noted_by": "",
        "gone_at": None,
    }
    if not Telling.objects.filter(saved_check=row, record=record).update(times=F("times") + 1, **columns):
        Telling.objects.create(saved_check=row, record=record, **columns)


def _of_pause(row: SavedCheck, now: datetime, why: str) -> Event:
    if why:
        return Event(verb="saved_check.paused", details={"why": str(why)}, **_who(row, row.owner, now))
    return Event(verb="saved_check.resumed", **_who(row, row.owner, now))


def _who(row: SavedCheck, actor: str, now: datetime) -> dict[str, Any]:
    return {"at": now, "actor": actor, "bureau": row.bureau_id, "subject": str(row.pk)}
