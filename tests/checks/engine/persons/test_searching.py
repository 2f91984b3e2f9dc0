"""Finding persons: against comparing everybody, after every verb, through growth, and by another edition's files."""

import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.index import Index
from comity.checks.engine.names import comparing
from comity.checks.engine.persons import holding, reading, searching
from comity.checks.engine.persons.asked import BEING_BUILT, Asked
from comity.checks.engine.writing import NotBuilt, Writer
from comity.records.rules import Policy
from tests.checks.engine.persons.conftest import ASKER, OPEN, SHUT, built, edition_of, entry, found

GIVEN = ("Maria", "Ahmed", "Abdulrahman", "Jean-Pierre", "Oksana", "Иван", "محمد")
FAMILY = ("Garcia Lopez", "van der Berg", "Petrov", "Nguyen", "O'Brien", "Hussein")
BORN = ("1985-04-12", "1985-04-13", "1985-12-04", "1985-04", "1985", "1984~", "1983/1987", "1975-04-12", "")

_person = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.sampled_from(BORN))
_verbs = st.lists(st.tuples(st.integers(1, 6), _person, st.sampled_from([OPEN, OPEN, SHUT, None])), max_size=14)
_asked = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.sampled_from(["1985-04-12", "1985", None]))


def made(number: int, person: tuple[str, str, str]) -> tuple[int, str, list[str]]:
    given_name, family, born = person
    return number, f"{given_name} {family}", [born] if born else []


