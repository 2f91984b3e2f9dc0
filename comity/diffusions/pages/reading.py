"""Reading diffusions: the boxes, and one diffusion with the steps that are open."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.core.errors import Invalid, NotFound, Refused
from comity.diffusions import access, queries, reading, rules
from comity.diffusions import actions as diffusions
from comity.diffusions.forms import AcknowledgeForm, AnswerForm, ListFilter
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Side
from comity.network.access import actor_of
from comity.network.rules import Actor

PAGE_SIZE: Final = 50
_LEADS: Final = {
    "received": gettext_noop("What other bureaus sent to yours."),
    "sent": gettext_noop("What your bureau sent, and what became of it."),
    "overseen": gettext_noop("Everything that was sent, whoever it went to."),
}
_EMPTY: Final = {
    "received": gettext_noop(
        "Nothing has been sent to your bureau. What arrives is shown here, and counted beside its name."
    ),
    "sent": gettext_noop("Your bureau has sent none. Write one to ask chosen bureaus, or all, for something."),
    "overseen": gettext_noop("Nothing has been sent yet."),
}


@require_safe
def diffusion_list(request: HttpRequest) -> HttpResponse:
    """One box: received, sent; for who reviews, all that was sent."""
    actor = actor_of(request)
    access.require_may_read(actor)
    boxes = _boxes(actor)
    box = request.GET.get("box", "")
    box = box if box in boxes else boxes[0]
    found = queries.listed(actor, box, status=request.GET.get("status", ""), colour=request.GET.get("colour", ""))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    diffusions.note_listing(actor=actor, diffusions=shown, how="page", now=clock.now())
    mine = queries.deliveries_to(actor, shown) if box == "received" else {}
    context = {
        "title": _("Diffusions"),
        "lead": _(_LEADS[box]),
        "tabs": [(_(queries.BOXES[one]), f"{reverse('diffusions:list')}?box={one}", one == box) for one in boxes],
        "box": box,
        "page_obj": page,
        "rows": [_line(actor, one, mine.get(one.pk)) for one in shown],
        "filter_form": ListFilter(request.GET or None, initial={"box": box}),
        "empty": _(_EMPTY[box]),
        "may_send": rules.may_send(actor),
    }
    return render(request, "diffusions/list.html", context)


def _boxes(actor: Actor) -> list[str]:
    if rules.may_oversee(actor):
        return ["overseen"]
    return ["received", "sent"]


def _line(actor: Actor, one: Diffusion, delivery: Any) -> dict[str, Any]:
    side = access.side_of(actor, one)
    is_readable = queries.is_readable(one, side)
    return {
        "diffusion": one,
        "title": reading.manifest_of(one).title(one.content) if is_readable else "",
        "delivery": delivery,
        "is_new": bool(delivery and not delivery.seen_at),
        "is_owed": bool(delivery and delivery.recalled_at and not delivery.acknowledged_at),
    }


@require_safe
def one(request: HttpRequest, diffusion_id: UUID) -> HttpResponse:
    """One: what is asked, how far it was read, who received it and what they answered, what can be done."""
    actor = actor_of(request)
    found = diffusions.open_diffusion(actor=actor, diffusion_id=diffusion_id, how="page", now=clock.now())
    return _show(request, actor, found)


def _show(request: HttpRequest, actor: Actor, found: Diffusion, problems: list[Any] | None = None) -> HttpResponse:
    seen = queries.view(actor, found, _)
    context = {
        "title": seen.title or found.number,
        "view": seen,
        "diffusion": found,
        "manifest": seen.manifest,
        "seeks": [_(said) for said in queries.seeks_in_words(seen.manifest)],
        "assurances": queries.assurances_of(seen),
        "steps": [_button(found, step, seen) for step in seen.steps if step.verb != "change"],
        "may_change": any(step.verb == "change" for step in seen.steps),
        "acknowledge_form": AcknowledgeForm() if seen.may_acknowledge else None,
        "problems": problems,
        "back": reverse("diffusions:list") + ("?box=sent" if seen.side == Side.SENDER else ""),
        "back_label": _("Diffusions"),
    }
    return render(request, "diffusions/one.html", context, status=422 if problems else 200)


def _button(found: Diffusion, step: rules.Step, seen: queries.DiffusionView) -> dict[str, Any]:
    return {
        "step": step,
        "address": reverse("diffusions:step", args=[found.pk, step.verb]),
        "form": AnswerForm() if step.verb == "report" else None,
        "tone": "primary" if step.verb == "send" else "danger" if step.verb == "withdraw" else "",
    }


@require_POST
def step(request: HttpRequest, diffusion_id: UUID, verb: str) -> HttpResponse:
    """Takes one step; what is missing is said on its page, field by field."""
    actor = actor_of(request)
    found = access.get_for_reading(actor, diffusion_id)
    try:
        _take(request, actor, found, verb)
    except Invalid as refusal:
        return _show(request, actor, access.get_for_reading(actor, diffusion_id), refusal.problems)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Done."))
    return redirect("diffusions:one", diffusion_id)


def _take(request: HttpRequest, actor: Actor, found: Diffusion, verb: str) -> None:
    given: dict[str, Any] = {"actor": actor, "diffusion_id": found.pk, "now": clock.now()}
    if verb == "send":
        diffusions.send(**given)
    elif verb == "withdraw":
        diffusions.withdraw(reason=request.POST.get("reason", ""), **given)
    elif verb == "sign":
        number = request.POST.get("number", "")
        diffusions.sign_assurance(number=int(number) if number.isdecimal() and len(number) < 3 else 0, **given)
    elif verb == "report":
        said: dict[str, Any] = {name: request.POST.get(name, "") for name in ("kind", "text", "place")}
        diffusions.report(**said, **given)
    elif verb == "acknowledge":
        form = AcknowledgeForm(request.POST)
        form.is_valid()
        said_on = form.cleaned_data.get("on")
        diffusions.acknowledge(done=request.POST.get("done", ""), on=said_on, **given)
    else:
        raise NotFound
