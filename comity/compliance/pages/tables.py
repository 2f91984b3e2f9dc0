"""The two tables the rulebook is asked with: contexts and protected functions. The director keeps, reviewers read."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from comity.compliance import actions as compliance
from comity.compliance.engine.tables import CONTEXT_LABELS, ContextTerms, FunctionTerms
from comity.compliance.models import Context, Holder, ProtectedFunction
from comity.core import clock
from comity.core.errors import Invalid, NotAllowed, NotFound, Refused
from comity.network import queries as network
from comity.network.access import actor_of
from comity.network.forms import RuleForm
from comity.network.pages.administration import form_page
from comity.network.rules import Actor, Right

PAGE_SIZE = 50
_READERS = (Right.DIRECT, Right.REVIEW, Right.RELEASE_DIFFUSIONS, Right.READ_EVERY_RECORD)
_OPEN_FIRST = F("ended_at").desc(nulls_first=True)
_REASON = lazy("Who found it, and in which document: reviewers read it, and it explains later why people looked.")


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **more)


def _prose(**more: Any) -> forms.CharField:
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), **more)


class ContextForm(RuleForm):
    country = forms.ChoiceField(label=lazy("Country"))
    kind = forms.ChoiceField(
        label=lazy("Kind"), choices=[("", "—"), *((slug, lazy(label)) for slug, label in CONTEXT_LABELS.items())]
    )
    title = forms.CharField(label=lazy("Title"), max_length=160)
    towards = forms.ChoiceField(
        label=lazy("Towards"), required=False, help_text=lazy("Of a dispute between states: the other one.")
    )
    starts_on = _day(label=lazy("From"))
    ends_on = _day(label=lazy("Until"), required=False, help_text=lazy("The last day. None while it goes on."))
    reason = _prose(label=lazy("Reason"), help_text=_REASON)


class FunctionForm(RuleForm):
    title = forms.CharField(label=lazy("Function"), max_length=160)
    body = forms.CharField(label=lazy("Court or office it belongs to"), max_length=160, required=False)
    words = forms.CharField(
        label=lazy("How it is called"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=lazy("One word or phrase a line, in any language. A star at the end of a word means any ending."),
    )
    starts_on = _day(label=lazy("From"))
    ends_on = _day(label=lazy("Until"), required=False, help_text=lazy("The last day. None while it goes on."))
    reason = _prose(label=lazy("Reason"), help_text=_REASON)


class HolderForm(RuleForm):
    name = forms.CharField(label=lazy("Name"), max_length=200, help_text=lazy("As published, in any script."))
    birth_year = forms.IntegerField(label=lazy("Year of birth"), required=False)


def _reader(request: HttpRequest) -> Actor:
    """Who may read the tables: the director, reviewers, who releases day and night, and the Commission."""
    actor = actor_of(request)
    if not any(actor.may(right) for right in _READERS):
        raise NotAllowed
    return actor


def _director(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.may(Right.DIRECT):
        raise NotAllowed
    return actor


def _tabs(here: str) -> list[tuple[str, str, bool]]:
    return [
        (_("Contexts"), reverse("compliance:contexts"), here == "contexts"),
        (_("Protected functions"), reverse("compliance:functions"), here == "functions"),
    ]


@require_safe
def contexts(request: HttpRequest) -> HttpResponse:
    """Every context, those that go on first."""
    actor = _reader(request)
    rows = Context.objects.select_related("country", "towards").order_by(_OPEN_FIRST, "-starts_on", "-pk")
    context = {
        "title": _("Contexts"),
        "lead": _("Whose requests a person reads, in which time, and why. A row is ended and never taken away."),
        "tabs": _tabs("contexts"),
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "labels": CONTEXT_LABELS,
        "may_keep": actor.may(Right.DIRECT),
        "today": clock.now().date(),
        "empty": _("No context is entered. The director of compliance enters them here."),
    }
    return render(request, "compliance/tables_contexts.html", context)


def enter_context(request: HttpRequest) -> HttpResponse:
    actor = _director(request)
    form = ContextForm(request.POST or None)
    members = [(member.pk, _name(member)) for member in network.members()]
    _offer(form, "country", [("", "—"), *members])
    _offer(form, "towards", [("", "—"), *members])
    row = form.submit(lambda data: compliance.enter_context(actor=actor, terms=ContextTerms(**data), now=clock.now()))
    if row is None:
        return form_page(
            request,
            form,
            _("Enter a context"),
            reverse("compliance:contexts"),
            submit_label=_("Enter"),
            warning=_("From now on a person reads every request of that country that names somebody."),
        )
    messages.success(request, _("The context is entered."))
    return redirect("compliance:contexts")


@require_POST
def end_context(request: HttpRequest, context_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    _told(request, lambda: compliance.end_context(actor=actor, context_id=context_id, reason=reason, now=clock.now()))
    return redirect("compliance:contexts")


@require_safe
def functions(request: HttpRequest) -> HttpResponse:
    actor = _reader(request)
    rows = ProtectedFunction.objects.order_by(_OPEN_FIRST, "title", "-pk")
    context = {
        "title": _("Protected functions"),
        "lead": _("Nothing reaches who holds one of these unless the director is one of those who decide."),
        "tabs": _tabs("functions"),
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_keep": actor.may(Right.DIRECT),
        "empty": _("No function is protected yet. The director of compliance enters them here."),
    }
    return render(request, "compliance/tables_functions.html", context)


@require_safe
def function(request: HttpRequest, function_id: UUID) -> HttpResponse:
    """One function: why it is protected, how it is called, who holds it."""
    actor = _reader(request)
    row = ProtectedFunction.objects.filter(pk=function_id).first()
    if row is None:
        raise NotFound
    context = {
        "title": row.title,
        "row": row,
        "holders": Holder.objects.filter(function=row).order_by(_OPEN_FIRST, "name"),
        "may_keep": actor.may(Right.DIRECT) and row.ended_at is None,
        "back": reverse("compliance:functions"),
        "back_label": _("Protected functions"),
        "holder_form": HolderForm(),
    }
    return render(request, "compliance/tables_function.html", context)


def protect(request: HttpRequest) -> HttpResponse:
    actor = _director(request)
    form = FunctionForm(request.POST or None)

    def enter(data: dict[str, Any]) -> ProtectedFunction:
        lines = tuple(line.strip() for line in data.pop("words").splitlines() if line.strip())
        return compliance.protect_function(actor=actor, terms=FunctionTerms(words=lines, **data), now=clock.now())

    row = form.submit(enter)
    if row is None:
        return form_page(
            request,
            form,
            _("Protect a function"),
            reverse("compliance:functions"),
            submit_label=_("Protect"),
            warning=_("From now on the director must be one of those who decide on any request that reaches it."),
        )
    messages.success(request, _("The function is protected."))
    return redirect("compliance:function", row.pk)


@require_POST
def end_function(request: HttpRequest, function_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    _told(
        request, lambda: compliance.end_function(actor=actor, function_id=function_id, reason=reason, now=clock.now())
    )
    return redirect("compliance:function", function_id)


@require_POST
def enter_holder(request: HttpRequest, function_id: UUID) -> HttpResponse:
    actor, form = _director(request), HolderForm(request.POST)
    row = form.submit(
        lambda data: compliance.enter_holder(actor=actor, function_id=function_id, now=clock.now(), **data)
    )
    if row is None:
        back = reverse("compliance:function", args=[function_id])
        return form_page(request, form, _("Enter who holds it"), back, submit_label=_("Enter"))
    return redirect("compliance:function", function_id)


@require_POST
def end_holder(request: HttpRequest, holder_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    _told(request, lambda: compliance.end_holder(actor=actor, holder_id=holder_id, now=clock.now()))
    row = Holder.objects.filter(pk=holder_id).first()
    return redirect("compliance:function", row.function_id) if row else redirect("compliance:functions")


def _told(request: HttpRequest, act: Any) -> None:
    """Does it, and says so; what cannot be done is said on the page one comes back to."""
    try:
        act()
    except Invalid as refusal:
        for problem in refusal.problems:
            messages.error(request, " ".join(filter(None, (_(problem.problem), _(problem.accepted)))))
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Done."))


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _name(member: Any) -> str:
    return str(member.names.get(get_language() or "en") or member.name)


# Taken in by the room's addresses.
urls = [
    path("contexts/", contexts, name="contexts"),
    path("contexts/enter/", enter_context, name="enter_context"),
    path("contexts/<uuid:context_id>/end", end_context, name="end_context"),
    path("functions/", functions, name="functions"),
    path("functions/protect/", protect, name="protect_function"),
    path("functions/<uuid:function_id>/", function, name="function"),
    path("functions/<uuid:function_id>/end", end_function, name="end_function"),
    path("functions/<uuid:function_id>/holders", enter_holder, name="enter_holder"),
    path("holders/<uuid:holder_id>/end", end_holder, name="end_holder"),
]
