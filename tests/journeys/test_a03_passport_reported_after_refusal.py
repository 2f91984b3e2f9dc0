"""A-03: a red notice is refused, so the country reports the critic's own passport lost, to strand them abroad."""

from typing import Any

import msgspec
from django.test import Client

from comity.checks.models import Hit
from comity.compliance.rules import Matter, Verdict
from comity.notices.models import Notice
from comity.records.models import Record
from comity.records.rules import Status
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, decide, review_of, screen, screened, stage

__all__ = ["stage"]

PASSPORT = {"number": "BR7712345", "issuer": "BRA", "type": "passport"}
CRITIC = {"family_name": "Tolvander", "given_names": "Ilva Marette", "birth_dates": ["1979-03-21"]}
# Another spelling and order, as an officer of the register might write it.
HOLDER = {"holder_names": ["TOLVANDER, Ilva-Marete"], "holder_birth_date": "1979-03-21"}


def refused_notice(stage: Stage) -> Notice:
    person = CRITIC | {"nationalities": ["BRA"], "documents": ["P BRA XX0000001"]}
    notice = screened(stage, asked(person=person))
    decide(stage, notice.pk, Verdict.REFUSE, codes=("ART3_POLITICAL",))
    notice.refresh_from_db()
    assert notice.state == "refused"
    return notice


def report_lost(stage: Stage, reference: str, **fields: Any) -> Record:
    """As the national register does it, by API."""
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens['Vehicle register']}"})
    body = {"database": "travel_documents", "reference": reference, "kind": "lost", "fields": PASSPORT | fields}
    response = client.post("/api/v1/records", msgspec.json.encode(body), content_type="application/json")
    assert response.status_code == 201, response.content
    return Record.objects.get(source="BR", reference=reference)


def outcome_at_the_border(stage: Stage) -> str:
    stage.follow()
    asked_for = {"document": {"number": PASSPORT["number"], "issuer": "BRA"}, "purpose": "border_control"}
    said = stage.ask_api(stage.tokens["Passenger control, Tana airport"], asked_for)
    stage.ingest()
    return next(one["outcome"] for one in said["answers"] if one["database"] == "travel_documents")


def test_a03_the_passport_of_a_refused_person_is_held_and_nobody_is_stranded(stage: Stage) -> None:
    refused_notice(stage)
    record = report_lost(stage, "LOST-1", **HOLDER)
    assert record.status == Status.HELD
    assert not record.fields.keys() & HOLDER.keys(), "what the holder is called is thrown away"
    assert outcome_at_the_border(stage) == "no_hit" and not Hit.objects.exists()

    desk = stage.client("br.bureau").get(f"/records/{record.pk}/").content.decode()
    assert "Held for review" in desk
    assert "refused" not in desk.lower(), "the source is not told why"

    screen(stage)
    review = review_of(record.pk)
    assert review.matter == Matter.TRAVEL_DOCUMENT
    assert "C-36" in {finding["rule"] for finding in review.screening.findings if finding["outcome"] == "hold"}
    decide(stage, record.pk, Verdict.REFUSE, codes=("TRAVEL_ONLY",))
    record.refresh_from_db()
    assert record.status == Status.WITHDRAWN
    assert outcome_at_the_border(stage) == "no_hit"


def test_a03_a_reviewer_can_release_what_is_truly_lost(stage: Stage) -> None:
    refused_notice(stage)
    record = report_lost(stage, "LOST-1", **HOLDER)
    screen(stage)
    decide(stage, record.pk)
    assert outcome_at_the_border(stage) == "hit"


def test_a03_anybody_elses_passport_is_found_at_once(stage: Stage) -> None:
    refused_notice(stage)
    record = report_lost(stage, "LOST-2", holder_names=["Bento Quirarte"], holder_birth_date="1990-01-01")
    assert record.status == Status.ACTIVE
    assert outcome_at_the_border(stage) == "hit"
