"""Asking an index of made-up persons: they are found as typed, those hidden never, and figures count what they say."""

from pathlib import Path

import pytest

from bench import documents, made_index, recall
from bench.people import MadePerson, people
from bench.queries import Query, queries
from comity.checks.engine.index import Edition, Index
from comity.checks.engine.policies import Sight

COUNT = 300


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder: Path = tmp_path_factory.mktemp("persons") / "index"
    made_index.build(folder, COUNT, lambda _text: None)
    assert made_index.is_built(folder, COUNT) and not made_index.is_built(folder, COUNT + 1)
    found = Index(folder).current()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def sight(edition: Edition) -> Sight:
    return edition.sight(documents.access().keys[0].actor, None)


@pytest.fixture(scope="module")
def persons() -> list[MadePerson]:
    return list(people(COUNT, made_index.SEED))


def test_who_is_asked_for_as_recorded_is_found(edition: Edition, sight: Sight, persons: list[MadePerson]) -> None:
    seen = [one for one in persons if not made_index.is_hidden(one.number)]
    found = recall.ask(edition, sight, "same", queries(seen, "same", 60, seed=1))
    assert found.asked == 60 and found.ten >= 0.95
    assert found.first <= found.ten and found.candidates >= found.ten


def test_who_is_hidden_is_never_found(edition: Edition, sight: Sight, persons: list[MadePerson]) -> None:
    hidden = [one for one in persons if made_index.is_hidden(one.number)]
    assert len(hidden) == COUNT // made_index.RESTRICTED_EACH
    assert recall.ask(edition, sight, "same", queries(hidden, "same", 30, seed=1)).ten == 0


def test_a_question_is_asked_as_the_form_has_it() -> None:
    asked = recall.as_asked(Query("same", "Anna Huber", "Huber", "", "F", "AUT", 1))
    assert (asked.name, asked.family, asked.birth, asked.sex) == ("Anna Huber", "Huber", None, "F")


def test_persons_sampled_are_seen_by_who_asks() -> None:
    sampled = recall.sampled(2_000, each=10)
    assert sampled and not [one for one in sampled if made_index.is_hidden(one.number)]


def test_a_record_knows_its_person() -> None:
    assert made_index.number_of(made_index.record_of(4711).bytes) == 4711
