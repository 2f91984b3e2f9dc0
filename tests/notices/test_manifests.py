"""Each colour: a request that is fit, everything that is missing or contradictory named, what others may see."""

from datetime import date
from typing import Any

import pytest

from comity.notices import manifests
from comity.notices.manifests import reading
from comity.notices.manifests.shape import SEEKS, SUBJECTS, Manifest, Requester, Stated
from comity.records import manifests as record_manifests
from comity.testing.requests import ALL, changed

TODAY = date(2026, 11, 22)


def faults(colour: str, content: dict[str, Any], **more: Any) -> set[str]:
    """The paths of what is wrong with a request."""
    manifest = manifests.get(colour)
    read, problems = reading.read(manifest, content)
    assert not problems, problems
    stated = Stated(content=read, today=TODAY, **({"photographs": 1 if colour == "art" else 0} | more))
    found = reading.problems_with(manifest, stated)
    assert all(one.problem and one.accepted for one in found)
    return {one.field for one in found}


@pytest.mark.parametrize("colour", manifests.COLOURS)
def test_a_request_that_is_fit_has_no_fault(colour: str) -> None:
    assert faults(colour, ALL[colour]) == set()


@pytest.mark.parametrize("colour", manifests.COLOURS)
def test_each_required_field_is_missed_by_its_path(colour: str) -> None:
    content = ALL[colour]
    for group in manifests.get(colour).groups:
        for field in group.fields:
            if field.required and group.name in content:
                without = changed(content, **{group.name: {field.name: None}})
                path = f"{group.name}[0].{field.name}" if group.is_list else f"{group.name}.{field.name}"
                assert path in faults(colour, without)


@pytest.mark.parametrize("colour", manifests.COLOURS)
def test_an_empty_request_is_read_and_misses_something(colour: str) -> None:
    assert reading.read(manifests.get(colour), {}) == ({}, [])
    assert faults(colour, {})


@pytest.mark.parametrize("manifest", manifests.all(), ids=lambda manifest: manifest.colour)
def test_what_a_manifest_names_exists(manifest: Manifest) -> None:
    assert manifest.seeks <= SEEKS.keys()
    assert manifest.subject in SUBJECTS
    assert manifest.may_be_public in ("with_consent", "always", "never")
    assert (manifest.may_be_public == "never") == (not manifest.public)
    paths = {f"{group.name}.{field.name}" for group in manifest.groups for field in group.fields}
    assert set(manifest.public) <= paths
    assert len({group.name for group in manifest.groups}) == len(manifest.groups)
    assert manifest.reviewers >= (2 if manifest.is_coercive else 1)


def test_each_colour_has_a_letter_of_its_own() -> None:
    assert len({manifest.letter for manifest in manifests.all()}) == len(manifests.all()) == 10


def test_only_red_seeks_an_arrest_and_has_assurances() -> None:
    assert [manifest.colour for manifest in manifests.all() if manifest.is_coercive] == ["red"]
    assert [manifest.colour for manifest in manifests.all() if manifest.has_assurances] == ["red"]


@pytest.mark.parametrize(
    ("asks", "colours"),
    [
        (Requester.BUREAU, {"red", "blue", "green", "yellow", "black", "purple", "orange", "art"}),
        (Requester.TRIBUNAL, {"red", "blue", "green", "purple"}),
        (Requester.PARTNER, {"purple", "orange", "art"}),
        (Requester.UN_COMMITTEE, {"un"}),
        (Requester.SECRETARIAT, {"green", "purple", "orange"}),
    ],
)
def test_who_may_ask_for_what(asks: Requester, colours: set[str]) -> None:
    assert {manifest.colour for manifest in manifests.all() if asks in manifest.asks} == colours


CONTRADICTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("red", {"charges": {"sentence": 12}}, "charges[0].sentence"),
    ("red", {"charges": {"maximum": None}}, "charges[0].maximum"),
    ("red", {"case": {"status": "convicted"}, "charges": {"sentence": 120}}, "charges[0].sentence"),
    ("red", {"case": {"status": "convicted"}, "charges": {"sentence": 60, "remaining": "life"}},
     "charges[0].remaining"),
    ("red", {"case": {"status": "convicted"}, "charges": {"sentence": 60}}, "charges[0].remaining"),
    ("red", {"case": {"status": "convicted"}}, "warrant.in_absentia"),
    ("red", {"warrant": {"in_absentia": True}}, "warrant.retrial"),
    ("red", {"warrant": {"issued_on": "2026-12-24"}}, "warrant.issued_on"),
    ("red", {"warrant": {"issued_on": "2024-02-12"}}, "warrant.issued_on"),
    ("red", {"warrant": {"expires_on": "2026-01-01"}}, "warrant.expires_on"),
    ("red", {"warrant": {"is_judicial": False}}, "warrant.appeal"),
    ("red", {"charges": {"began_on": "2027"}}, "charges[0].began_on"),
    ("red", {"charges": {"ended_on": "2024-02"}}, "charges[0].ended_on"),
    ("red", {"person": {"birth_dates": ["2025-01-01"]}}, "charges[0].began_on"),
    ("red", {"person": {"birth_dates": ["2010"]}}, "person.special_reason"),
    ("red", {"person": {"birth_dates": ["2030"]}}, "person.birth_dates"),
    ("red", {"person": {"birth_dates": ["1890"]}}, "person.birth_dates"),
    ("red", {"extradition": {"everywhere": False}}, "extradition.asked_of"),
    ("red", {"extradition": {"asked_of": ["FR"], "not_asked_of": ["FR"]}}, "extradition.not_asked_of"),
    ("red", {"extradition": {"consulted_on": "2027-01-01"}}, "extradition.consulted_on"),
    ("red", {"background": {"functions": ["none", "judge"]}}, "background.functions"),
    ("red", {"background": {"functions": ["judge"]}}, "background.position"),
    ("red", {"person": {"sex": None}}, "person.sex"),
    ("red", {"person": {"documents": None}, "description": {"height_cm": None, "eyes": None, "marks": None}},
     "person.documents"),
    ("blue", {"case": {"status": "charged"}}, "case.decision"),
    ("blue", {"case": {"status": "victim"}}, "person.special_reason"),
    ("blue", {"case": {"identified": "no"}}, "photographs"),
    ("green", {"assessment": {"convictions": None}}, "assessment.convictions"),
    ("green", {"assessment": {"assessed_on": "2030-01-01"}}, "assessment.assessed_on"),
    ("yellow", {"care": {"custody": None}}, "care.custody"),
    ("yellow", {"person": {"birth_dates": ["1990"]}}, "care.may_be_sought"),
    ("yellow", {"care": {"violence_claimed": True}}, "care.claim"),
    ("yellow", {"person": {"special_reason": None}}, "person.special_reason"),
    ("yellow", {"case": {"status": "unidentified_person"}}, "photographs"),
    ("black", {"body": {"has_dna": None}}, "photographs"),
    ("black", {"body": {"age_to": 20}}, "body.age_to"),
    ("purple", {"case": {"investigated": "yes"}}, "case.links"),
    ("orange", {"threat": {"ends_on": "2026-11-02"}}, "threat.ends_on"),
    ("orange", {"person": {"family_name": "Qorrani"}}, "threat.kind"),
    ("orange", {"threat": {"kind": "person"}}, "person.family_name"),
    ("silver", {"case": {"decision": None}}, "case.decision"),
    ("art", {"object": {"marks": None}}, "object.marks"),
    ("un", {"listing": {"un_reference": "QDe.999"}}, "listing.un_reference"),
    ("un", {"listing": {"kind": "entity"}}, "listing.kind"),
]  # fmt: skip


@pytest.mark.parametrize(("colour", "change", "path"), CONTRADICTIONS)
def test_what_contradicts_itself_is_named(colour: str, change: dict[str, Any], path: str) -> None:
    assert path in faults(colour, changed(ALL[colour], **change))


def test_a_good_photograph_stands_in_for_part_of_the_identity() -> None:
    content = changed(ALL["red"], person={"sex": None, "given_names": None})
    assert {"person.sex", "person.given_names"} <= faults("red", content)
    assert faults("red", content, photographs=1) == set()


def test_a_work_of_art_needs_its_picture() -> None:
    assert faults("art", ALL["art"], photographs=0) == {"photographs"}


def test_somebody_with_one_name_needs_no_other() -> None:
    assert faults("red", changed(ALL["red"], person={"given_names": None, "has_one_name": True})) == set()


@pytest.mark.parametrize("colour", manifests.COLOURS)
def test_what_is_for_the_review_is_shown_to_nobody_else(colour: str) -> None:
    manifest = manifests.get(colour)
    shown = reading.shown(manifest, ALL[colour])
    assert "background" not in shown
    assert "care" not in shown
    assert "reference" not in shown.get("case", {})
    assert shown


@pytest.mark.parametrize("colour", manifests.COLOURS)
def test_the_public_extract_holds_what_its_manifest_names_and_nothing_else(colour: str) -> None:
    manifest = manifests.get(colour)
    public = reading.only(manifest, ALL[colour], frozenset(manifest.public))
    assert set(manifest.public) >= {
        f"{group}.{name}"
        for group, said in public.items()
        for one in (said if isinstance(said, list) else [said])
        for name in one
    }
    assert "documents" not in public.get("person", {})
    assert "number" not in public.get("warrant", {})


@pytest.mark.parametrize("colour", manifests.COLOURS)
def test_the_record_of_a_subject_is_good_for_its_database(colour: str) -> None:
    manifest = manifests.get(colour)
    values = manifest.record(ALL[colour])
    if values is None:
        return
    form = record_manifests.form(manifest.database)
    draft = form.read(values | {"reference": "N-1"}, source="FR", today=TODAY, latest=date(2031, 11, 22))
    assert draft.kind == values["kind"]


def test_which_colours_answer_checks() -> None:
    recorded = {colour for colour in manifests.COLOURS if manifests.get(colour).record(ALL[colour])}
    assert recorded == {"red", "blue", "green", "yellow", "art", "un"}


def test_shared_code_never_asks_which_colour_it_is() -> None:
    """Only the manifests know their colours."""
    from pathlib import Path

    import comity.notices

    folder = Path(comity.notices.__file__).parent
    branching = []
    for path in folder.rglob("*.py"):
        if "manifests" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text()
        branching += [
            f"{path.name}: {word}"
            for colour in manifests.COLOURS
            for word in (f'"{colour}"', f"'{colour}'")
            if word in text
        ]
    assert not branching
