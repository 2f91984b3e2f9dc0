"""The front page, and in a demo the style guide: every part and every page kind, with made-up content."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from comity.look import navigation
from comity.look.guide import kinds as samples


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Where work starts: a stranger signs in, whoever has one task goes to it, others choose."""
    actor: Any = getattr(request, "actor", None)
    if actor is None:
        return redirect(settings.LOGIN_URL)
    tasks = navigation.of(request)
    if navigation.goes_straight_to_checks(actor) and tasks:
        return redirect(tasks[0].address)
    return render(request, "look/front.html", {"title": gettext("What do you need to do?"), "tasks": tasks})


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """Every part on one page. Only in a demo: an installation has no use for made-up hits."""
    _require_demo()
    return render(
        request,
        "look/guide/parts.html",
        {"title": gettext("The look"), "kinds": samples.KINDS, **samples.frame(), **samples.parts()},
    )


@require_GET
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """One page kind, or one face of an answer, with made-up content."""
    _require_demo()
    try:
        template, context = samples.KINDS[kind]()
    except KeyError:
        raise Http404 from None
    return render(request, template, samples.frame() | context)


def _require_demo() -> None:
    if not settings.DEMO:
        raise Http404
