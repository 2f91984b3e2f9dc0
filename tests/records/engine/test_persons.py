"""Names and dates of birth of persons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.engine import persons
from comity.records.engine.persons import PartialDate


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("DURAND", "MARIE ELISE"), ("Marie-Élise", "Durand")),
        (("GOESSMANN", "JUERGEN"), ("Jürgen Gößmann",)),
        (("OCONNOR ENYA",), ("Enya O’Connor",)),
        (("AEVARSDOTTIR THURIDUR",), ("Þuríður Ævarsdóttir",)),
        (("Παπαδόπουλος",), ("ΠΑΠΑΔΟΠΟΥΛΟΣ",)),
        (("محمد عَلِيّ",), ("علي محمد",)),
        (("ﾀﾅｶ",), ("タナカ",)),
        (("Lukasz WALESA",), ("Łukasz Wałęsa",)),
        (("SMITH  JOHN",), (" john, smith ",)),
    ],
)
def test_spellings_of_one_name_meet(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert persons.normal_name(*one) == persons.normal_name(*other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna Eriksson", "Anne Eriksson"), ("ガンダ", "カンタ"), ("नरेंद्र", "नरद"), ("Иванов", "Ivanov"), ("Мой", "Мои")],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert persons.normal_name(one) != persons.normal_name(other)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_the_order_of_the_parts_does_not_matter_and_the_form_is_final(parts: list[str]) -> None:
    normal = persons.normal_name(*parts)
    assert normal == persons.normal_name(*reversed(parts))
    assert normal == " ".join(sorted(normal.split()))


@given(st.text("ABCÄÖÜßéøłþ '-.", max_size=30))
def test_a_latin_name_ends_as_the_letters_of_a_zone(text: str) -> None:
    normal = persons.normal_name(text)
    assert persons.normal_name(normal) == normal
    assert normal.replace(" ", "").isascii()
    primary, _ = persons.mrz_name(text)
    assert " ".join(sorted(primary.split())) == normal


@given(st.dates(date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_date_that_exists_is_read_and_written_alike(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1985-02-30", "no such day"),
        ("1900-02-29", "no such day"),
        ("1985-13", "no such month"),
        ("0999", "no such year"),
        ("85", "not a date"),
        ("1985-4-12", "not a date"),
        ("12.04.1985", "not a date"),
        ("١٩٨٥-٠٢-٣٠", "no such day"),
        ("١٩٨٥-١٣", "no such month"),
        ("一九八五", "not a date"),
        ("", "not a date"),
    ],
)
def test_an_impossible_date_says_why(text: str, reason: str) -> None:
    with pytest.raises(persons.ImpossibleDate, match=reason):
        PartialDate.parse(text)


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９"])
@given(day=st.dates(date(1000, 1, 1)), length=st.sampled_from([4, 7, 10]))
def test_a_date_is_read_in_the_digits_of_any_script(digits: str, day: date, length: int) -> None:
    text = day.isoformat()[:length]
    written = text.translate(str.maketrans("0123456789", digits))
    assert PartialDate.parse(f" {written} ") == PartialDate.parse(text)


@given(st.from_regex(r"[012][0-9]{3}-[01W][0-9]-[0-3W][0-9]", fullmatch=True) | st.text("0189-W ", max_size=11))
def test_a_whole_date_is_read_as_any_other(text: str) -> None:
    try:
        long = str(PartialDate.parse(f" {text}"))
    except persons.ImpossibleDate as error:
        with pytest.raises(persons.ImpossibleDate, match=str(error)):
            PartialDate.parse(text)
        return
    assert str(PartialDate.parse(text)) == long


def test_a_day_needs_a_month() -> None:
    with pytest.raises(persons.ImpossibleDate, match="without a month"):
        PartialDate.of(1985, None, 3)
