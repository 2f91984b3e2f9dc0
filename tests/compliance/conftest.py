"""The stage, requests on it, and reviewers who take and judge them as they would on the page."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from comity.compliance import access, jobs, queries, rules
from comity.compliance import actions as compliance
from comity.compliance.models import Decision, Opinion, Review, Screening
from comity.compliance.rules import FACTORS, Answer, Given, Verdict
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Diffusion
from comity.diffusions.stating import Stated
from comity.notices import actions as notices
from comity.notices.models import Notice
from comity.testing.fixtures import stage
from comity.testing.requests import red
from comity.testing.stage import Stage
from tests.notices.conftest import submit

__all__ = ["stage"]

# What she did, when, where, how and as what: a text that the rulebook has nothing to say about.
FACTS = (
    "Between 1 and 29 March 2024 in Recife she, as notary, drew up eleven forged titles to land that belonged to"
    " others, sold them to eleven buyers at her office in Rua da Aurora, received the price of each by bank transfer,"
    " and sent the money abroad through two companies that she had founded for it in February 2024."
)


def asked(**groups: Any) -> dict[str, Any]:
    """A whole red request; each group named is changed by what is given."""
    charges = {"facts": FACTS} | groups.pop("charges", {})
    return red(charges=charges, **groups)


JOURNALIST = {"functions": ["journalist"], "position": "Editor of a newspaper in Recife since 2015"}
REASONS = "The file shows what this person did, when, where and by which means."
REVIEWERS = ("gs.reviewer", "gs.reviewer2", "gs.publisher", "gs.reviewer3", "gs.director")


@pytest.fixture(autouse=True)
def _fresh_rest() -> None:
    jobs._resting.clear()


def screened(stage: Stage, content: dict[str, Any] | None = None, username: str = "br.bureau", **more: Any) -> Notice:
    """A red request, handed in and screened by the machine."""
    notice = submit(stage, content or asked(), username, **more)
    screen(stage)
    notice.refresh_from_db()
    return notice


def screen(stage: Stage, now: datetime | None = None) -> None:
    """The machine's step; a request that could not be read is a fault here."""
    jobs.screen_step(now or stage.now)
    assert not jobs._resting


def review_of(subject: UUID) -> Review:
    return Review.objects.filter(subject=subject).latest("made_at", "pk")


def take(stage: Stage, username: str, now: datetime | None = None) -> Review:
    return compliance.take_next(actor=stage.actor(username), now=now or stage.now)


def given(review: Review, verdict: Verdict = Verdict.ACCEPT, **more: Any) -> Given:
    """A whole opinion: every question answered as the verdict has it."""
    heard = queries.heard(review.screening)
    remains = verdict in (Verdict.REFUSE, Verdict.BLOCK)
    whole: dict[str, Any] = {
        "verdict": verdict,
        "reasons": REASONS,
        "answers": {
            rule: Answer(remains=remains, words="Read, and compared with the file.") for rule in heard.questions
        },
        "codes": ("FACTS",) if remains else (),
        "told": "Please state the time and the place." if verdict in (Verdict.RETURN, Verdict.ADDENDUM) else "",
    }
    if heard.weighs_neutrality:
        whole["factors"] = dict.fromkeys(FACTORS, "Weighed: nothing speaks for it.")
        whole["conclusion"] = "ordinary"
    if heard.is_again:
        whole["what_is_new"] = "Nothing is new."
    if heard.needs_exception and not remains:
        whole["exception"] = "It is of particular importance for a joint operation."
    return Given(**(whole | more))


def judge(stage: Stage, username: str, verdict: Verdict = Verdict.ACCEPT, **more: Any) -> Opinion:
    """Takes the next review and gives an opinion on it."""
    review = take(stage, username)
    return opine(stage, username, review, verdict, **more)


def opine(stage: Stage, username: str, review: Review, verdict: Verdict = Verdict.ACCEPT, **more: Any) -> Opinion:
    return compliance.give_opinion(
        actor=stage.actor(username),
        review_id=review.pk,
        seen=review.screening_id,
        given=given(review, verdict, **more),
        now=stage.now,
    )


def decide(stage: Stage, subject: UUID, verdict: Verdict = Verdict.ACCEPT, **more: Any) -> Decision:
    """As many reviewers as it needs, one after the other, find the same."""
    for username in REVIEWERS:
        review = review_of(subject)
        if not review.is_open:
            break
        if rules.may_take(access.reader_of(stage.actor(username)), access.case_of(review)):
            opine(stage, username, take(stage, username), verdict, **more)
    return Decision.objects.get(review=review_of(subject))


def sent(
    stage: Stage, content: dict[str, Any] | None = None, colour: str = "red", username: str = "br.bureau", **more: Any
) -> Diffusion:
    """A diffusion to Kenya, signed where it must be, sent and screened by the machine."""
    given = {"content": content or asked(), "recipients": ("KE",)} | more
    actor = stage.actor(username)
    made = diffusions.draft(actor=actor, colour=colour, stated=Stated(**given), now=stage.now)
    for number in (1, 2) if colour == "red" else ():
        diffusions.sign_assurance(actor=actor, diffusion_id=made.pk, number=number, now=stage.now)
    diffusions.send(actor=actor, diffusion_id=made.pk, now=stage.now)
    screen(stage)
    made.refresh_from_db()
    return made


def refused(stage: Stage, content: dict[str, Any] | None = None, **more: Any) -> Decision:
    """A red request that two reviewers have refused."""
    notice = screened(stage, content or asked())
    return decide(stage, notice.pk, Verdict.REFUSE, **({"codes": ("ART3_POLITICAL",)} | more))


def rules_found(subject: UUID) -> set[str]:
    """The rules that found something, the last time it was screened."""
    latest = Screening.objects.filter(subject=subject).latest("at", "pk")
    return {one["rule"] for one in latest.findings if one["outcome"] != "pass"}


def withdraw(stage: Stage, notice: Notice, username: str = "br.bureau") -> None:
    notices.withdraw(
        actor=stage.actor(username), notice_id=notice.pk, reason="It is not needed any more.", now=stage.now
    )
