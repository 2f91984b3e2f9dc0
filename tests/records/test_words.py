"""What is stored, written for the eye: the same words on every face."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from comity.records import manifests, rules
from comity.records.manifests import words


def shown(database: str, **fields: Any) -> dict[str, Any]:
    return dict(words.facts(manifests.get(database), fields))


def test_codes_become_words_countries_names_and_days_days() -> None:
    assert shown(
        "travel_documents",
        number="AB0001",
        number_last="AB0999",
        issuer="FRA",
        type="passport",
        expires_on="2031-05-03",
        occurred_on="2026-05-03",
        recorded_on="2026-05-04",
    ) == {
        "Document number": "AB0001",
        "Last number of the range": "AB0999",
        "Issuing country": "France (FRA)",
        "Document type": "Passport",
        "Date of expiry": date(2031, 5, 3),
        "Date of the event": date(2026, 5, 3),
        "Recorded on": date(2026, 5, 4),
    }


def test_what_is_for_the_source_alone_is_shown_only_to_it() -> None:
    manifest, fields = manifests.get("travel_documents"), {"information": "The strong room was opened."}
    assert words.facts(manifest, fields) == []
    assert words.facts(manifest, fields, everything=True) == [("Further information", "The strong room was opened.")]


@pytest.mark.parametrize(
    ("born", "read"),
    [
        ("1985-04-12", date(1985, 4, 12)),
        ("1985-04", "1985-04"),
        ("1985~", "about 1985"),
        ("1983/1987", "between 1983 and 1987"),
    ],
)
def test_a_date_of_birth_says_how_much_is_known(born: str, read: Any) -> None:
    assert shown("persons", birth_dates=[born]) == {"Dates of birth": [read]}


def test_names_documents_and_warnings_of_a_person_are_words() -> None:
    said = shown(
        "persons",
        aliases=[{"name": "Vera P.", "quality": "low"}, {"name": "Petrova", "quality": "good"}],
        documents=[{"number": "12AB34567", "issuer": "FRA", "type": "passport"}],
        nationalities=["FRA", "XXA"],
        warnings=["armed"],
    )
    assert said["Other names"] == ["Vera P. (not sure)", "Petrova"]
    assert said["Documents"] == ["12AB34567 · France (FRA) · Passport"]
    assert said["Nationalities"][0] == "France (FRA)"
    assert said["Warnings"] == ["May be armed"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            "VF1RFB00263184512",
            [
                "Maker: Renault.",
                "Country of the maker: France (FR), in Europe.",
                "Model year: 2006. It is binding in North America only.",
                "The check digit is right.",
            ],
        ),
        ("1HGCM82633A004353", ["The check digit is wrong; it is required for vehicles made for North America."]),
        ("WVWZZZ1JZXW000001", ["The check digit is free in that part of the world."]),
        ("VF1RFB0026318451O", ["A vehicle identification number never holds the letters I, O or Q."]),
        ("1234", ["It has not the seventeen letters and digits of an identification number."]),
        ("JT2AE92E0H3000000", ["Model year: 2017, or perhaps 1987. It is binding in North America only."]),
    ],
)
def test_what_an_identification_number_says_by_itself_stands_beside_it(number: str, said: list[str]) -> None:
    facts = words.facts(manifests.get("vehicles"), {"vin": number, "colour": "red"}, on=date(2026, 11, 22))
    assert [label for label, _value in facts][:2] == ["Vehicle identification number", "Read from that number"]
    assert set(said) <= set(facts[1][1])


def test_every_sentence_passes_through_the_translation() -> None:
    said = words.facts(manifests.get("vehicles"), {"colour": "red", "plate_country": "FR"}, str.upper)
    assert said == [("COUNTRY OF THE PLATE", "France (FR)"), ("COLOUR", "RED")]


@pytest.mark.parametrize("manifest", manifests.all(), ids=lambda manifest: manifest.database)
def test_every_kind_says_by_whom_and_since_when(manifest: Any) -> None:
    for slug in manifest.kinds:
        told = manifests.told(manifest.database, slug)
        said = words.statement(told, "France", "2026-05-03", str)
        assert "France" in said and "2026-05-03" in said and "%" not in said
        assert said.endswith(".")
        assert words.statement(told, "France", None, str) == told.means


def test_a_kind_that_the_manifest_has_dropped_is_told_by_its_name() -> None:
    told = manifests.told("vehicles", "borrowed_for_good")
    assert told.label == "Borrowed for good"
    assert told.next_steps == ()


def test_a_record_speaks_since_its_event_else_since_it_was_recorded() -> None:
    late = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
    assert rules.reported_on(rules.dates(date(2026, 5, 3), late)) == "2026-05-03"
    assert rules.reported_on(rules.dates(None, late)) == "2026-05-04"
    assert rules.reported_on({}) is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("FRA", "France (FRA)"),
        ("KOR", "Republic of Korea (KOR)"),
        ("COD", "Democratic Republic of the Congo (COD)"),
        ("COG", "Congo (COG)"),
        ("IRN", "Islamic Republic of Iran (IRN)"),
        ("BHS", "Bahamas (BHS)"),
        ("ZZZ", "ZZZ"),
    ],
)
def test_countries_are_named_as_they_are_spoken(code: str, name: str) -> None:
    assert words.country(code) == name
