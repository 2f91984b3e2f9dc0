"""Two persons are weighed by reasons that add up, and that push where the law of the field says they must."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import weights
from comity.checks.engine.names.comparing import DIGITS, compare
from comity.checks.engine.names.name import Comparison, Person
from comity.checks.engine.names.parsing import parse

ROOT = Path(__file__).parents[4]
LATIN = ["Ana", "Omar", "Prado", "Karim", "al-Rashid", "J.", "van", "Dale", "Jr.", "Haji", "de", "Bill"]
WORDS = st.sampled_from([*LATIN, "Иван", "Петрович", "Сидоров", "محمد", "عبدالرحمن", "王小明", "김정민", "マリア"])
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
BIRTHS = st.sampled_from([(), ("1985-04-12",), ("1985",), ("1984-04-12",), ("1960-01-01", "1985~"), ("1983/1987",)])
PERSONS = st.builds(
    lambda names, births, sex, nations: Person(
        names=tuple(map(parse, names)), births=births, sex=sex, nationalities=frozenset(nations)
    ),
    st.lists(NAMES, min_size=1, max_size=2),
    BIRTHS,
    st.sampled_from(["", "M", "F", "X"]),
    st.sets(st.sampled_from(["FRA", "EGY"])),
)


def person(*names: str, **facts: object) -> Person:
    return Person(names=tuple(map(parse, names)), **facts)  # type: ignore[arg-type]


def score(one: str, other: str, *births: str) -> float:
    dates = [(born,) for born in births] or [(), ()]
    return compare(person(one, births=dates[0]), person(other, births=dates[1])).score


def features(found: Comparison) -> set[str]:
    return {part.feature for part in found.parts}


@settings(max_examples=150, deadline=None)
@given(PERSONS, PERSONS)
def test_the_parts_add_up_to_the_score_and_both_sides_say_the_same(one: Person, other: Person) -> None:
    found, back = compare(one, other), compare(other, one)
    assert found.score == pytest.approx(sum(part.points for part in found.parts), abs=1e-9)
    assert 0.0 <= found.score <= 1.0
    assert found.score == pytest.approx(back.score, abs=1e-9)
    assert found.outcome == back.outcome
    assert all(part.sentence for part in found.parts)
    assert 0.0 <= found.probability <= 1.0


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES)
def test_no_name_is_liker_than_the_name_itself(one: str, other: str) -> None:
    assert score(one, one) >= score(one, other)


@settings(max_examples=60, deadline=None)
@given(PERSONS, PERSONS)
def test_a_contradiction_never_raises_a_score(one: Person, other: Person) -> None:
    plain = {"births": (), "sex": "", "nationalities": frozenset()}
    a, b = Person(names=one.names, **plain), Person(names=other.names, **plain)  # type: ignore[arg-type]
    before = compare(a, b).score
    for left, right in (
        ({"births": ("1950-01-01",)}, {"births": ("1987-10-20",)}),
        ({"sex": "M"}, {"sex": "F"}),
        ({"nationalities": frozenset({"FRA"})}, {"nationalities": frozenset({"EGY"})}),
    ):
        changed = [Person(names=side.names, **{**plain, **facts}) for side, facts in ((a, left), (b, right))]  # type: ignore[arg-type]
        assert compare(*changed).score <= before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Prado Velez", "Velez Ana Prado"),
        ("Ana Prado Velez", "PRADO VELEZ, Ana"),
        ("Karim Haddad", "HADDAD, Karim"),
    ],
)
def test_the_order_of_the_parts_hardly_matters(one: str, other: str) -> None:
    assert score(one, other) == pytest.approx(score(one, one), abs=0.05)


@pytest.mark.parametrize(
    ("one", "nearer", "farther"),
    [
        ("Omar Karim Haddad", "Omar Haddad", "Omar Salim Haddad"),  # a name left out, and another name
        ("Ivan Petrovich Sidorov", "Ivan Sidorov", "Ivan Pavlovich Sidorov"),
        ("William Arden", "Bill Arden", "Robert Arden"),
        ("John Q. Arden", "John Quentin Arden", "John Xavier Arden"),
        ("Abd al-Rahman Haddad", "Abdurrahman Haddad", "Abd al-Qadir Haddad"),
        ("Jean-Pierre Arden", "Jeanpierre Arden", "Jean-Paul Arden"),
        ("Kim Jong Min", "Kim Jongmin", "Kim Jongsu"),
        ("Noureddine Haddad", "Nur al-Din Haddad", "Noureddine Salem"),
        ("O'Connor Sean", "Sean O Connor", "Sean Connolly"),
        ("Clive Arden Jr.", "Clive Arden", "Clive Arden Sr."),
        ("Al-Haddad Karim", "Haddad Karim", "Hamdan Karim"),
        ("Ahmed Hassan", "Ahmad Hasan", "Ahmed Hussein"),
        ("Zylkowa Anna", "Zylkow Anna", "Anna Nowak"),
    ],
)
def test_what_is_nearer(one: str, nearer: str, farther: str) -> None:
    assert score(one, nearer) > score(one, farther)


def test_a_rare_name_counts_more_than_a_common_one() -> None:
    assert score("Karim Zhvanetzky", "Omar Zhvanetzky") > score("Zhvanetzky Mohammed", "Arden Mohammed")


def test_one_name_of_several_agreeing_is_not_enough() -> None:
    found = compare(person("Ana Prado"), person("Ana Velez"))
    assert found.outcome == "different"
    assert "one_only" in features(found)


@pytest.mark.parametrize(
    "name", ["SMITH, Victoria", "Kim Min", "Mohammed Ali", "Zylkowa", "김정민", "王伟", "Иван Иванов"]
)
def test_equal_names_are_possible_however_common(name: str) -> None:
    assert compare(person(name), person(name)).outcome == "possible"


def test_a_namesake_of_another_year_is_different() -> None:
    name = "PRADO VELEZ, Anastasio Zephyrin"
    assert compare(person(name), person(name)).outcome == "possible"
    assert compare(person(name, births=("1985-04-12",)), person(name, births=("1976-04-12",))).outcome == "different"


@pytest.mark.parametrize("typed", ["1985-04-13", "1985-12-04", "1984-04-12", "1985"])
def test_a_slip_in_the_date_leaves_a_full_name_possible(typed: str) -> None:
    name = "PRADO VELEZ, Anastasio"
    found = compare(person(name, births=(typed,)), person(name, births=("1985-04-12",)))
    assert found.outcome == "possible"
    assert found.score < score(name, name, "1985-04-12", "1985-04-12") + 1e-9


def test_the_best_of_the_names_of_both_sides_counts() -> None:
    alone = compare(person("Anna Zylkowa"), person("Bertha Quist"))
    known = compare(person("Anna Zylkowa"), person("Bertha Quist", "Anna Zylkowa"))
    assert known.score > alone.score
    assert known.score == score("Anna Zylkowa", "Anna Zylkowa")


def test_facts_beside_the_name_count() -> None:
    one = person(
        "Ana Prado",
        sex="F",
        nationalities=frozenset({"PER"}),
        places=frozenset({"lima"}),
        documents=frozenset({"PER 1"}),
    )
    other = person(
        "Ana Prado",
        sex="M",
        nationalities=frozenset({"PER"}),
        places=frozenset({"lima"}),
        documents=frozenset({"PER 1"}),
    )
    found = compare(one, other)
    assert {"sex_differs", "nationality_same", "place_same", "document_same"} <= features(found)


def test_a_person_without_a_name_is_different() -> None:
    assert compare(Person(names=()), person("Ana Prado")).outcome == "different"
    assert compare(person("😀"), person("Ana Prado")).outcome == "different"


def test_every_reason_has_its_row_and_its_sentence() -> None:
    assert len(weights.WEIGHTS) == len(weights.TABLE)
    assert all(row.says.endswith(".") and "match" not in row.says.lower() for row in weights.TABLE)
    assert weights.learned().thresholds["other"] > 0
    assert DIGITS >= 4


def test_the_comparison_is_the_same_without_a_compiler() -> None:
    code = (
        "import sys\n"
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'numba' == sys.argv[1] else find(name, *rest)\n"
        "from comity.checks.engine.names import comparing, kernel\n"
        "from comity.checks.engine.names.name import Person\n"
        "from comity.checks.engine.names.parsing import parse\n"
        "print(kernel.HAS_NUMBA, file=sys.stderr)\n"
        "names = ['Anna Petrova', 'Petrov Anna Maria', 'Annamaria Ivanovna Petrov', 'Абдулла Иванов', 'Abd ul-Lah',\n"
        "         '李小龙', 'Li Xiaolong', 'Lee Xiao Long', '김민준', 'Kim Min-jun', 'محمد عبد الرحمن', 'Muhamad']\n"
        "people = [Person(names=(parse(name),), births=('1985-04-12',)) for name in names]\n"
        "print([comparing.compare(one, other) for one in people for other in people])\n"
    )
    found = [
        subprocess.run([sys.executable, "-c", code, how], capture_output=True, text=True, check=True, cwd=ROOT)
        for how in ("", "numba")
    ]
    assert [one.stderr.strip() for one in found] == ["True", "False"]
    assert found[0].stdout == found[1].stdout
