"""The HTTP API of a requester's cases: a bureau's systems read them, and answer what reviewers ask.

It says what the pages say, and no more: nothing of who reviews, or of what was found. Refusals leave as problem details
(RFC 9457); the middleware writes them.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.compliance import access, queries
from comity.compliance import actions as compliance
from comity.compliance.models import Question, Review
from comity.core import clock, requests
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.access import actor_of

LONGEST_BODY = 32 << 10
LIMIT = 200


class AnswerIn(Struct, forbid_unknown_fields=True):
    """The answer to one question."""

    answer: str


class QuestionOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question of the reviewers. Without an answer after `due_at` it counts as not answered."""

    id: UUID
    text: str
    asked_at: datetime
    due_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    lapsed_at: datetime | None = None


class CaseOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case. `matter` and `subject` name what is reviewed; `letter` are the sentences of the decision, in order."""

    id: UUID
    matter: str
    subject: UUID
    state: str
    made_at: datetime
    colour: str = ""
    reference: str = ""
    outcome: str = ""
    codes: list[str] = []
    decided_at: datetime | None = None
    letter: list[str] = []
    questions: list[QuestionOut] = []


class CasePage(Struct, frozen=True):
    """Cases, those with a question to answer first; `next` is the `page` that follows, null on the last."""

    cases: list[CaseOut]
    next: int | None


def cases(request: HttpRequest) -> HttpResponse:
    """GET: the cases of the token's bureau."""
    requests.require_method(request, "GET")
    found = queries.cases(actor_of(request)).prefetch_related("questions").select_related("decision")
    given = requests.query(request, ("page",))
    page = given.get("page") or "1"
    if not (page.isascii() and page.isdecimal() and len(page) < 6 and int(page) > 0):
        raise Invalid(Problem("page", mark("This is not a page."), mark("The next of the page before.")))
    first = (int(page) - 1) * LIMIT
    rows = list(found[first : first + LIMIT + 1])
    return _json(CasePage([_out(one) for one in rows[:LIMIT]], int(page) + 1 if len(rows) > LIMIT else None))


def case(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """GET: one case."""
    requests.require_method(request, "GET")
    return _json(_out(access.get_case(actor_of(request), review_id)))


@csrf_exempt
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """POST: answers a question; the case as it stands then."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    access.get_question(actor, question_id)
    given = requests.body(request, AnswerIn, LONGEST_BODY)
    question = compliance.answer(actor=actor, question_id=question_id, text=given.answer, now=clock.now())
    return _json(_out(access.get_case(actor, question.review_id)))


def _out(review: Review) -> CaseOut:
    seen = queries.case(review)
    return CaseOut(
        id=review.pk,
        matter=review.matter,
        subject=review.subject,
        state=seen.state,
        made_at=review.made_at,
        colour=review.colour,
        reference=review.reference,
        outcome=review.outcome,
        codes=list(seen.codes),
        decided_at=seen.decided_at,
        letter=[gettext(sentence) for sentence in seen.letter],
        questions=[_question(one) for one in seen.questions],
    )


def _question(row: Question) -> QuestionOut:
    return QuestionOut(
        id=row.pk,
        text=row.text,
        asked_at=row.asked_at,
        due_at=row.due_at,
        answer=row.answer,
        answered_at=row.answered_at,
        lapsed_at=row.lapsed_at,
    )


def _json(content: Struct) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), content_type="application/json")


api_urls: list[URLPattern] = [
    path("api/v1/cases", cases, name="compliance_api_cases"),
    path("api/v1/cases/<uuid:review_id>", case, name="compliance_api_case"),
    path("api/v1/questions/<uuid:question_id>/answer", answer, name="compliance_api_answer"),
]
