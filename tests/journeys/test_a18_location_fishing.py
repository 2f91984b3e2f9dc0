"""A-18: a bureau keeps an exile's data to learn where they are. For a protected person, a check tells it nothing."""

from typing import Any

import pytest

from comity.checks.models import Hit, Look
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.records.models import Record
from comity.testing import sought, tour
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]

BORDER = "Passenger control, Tana airport"
EXILE = {"name": sought.FUGITIVE_ARABIC, "birth_date": sought.FUGITIVE_BORN}
WATCHED = ("/hits/", "/looks/", "/api/v1/hits")


def protect(stage: Stage, *, against: str = "FR", **known: Any) -> None:
    protection.protect(
        actor=stage.actor("ke.head"), subject=Subject(**known), against=[against], until=None, now=stage.now
    )


def cross_the_border(stage: Stage) -> dict[str, Any]:
    """The exile is checked and found, and the officer at the border opens the hit and the record."""
    said = stage.ask_api(stage.tokens[BORDER], {"purpose": "border_control", "place": "Desk 4", "person": EXILE})
    persons = next(one for one in said["answers"] if one["database"] == "persons")
    stage.ingest()
    own = Record.objects.get(reference="FR-TOUR-FUGITIVE")
    assert str(own.pk) in {match["record"] for match in persons["matches"]}, "the side that asks is answered as always"
    hit = Hit.objects.get(record=own.pk)
    desk = stage.client("ke.bureau")
    assert desk.get(f"/hits/{hit.pk}/").status_code == 200
    assert desk.get(f"/records/{own.pk}/?purpose=border_control").status_code == 200
    stage.ingest()
    return {"hit": hit, "record": own}


def seen_by_the_source(stage: Stage, record: Record) -> dict[str, str]:
    addresses = [*WATCHED, f"/records/{record.pk}/", f"/records/{record.pk}/looks/"]
    return {
        f"{who} {address}": stage.client(who).get(address).content.decode()
        for who in ("fr.bureau", "fr.head", "fr.dpo")
        for address in addresses
    }


def test_a18_a_check_does_not_tell_the_source_where_a_protected_person_is(stage: Stage) -> None:
    protect(stage, names=(sought.FUGITIVE_NAME,), births=(sought.FUGITIVE_BORN,))
    found = cross_the_border(stage)
    assert found["hit"].shielded
    assert not Look.objects.filter(record=found["record"].pk).exists()
    for where, page in seen_by_the_source(stage, found["record"]).items():
        assert str(found["hit"].pk) not in page, where
        assert "Desk 4" not in page and "Tana" not in page, where
    assert stage.client("fr.bureau").get(f"/hits/{found['hit'].pk}/").status_code == 404


def test_a18_neither_does_a_check_of_their_stolen_passport(stage: Stage) -> None:
    protect(stage, documents=(f"FRA {tour.STOLEN_NUMBER}",))
    stage.ask_api(stage.tokens[BORDER], {"purpose": "border_control", "mrz": tour.stolen_zone()})
    stage.ingest()
    hit = Hit.objects.get(database="travel_documents")
    assert hit.shielded and not Look.objects.filter(record=hit.record).exists()


@pytest.mark.parametrize("protected", ["nobody", "against another", "another person"])
def test_a18_of_anybody_else_the_source_is_told(stage: Stage, protected: str) -> None:
    names, births = (sought.FUGITIVE_NAME,), (sought.FUGITIVE_BORN,)
    if protected == "against another":
        protect(stage, against="BR", names=names, births=births)
    if protected == "another person":
        protect(stage, names=names, births=(sought.NAMESAKE_BORN,))
    found = cross_the_border(stage)
    assert not found["hit"].shielded
    assert Look.objects.filter(record=found["record"].pk).count() >= 1
    assert stage.client("fr.bureau").get(f"/hits/{found['hit'].pk}/").status_code == 200
