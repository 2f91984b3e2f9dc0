"""One verb, one transaction, one entry."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from comity.audit import actions as audit
from comity.audit.models import Entry, Node
from comity.core.errors import Conflict, NotFound, Refused

NOW = datetime(2026, 5, 3, 2, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    id: str = "officer:1"
    bureau: str = "FR"
    entity: str | None = None


class Pebble:
    pk = 41


@pytest.fixture(autouse=True)
def _forget_verbs() -> Any:
    before = dict(audit.VERBS)
    yield
    audit.VERBS.clear()
    audit.VERBS.update(before)


def entries() -> list[Entry]:
    return list(Entry.objects.order_by("seq"))


def place(index: int) -> None:
    """A write that one can see: any table will do."""
    Node.objects.create(level=9, index=index, hash=b"")


@pytest.mark.django_db
def test_a_verb_that_is_done_leaves_one_entry() -> None:
    @audit.verb("pebble.placed")
    def put(*, actor: Someone, index: int, now: datetime) -> Pebble:
        place(index)
        audit.about(details={"index": index})
        return Pebble()

    put(actor=Someone(entity="e-7"), index=3, now=NOW)
    (entry,) = entries()
    assert (entry.seq, entry.verb, entry.outcome, entry.at) == (1, "pebble.placed", "done", NOW)
    assert (entry.actor, entry.bureau, entry.entity, entry.subject) == ("officer:1", "FR", "e-7", "41")
    assert entry.body == '{"index":3}'
    assert Node.objects.filter(level=9, index=3).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("raised", "outcome", "body"),
    [
        (NotFound("Nothing of the kind."), "refused", '{"refusal":"not_found"}'),
        (ZeroDivisionError("Smith, John"), "failed", '{"fault":"ZeroDivisionError"}'),
    ],
)
def test_a_verb_that_raises_leaves_its_entry_and_nothing_else(raised: Exception, outcome: str, body: str) -> None:
    @audit.verb("pebble.placed", subject="pebble")
    def put(*, actor: Someone, pebble: Pebble, now: datetime) -> None:
        place(1)
        raise raised

    with pytest.raises(type(raised)):
        put(actor=Someone(), pebble=Pebble(), now=NOW)
    (entry,) = entries()
    assert (entry.outcome, entry.subject, entry.body) == (outcome, "41", body)
    assert not Node.objects.exists()


@pytest.mark.django_db
def test_verbs_inside_a_verb_are_steps_of_its_entry() -> None:
    @audit.verb("pebble.placed")
    def put(*, actor: Someone, index: int, now: datetime) -> Pebble:
        place(index)
        if index == 2:
            raise Conflict
        return Pebble()

    @audit.verb("row.built")
    def build(*, actor: Someone, now: datetime) -> None:
        for index in (1, 2, 3):
            try:
                put(actor=actor, index=index, now=now)
            except Refused:
                continue

    build(actor=Someone(), now=NOW)
    (entry,) = entries()
    assert entry.verb == "row.built"
    assert entry.body == (
        '{"steps":[{"subject":"41","verb":"pebble.placed"},'
        '{"refusal":"conflict","subject":"","verb":"pebble.placed"},'
        '{"subject":"41","verb":"pebble.placed"}]}'
    )
    assert sorted(Node.objects.values_list("index", flat=True)) == [1, 3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("given", ["Smith, John", "x" * 81, "\x00", "Юсуф"])
def test_what_a_stranger_typed_in_place_of_an_id_is_not_kept(given: str) -> None:
    @audit.verb("pebble.sought", subject="pebble_id")
    def seek(*, actor: Someone, pebble_id: str, now: datetime) -> None:
        raise NotFound

    with pytest.raises(NotFound):
        seek(actor=Someone(), pebble_id=given, now=NOW)
    assert [(entry.outcome, entry.subject) for entry in entries()] == [("refused", "not_an_id")]


@pytest.mark.django_db
def test_a_secret_that_a_verb_returns_is_not_its_subject() -> None:
    @audit.verb("pebble.engraved")
    def issue(*, actor: Someone | None, now: datetime) -> str:
        return "shown-once"

    issue(actor=None, now=NOW)
    (entry,) = entries()
    assert (entry.actor, entry.subject, entry.body) == ("stranger", "", "{}")


@pytest.mark.django_db
@pytest.mark.parametrize("details", [{"name": "John Smith"}, {"names": ["Юсуф"]}, {"note": object()}])
def test_text_that_could_name_a_person_never_reaches_the_ledger(details: dict[str, Any]) -> None:
    @audit.verb("pebble.placed")
    def put(*, actor: Someone, now: datetime) -> None:
        audit.about(details=details)

    with pytest.raises(ValueError, match="The ledger"):
        put(actor=Someone(), now=NOW)
    assert [entry.outcome for entry in entries()] == ["failed"]


@pytest.mark.django_db(transaction=True)
def test_a_verb_cannot_hide_in_a_transaction_that_is_no_verbs() -> None:
    @audit.verb("pebble.placed")
    def put(*, actor: Someone, now: datetime) -> None: ...

    with transaction.atomic(), pytest.raises(RuntimeError):
        put(actor=Someone(), now=NOW)


def test_the_shape_of_a_verb_is_checked_when_it_is_written() -> None:
    with pytest.raises(TypeError, match="keyword"):
        audit.verb("a.b")(lambda actor, now: None)

    def no_actor(*, now: datetime) -> None: ...

    with pytest.raises(TypeError, match="needs actor"):
        audit.verb("a.b")(no_actor)

    def fine(*, actor: Someone, now: datetime) -> None: ...

    def other(*, actor: Someone, now: datetime) -> None: ...

    audit.verb("a.b")(fine)
    with pytest.raises(TypeError, match="already"):
        audit.verb("a.b")(other)


def test_about_outside_a_verb_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        audit.about(subject="x")
