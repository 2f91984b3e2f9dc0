"""A name laid out at once, from its letters, is what its sketch gives."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import parsing
from comity.checks.engine.names.name import Name
from comity.checks.engine.persons import wanted

_WORDS = st.sampled_from(
    ("Maria", "van der", "Berg", "BACH", "Hans", "c", "H.", "chch", "Jr.", "abd", "Abdurrahman", "al-", "O'Brien", "Ö")
) | st.text("abcdehiklmnoprstz", min_size=1, max_size=20)


def numbers(one: wanted.Wanted) -> list[object]:
    return [*(array.tolist() for array in one.arrays), list(one.keys)]


@given(st.lists(_WORDS, min_size=1, max_size=10), st.sampled_from([" ", "-", ", "]))
@example(["Abc", "Hans"], " ")
@example(["c", "hu"], " ")
@example(["Sch", "C.", "H."], " ")
@example(["bcdfghjklmnpqrstvwxz" * 4], " ")
@example(["Anna", "Anna", "B.", "Annab"], " ")
@settings(max_examples=300, deadline=None)
def test_from_its_letters_a_name_is_laid_out_as_from_its_sketch(words: list[str], between: str) -> None:
    name = parsing.parse(between.join(words))
    assert numbers(wanted.at_once(name)) == numbers(wanted.sketched(name))


@pytest.mark.parametrize("name", [Name("", ()), parsing.parse("Иван Петров"), parsing.parse("安娜")])
def test_what_has_no_or_several_spellings_goes_by_its_sketch(name: Name) -> None:
    assert numbers(wanted.of(name)) == numbers(wanted.sketched(name))
