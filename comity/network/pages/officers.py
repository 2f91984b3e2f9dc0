"""The officers of one's bureau."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.network import access, queries
from comity.network import actions as network
from comity.network.forms import NationalityForm, OfficerForm, PostsForm, choose_from, entity_choices
from comity.network.pages.administration import actor_with, form_page, secret_page, tabs
from comity.network.rules import POST_LABELS, Post, Right
from comity.sign_in import queries as signed_in
from comity.sign_in.step_up import require_step_up


@require_safe
def everyone(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    officers = access.officers_visible_to(actor).order_by("-is_active", "name")
    rows = [(officer, [POST_LABELS[Post(post)] for post in officer.posts]) for officer in officers]
    context = {"title": _("Officers"), "rows": rows, "tabs": tabs(request, actor)}
    return render(request, "network/officers.html", context)


@require_step_up
def appoint(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    bureau = access.get_bureau(actor.bureau)
    form = OfficerForm(request.POST or None)
    form.offer(bureau.kind)
    choose_from(form, "entity", entity_choices(access.entities_visible_to(actor), gettext_lazy("The bureau itself")))
    made = form.submit(
        lambda _data: network.appoint_officer(
            actor=actor, bureau=bureau.pk, appointment=form.appointment(), now=clock.now()
        )
    )
    if made is None:
        warning = _(
            "The officer can sign in at once, with a password that you pass on. The ledger keeps who appointed whom."
        )
        return form_page(
            request,
            form,
            _("Appoint an officer"),
            reverse("network:officers"),
            submit_label=_("Appoint"),
            warning=warning,
        )
    return _initial_password(request, made)


@require_safe
def one(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    officer = access.get_officer(actor, officer_id)
    context = {
        "title": officer.name,
        "back": reverse("network:officers"),
        "officer": officer,
        "posts": [POST_LABELS[Post(post)] for post in officer.posts],
        "sessions": signed_in.sessions_of(officer).count(),
        "nationality": queries.member_named(officer.nationality, get_language() or "en"),
        "is_self": actor.id == f"officer:{officer.pk}",
    }
    return render(request, "network/officer.html", context)


@require_step_up
def posts(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    officer = access.get_officer(actor, officer_id)
    form = PostsForm(request.POST or None, initial={"posts": officer.posts, "clearance": officer.clearance})
    form.offer(officer.bureau.kind, officer.entity_id is not None)
    changed = form.submit(
        lambda data: network.change_posts(
            actor=actor, officer_id=officer_id, posts=form.chosen(), clearance=data["clearance"], now=clock.now()
        )
    )
    back = reverse("network:officer", args=[officer_id])
    if changed is None:
        title = _("Change the posts of %(name)s") % {"name": officer.name}
        return form_page(request, form, title, back, warning=_("It takes effect with the officer's next page."))
    messages.success(request, _("The posts have been changed."))
    return redirect(back)


@require_step_up
def nationality(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    officer = access.get_officer(actor, officer_id)
    form = NationalityForm(request.POST or None, initial={"nationality": officer.nationality})
    changed = form.submit(
        lambda data: network.change_nationality(actor=actor, officer_id=officer_id, now=clock.now(), **data)
    )
    back = reverse("network:officer", args=[officer_id])
    if changed is None:
        title = _("Nationality of %(name)s") % {"name": officer.name}
        return form_page(request, form, title, back)
    messages.success(request, _("The nationality has been changed."))
    return redirect(back)


@require_POST
@require_step_up
def dismiss(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    network.dismiss_officer(actor=actor, officer_id=officer_id, now=clock.now())
    messages.success(request, _("The officer has been dismissed, and every session ended."))
    return redirect("network:officer", officer_id)


@require_POST
@require_step_up
def reset(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    made = network.reset_sign_in(actor=actor, officer_id=officer_id, now=clock.now())
    return _initial_password(request, made)


@require_POST
@require_step_up
def end_sessions(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    network.end_sessions(actor=actor, officer_id=officer_id, now=clock.now())
    messages.success(request, _("Every session of this officer has ended."))
    return redirect("network:officer", officer_id)


def _initial_password(request: HttpRequest, made: network.Appointed) -> HttpResponse:
    return secret_page(
        request,
        _("The initial password of %(name)s") % {"name": made.officer.name},
        made.password,
        what=_("Initial password"),
        lead=_("Pass it on by a way you trust. It is shown this once, ends in seven days and is replaced at sign-in."),
        facts=[(_("Sign-in name"), made.officer.username)],
        back=reverse("network:officer", args=[made.officer.pk]),
    )
