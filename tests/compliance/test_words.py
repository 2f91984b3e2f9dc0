"""Finding words in several languages: whole words, stems and phrases, whatever the case and the accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.compliance.engine import dates, lexicons
from comity.compliance.engine.words import LONGEST_READ, Lexicon, plain, share

SOME = Lexicon("debt, loan*, civil court", "dette*, chèque*", "دين, شيك*", "долг*")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A DEBT of honour", ("debt",)),
        ("indebted debtors", ()),
        ("two loans and one Loan", ("loan",)),
        ("before the Civil  Court.", ("civil court",)),
        ("Civil, court", ("civil court",)),
        ("un chèque sans provision", ("cheque",)),
        ("CHEQUES", ("cheque",)),
        ("عليه دَيْن", ("دين",)),
        ("والشيكات", ("شيك",)),
        ("долги", ("долг",)),
        ("", ()),
    ],
)
def test_words_are_found(text: str, found: tuple[str, ...]) -> None:
    assert SOME.found(text) == found


def test_a_text_of_any_length_is_read_in_bounded_time() -> None:
    assert SOME.found("x " * LONGEST_READ + "debt") == ()
    assert SOME.found("debt " * 1000) == ("debt",)


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text: str) -> None:
    for lexicon in (lexicons.NEUTRALITY, lexicons.PRIVATE_DISPUTE, lexicons.SENSITIVE_DATA, lexicons.ACTS):
        assert lexicon.found(text) == lexicon.found(text.swapcase()) or not text.isascii()


@given(st.text(max_size=100))
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_share_is_a_share(one: str, other: str) -> None:
    assert 0 <= share(one, other) <= 1
    assert share(one, other) == share(other, one)
    assert share(one, one) == 1 or not plain(one)


def test_every_lexicon_is_there_and_none_is_poor() -> None:
    all_of_them = [value for value in vars(lexicons).values() if isinstance(value, Lexicon)]
    assert len(all_of_them) == 13
    assert all(len(one.entries) >= 10 for one in [*all_of_them, *lexicons.FACTS_OF.values()])


@pytest.mark.parametrize(
    ("lexicon", "text"),
    [
        (lexicons.PRIVATE_DISPUTE, "El deudor no pagó la factura"),
        (lexicons.PRIVATE_DISPUTE, "невозврат кредита"),
        (lexicons.PRIVATE_DISPUTE, "karşılıksız çek"),
        (lexicons.NEUTRALITY, "عضو في حزب سياسي معارض"),
        (lexicons.NEUTRALITY, "cumhurbaşkanına hakaret"),
        (lexicons.NEUTRALITY, "atteinte au régime"),
        (lexicons.SENSITIVE_STATUS, "Periodista"),
        (lexicons.SENSITIVE_STATUS, "محامٍ"),
        (lexicons.ASYLUM, "لاجئ سياسي"),
        (lexicons.JUDGED, "sentencia firme"),
        (lexicons.SENSITIVE_DATA, "орientation; ethnic origin"),
        (lexicons.VIOLENCE_AT_HOME, "عنف أسري"),
    ],
)
def test_languages_are_read(lexicon: Lexicon, text: str) -> None:
    assert lexicon.found(text)


@pytest.mark.parametrize("text", ["مائة دينار", "custody of the police", "the general store", "contra el muro"])
def test_words_that_only_look_alike_are_not_taken(text: str) -> None:
    for lexicon in (lexicons.SENSITIVE_DATA, lexicons.FAMILY, lexicons.NEUTRALITY, lexicons.PRIVATE_DISPUTE):
        assert not lexicon.found(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1980", "1980-01-01", "1980-12-31"),
        ("1980-02", "1980-02-01", "1980-02-29"),
        ("1980-12", "1980-12-01", "1980-12-31"),
        ("1980-02-29", "1980-02-29", "1980-02-29"),
        ("1981-02-29", "None", "None"),
        ("1978/1980", "1978-01-01", "1980-12-31"),
        ("1985~", "1985-01-01", "1985-12-31"),
        ("", "None", "None"),
        ("0000", "None", "None"),
    ],
)
def test_days_partly_known(text: str, first: str, last: str) -> None:
    assert (str(dates.first_day(text)), str(dates.last_day(text))) == (first, last)
