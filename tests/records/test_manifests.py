"""Manifests: every database has its words; whatever is typed is read or refused by field; what is read is stable."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.databases import DATABASES
from comity.core.errors import Invalid, NotFound
from comity.records import manifests
from comity.records.manifests import read
from comity.records.manifests.person_values import Alias, Birth, Paper

TODAY = date(2026, 11, 22)
LATEST = date(2031, 11, 22)

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def draft(database: str, source: str = "FR", **values: Any) -> Any:
    given_values = {"reference": "R", **values}
    return manifests.form(database).read(given_values, source=source, today=TODAY, latest=LATEST)


def faults(database: str, **values: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        draft(database, **values)
    return {problem.field for problem in refusal.value.problems}


def test_there_is_a_manifest_for_every_database_and_for_no_other() -> None:
    assert [manifest.database for manifest in manifests.all()] == list(DATABASES)
    with pytest.raises(NotFound):
        manifests.get("nominal")


@pytest.mark.parametrize("manifest", manifests.all(), ids=lambda manifest: manifest.database)
def test_every_kind_says_what_to_do_and_what_not_to(manifest: Any) -> None:
    for kind in manifest.kinds:
        assert manifest.means(kind)
        assert manifest.next_steps(kind)
        assert manifest.means(kind) not in manifest.next_steps(kind)
        assert manifest.not_to_do(kind)


def test_a_document_is_never_an_arrest_request() -> None:
    manifest = manifests.get("travel_documents")
    assert all("This is not an arrest request." in manifest.not_to_do(kind) for kind in manifest.kinds)
    assert not manifest.shows_place_to_source_before_release


@pytest.mark.parametrize("database", list(DATABASES))
@given(values=st.dictionaries(st.text(max_size=10), junk, max_size=3), data=st.data())
def test_anything_is_read_or_refused_by_field(database: str, values: dict[str, Any], data: st.DataObject) -> None:
    form = manifests.form(database)
    named = data.draw(st.dictionaries(st.sampled_from(form.names), junk, max_size=5))
    manifest = manifests.get(database)
    try:
        found = form.read(values | named, source="FR", today=TODAY, latest=LATEST)
    except Invalid as refusal:
        assert refusal.problems
        assert all(problem.field and problem.problem for problem in refusal.problems)
    else:
        assert manifest.title(found.fields)
        assert manifest.keys(found.fields) or manifest.blanks(found.fields) or database == "persons"


@given(junk)
def test_what_a_reader_has_read_it_reads_again_as_the_same(value: Any) -> None:
    readers = (read.Text(40), read.Day(), read.Number(1, 99), Alias(), Birth(), Paper(), read.Many(read.Text(20)))
    for reader in readers:
        try:
            found = reader(value)
        except ValueError:
            continue
        assert reader(found) == found


@given(st.text(max_size=200))
def test_no_text_keeps_characters_that_hide_or_cannot_be_stored(text: str) -> None:
    try:
        kept = read.Text(200)(text)
    except ValueError:
        return
    kept.encode("utf-8")
    assert not {"\x00", "\n", "\u202e", "\u200f", "\u2066"} & set(kept)


def test_a_vehicle_is_found_by_its_number_and_its_plate() -> None:
    found = draft("vehicles", kind="stolen", vin="wvw-zzz1jz3w386752", plate="а 123 вс 77", plate_country="RUS")
    keys = {(key.kind, key.normal) for key in manifests.get("vehicles").keys(found.fields)}
    assert keys == {("vin", "WVWZZZ1JZ3W386752"), ("plate", "A123BC77")}
    assert faults("vehicles", kind="stolen", make="VW") == {"vin"}
    assert faults("vehicles", kind="stolen", plate="AB-123-CD") == {"plate_country"}


def test_a_range_of_blanks_is_a_range_and_only_of_blanks() -> None:
    ends = {"number": "AB0001", "number_last": "AB0999", "issuer": "FRA", "type": "P"}
    found = draft("travel_documents", kind="stolen_blank", **ends)
    manifest = manifests.get("travel_documents")
    assert manifest.keys(found.fields) == []
    blanks = manifest.blanks(found.fields)
    assert blanks is not None
    assert blanks.range.contains("AB0500")
    assert faults("travel_documents", kind="lost", **ends) == {"number_last"}
    assert faults("travel_documents", kind="stolen_blank", **ends | {"number_last": "AC0999"}) == {"number_last"}


def test_an_imo_number_with_a_wrong_check_digit_is_refused() -> None:
    assert faults("vessels", kind="stolen", imo="9074728") == {"imo"}
    assert faults("vessels", kind="stolen", name="Evening Star") == {"hin"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("P FRA 12AB34567", {"type": "passport", "issuer": "FRA", "number": "12AB34567"}),
        ("AB 12 34", {"number": "AB 12 34"}),
    ],
)
def test_documents_of_persons_are_read_from_a_line(typed: str, stored: dict[str, str]) -> None:
    assert Paper()(typed) == stored


@pytest.mark.parametrize(
    "wrong", ["1985-13", "1985-02-30", "85", "1987/1983", "1987/١٩٨٣", "1983/1987/1990", "~", "1985-04-12T00:00"]
)
def test_dates_of_birth_that_are_none(wrong: str) -> None:
    with pytest.raises(ValueError):
        Birth()(wrong)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("١٩٨٥-٠٤-١٢", "1985-04-12"), ("۱۹۸۵~", "1985~"), ("१९८३/१९८७", "1983/1987"), ("১৯৮৫-০৪", "1985-04")],
)
def test_a_date_of_birth_is_stored_in_plain_digits(typed: str, stored: str) -> None:
    assert Birth()(typed) == stored
    assert read.Day()("١٩٨٥-٠٤-١٢") == "1985-04-12"


def test_dates_of_review_stay_within_the_period() -> None:
    more = {"kind": "stolen", "serial": "X1"}
    assert faults("firearms", review_on="2031-11-23", **more) == {"review_on"}
    assert faults("firearms", review_on="2026-11-22", **more) == {"review_on"}
    assert faults("firearms", occurred_on="2026-11-23", **more) == {"occurred_on"}


def test_a_condition_is_written_out_or_ones_own() -> None:
    found = draft("firearms", kind="stolen", serial="X1", conditions="do_not_arrest; Call first")
    assert found.conditions == ("Do not arrest on this record alone.", "Call first")
