"""A-05: a cancelled case is asked again with a new name for the charge and a new number on the warrant."""

import pytest

from comity.compliance import actions as compliance
from comity.compliance.rules import Verdict
from comity.core.errors import Invalid
from comity.testing.stage import Stage
from tests.compliance.conftest import FACTS, asked, decide, opine, review_of, rules_found, screened, stage, take

__all__ = ["stage"]

COSMETIC = {
    "charges": {
        "offence": "Money laundering",
        "code": "money_laundering",
        "law": "Law 9613, article 1",
        "facts": FACTS,
    },
    "warrant": {"number": "17/2026", "issued_on": "2026-02-03"},
    "person": {"documents": ["P SWE QQ9999999"]},
}

DECIDED = "The court of appeal found it political."


def test_a05_a_cancelled_case_comes_back_held_and_side_by_side(stage: Stage) -> None:
    notice = screened(stage)
    decide(stage, notice.pk)
    why = "A court found the case political."
    compliance.open_review(actor=stage.actor("gs.reviewer"), subject=notice.pk, why=why, now=stage.now)
    decide(stage, notice.pk, Verdict.REFUSE, codes=("ART3_POLITICAL",), reasons=DECIDED)
    notice.refresh_from_db()
    assert notice.state == "cancelled"

    again = screened(stage, asked(**COSMETIC))
    assert again.state == "in_review"
    assert "C-36" in rules_found(again.pk)
    review = take(stage, "gs.reviewer2")
    page = stage.client("gs.reviewer2").get(f"/compliance/reviews/{review.pk}/").content.decode()
    assert "Decided before" in page
    assert DECIDED in page
    assert "Law 9613" in page, "the new request stands beside it"
    with pytest.raises(Invalid) as refusal:
        opine(stage, "gs.reviewer2", review, what_is_new=" ")
    assert [problem.field for problem in refusal.value.problems] == ["what_is_new"]
    opine(stage, "gs.reviewer2", review, what_is_new="A new name for the charge, nothing else.")
    again.refresh_from_db()
    assert again.state == "in_review", "one alone publishes nothing"


def test_a05_the_same_facts_of_another_person_are_pointed_at(stage: Stage) -> None:
    """The template is used again: the text gives it away, though person and case are others."""
    screened(stage)
    other = {"family_name": "Ostergaard", "given_names": "Nils", "documents": ["P DNK BB7654321"]}
    again = screened(stage, asked(person=other, warrant={"number": "99/2026"}, case={"reference": "BR-2026-99"}))
    assert "C-07" in rules_found(again.pk)
    assert review_of(again.pk).is_open
