"""A-19: a refugee is asked for by the country they fled, and the country that took them in cannot answer in time."""

import pytest

from comity.compliance.rules import Verdict
from comity.core.errors import Invalid
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, decide, opine, review_of, rules_found, screened, sent, stage, take

__all__ = ["stage"]

# As the country that protects her registered her: in another order and spelling, with the full date of birth.
PERSON = Subject(names=("Tolvander, Ilva Marette",), births=("1979-03-21",), documents=("SWE AA1234567",))


def protect(stage: Stage, *, is_confirmed: bool = True) -> None:
    protection.protect(
        actor=stage.actor("ke.head"),
        subject=PERSON,
        against=("BR",),
        until=None,
        now=stage.now,
        is_confirmed=is_confirmed,
    )


def test_a19_nobody_can_publish_it_and_the_requester_learns_neither_why_nor_by_whom(stage: Stage) -> None:
    protect(stage)
    notice = screened(stage, asked(case={"international": "Left Brazil by air for Lisbon on 2 May 2024."}))
    assert notice.state == "in_review", "the machine answers as it does to any request: the time tells nothing"
    review = take(stage, "gs.reviewer")
    assert review.screening.is_closed
    with pytest.raises(Invalid) as refusal:
        opine(stage, "gs.reviewer", review)
    assert "verdict" in {problem.field for problem in refusal.value.problems}
    page = stage.client("gs.reviewer").get(f"/compliance/reviews/{review.pk}/").content.decode()
    assert "Nobody may let this out" in page
    assert "Kenya" not in page and ">KE<" not in page, "not even the reviewer learns which country it is"

    opine(stage, "gs.reviewer", review, Verdict.REFUSE, codes=("REFUGEE",))
    decide(stage, notice.pk, Verdict.REFUSE, codes=("REFUGEE",))
    notice.refresh_from_db()
    assert notice.state == "refused"
    case = stage.client("br.bureau").get(f"/compliance/ours/{review.pk}/").content.decode()
    own = stage.client("br.bureau").get(f"/notices/{notice.pk}/").content.decode()
    assert "does not comply" in case
    for word in ("refugee", "Kenya", "C-25", "protected"):
        assert word not in case and word not in own


def test_a19_a_diffusion_about_a_refugee_reaches_nobody(stage: Stage) -> None:
    protect(stage)
    diffusion = sent(stage)
    assert diffusion.status == "held"
    review = review_of(diffusion.pk)
    assert review.screening.is_closed
    with pytest.raises(Invalid):
        opine(stage, "gs.reviewer", take(stage, "gs.reviewer"))


def test_a19_a_claim_that_is_not_decided_yet_is_weighed_by_people(stage: Stage) -> None:
    protect(stage, is_confirmed=False)
    notice = screened(stage)
    review = review_of(notice.pk)
    assert "C-26" in rules_found(notice.pk)
    assert not review.screening.is_closed
    assert review.opinions_needed == 2


def test_a19_another_country_that_asks_is_not_met_by_a_protection_against_the_first(stage: Stage) -> None:
    protect(stage)
    notice = screened(stage, username="jp.bureau")
    assert not review_of(notice.pk).screening.is_closed


def test_a19_a_namesake_born_in_another_year_is_not_protected(stage: Stage) -> None:
    protect(stage)
    namesake = {"birth_dates": ["1991-08-02"], "documents": ["P SWE ZZ0000001"]}
    notice = screened(stage, asked(person=namesake))
    assert not review_of(notice.pk).screening.is_closed
