"""From the screening to the decision: what the machine does, who may sit, how many must agree, what follows."""

from datetime import timedelta

import pytest

from comity.audit.models import Entry
from comity.compliance import actions as compliance
from comity.compliance import jobs, queries, rules
from comity.compliance.models import Decision, Opinion, Review, Screening
from comity.compliance.rules import State, Verdict
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.network.models import Officer
from comity.notices import actions as notices
from comity.notices.actions import Asked
from comity.protection import queries as protection
from comity.testing import requests
from comity.testing.stage import Stage
from tests.compliance.conftest import (
    JOURNALIST,
    asked,
    decide,
    given,
    judge,
    opine,
    review_of,
    screen,
    screened,
    take,
    withdraw,
)
from tests.notices.conftest import submit


def last_entry() -> tuple[str, str]:
    entry = Entry.objects.order_by("seq").last()
    assert entry is not None
    return entry.verb, entry.outcome


def test_a_complete_request_goes_into_review_and_nowhere_else(stage: Stage) -> None:
    notice = screened(stage)
    review = review_of(notice.pk)
    assert (notice.state, review.state, review.requester_id, review.country) == ("in_review", "waiting", "BR", "BR")
    assert review.opinions_needed == 2
    assert Screening.objects.filter(subject=notice.pk).count() == 1
    assert last_entry() == ("request.screened", "done")


def test_what_is_below_the_threshold_is_returned_with_the_findings(stage: Stage) -> None:
    notice = screened(stage, asked(charges={"maximum": 12}))
    assert notice.state == "returned"
    assert not Review.objects.exists()
    assert any(one["rule"] == "C-09" for one in notice.findings)


def test_two_reviewers_publish(stage: Stage) -> None:
    notice = screened(stage)
    judge(stage, "gs.reviewer")
    notice.refresh_from_db()
    assert notice.state == "in_review"
    assert review_of(notice.pk).state == State.SECOND_NEEDED
    judge(stage, "gs.reviewer2")
    notice.refresh_from_db()
    review = review_of(notice.pk)
    assert (notice.state, review.state, review.outcome) == ("published", "decided", "accept")
    assert len(Decision.objects.get(review=review).by) == 2


def test_the_same_person_cannot_be_both(stage: Stage) -> None:
    screened(stage)
    judge(stage, "gs.reviewer")
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.reviewer")
    assert last_entry() == ("review.taken", "refused")


def test_nobody_reviews_for_their_own_country(stage: Stage) -> None:
    notice = screened(stage, username="ma.bureau")
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.reviewer3")
    review = review_of(notice.pk)
    with pytest.raises(NotFound):
        compliance.read(actor=stage.actor("gs.reviewer3"), review_id=review.pk, now=stage.now)
    assert review.pk not in {one.pk for one in queries.queue(stage.actor("gs.reviewer3"), "waiting")}


@pytest.mark.parametrize(
    "username", ["br.bureau", "fr.head", "gs.duty", "gs.administrator", "ccf.member", "gs.secretary"]
)
def test_who_is_no_reviewer_takes_no_notice(stage: Stage, username: str) -> None:
    screened(stage)
    with pytest.raises((NotAllowed, rules.NothingToTake)):
        take(stage, username)


def test_a_refusal_is_remembered_and_its_letter_says_nothing_of_the_file(stage: Stage) -> None:
    notice = screened(stage)
    decision = decide(stage, notice.pk, Verdict.REFUSE, codes=("FACTS",), told="The role is not described.")
    notice.refresh_from_db()
    assert (notice.state, decision.outcome) == ("refused", "refuse")
    said = "\n".join(decision.letter)
    assert "The role is not described." in said
    assert "The file shows" not in said
    screen(stage)
    again = screened(stage)
    review = review_of(again.pk)
    assert again.state == "in_review"
    assert queries.heard(review.screening).is_again
    assert [one.decision.pk for one in queries.earlier(review)] == [decision.pk]
    assert review.opinions_needed == 2


def test_a_veiled_ground_is_told_as_not_compliant_and_nothing_else(stage: Stage) -> None:
    notice = screened(stage)
    decision = decide(stage, notice.pk, Verdict.REFUSE, codes=("REFUGEE", "FACTS"), told="Protected by Kenya.")
    assert not any("Kenya" in one or "facts" in one.lower() for one in decision.letter)
    assert queries.case(review_of(notice.pk)).codes == ("OTHER",)
    notice.refresh_from_db()
    assert notice.codes == ["OTHER"]
    assert "Kenya" not in notice.reason


def test_one_is_enough_to_return_as_incomplete(stage: Stage) -> None:
    notice = screened(stage)
    judge(stage, "gs.reviewer", Verdict.RETURN)
    notice.refresh_from_db()
    assert notice.state == "returned"
    assert any("time and the place" in str(one) for one in notice.findings)
    assert protection.is_empty()


def test_where_two_differ_the_director_decides(stage: Stage) -> None:
    notice = screened(stage)
    judge(stage, "gs.reviewer")
    judge(stage, "gs.reviewer2", Verdict.REFUSE)
    review = review_of(notice.pk)
    assert review.state == State.DIRECTOR_NEEDED
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.publisher")
    judge(stage, "gs.director", Verdict.REFUSE)
    notice.refresh_from_db()
    assert notice.state == "refused"


