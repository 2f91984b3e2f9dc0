"""Each matter through its door: changes, renewals, doubts, the exception, and what waits for release."""

from datetime import timedelta

import pytest

from comity.compliance import actions as compliance
from comity.compliance import queries, rules
from comity.compliance.rules import Matter, Verdict
from comity.core.errors import Invalid, NotAllowed
from comity.notices import actions as notices
from comity.notices import jobs as notice_jobs
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, decide, opine, review_of, rules_found, screen, screened, sent, take

IMPORTANT = "The only trace of a network that works in nine countries; each waits for this arrest."


def published(stage: Stage) -> Notice:
    notice = screened(stage)
    decide(stage, notice.pk)
    notice.refresh_from_db()
    assert notice.state == "published"
    return notice


def look_again(stage: Stage, notice: Notice, later: timedelta = timedelta()) -> None:
    """The clocks of notices, then the machine's step."""
    notice_jobs.tend_step(stage.now + later)
    screen(stage, stage.now + later)
    notice.refresh_from_db()


def test_below_the_threshold_two_may_publish_by_exception_with_a_reason(stage: Stage) -> None:
    notice = screened(stage, asked(charges={"maximum": 12}, case={"importance": IMPORTANT}))
    assert notice.state == "in_review"
    assert {"C-09"} <= rules_found(notice.pk)
    review = take(stage, "gs.reviewer")
    assert review.opinions_needed == 2
    with pytest.raises(Invalid) as refusal:
        opine(stage, "gs.reviewer", review, exception="")
    assert "exception" in {problem.field for problem in refusal.value.problems}
    opine(stage, "gs.reviewer", review)
    decision = decide(stage, notice.pk)
    assert decision.by_exception
    notice.refresh_from_db()
    assert notice.state == "published"


def test_a_change_is_read_by_two_before_anybody_sees_it(stage: Stage) -> None:
    notice = published(stage)
    changed = Asked(content=asked(description={"marks": ["A scar on the left hand"]}))
    notices.amend(actor=stage.actor("br.bureau"), notice_id=notice.pk, asked=changed, now=stage.now, assured={1, 2})
    screen(stage)
    review = review_of(notice.pk)
    assert review.matter == Matter.CHANGE
    taken = take(stage, "gs.reviewer")
    page = stage.client("gs.reviewer").get(f"/compliance/reviews/{taken.pk}/").content.decode()
    assert "A scar on the left hand" in page and "It said before" in page and "Small scar, left eyebrow" in page
    opine(stage, "gs.reviewer", taken)
    notice.refresh_from_db()
    assert notice.content["description"]["marks"] == ["Small scar, left eyebrow"]
    decide(stage, notice.pk)
    notice.refresh_from_db()
    assert (notice.content["description"]["marks"], notice.pending) == (["A scar on the left hand"], None)


def test_papers_that_are_late_open_a_review_and_people_cancel(stage: Stage) -> None:
    notice = published(stage)
    notices.report_located(actor=stage.actor("ke.bureau"), notice_id=notice.pk, now=stage.now, days=10)
    look_again(stage, notice, timedelta(days=11))
    review = review_of(notice.pk)
    assert (review.matter, notice.state) == (Matter.CANCELLATION, "published")
    assert "papers were not sent" in review.why
    decide(stage, notice.pk, Verdict.REFUSE, codes=("NO_ACTION",))
    notice.refresh_from_db()
    assert (notice.state, notice.codes) == ("cancelled", ["ASSURANCES"])


def test_an_extradition_refused_may_end_in_an_addendum_for_all(stage: Stage) -> None:
    notice = published(stage)
    notices.report_extradition_refused(
        actor=stage.actor("ke.bureau"), notice_id=notice.pk, ground="political", text="The court found it political.",
        now=stage.now,
    )  # fmt: skip
    look_again(stage, notice)
    decide(stage, notice.pk, Verdict.ADDENDUM, told="One country has refused extradition.")
    notice.refresh_from_db()
    assert (notice.state, notice.look_again) == ("published", "")
    assert [one.text for one in notice.addenda.all()] == ["One country has refused extradition."]
    assert "C-27" in rules_found(sent(stage, asked(warrant={"number": "5/2026"})).pk)


def test_a_published_one_is_blocked_while_it_is_examined_and_let_out_again(stage: Stage) -> None:
    notice = published(stage)
    open_again = {"actor": stage.actor("gs.reviewer"), "subject": notice.pk, "now": stage.now}
    compliance.open_review(why="A court of another country acquitted them.", **open_again)
    with pytest.raises(rules.StepTaken):
        compliance.open_review(why="Once more.", **open_again)
    decide(stage, notice.pk, Verdict.BLOCK, codes=("NE_BIS",))
    notice.refresh_from_db()
    assert notice.state == "blocked"
    compliance.open_review(why="The acquittal was of a namesake.", **open_again)
    decide(stage, notice.pk)
    notice.refresh_from_db()
    assert notice.state == "published"


def test_only_reviewers_open_one_again(stage: Stage) -> None:
    notice = published(stage)
    for username in ("ke.bureau", "gs.duty", "ccf.member"):
        with pytest.raises(NotAllowed):
            compliance.open_review(actor=stage.actor(username), subject=notice.pk, why="It is wrong.", now=stage.now)


def test_a_renewal_is_examined_again(stage: Stage) -> None:
    notice = published(stage)
    now = stage.now.replace(year=stage.now.year + 5) - timedelta(days=100)
    notices.renew(
        actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Seen in Nairobi in May; a trial waits.", now=now
    )
    screen(stage, now)
    assert review_of(notice.pk).matter == Matter.RENEWAL
    decide(stage, notice.pk)
    notice.refresh_from_db()
    assert notice.state == "published"
    assert notice.renewal_asked_at is None


def test_what_waits_is_urgent_first_and_then_by_its_target(stage: Stage) -> None:
    screened(stage)
    held = sent(stage, asked(person={"family_name": "Ostergaard", "documents": ["P DNK BB7654321"]}))
    urgent = sent(stage, asked(person={"family_name": "Vinterberg", "documents": ["P DNK CC7654321"]}), is_urgent=True)
    lines = list(queries.queue(stage.actor("gs.reviewer"), "waiting"))
    assert [one.subject for one in lines[:2]] == [urgent.pk, held.pk]
    duty = list(queries.queue(stage.actor("gs.duty"), "waiting"))
    assert {one.matter for one in duty} == {"diffusion"}


def test_nobody_is_asked_twice_about_the_same(stage: Stage) -> None:
    """The machine's step may be repeated: what is before people is left to them."""
    notice = screened(stage)
    for _again in range(3):
        screen(stage)
    assert review_of(notice.pk).screening.matter == "notice"
    assert type(review_of(notice.pk)).objects.filter(subject=notice.pk).count() == 1
