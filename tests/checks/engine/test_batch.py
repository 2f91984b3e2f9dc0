"""A batch: one outcome a line, in order, the same as a single question gives, whatever the other lines are."""

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.engine import answer, batch, faults, frames
from comity.checks.engine.batch import Batch, TooManyLines
from comity.core.errors import Invalid, NotAllowed
from comity.network.rules import Actor
from tests.checks.engine.conftest import NOW, World

Json = dict[str, Any]


def answers(world: World, body: bytes, actor: Actor | None = None) -> tuple[list[Json], list[frames.Made]]:
    """The answers, and the checks that the journal's frame holds."""
    made = Batch(world.checker, body, actor or world.asker, NOW)
    for _ in made.steps():
        pass
    kept = list(frames.checks(made.frame(frames.asker(world.asker, "batch"))))
    said = [json.loads(line) for line in made.body.splitlines()]
    assert made.count == len(said) == len(kept)
    assert [one["check"] for one in said] == [str(check.check) for check in kept]
    assert [one["outcome"] for one in said] == [check.outcome for check in kept]
    assert sum(made.outcomes().values()) == made.count
    return said, kept


def line(number: str, purpose: str = "border_control", **document: str) -> bytes:
    return json.dumps({"purpose": purpose, "document": {"number": number} | document}).encode()


def test_answers_come_in_order_one_a_line(world: World) -> None:
    records = {i: world.document(f"AB{i:05d}") for i in (3, 4, 77)}
    world.document("AB00050", denied=frozenset({"KE"}))
    body = b"\n".join(line(f"AB{i:05d}", issuer="FRA") for i in range(100))
    for given_body in (body, body + b"\n", body.replace(b"\n", b"\r\n")):
        said, kept = answers(world, given_body)
        assert [i for i, one in enumerate(said) if one["outcome"] == "hit"] == [3, 4, 77]
        assert {
            i: one["answers"][0]["matches"][0]["record"] for i, one in enumerate(said) if one["outcome"] == "hit"
        } == {i: str(record) for i, record in records.items()}
        assert len({one["check"] for one in said}) == 100
        assert [i for i, check in enumerate(kept) if check.matched] == [3, 4, 77]
        assert all(json.loads(check.question)["document"]["number"] == f"AB{i:05d}" for i, check in enumerate(kept))
        assert {check.purpose for check in kept} == {"border_control"}


BAD: list[tuple[bytes, str]] = [
    (b"", ""),
    (b"   ", ""),
    (b"{", ""),
    (b"[]", ""),
    (b"null", ""),
    (b"\xff\xfe", ""),
    (b'{"purpose":"border_control"}', ""),
    (b'{"purpose":"border_control","document":{"number":"1"}}{"purpose":"x"}', ""),
    (b'{"purpose":"border_control","document":{"numbr":"1"}}', "document.numbr"),
    (b'{"purpose":"border_control","document":{"number":5}}', "document.number"),
    (b'{"purpose":"border_control","document":{"number":"--"}}', "document.number"),
    (b'{"purpose":"fun","document":{"number":"1"}}', "purpose"),
    (b'{"document":{"number":"1"}}', "purpose"),
    (b'{"purpose":"border_control","document":{"number":"1"},"document":{"number":"2"}}', "document"),
    (b'{"purpose":"border_control","document":{"number":"1","issuer":"FRA","issuer":"KEN"}}', "document.issuer"),
    (b'{"purpose":"border_control","document":{"number":"1","issuer":"ZZZ"}}', "document.issuer"),
    (b'{"purpose":"border_control","place":"' + b"x" * 201 + b'","document":{"number":"1"}}', "place"),
    (b'{"purpose":"border_control","mrz":["P<FRA"]}', "mrz"),
    (b'{"purpose":"border_control","person":{"name":"A","birth_date":"1985-02-30"}}', "person.birth_date"),
]


