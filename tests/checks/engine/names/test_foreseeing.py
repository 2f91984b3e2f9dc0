"""What is foreseen over flat words: never less than a comparison finds, and hardly ever more."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.made_pairs import made_pairs
from comity.checks.engine.names import comparing, features, foreseeing, preparing
from comity.checks.engine.names.name import Comparison, Person
from comity.checks.engine.names.parsing import parse

ROOT = Path(__file__).parents[4]
ROOMS = foreseeing.Rooms()
ALL = (1 << preparing.MOST_NAMES) - 1
LEASTS = (0.0, 0.65, 0.75, 0.9)
WORDS = ["anna", "Anna-Maria", "maria", "al", "Alhamid", "Hamid", "abdul", "Rahman", "Abdulrahman", "van", "Vanderberg",
         "der", "Berg", "Ivanovich", "Ivanovna", "Petrov", "Petrova", "Ivanov", "J.", "K.", "Jr", "Sr", "Müller",
         "Hassan", "Hussein", "Bob", "Robert", "Мария", "Иванович", "Иванова", "عبد", "الرحمن", "محمد", "李", "小龙",
         "渡辺", "Watanabe", "Xiaolong", "Xiao", "Long", "김", "민준", "Min-jun", "Kim", "Маriа",
         "राम", "Ram"]  # fmt: skip
DATES = ["", "1985-04-12", "1985", "1985-12-04", "1984-04-12", "1960-01-01", "1985~", "1983/1987", "soon"]
PEOPLE = st.builds(
    lambda names, born, sex, states, places: Person(
        names=tuple(parse(" ".join(words)) for words in names),
        births=tuple(filter(None, born)),
        sex=sex,
        nationalities=frozenset(states),
        places=frozenset(places),
        documents=frozenset(places),
    ),
    st.lists(st.lists(st.sampled_from(WORDS), max_size=5), min_size=1, max_size=2),
    st.lists(st.sampled_from(DATES), max_size=2),
    st.sampled_from(["", "M", "F", "X"]),
    st.lists(st.sampled_from(["FRA", "DEU"]), max_size=2),
    st.lists(st.sampled_from(["lyon", "bonn"]), max_size=2),
)


def foreseen(asked: Person, held: Person, least: float) -> float:
    laid = foreseeing.lay_out(asked)
    words = np.concatenate([np.array([7, 7], np.int64), preparing.prepare(held)])
    words.flags.writeable = False
    points, has_same_day = foreseeing.facts(foreseeing.outline(asked), words, 2)
    assert points == pytest.approx(comparing.total(features.of_facts(asked, held)))
    assert has_same_day is not set(asked.births).isdisjoint(held.births)
    return foreseeing.most(laid, words, 2, ALL, (points, least), ROOMS.room)


def check(asked: Person, held: Person) -> tuple[Comparison, int]:
    """What was found, and how often it was let through in vain."""
    found, vain = comparing.compare(asked, held), 0
    for least in LEASTS:
        most = foreseen(asked, held, least)
        if found.outcome == "possible" and found.score >= least:
            assert most >= found.score
        else:
            vain += most >= 0
    return found, vain


def test_nobody_who_is_possible_is_left_out_and_nearly_all_others_are() -> None:
    vain = others = 0
    for pair in made_pairs(12, seed=17):
        asked, held = pair.persons
        for born in ((), ("1985-04-12",)):
            found, let = check(*(msgspec.structs.replace(person, births=born) for person in (asked, held)))
            vain += let
            others += sum(found.outcome != "possible" or found.score < least for least in LEASTS)
    assert vain < others / 20


@given(PEOPLE, PEOPLE)
def test_people_of_odd_names_are_foreseen_too(asked: Person, held: Person) -> None:
    check(asked, held)


def test_only_the_names_asked_for_are_looked_at() -> None:
    asked, held = Person(names=(parse("Anna Muster"),)), Person(names=(parse("Berta Arden"), parse("Anna Muster")))
    laid, words = foreseeing.lay_out(asked), preparing.prepare(held)
    assert foreseeing.most(laid, words, 0, 0b10, (0.0, 0.5), ROOMS.room) > 0.5
    assert foreseeing.most(laid, words, 0, 0b01, (0.0, 0.5), ROOMS.room) == foreseeing.IMPOSSIBLE


def test_very_many_ways_take_bounded_time() -> None:
    asked = Person(names=(parse(" ".join(["Maria"] * 6)), parse("a" * 10_000), parse("王" * 10_000)))
    check(asked, Person(names=(parse(" ".join(["Marie"] * 6)), parse("ab" * 5_000))))


def test_the_same_is_foreseen_without_a_compiler() -> None:
    code = (
        "import sys\n"
        "sys.modules.update({'numba': None} if sys.argv[1] == 'without' else {})\n"
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'numba' == sys.argv[2] else find(name, *rest)\n"
        "from comity.checks.engine.names import foreseeing, kernel, preparing\n"
        "from comity.checks.engine.names.name import Person\n"
        "from comity.checks.engine.names.parsing import parse\n"
        "print(kernel.HAS_NUMBA, file=sys.stderr)\n"
        "names = ['Anna Petrova', 'Petrov Anna Maria', 'Абдулла Иванов', 'Abdullah Iwanow', '李小龙', 'Li Xiaolong']\n"
        "people = [Person(names=(parse(name),), births=('1985-04-12',)) for name in names]\n"
        "rooms = foreseeing.Rooms()\n"
        "for one in people:\n"
        "    laid = foreseeing.lay_out(one)\n"
        "    for other in people:\n"
        "        words = preparing.prepare(other)\n"
        "        known = foreseeing.facts(foreseeing.outline(one), words, 0)[0], 0.3\n"
        "        print(round(foreseeing.most(laid, words, 0, 1, known, rooms.room), 6))\n"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", code, how, "numba" if how == "without" else ""],
            capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "error"},
        )
        for how in ("with", "without")
    ]  # fmt: skip
    assert [one.stderr.strip() for one in found] == ["True", "False"]
    assert found[0].stdout == found[1].stdout
    assert "1.0" in found[0].stdout
