"""Pages of supervision: what holds for whom and why; ordering, endorsing, reviewing and ending."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core import clock
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network.access import actor_of
from comity.network.forms import RuleForm
from comity.network.rules import Actor, Right, require_right
from comity.sign_in.step_up import require_step_up
from comity.supervision import access, actions, queries, rules
from comity.supervision.forms import DecisionForm, OrderForm, ReasonsForm, ReviewForm
from comity.supervision.models import Measure
from comity.supervision.rules import BASIS_LABELS, EFFECT_LABELS, SCOPE_LABELS, Basis, Effect, Scope, State

PAGE_SIZE = 50
_HISTORY = {
    "order": mark("Ordered by the Secretary General"),
    "endorse": mark("Endorsed by the Executive Committee"),
    "end": mark("Ended by the Secretary General"),
    "propose_end": mark("Its end was proposed"),
    "endorse_end": mark("Ended by the Executive Committee"),
    "refuse_end": mark("The Executive Committee let it stand"),
    "review": mark("Reviewed, and kept"),
    "lapse": mark("Lapsed: nobody endorsed it in time"),
}
_WARNINGS = {
    "endorse": mark("It holds until the Committee endorses its end."),
    "end": mark("It ends at once. Its history stays, and is as public as it was."),
    "propose_end": mark("It holds until the Committee has decided."),
    "endorse_end": mark("It ends at once. Its history stays, and is as public as it was."),
    "refuse_end": mark("It goes on as before."),
    "review": mark("It goes on until its next review."),
}
_FORMS: dict[str, type[RuleForm]] = {
    "endorse": DecisionForm, "end": ReasonsForm, "propose_end": ReasonsForm, "endorse_end": DecisionForm,
    "refuse_end": DecisionForm, "review": ReviewForm,
}  # fmt: skip
_VERBS = {name: getattr(actions, name) for name in _FORMS}
_REVIEW = mark("Review")


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """The measures that the actor may see, those in force first."""
    actor = actor_of(request)
    page = Paginator(queries.listed(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": _("Measures"),
        "lead": _("What holds for a bureau's channel. No measure suspends or excludes a member."),
        "page_obj": page,
        "rows": [(one, _words(one)) for one in page.object_list],
        "may_order": actor.may(Right.ORDER_MEASURES),
    }
    return render(request, "supervision/list.html", context)


@require_safe
def measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """One: what it covers, what it does, why, and every step of it."""
    actor = actor_of(request)
    found = access.get_for_reading(actor, measure_id)
    context = {
        "title": _("Measure"),
        "measure": found,
        "words": _words(found),
        "basis": BASIS_LABELS[Basis(found.basis)],
        "is_own": found.bureau_id in actor.lineage,
        "steps": _steps(actor, found),
        "history": [
            {"at": step.at, "text": _(_HISTORY[step.verb]), "by": "", "reason": step.text or step.reference}
            for step in reversed(found.steps.all())
        ],
        "back": reverse("supervision:list"),
        "back_label": _("Measures"),
    }
    return render(request, "supervision/measure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def order(request: HttpRequest) -> HttpResponse:
    """Orders a measure."""
    actor = actor_of(request)
    require_right(actor, Right.ORDER_MEASURES)
    form = OrderForm(request.POST if request.method == "POST" else None)
    made = form.submit(lambda _data: actions.order(actor=actor, terms=form.terms(), now=clock.now()))
    if made is not None:
        messages.success(request, _("The measure is in force."))
        return redirect("supervision:measure", made.pk)
    warning = _("It is in force at once, the bureau sees it and why, and it lapses unless the Committee endorses it.")
    return _page(request, form, _("Order a measure"), reverse("supervision:list"), warning, _("Order"))


@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def step(request: HttpRequest, measure_id: UUID, verb: str) -> HttpResponse:
    """One step on one measure, with its form."""
    actor = actor_of(request)
    if verb not in _FORMS:
        raise NotFound
    found = access.get_for_step(actor, measure_id, _right(verb))
    form = _FORMS[verb](request.POST if request.method == "POST" else None)
    back = reverse("supervision:measure", args=[found.pk])
    done = form.submit(lambda data: _take(verb, actor, found, data))
    if done is not None:
        messages.success(request, _("Done."))
        return redirect(back)
    label = _(_label(verb))
    return _page(request, form, f"{label}: {found.bureau.name}", back, _(_WARNINGS[verb]), label)


def _take(verb: str, actor: Actor, found: Measure, data: dict[str, Any]) -> Measure:
    try:
        taken: Measure = _VERBS[verb](actor=actor, measure_id=found.pk, now=clock.now(), **data)
    except rules.StepTaken as refusal:
        raise Invalid(Problem("", refusal.message)) from None
    return taken


def _right(verb: str) -> Right:
    return Right.ORDER_MEASURES if verb == "review" else Right(rules.STEPS[verb].right)


def _label(verb: str) -> str:
    return _REVIEW if verb == "review" else rules.STEPS[verb].label


def _steps(actor: Actor, found: Measure) -> list[tuple[str, str]]:
    """What this actor can do with it now: (label, address)."""
    can = [verb for verb, one in rules.STEPS.items() if State(found.state) in one.from_ and one.right]
    if found.is_in_force:
        can.append("review")
    return [
        (_label(verb), reverse("supervision:step", args=[found.pk, verb])) for verb in can if actor.may(_right(verb))
    ]


def _words(found: Measure) -> dict[str, Any]:
    return {
        "scopes": [_(SCOPE_LABELS[Scope(slug)]) for slug in found.scopes],
        "effects": [_(EFFECT_LABELS[Effect(slug)]) for slug in found.effects],
        "countries": found.countries,
    }


def _page(request: HttpRequest, form: RuleForm, title: str, back: str, warning: str, label: str) -> HttpResponse:
    context = {
        "form": form, "title": title, "cancel": back, "back": back, "warning": warning, "submit_label": label,
    }  # fmt: skip
    return render(request, "supervision/form.html", context, status=422 if form.errors else 200)
