"""Weeding: the compiled loops and the plain ones answer alike; nobody hidden is weighed; who is alike stays."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import parsing
from comity.checks.engine.persons import births, loops, wanted, weeding
from comity.checks.engine.persons.births import FAR, NEAR, SAME
from comity.records.engine.persons import PartialDate
from tests.checks.engine.persons.conftest import OPEN, SHUT, built, edition_of, entry, found

ROOT = Path(__file__).resolve().parents[4]
GIVEN = ("Maria", "Ahmed", "Abd al-Rahman", "Jean-Pierre", "Li", "Wei", "Oksana", "Иван", "محمد", "明", "Ö", "X")
FAMILY = ("Garcia Lopez", "van der Berg", "Petrov", "Петрова", "Nguyen", "O'Brien", "Hussein", "Schmidt", "Kim", "王")


def world(folder: Path, seed: int, size: int = 300) -> list[str]:
    chance = random.Random(seed)
    names = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(size)]
    people = [
        (entry(number, name, f"1985-04-{number % 28 + 1:02d}"), SHUT if number % 7 == 0 else OPEN)
        for number, name in enumerate(names, 1)
    ]
    built(folder, people)
    return names


def month(level: int) -> births.Reads:
    """All of April 1985."""
    return births.named(births.bucket(births.stamp(PartialDate(1985, 4))), range(32), level)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("weeding")
    world(made, 1)
    return made


@given(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.text(max_size=3), st.integers(1, 28))
@settings(max_examples=40, deadline=None)
def test_compiled_or_not_the_same_rows_stay(folder: Path, one: str, two: str, junk: str, day: int) -> None:
    edition, sight = edition_of(folder)
    held = edition.build.persons
    assert held is not None
    asked = wanted.of(parsing.parse(f"{one}{junk} {two}"))
    reads = births.reads(PartialDate(1985, 4, day))
    answers = []
    for search in (weeding.compiled, weeding.plain):
        answers.append(weeding.weed((held.rows, held.people), asked, reads, sight.verdicts(), search=search))
    assert answers[0].tolist() == answers[1].tolist()


def test_where_numba_is_missing_the_same_people_are_found(folder: Path) -> None:
    script = """
import sys
if sys.argv[2] == "without":
    sys.modules["numba"] = None
from pathlib import Path
from comity.checks.engine.names import kernel
from comity.checks.engine.persons import searching
from comity.checks.engine.persons.asked import Asked
from tests.checks.engine.persons.conftest import edition_of
edition, sight = edition_of(Path(sys.argv[1]))
print(kernel.HAS_NUMBA, file=sys.stderr)
for name in ("Maria Petrov", "Ahmet Husein", "Wei Kim", "Abdulrahman Hussein"):
    for born in ("1985-04-12", "1985", None):
        found = searching.find(edition, sight, Asked(name, born)).candidates
        print(name, born, [(one.found.entry.record.hex(), round(one.score, 3)) for one in found])
