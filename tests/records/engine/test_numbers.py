"""Document numbers: one form for every spelling, a skeleton that only suggests, ranges of blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.engine import numbers


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("12AB34567", "12AB34567"),
        ("12ab-34 567", "12AB34567"),
        ("HA672242<<", "HA672242"),
        ("№ 64/5 12.34", "NO6451234"),
        ("ＡＢ１２３", "AB123"),
        ("٠١٢٣٤٥", "012345"),
        ("۶۷۸", "678"),
        ("АВ 1234567", "AB1234567"),  # Cyrillic capitals
        ("", ""),
        ("- <", ""),
    ],
)
def test_every_spelling_has_one_form(written: str, normal: str) -> None:
    assert numbers.normal(written) == normal


@given(st.text(max_size=60))
def test_the_form_is_final_and_made_of_letters_and_digits(text: str) -> None:
    normal = numbers.normal(text)
    assert numbers.normal(normal) == normal
    assert normal == "" or normal.isalnum()


def test_o_and_0_meet_in_the_skeleton_only() -> None:
    assert numbers.normal("AO1I") != numbers.normal("A011")
    assert numbers.skeleton("AO1I") == numbers.skeleton("A011") == "A011"


@given(st.text("AO0I1Z9", min_size=1), st.text("AO0I1Z9", min_size=1))
def test_skeletons_differ_wherever_more_than_o_and_i_differ(one: str, other: str) -> None:
    same = len(one) == len(other) and all(
        {a, b} <= {"O", "0"} or {a, b} <= {"I", "1"} or a == b for a, b in zip(one, other, strict=False)
    )
    assert (numbers.skeleton(one) == numbers.skeleton(other)) == same


def test_a_range_holds_its_ends_and_nothing_else() -> None:
    blanks = numbers.range_between("AB-0010", "ab 0019")
    assert blanks == numbers.Range("AB", 4, 10, 19) and blanks.size == 10 and str(blanks) == "AB0010-AB0019"
    assert [n for n in range(40) if blanks.contains(f"AB{n:04d}")] == list(range(10, 20))
    for other in ("AC0012", "AB012", "AB00012", "AB0012X", "0012", "AB"):
        assert not blanks.contains(other)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("AB", "AC", "must end in digits"),
        ("AB10", "AC20", "the same letters"),
        ("AB10", "AB200", "the same length"),
        ("AB20", "AB10", "not be greater"),
        ("1" * 19, "2" * 19, "18 digits"),
    ],
)
def test_what_is_not_a_range_says_why(first: str, last: str, reason: str) -> None:
    with pytest.raises(numbers.NotARange, match=reason):
        numbers.range_between(first, last)


@given(st.text("ABC", max_size=3), st.integers(0, 99999), st.integers(0, 99999))
def test_a_number_between_the_ends_is_in_the_range(prefix: str, one: int, other: int) -> None:
    first, last = sorted((one, other))
    blanks = numbers.range_between(f"{prefix}{first:05d}", f"{prefix}{last:05d}")
    assert blanks.contains(f"{prefix}{(first + last) // 2:05d}")
    assert not blanks.contains(f"{prefix}{last + 1:05d}")