@pytest.mark.parametrize(("bad", "field"), BAD)
def test_a_bad_line_gets_its_own_outcome_and_spoils_no_other(world: World, bad: bytes, field: str) -> None:
    world.document("AB1")
    said, kept = answers(world, b"\n".join([line("AB1", issuer="FRA"), bad, line("AB2")]))
    assert [one["outcome"] for one in said] == ["hit", "not_checked", "no_hit"]
    assert said[1]["answers"] == []
    assert field in [error["field"] for error in said[1]["errors"]]
    assert all(error["problem"] and error["accepted"] for error in said[1]["errors"])
    json.loads(kept[1].question)
    assert len(kept[1].place) <= 200


def test_a_purpose_one_may_not_ask_for_is_named(world: World) -> None:
    actor = world.actor("KE", purposes=frozenset({"border_control"}))
    said, _kept = answers(world, b"\n".join([line("1"), line("1", "locate")]), actor)
    assert [one["outcome"] for one in said] == ["no_hit", "not_checked"]
    assert said[1]["errors"][0]["field"] == "purpose"
    assert said[1]["errors"][0]["accepted"] == "border_control"


_LINES: list[bytes] = [
    line("AB1", issuer="FRA"),
    line("ab 1", issuer="F"),
    line("ABI", issuer="FRA"),
    line("AB1"),
    line("HIDDEN1", issuer="FRA"),
    line("CD0050", issuer="FRA"),
    line("ÅB", issuer="FRA"),
    line("AB\n1", issuer="FRA"),
    line("XY", "locate"),
    line("XY", type="P"),
    json.dumps({"purpose": "border_control", "vehicle": {"vin": "WVWZZZ1JZ3W386752"}}).encode(),
    json.dumps({"purpose": "border_control", "silent": True, "document": {"number": "AB1"}}).encode(),
    *(bad for bad, _field in BAD if b"\n" not in bad),
]


@given(st.lists(st.sampled_from(_LINES), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_line_is_answered_as_if_it_had_been_asked_alone(world: World, lines: list[bytes]) -> None:
    if world.writer.seq == 0:
        world.document("AB1")
        world.document("HIDDEN1", denied=frozenset({"KE"}))
        world.put(
            "travel_documents", {"number": "CD0001", "number_last": "CD0099", "issuer": "FRA", "type": "passport"}
        )
        world.put("vehicles", {"vin": "WVWZZZ1JZ3W386752"})
    said, _kept = answers(world, b"\n".join(lines) + b"\n")
    for one, alone in zip(said, lines, strict=True):
        try:
            expected = world.checker.compose(faults.decode(alone, NOW.date()), world.asker, NOW).answer
        except (Invalid, NotAllowed):
            assert one["errors"]
            continue
        assert "errors" not in one
        assert one | {"check": ""} == msgspec.json.decode(answer.encode(expected)) | {"check": ""}


@given(st.binary(max_size=300) | st.lists(st.sampled_from([*_LINES, b"{", b"}", b"}\n{"]), max_size=6).map(b" ".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_as_many_outcomes_as_lines(world: World, body: bytes) -> None:
    said, _kept = answers(world, body)
    assert len(said) == batch.count_lines(body) == len(frames.lines_of(body))


def test_the_ids_of_a_batch_count_its_lines(world: World) -> None:
    said, _kept = answers(world, b"\n".join([line("ZZ")] * 300))
    first = UUID(said[0]["check"])
    assert [UUID(one["check"]) for one in said] == [UUID(int=first.int + i) for i in range(300)]
    assert first.version == 7


def test_more_lines_than_are_taken_are_refused_before_anything_is_done(world: World) -> None:
    with pytest.raises(TooManyLines):
        Batch(world.checker, b"\n" * (batch.MOST_LINES + 1), world.asker, NOW)


def test_a_long_batch_lets_others_have_their_turn(world: World) -> None:
    made = Batch(world.checker, b"\n".join([b"{"] * 120), world.asker, NOW)
    assert len(list(made.steps())) == 120 // batch.TURN


def test_after_each_person_others_have_their_turn(world: World) -> None:
    asked = b'{"purpose":"border_control","person":{"name":"Torvald Lindqvist"}}'
    made = Batch(world.checker, b"\n".join([asked] * 12), world.asker, NOW)
    assert len(list(made.steps())) == 12
