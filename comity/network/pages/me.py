"""One's own account: language, sessions, second factor."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.core import clock
from comity.network import access
from comity.network import actions as network
from comity.network.forms import LanguageForm
from comity.sign_in import actions as sign_in
from comity.sign_in import browsers
from comity.sign_in import queries as signed_in
from comity.sign_in.step_up import is_demo_session


def my_account(request: HttpRequest) -> HttpResponse:
    actor = access.actor_of(request)
    officer = access.officer_of(actor)
    form = LanguageForm(request.POST or None, initial={"language": officer.language})
    chosen = form.submit(lambda data: network.choose_language(actor=actor, language=data["language"], now=clock.now()))
    if chosen is not None:
        translation.activate(chosen.language)
        messages.success(request, _("Pages are in this language from now on."))
        response = redirect("network:my_account")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen.language, samesite="Lax")
        return response
    context = {
        "title": _("My account"),
        "officer": officer,
        "form": form,
        "sessions": [(session, _with_what(session.user_agent)) for session in signed_in.sessions_of(officer)],
        "this_session": request.session.session_key,
        "is_demo_session": is_demo_session(request),
    }
    return render(request, "network/my_account.html", context, status=422 if form.errors else 200)


def _with_what(user_agent: str) -> str:
    browser, system = browsers.named(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that is not known")


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    sign_in.end_session(actor=access.actor_of(request), session_id=session_id, now=clock.now())
    messages.success(request, _("The session has ended."))
    return redirect("network:my_account")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    actor = access.actor_of(request)
    keep = request.session.session_key or ""
    network.end_sessions(actor=actor, officer_id=access.officer_of(actor).pk, keep=keep, now=clock.now())
    messages.success(request, _("Every other session has ended."))
    return redirect("network:my_account")
