"""The bound before a comparison: it never leaves out anybody whom the comparison would find."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bench.made_pairs import made_pairs
from comity.checks.engine.names import aligning, comparing
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.parsing import parse

LEASTS = (0.0, 0.65, 0.75, 0.9)
WORDS = ["anna", "Anna-Maria", "maria", "al", "Alhamid", "Hamid", "abdul", "Rahman", "Abdulrahman", "van", "Vanderberg",
         "der", "Berg", "Ivanovich", "Ivanovna", "Petrov", "Petrova", "J.", "Jr", "Мария", "Иванович", "عبد", "الرحمن",
         "李", "小龙", "Xiaolong", "Xiao", "Long", "김", "민준", "Bob", "Robert"]  # fmt: skip
PEOPLE = st.builds(
    lambda names, born: Person(names=tuple(parse(" ".join(words)) for words in names), births=(born,) if born else ()),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), min_size=1, max_size=2),
    st.sampled_from(["", "1985-04-12", "1985", "1985-12-04", "1960-01-01"]),
)


def check(asked: Person, held: Person) -> int:
    """How often it was told beforehand."""
    found, told = comparing.compare(asked, held), 0
    for least in LEASTS:
        may_be = comparing.may_be_possible(asked, held, least)
        assert may_be or found.outcome != "possible" or found.score < least
        told += not may_be
    return told


def test_nobody_who_is_possible_is_left_out_and_most_others_are() -> None:
    told = others = 0
    for pair in made_pairs(8, seed=17):
        asked, held = pair.persons
        for born in ((), ("1985-04-12",)):
            one, other = (msgspec.structs.replace(person, births=born) for person in (asked, held))
            told += check(one, other)
            score = comparing.compare(one, other).score
            others += sum(score < least for least in LEASTS)
    assert told > others / 2


@given(PEOPLE, PEOPLE)
def test_parts_joined_and_cut_are_bounded_too(asked: Person, held: Person) -> None:
    check(asked, held)


@given(PEOPLE, PEOPLE)
def test_what_whole_tokens_tell_for_sure_is_what_all_forms_tell(asked: Person, held: Person) -> None:
    a, b = sorted((asked.names[0], held.names[0]), key=lambda name: name.text)
    found = aligning.first(a, b)
    if found.is_sure:
        assert found.alignment == aligning.of_all_forms(a, b)
