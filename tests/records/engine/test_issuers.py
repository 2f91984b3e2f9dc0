"""Codes of issuers: one canonical code, names, and who may add which documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.engine import issuers


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("D", "DEU"),
        ("D<<", "DEU"),
        ("de", "DEU"),
        ("DEU", "DEU"),
        ("FR", "FRA"),
        ("UK", "GBR"),
        ("GBN", "GBN"),
        ("INP", "XPO"),
        ("XXB", "XXB"),
        ("ROM", "ROU"),
        ("XK", "RKS"),
        ("YTO", None),
        ("", None),
        ("<<<", None),
        ("A", None),
    ],
)
def test_one_code_for_every_writing(written: str, code: str | None) -> None:
    assert issuers.canonical(written) == code


def test_states_have_two_letters_and_others_none() -> None:
    assert issuers.alpha2("D") == "DE" and issuers.alpha3("DE") == "DEU"
    assert issuers.alpha2("XXB") is None and issuers.alpha3("XPO") is None and issuers.alpha3("ZZZ") is None


@pytest.mark.parametrize("code", sorted(issuers.KNOWN))
def test_every_known_code_is_read(code: str) -> None:
    canonical = issuers.canonical(code)
    assert canonical is not None and issuers.canonical(canonical) == canonical
    assert issuers.bureaus_for(code) == issuers.bureaus_for(canonical)


@pytest.mark.parametrize(
    ("code", "bureaus"),
    [
        ("FRA", {"FR"}),
        ("D", {"DE"}),
        ("GBD", {"GB"}),
        ("GBN", {"GB"}),
        ("GBO", {"GB"}),
        ("GBP", {"GB"}),
        ("GBS", {"GB"}),
        ("HKG", {"CN", "CN-HK"}),
        ("GIB", {"GB", "GB-GI"}),
        ("XPO", {"GS"}),
        ("INP", {"GS"}),
        ("UNO", {"UN"}),
        ("UNA", {"UN"}),
        ("UNK", {"UN"}),
        ("RKS", {"UN"}),
        ("XXA", set()),
        ("XXB", set()),
        ("UTO", set()),
        ("ZZZ", set()),
    ],
)
def test_only_the_issuing_country_adds(code: str, bureaus: set[str]) -> None:
    assert issuers.bureaus_for(code) == bureaus
    assert all(issuers.may_add(bureau, code) for bureau in bureaus)
    assert not issuers.may_add("BR", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Iran (Islamic Republic of)", "IRN"),
        ("Syrian Arab Republic", "SYR"),
        ("State of Palestine", "PSE"),
        ("Türkiye", "TUR"),
        ("turkiye", "TUR"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Republic of Korea", "KOR"),
        ("Viet Nam", "VNM"),
        ("Democratic Republic of the Congo", "COD"),
        ("Congo", "COG"),
        ("The Gambia", "GMB"),
        ("Niger", "NER"),
        ("Guinea", "GIN"),
        ("China, Hong Kong Special Administrative Region", "HKG"),
        ("United States of America", "USA"),
        ("Ivory Coast", "CIV"),
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("former Soviet Union", None),
        ("na", None),
        ("", None),
    ],
)
def test_names_of_states_in_english(name: str, code: str | None) -> None:
    assert issuers.by_name(name) == code


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(text: str) -> None:
    for code in (issuers.canonical(text), issuers.by_name(text)):
        assert code is None or code in issuers.KNOWN
