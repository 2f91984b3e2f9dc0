"""Judging a possible person: "this is not the one recorded", with evidence, to be remembered at the next crossing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.checks import access
from comity.checks import actions as checks
from comity.checks.engine import setting_aside
from comity.checks.engine.question import Question
from comity.checks.forms import JudgingForm
from comity.core import clock
from comity.judgements import queries as judgements
from comity.judgements.actions import Case
from comity.judgements.rules import last_day
from comity.look import rendering
from comity.network.access import actor_of
from comity.records.manifests import words
from comity.sign_in.step_up import require_step_up


@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def judge(request: HttpRequest, check_id: UUID, record_id: UUID) -> HttpResponse:
    """The form for one possible person of one check. Where it is remembered already, that is shown instead."""
    actor, now = actor_of(request), clock.now()
    hit, case = access.get_for_judging(actor, check_id, record_id, now)
    form = JudgingForm(request.POST or None, initial={"until": last_day(now.date(), case.document_ends)})
    made = form.submit(
        lambda _data: checks.judge(actor=actor, check_id=check_id, record_id=record_id, grounds=form.grounds(), now=now)
    )
    if made is not None:
        messages.success(request, _("Remembered. It holds from the next check on."))
        return redirect("judgements:judgement", made.pk)
    standing = judgements.standing(actor.bureau, case.traveller, case.record, now) if not form.is_bound else None
    if standing is not None and bytes(standing.facts) == case.facts:
        return redirect("judgements:judgement", standing.pk)
    back = reverse("checks:hit", args=[hit.pk])
    context = {
        "title": _("This is not the person recorded"),
        "form": form,
        "traveller": _traveller(case),
        "hit": hit,
        "submit_label": _("Remember"),
        "submit_icon": "differs",
        "cancel": back,
        "back": back,
        "back_label": _("Hit"),
        "warning": _(
            "From the next check on, this record is not shown when your bureau or one of its services checks this very "
            "document, with this name and date of birth. It is shown again as soon as the record changes, the document "
            "is reported, the day above has passed, or a colleague withdraws it. You answer for it with your name."
        ),
    }
    return render(request, "checks/judging.html", context, status=422 if form.errors else 200)


def gives_document(asked: Mapping[str, Any], at: str) -> bool:
    """Whether what is found for this question, asked at that moment, can be judged and remembered."""
    asked_in_full = msgspec.convert({"purpose": "", **asked}, Question)
    return setting_aside.holder(asked_in_full, date.fromisoformat(at[: len("2000-01-01")]))[0] is not None


def in_words(set_aside: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Records set aside, as an answer gives them (answer.SetAside), with days as the reader writes them."""
    days = ("decided_on", "until")
    return [{**aside, **{name: rendering.day(date.fromisoformat(aside[name])) for name in days}} for aside in set_aside]


def _traveller(case: Case) -> list[tuple[str, Any]]:
    """Whom the check was about, as it was read."""
    one = case.traveller
    return [
        (_("Document"), one.number),
        (_("Issuing country"), words.country(one.issuer)),
        (_("Name as read"), list(one.names)),
        (_("Date of birth"), date.fromisoformat(one.born)),
    ]
