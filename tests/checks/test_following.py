"""The index follows the database: whatever happens to a record, wherever the follower dies, in the end they agree."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.engine.writing import Busy, Writer
from comity.checks.jobs import drift, following
from comity.checks.jobs.following import Follower
from comity.core import changes, clock, ids
from comity.core.errors import Refused
from comity.network.models import Restriction
from comity.records import actions as records
from comity.records.models import Record
from comity.testing.loading import desk
from comity.testing.stage import Stage

DESK = desk("FR")
VERBS = ("add", "update", "withdraw", "restrict", "lift", "renew")


def passport(number: int, kind: str = "stolen") -> dict[str, str]:
    return {
        "reference": f"FR-F-{number}",
        "kind": kind,
        "number": f"{number:02d}FF{number:05d}",
        "issuer": "FRA",
        "type": "passport",
    }


def happen(stage: Stage, verb: str, number: int) -> None:
    """One verb on one of a few records; what cannot be done now is refused, and that is fine."""
    record = Record.objects.filter(reference=f"FR-F-{number}").first()
    now = stage.now
    try:
        if record is None or verb == "add":
            records.add(actor=DESK, database="travel_documents", values=passport(number), now=now)
        elif verb == "update":
            records.update(actor=DESK, record_id=record.pk, values=passport(number, "lost"), now=now)
        elif verb == "withdraw":
            records.withdraw(actor=DESK, record_id=record.pk, reason="Found again.", now=now)
        elif verb == "restrict":
            records.restrict(actor=DESK, record_id=record.pk, against="BR", reason="", now=now)
        elif verb == "lift":
            for row in Restriction.objects.filter(record=record.pk, ends_at=None):
                records.lift(actor=DESK, record_id=record.pk, restriction_id=row.pk, now=now)
        else:
            records.renew(actor=DESK, record_id=record.pk, reason=f"Still sought {number}.", now=now)
    except Refused:
        pass


@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.booleans()), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_index_agrees(stage: Stage, events: list[tuple[str, int, bool]]) -> None:
    for verb, number, follows in events:
        happen(stage, verb, number)
        if follows:
            stage.follow()
    stage.follow()
    assert not drift.compare(stage.folder / "index").is_drift


def test_killed_between_a_record_and_the_next_it_starts_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        happen(stage, "add", number)
    real, done = Writer.put, []

    def put_two_then_die(self: Writer, *arguments: object) -> None:
        if len(done) == 2:
            raise SystemExit
        done.append(real(self, *arguments))  # type: ignore[arg-type,func-returns-value]

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "put", put_two_then_die)
        with pytest.raises(SystemExit):
            stage.follow()
    assert stage.follower is not None
    stage.follower.close()
    stage.follower = Follower(stage.folder / "index")
    stage.follow()
    assert not drift.compare(stage.folder / "index").is_drift


def test_a_restriction_that_begins_by_its_date_is_followed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    happen(stage, "add", 1)
    record = Record.objects.get(reference="FR-F-1")
    monkeypatch.setattr(following, "LOOK_AT_CLOCK_EVERY", 0)
    stage.follow()
    put_anew: set[UUID] = set()
    monkeypatch.setattr(following, "put_records", lambda _writer, record_ids: put_anew.update(record_ids))
    begins = clock.now() + timedelta(hours=1)
    Restriction.objects.create(
        source_id="FR", against_id="KE", record=record.pk, set_by="officer:x", starts_at=begins, reason=""
    )
    stage.follow()
    assert not put_anew, "it has not begun"
    monkeypatch.setattr(clock, "now", lambda: begins)
    stage.follow()
    assert put_anew == {record.pk}


def test_drift_is_found_and_a_build_heals_it(stage: Stage) -> None:
    for number in range(3):
        happen(stage, "add", number)
    stage.follow()
    first, second, third = Record.objects.filter(reference__startswith="FR-F-").order_by("reference")
    assert stage.follower is not None
    stage.follower.close()
    with Writer(stage.folder / "index") as writer:
        writer.remove(first.pk)
        Record.objects.filter(pk=second.pk).update(kind="revoked")
        Record.objects.filter(pk=third.pk).update(status="withdrawn")
    found = drift.compare(stage.folder / "index")
    assert (found.missing, found.different, found.surplus) == ((first.pk,), (second.pk,), (third.pk,))
    with Writer(stage.folder / "index") as writer:
        following.build(writer, stage.now)
    assert not drift.compare(stage.folder / "index").is_drift


def test_a_withdrawal_does_not_wait_behind_a_load(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """One step takes the first of a long load, and the one record that an officer has withdrawn behind it."""
    happen(stage, "add", 1)
    stage.follow()
    record = Record.objects.get(reference="FR-F-1")
    with transaction.atomic():
        changes.note("record", [ids.new() for _ in range(9)], now=stage.now, in_bulk=True)
    happen(stage, "withdraw", 1)
    taken_out: list[UUID] = []
    real = Writer.remove
    monkeypatch.setattr(Writer, "remove", lambda self, record: taken_out.append(record) or real(self, record))
    monkeypatch.setattr(following, "BATCH", 3)
    assert stage.follower is not None
    stage.follower.step()
    assert record.pk in taken_out
    stage.follow()
    assert not drift.compare(stage.folder / "index").is_drift


def test_a_second_follower_stands_aside(stage: Stage) -> None:
    second = Follower(stage.folder / "index")
    assert second.step() is False
    assert not second.may_follow()
    with pytest.raises(Busy):
        Writer(stage.folder / "index")


def test_a_missing_index_is_built(stage: Stage) -> None:
    fresh = Follower(stage.folder / "another")
    while fresh.step():
        pass
    fresh.close()
    assert not drift.compare(stage.folder / "another").is_drift
