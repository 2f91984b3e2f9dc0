"""Bringing the journals into the database: checks, looks, hits and ledger entries, in bulk, each exactly once.

What a journal holds and how far it has been read are committed together. So a process that dies anywhere leaves either
both or neither, and the next one goes on from there.
"""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import structlog
from django.conf import settings
from django.db import connection, transaction
from msgspec import Struct

from comity.audit import actions as audit
from comity.audit.rules import Event
from comity.checks import rules, shielding
from comity.checks.access import SILENT
from comity.checks.engine import frames, journal
from comity.checks.engine.frames import Made, Matched
from comity.checks.models import Hit, JournalPosition, Look, next_change
from comity.checks.rules import Clocks, State
from comity.core import clock
from comity.network.models import Bureau

# Bytes of journal taken at once: tens of thousands of checks, a second's work.
AT_MOST = 4 << 20

log = structlog.get_logger("ingest")

_CHECKS = (
    "COPY checks_check (id, at, actor, bureau, entity, purpose, place, outcome, outcomes, question, face) FROM STDIN"
)
_LOOKS = "COPY checks_look (record, source, database, actor, bureau, entity, at, how, check_made) FROM STDIN"
_encode = msgspec.json.Encoder().encode


class Source(Struct, frozen=True):
    """What making a hit needs to know of a bureau."""

    code: str
    hits_not_wanted: frozenset[str]


def ingest(folder: Path) -> bool:
    """Takes in the next piece of every journal of this host; True when there was any."""
    took = [_ingest_file(path) for path in journal.segments(folder)]
    return any(took)


def _ingest_file(path: Path) -> bool:
    finished = journal.is_finished(path)
    with transaction.atomic():
        position = locked(path.name)
        if position is None:
            return False
        pieces = list(journal.read(path, position.offset, at_most=AT_MOST))
        if pieces:
            now = clock.now()
            take([made for payload, _end in pieces for made in frames.checks(payload)], now)
            position.offset, position.at = pieces[-1][1], now
            position.save()
    if finished and not pieces:
        # Nobody writes to it any more, and all it holds is in the database: what remains would be copies of questions.
        path.unlink(missing_ok=True)
        JournalPosition.objects.filter(pk=path.name).delete()
    return bool(pieces)


def locked(name: str) -> JournalPosition | None:
    """The position of a file, held until the end of the transaction; None while another process holds it."""
    JournalPosition.objects.bulk_create([JournalPosition(file=name, offset=0, at=clock.now())], ignore_conflicts=True)
    return JournalPosition.objects.select_for_update(skip_locked=True).filter(pk=name).first()


def take(checks: Sequence[Made], now: datetime) -> None:
    """Writes the rows and ledger entries of these checks, in the caller's transaction; the ledger last: it locks."""
    with connection.cursor() as cursor, cursor.copy(_CHECKS) as copy:
        for made in checks:
            copy.write_row(_check_row(made))
    shown = [(made, match) for made in checks for match in made.matched]
    if shown:
        hidden = shielding.shielded(UUID(bytes=match.record) for _made, match in shown)
        with connection.cursor() as cursor, cursor.copy(_LOOKS) as copy:
            for made, match in shown:
                if UUID(bytes=match.record) not in hidden:
                    copy.write_row(_look_row(made, match))
        _make_hits(shown, hidden, now)
    key = settings.CHECK_DIGEST_KEY.encode()
    audit.write_many([_event(made, key) for made in checks])


def _check_row(made: Made) -> tuple[object, ...]:
    asker = made.asker
    return (
        made.check,
        made.at,
        asker.actor,
        asker.bureau,
        asker.entity,
        made.purpose,
        made.place,
        made.outcome,
        _encode(dict(made.outcomes)).decode(),
        made.question.decode(),
        asker.face,
    )


def _look_row(made: Made, match: Matched) -> tuple[object, ...]:
    asker = made.asker
    record = UUID(bytes=match.record)
    if made.silent:
        day = rules.day_of(made.at)
        return (record, match.source, match.database, "", SILENT, None, day, Look.How.CHECK.value, None)
    return (
        record,
        match.source,
        match.database,
        asker.actor,
        asker.bureau,
        asker.entity,
        made.at,
        Look.How.CHECK.value,
        made.check,
    )


def _make_hits(shown: Iterable[tuple[Made, Matched]], hidden: frozenset[UUID], now: datetime) -> None:
    sources = {
        code: Source(code, frozenset(unwanted))
        for code, unwanted in Bureau.objects.values_list("code", "hits_not_wanted")
    }
    clocks = Clocks(
        normal=timedelta(minutes=settings.HIT_ANSWER_MINUTES["normal"]),
        urgent=timedelta(minutes=settings.HIT_ANSWER_MINUTES["urgent"]),
    )
    hits = []
    for made, match in shown:
        source = sources.get(match.source)
        if source is None or made.asker.bureau not in sources:
            # The command of the installation, or a bureau that is no more: the check and the look are written, but
            # there are no two sides to settle it.
            log.warning("a match has no two bureaus", check=str(made.check), source=match.source)
            continue
        hit = _hit(made, match, source, clocks, now)
        hit.shielded = hit.record in hidden
        hits.append(hit)
    if not hits:
        return
    for change, hit in enumerate(hits, next_change()):
        hit.change = change
    Hit.objects.bulk_create(hits, batch_size=1000, ignore_conflicts=True)


def _hit(made: Made, match: Matched, source: Source, clocks: Clocks, now: datetime) -> Hit:
    urgent = rules.is_urgent(match.database, match.kind)
    return Hit(
        check_made_id=made.check,
        record=UUID(bytes=match.record),
        database=match.database,
        kind=match.kind,
        outcome=match.outcome,
        source_id=source.code,
        asking_id=made.asker.bureau,
        entity=made.asker.entity,
        asked_by=made.asker.actor,
        at=made.at,
        answer_due_at=rules.answer_due(made.at, urgent=urgent, clocks=clocks),
        urgent=urgent,
        state=State.OPEN,
        told_source=match.database not in source.hits_not_wanted,
        silent=made.silent,
        changed_at=now,
        facts=match.facts,
    )


def _event(made: Made, key: bytes) -> Event:
    """The ledger's entry: who, for whom, why, what came of it. The question only as a keyed digest: it is erasable,
    and the ledger is not."""
    asker = made.asker
    # Ids of judgements, and only where there are any: the records set aside were shown to nobody.
    aside = {"set_aside": [judgement.hex() for judgement in made.set_aside]} if made.set_aside else {}
    return Event(
        verb="check.made",
        at=made.at,
        actor=asker.actor,
        bureau=asker.bureau,
        entity=asker.entity or "",
        subject=str(made.check),
        details={
            "purpose": made.purpose,
            "face": asker.face,
            "outcome": made.outcome,
            "outcomes": dict(made.outcomes),
            "records": [match.record.hex() for match in made.matched],
            "question": hmac.digest(key, made.question, "sha256").hex(),
            **aside,
        },
    )
