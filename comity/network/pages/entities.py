"""The national entities one's bureau has authorised."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.core.purposes import PURPOSES
from comity.network import access
from comity.network import actions as network
from comity.network.forms import EntityForm
from comity.network.pages.administration import actor_with, form_page, tabs
from comity.network.rules import Right
from comity.sign_in.step_up import require_step_up


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_ENTITIES)
    rows = access.entities_visible_to(actor)
    context = {"title": _("Entities"), "rows": rows, "tabs": tabs(request, actor), "now": clock.now()}
    return render(request, "network/entities.html", context)


@require_step_up
def authorise(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_ENTITIES)
    form = EntityForm(request.POST or None)
    form.offer(network.reach_of(access.get_bureau(actor.bureau)))
    entity = form.submit(
        lambda data: network.authorise_entity(
            actor=actor, bureau=actor.bureau, name=data["name"], reach=form.reach(), now=clock.now()
        )
    )
    if entity is None:
        return form_page(
            request,
            form,
            _("Authorise an entity"),
            reverse("network:entities"),
            submit_label=_("Authorise"),
            warning=_(
                "Its officers and systems will be able to ask these databases, for these purposes, in your name."
            ),
        )
    messages.success(request, _("The entity has been authorised."))
    return redirect("network:entity", entity.pk)


@require_safe
def one(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_ENTITIES)
    entity = access.get_entity(actor, entity_id)
    context = {
        "title": entity.name,
        "back": reverse("network:entities"),
        "entity": entity,
        "officers": access.officers_visible_to(actor).filter(entity=entity, is_active=True),
        "purposes": [PURPOSES[purpose] for purpose in entity.purposes],
    }
    return render(request, "network/entity.html", context)


@require_step_up
def change(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_ENTITIES)
    entity = access.get_entity(actor, entity_id)
    initial = {name: getattr(entity, name) for name in ("name", "databases", "purposes", "clearance")}
    form = EntityForm(request.POST or None, initial=initial)
    form.offer(network.reach_of(entity.bureau))
    changed = form.submit(
        lambda data: network.change_entity(
            actor=actor, entity_id=entity_id, name=data["name"], reach=form.reach(), now=clock.now()
        )
    )
    back = reverse("network:entity", args=[entity_id])
    if changed is None:
        return form_page(request, form, _("Change what %(name)s may ask") % {"name": entity.name}, back)
    messages.success(request, _("The change counts from the next question on."))
    return redirect(back)


@require_POST
@require_step_up
def end(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_ENTITIES)
    network.end_entity(actor=actor, entity_id=entity_id, now=clock.now())
    messages.success(request, _("The authorisation has ended."))
    return redirect("network:entity", entity_id)
