"""The bound before parts in other forms are spelt: it never leaves out any that would be chosen."""

from hypothesis import given
from hypothesis import strategies as st

from bench.made_pairs import made_pairs
from comity.checks.engine.names import aligning
from comity.checks.engine.names.name import Name
from comity.checks.engine.names.parsing import parse

WORDS = ["anna", "Anna-Maria", "maria", "al", "Alhamid", "Hamid", "abdul", "Rahman", "Abdulrahman", "van", "Vanderberg",
         "der", "Berg", "Ivanovich", "Ivanovna", "Petrov", "Petrova", "J.", "Jr", "Мария", "Иванович", "عبد", "الرحمن",
         "李", "小龙", "Xiaolong", "Xiao", "Long", "김", "민준", "Bob", "Robert"]  # fmt: skip
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


def check(one: Name, other: Name) -> None:
    a, b = sorted((one, other), key=lambda name: name.text)
    assert aligning.align(a, b) == aligning.of_all_forms(a, b)


@given(NAMES, NAMES)
def test_parts_joined_and_cut_are_found_wherever_they_tell_more(one: str, other: str) -> None:
    check(parse(one), parse(other))


def test_what_is_found_is_what_all_forms_tell() -> None:
    for pair in made_pairs(6, seed=17):
        asked, held = pair.persons
        for one in asked.names:
            for other in held.names:
                check(one, other)