@given(_verbs, st.lists(_asked, min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_after_any_verbs_the_same_people_are_found_as_by_comparing_everybody(
    verbs: list[tuple[int, tuple[str, str, str], Policy | None]], questions: list[tuple[str, str, str | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Writer(Path(folder) / "index") as writer:
        writer.build([], 0)
        expected: dict[int, tuple[tuple[str, str, str], Policy]] = {}
        for number, person, policy in verbs:
            if policy is None:
                writer.remove(UUID(int=number))
                expected.pop(number, None)
            else:
                _, name, births = made(number, person)
                writer.put(entry(number, name, *births), policy)
                expected[number] = (person, policy)
        again = Path(folder) / "again"
        built(again, [(entry(number, (one := made(number, person))[1], *one[2]), policy)
                      for number, (person, policy) in expected.items()])  # fmt: skip
        for given_name, family, born in questions:
            name = f"{family} {given_name}"
            here = found(Path(folder) / "index", name, born)
            assert sorted(here) == sorted(found(again, name, born))
            asked = Asked(name, born).person()
            every = {
                number: comparing.compare(asked, reading.person_of(entry(number, one[1], *one[2]).facts))
                for number, (person, policy) in expected.items()
                if policy is OPEN and (one := made(number, person))
            }
            assert set(here) <= {number for number, one in every.items() if one.outcome == "possible"}
            # Who bears the very name and may be born then is never left out before the comparison.
            same = {
                number
                for number in every
                if expected[number][0][:2] == (given_name, family)
                and (born is None or expected[number][0][2] in ("1985-04-12", "1985", "1985-04", ""))
            }
            sure = max(searching._SURE) if born else 0.0
            possible = {number for number in same if every[number].outcome == "possible"}
            assert {number for number in possible if every[number].score >= sure} <= set(here)


def test_a_person_put_under_another_policy_or_name_is_seen_so_at_once(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build([], 0)
        writer.put(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), OPEN)
        assert found(tmp_path, "Dovzhenkiv Oksana", "1985-04-12") == [1]
        writer.put(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), SHUT)
        assert found(tmp_path, "Dovzhenkiv Oksana", "1985-04-12") == []
        writer.put(entry(1, "Ludmila Vasquerine", "1985-04-12"), OPEN)
        assert found(tmp_path, "Dovzhenkiv Oksana", "1985-04-12") == []
        assert found(tmp_path, "Ludmila Vasquerine") == [1]
        writer.remove(UUID(int=1))
        assert found(tmp_path, "Ludmila Vasquerine") == []


def test_who_bears_several_names_is_found_by_each_and_answered_once(tmp_path: Path) -> None:
    names = {
        "original_name": "Оксана Довженкив",
        "aliases": [{"name": "Ludmila Vasquerine"}, {"name": "Oxana Dovjenkiv"}],
    }
    built(tmp_path, [(entry(1, "Oksana Dovzhenkiv", "1985-04-12", "1984", **names), OPEN)])
    for name in ("Oksana Dovzhenkiv", "Оксана Довженкив", "Vasquerine Ludmila"):
        assert found(tmp_path, name, "1985-04-12") == [1]
        assert found(tmp_path, name) == [1]
    assert found(tmp_path, "Nobody Atall", "1985-04-12", names=("Ludmila Vasquerine",)) == [1]


def test_a_name_that_the_zone_cut_off_is_found(tmp_path: Path) -> None:
    built(tmp_path, [(entry(1, "Nilavadhanananda Chayapa Dejthamrong Krasuang", "1985-04-12"), OPEN)])
    cut = {"family": "NILAVADHANANANDA", "may_be_cut": True}
    assert found(tmp_path, "NILAVADHANANANDA CHAYAPA DEJTHAMRONG KRA", "1985-04-12", **cut) == [1]


def test_the_writer_may_grow_and_sweep_while_others_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "_SWEPT_FROM", 100)
    done = threading.Event()
    missed: list[int] = []

    def ask_on() -> None:
        index = Index(tmp_path)
        while not done.is_set():
            edition = index.current()
            assert edition is not None
            asked = Asked("Dovzhenkiv Oksana", "1985-04-12")
            if not searching.find(edition, edition.sight(ASKER, "border_control"), asked).candidates:
                missed.append(1)

    with Writer(tmp_path) as writer:
        writer.build([(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), OPEN)], 1)
        thread = threading.Thread(target=ask_on)
        thread.start()
        try:
            for number in range(2, 1500):
                writer.put(entry(number % 40 + 2, f"Ahmed Hussein {number}", "1985-04-12"), OPEN)
                if number % 100 == 0:
                    writer.put(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), OPEN)
                    writer.advance(number)
        finally:
            done.set()
            thread.join()
        assert not missed
    edition, _ = edition_of(tmp_path)
    held = edition.build.persons
    assert held is not None
    assert held.people.living == 41
    assert held.people.unswept < 200


def test_files_of_another_edition_are_built_anew_and_the_rest_goes_on(tmp_path: Path) -> None:
    built(tmp_path, [(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), OPEN)])
    with (tmp_path / "build-1" / "people").open("r+b") as file:
        file.seek(8)
        file.write(struct.pack("<q", holding.form() ^ 1))
    edition, sight = edition_of(tmp_path)
    assert searching.find(edition, sight, Asked("Oksana Dovzhenkiv", None)).why_not == BEING_BUILT
    with Writer(tmp_path) as writer:
        assert not writer.is_built
        assert Index(tmp_path).current() is not None
        with pytest.raises(NotBuilt):
            writer.put(entry(2, "Ludmila Vasquerine"), OPEN)
        writer.build([(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), OPEN)], 2)
    assert found(tmp_path, "Oksana Dovzhenkiv") == [1]


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Writer]:
    writer = Writer(tmp_path)
    writer.build([], 0)
    yield writer
    writer.close()


@pytest.mark.parametrize("step", ["add", "put", "set_word", "_forget"])
def test_a_writer_killed_in_the_middle_ends_right_when_it_applies_the_change_again(
    killed: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    killed.put(entry(1, "Oksana Dovzhenkiv", "1985-04-12"), OPEN)
    keeper = killed._open().people
    owner = {"add": keeper._held.rows, "put": keeper.bearers, "set_word": keeper._held.people, "_forget": keeper}[step]

    class Killed(Exception):
        pass

    def die(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, die)
        with pytest.raises(Killed):
            killed.put(entry(1, "Ludmila Vasquerine", "1985-04-12"), OPEN)
    killed.put(entry(1, "Ludmila Vasquerine", "1985-04-12"), OPEN)
    assert found(tmp_path, "Ludmila Vasquerine", "1985-04-12") == [1]
    assert found(tmp_path, "Oksana Dovzhenkiv", "1985-04-12") == []
    assert keeper._held.people.living == 1
