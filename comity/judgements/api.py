"""One judgement over HTTP, for systems of the bureau that made it, and its end. There is no list of them.

Made in the room of checks, whose answer is what is judged.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests
from comity.judgements import actions as judgements
from comity.judgements import queries
from comity.judgements.queries import JudgementView
from comity.network.access import actor_of

LONGEST_BODY = 16 << 10


class JudgementOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A judgement: the holder of the check's document is not the person of the record. `until` is its last day."""

    id: UUID
    check: UUID
    record: UUID
    state: str
    compared: list[str]
    text: str
    decided_by: str
    decided_at: datetime
    until: date
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    reason: str | None = None


class JudgementEnd(Struct, forbid_unknown_fields=True):
    """Why a judgement is withdrawn."""

    reason: str


@csrf_exempt
def judgement(request: HttpRequest, judgement_id: UUID) -> HttpResponse:
    """GET: one judgement of the token's bureau."""
    requests.require_method(request, "GET")
    view = judgements.open_judgement(actor=actor_of(request), judgement_id=judgement_id, now=clock.now())
    return answer(view)


@csrf_exempt
def withdraw(request: HttpRequest, judgement_id: UUID) -> HttpResponse:
    """POST: ends it at once; the judgement as it stands then."""
    requests.require_method(request, "POST")
    actor, now = actor_of(request), clock.now()
    reason = requests.body(request, JudgementEnd, LONGEST_BODY).reason
    ended = judgements.withdraw(actor=actor, judgement_id=judgement_id, reason=reason, now=now)
    return answer(queries.view(ended, now))


def answer(view: JudgementView, status: int = 200) -> HttpResponse:
    """The judgement as JSON."""
    out = JudgementOut(
        id=view.id,
        check=view.check,
        record=view.record,
        state=view.state.value,
        compared=[one.value for one in view.compared],
        text=view.text,
        decided_by=view.decided_by,
        decided_at=view.decided_at,
        until=view.until,
        withdrawn_by=view.withdrawn_by or None,
        withdrawn_at=view.withdrawn_at,
        reason=view.reason or None,
    )
    return HttpResponse(msgspec.json.encode(out), status=status, content_type=requests.JSON)