def test_an_opinion_without_answers_names_each_that_is_missing(stage: Stage) -> None:
    notice = screened(stage, asked(background=JOURNALIST))
    review = take(stage, "gs.reviewer")
    assert review.subject == notice.pk
    with pytest.raises(Invalid) as refusal:
        opine(stage, "gs.reviewer", review, answers={}, factors={}, conclusion="", reasons="")
    fields = {problem.field for problem in refusal.value.problems}
    assert {"reasons", "conclusion", "factors.person", "answers.C-23"} <= fields
    assert not Opinion.objects.exists()


def test_what_falls_under_article_3_is_not_published(stage: Stage) -> None:
    screened(stage, asked(background=JOURNALIST))
    review = take(stage, "gs.reviewer")
    with pytest.raises(Invalid):
        opine(stage, "gs.reviewer", review, conclusion="article_3")


def test_a_question_stops_the_review_until_it_is_answeasked(stage: Stage) -> None:
    notice = screened(stage)
    review = take(stage, "gs.reviewer")
    asked = compliance.ask(
        actor=stage.actor("gs.reviewer"), review_id=review.pk, text="Which court tried it?", now=stage.now
    )
    assert review_of(notice.pk).state == State.ASKED
    with pytest.raises(NotFound):
        compliance.answer(actor=stage.actor("ke.bureau"), question_id=asked.pk, text="The third.", now=stage.now)
    with pytest.raises(NotAllowed):
        compliance.answer(actor=stage.actor("br.border"), question_id=asked.pk, text="The third.", now=stage.now)
    compliance.answer(actor=stage.actor("br.bureau"), question_id=asked.pk, text="The third.", now=stage.now)
    assert review_of(notice.pk).state == State.ASSIGNED
    with pytest.raises(rules.StepTaken):
        compliance.answer(actor=stage.actor("br.bureau"), question_id=asked.pk, text="The fourth.", now=stage.now)


def test_silence_brings_the_review_back_and_the_rulebook_finds_it(stage: Stage) -> None:
    notice = screened(stage)
    review = take(stage, "gs.reviewer")
    actor = stage.actor("gs.reviewer")
    compliance.ask(actor=actor, review_id=review.pk, text="Which court tried it?", now=stage.now)
    later = stage.now + timedelta(days=11)
    assert jobs.tend_step(later) == 1
    assert review_of(notice.pk).state == State.ASSIGNED
    assert last_entry() == ("questions.lapsed", "done")


def test_what_is_left_alone_goes_back_and_what_is_given_back_does_not_return(stage: Stage) -> None:
    notice = screened(stage)
    review = take(stage, "gs.reviewer")
    jobs.tend_step(stage.now + timedelta(hours=25))
    assert review_of(notice.pk).state == State.WAITING
    review = take(stage, "gs.reviewer")
    compliance.give_back(actor=stage.actor("gs.reviewer"), review_id=review.pk, reason="I know them.", now=stage.now)
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.reviewer")
    assert take(stage, "gs.reviewer2").pk == review.pk


def test_nobody_hoards(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_OPEN", 1)
    submit(stage, asked())
    submit(stage, asked(person={"family_name": "Ostergaard", "documents": ["P SWE BB7654321"]}))
    screen(stage)
    take(stage, "gs.reviewer")
    with pytest.raises(rules.EnoughOpen):
        take(stage, "gs.reviewer")


def test_a_withdrawn_request_closes_its_review(stage: Stage) -> None:
    notice = screened(stage)
    review = take(stage, "gs.reviewer")
    withdraw(stage, notice)
    with pytest.raises(rules.StepTaken):
        opine(stage, "gs.reviewer", review)
    assert jobs.tend_step(stage.now) == 1
    assert review_of(notice.pk).state == State.CLOSED


def test_what_is_found_meanwhile_must_be_read_first(stage: Stage) -> None:
    notice = screened(stage)
    review = take(stage, "gs.reviewer")
    decided = screened(stage, username="ke.bureau")
    other = review_of(decided.pk)
    for username in ("gs.reviewer2", "gs.publisher"):
        while (taken := take(stage, username)).pk != other.pk:
            pass
        opine(stage, username, taken, Verdict.REFUSE)
    assert review_of(decided.pk).outcome == "refuse"
    with pytest.raises(rules.NewlyFound):
        opine(stage, "gs.reviewer", review)
    compliance.screen_again(actor=stage.actor("gs.reviewer"), review_id=review.pk, now=stage.now)
    review = review_of(notice.pk)
    opinion = opine(stage, "gs.reviewer", review)
    assert opinion.screening_id == review.screening_id


def test_an_opinion_in_somebody_elses_hands_is_refused(stage: Stage) -> None:
    screened(stage)
    review = take(stage, "gs.reviewer")
    with pytest.raises(rules.NotYourReview):
        compliance.give_opinion(
            actor=stage.actor("gs.reviewer2"), review_id=review.pk, seen=review.screening_id, given=given(review),
            now=stage.now,
        )  # fmt: skip


def test_what_the_secretariat_asks_for_is_reviewed_by_others_of_it(stage: Stage) -> None:
    """It may warn of its own accord (RPD art. 73): somebody who did not write it must be able to read it."""
    author = Officer.objects.get(username="gs.translator")
    Officer.objects.filter(pk=author.pk).update(posts=["bureau_officer"])
    asked_for = notices.draft(
        actor=stage.actor("gs.translator"), colour="purple", asked=Asked(content=requests.PURPLE), now=stage.now
    )
    notices.submit(actor=stage.actor("gs.translator"), notice_id=asked_for.pk, now=stage.now)
    screen(stage)
    decide(stage, asked_for.pk)
    asked_for.refresh_from_db()
    assert asked_for.state == "published"
