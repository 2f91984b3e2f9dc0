"""A-04: the source takes its data back while the Commission examines them, and enters them again when it is over."""

from uuid import uuid4

from comity.compliance.models import Review
from comity.notices.models import Notice
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.protection.rules import Kind
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, decide, review_of, screened, stage, withdraw

__all__ = ["stage"]

PERSON = Subject(names=("Ilva Marette Tolvander",), births=("1979-03-21",), documents=("SWE AA1234567",))
# The same person as the second request has her: another order, another document, another case.
AGAIN = {"family_name": "Ilva-Marette", "given_names": "Tolvander", "documents": ["P SWE ZZ7654321"]}


def complain(stage: Stage) -> None:
    """The Commission takes a request of the person up (redress will do so; the register is where it is known)."""
    protection.remember(
        actor=stage.actor("ccf.member"),
        kind=Kind.REDRESS_OPEN,
        subject=PERSON,
        requester="BR",
        code="REDRESS",
        decision=uuid4(),
        now=stage.now,
    )


def rules_that_hold(notice: Notice) -> set[str]:
    return {one["rule"] for one in review_of(notice.pk).screening.findings if one["outcome"] == "hold"}


def test_a04_the_case_outlives_the_withdrawal_and_the_re_entry_is_held(stage: Stage) -> None:
    first = screened(stage)
    decide(stage, first.pk)
    complain(stage)
    withdraw(stage, first)

    again = screened(stage, asked(person=AGAIN, warrant={"number": "17/2026"}, case={"reference": "BR-2026-1"}))
    assert again.state == "in_review", "a person reads it before anybody else sees it"
    assert "C-37" in rules_that_hold(again)
    review = Review.objects.get(subject=again.pk)
    assert review.opinions_needed >= 2

    told = stage.client("br.bureau").get("/compliance/ours/").content.decode()
    assert "Commission" not in told and "C-37" not in told, "the requester does not learn that there is a complaint"


def test_a04_of_another_person_nothing_is_held_against_the_request(stage: Stage) -> None:
    complain(stage)
    other = screened(stage, asked(person={"birth_dates": ["1991-08-02"], "documents": ["P SWE ZZ7654321"]}))
    assert "C-37" not in rules_that_hold(other)