"""
    command = [sys.executable, "-c", script, str(folder)]
    with_numba = subprocess.run([*command, "with"], capture_output=True, text=True, check=True, cwd=ROOT)
    without = subprocess.run([*command, "without"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (with_numba.stderr.strip(), without.stderr.strip()) == ("True", "False")
    assert with_numba.stdout == without.stdout
    assert "[(" in without.stdout


def test_when_too_many_are_alike_the_most_alike_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition, sight = edition_of(folder)
    held = edition.build.persons
    assert held is not None
    asked = wanted.of(parsing.parse("Maria Petrov"))
    reads = np.concatenate([month(NEAR), month(SAME)])
    every = weeding.weed((held.rows, held.people), asked, reads, sight.verdicts())
    room = weeding._Room()
    room.found = room.found[:40]
    monkeypatch.setattr(weeding, "_room", room)
    monkeypatch.setattr(weeding, "MOST", 40)
    for search in (weeding.compiled, weeding.plain):
        fewer = weeding.weed((held.rows, held.people), asked, reads, sight.verdicts(), search=search)
        assert len(fewer) <= 40
        assert fewer[:, loops.ALIKE].max() == every[:, loops.ALIKE].max()


@given(st.lists(st.integers(0, 30) | st.integers(0, 62 * 2 * loops.OF_RANK), min_size=loops.LEAST_ROOM, max_size=80))
def test_room_is_made_by_leaving_out_those_least_alike(alike: list[int]) -> None:
    found = np.array([(place, one, 0) for place, one in enumerate(alike)], np.int64)
    count, bar = loops.tighten(found)
    best = sorted(range(len(alike)), key=lambda place: -alike[place])[: len(alike) * 3 // 4]
    assert found[:count, loops.PLACE].tolist() == sorted(best)
    assert bar == alike[best[-1]] + 1


def test_nobody_hidden_is_weighed(folder: Path) -> None:
    edition, sight = edition_of(folder)
    held = edition.build.persons
    assert held is not None
    asked = wanted.of(parsing.parse("Ahmed Petrov"))
    reads = month(FAR)
    seen = set(weeding.weed((held.rows, held.people), asked, reads, sight.verdicts())[:, loops.PLACE].tolist())
    every = set(weeding.weed((held.rows, held.people), asked, reads, b"")[:, loops.PLACE].tolist())
    bearers = {place: held.people.bearer(place)[0] for place in every}
    hidden = {place for place in every if int.from_bytes(held.people.record(bearers[place]), "big") % 7 == 0}
    assert hidden
    assert seen == every - hidden


def test_who_is_hidden_takes_nobodys_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few may be looked at: the same are found as if nobody were hidden."""
    everybody = [entry(number, "Maria Petrov", "1985-04-12") for number in range(90)]
    built(tmp_path / "all", [(one, OPEN if number % 3 else SHUT) for number, one in enumerate(everybody)])
    built(tmp_path / "seen", [(one, OPEN) for number, one in enumerate(everybody) if number % 3])
    few = np.full_like(weeding._LEVELS, 0)
    few[:3], few[3] = weeding._LEVELS[:3], 20
    monkeypatch.setattr(weeding, "_LEVELS", few)
    monkeypatch.setattr(weeding, "NEAREST", few[3].tolist())
    for search in (weeding.compiled, weeding.plain):
        found = []
        for folder in ("all", "seen"):
            edition, sight = edition_of(tmp_path / folder)
            held = edition.build.persons
            assert held is not None
            asked, people = wanted.of(parsing.parse("Maria Petrova")), held.people
            weeded = weeding.weed((held.rows, people), asked, month(NEAR), sight.verdicts(), search=search)
            found.append([people.record(people.bearer(place)[0]) for place in weeded[:, loops.PLACE].tolist()])
        assert found[0] == found[1]
        assert 0 < len(found[0]) <= 20


@pytest.mark.parametrize(
    ("recorded", "typed"),
    [
        ("Abdulrahman Hussein", "Abd al-Rahman Husayn"),
        ("Mohamed Elbaradei", "Muhammad al-Baradei"),
        ("Jean-Pierre Durand", "Jeanpierre Durant"),
        ("Kim Jong Un", "Kim Jongun"),
        ("Oleksandr Shevchenko", "Aleksandr Schewtschenko"),
        ("Schmidt Hans", "Hans Schmitd"),
        ("Garcia Lopez Maria", "Maria Garcia"),
        ("Li Na", "Na Li"),
    ],
)
def test_another_spelling_is_weighed(tmp_path: Path, recorded: str, typed: str) -> None:
    built(tmp_path, [(entry(1, recorded, "1985-04-12"), OPEN)])
    edition, sight = edition_of(tmp_path)
    held = edition.build.persons
    assert held is not None
    for born in ("1985-04-12", "1985-04-21"):
        reads = births.reads(PartialDate.parse(born))
        asked = wanted.of(parsing.parse(typed))
        assert len(weeding.weed((held.rows, held.people), asked, reads, sight.verdicts()))


@pytest.mark.parametrize("name", ["", "Aa", "Ey Oi", "中", "x" * 500, "a " * 200, "🙂 Li"])
def test_odd_names_are_bounded(tmp_path: Path, name: str) -> None:
    built(tmp_path, [(entry(1, name, "1985-04-12"), OPEN), (entry(2, "Maria Petrov"), OPEN)])
    assert len(found(tmp_path, name, "1985-04-12")) <= 2
    assert len(found(tmp_path, name)) <= 2
