"""Pages of consent: what was asked of us and by us, one question, asking it, answering it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib import messages as said
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import clock, ids
from comity.core.errors import Conflict, Invalid
from comity.core.purposes import PURPOSES
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring
from comity.messages import access, consents, conversations
from comity.messages.actions import forwarding
from comity.messages.consents import Standing
from comity.messages.engine import consent as statements
from comity.messages.engine.consent import Question, Reply
from comity.messages.engine.writing import moment
from comity.messages.forms.consenting import AskForm
from comity.messages.models import Consent, Message
from comity.messages.pages import named
from comity.network.access import actor_of

PAGE_SIZE = 50


@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    """Both sides, the latest first; what waits for our answer is marked."""
    actor, now = actor_of(request), clock.now()
    found = consents.visible_to(actor)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    views = consents.views(actor, page.object_list, now)
    waiting = set(consents.waiting_for(actor, now).values_list("pk", flat=True))
    context = {
        "title": _("Passing messages on"),
        "lead": _("Who wrote a message decides who else gets it."),
        "page_obj": page,
        "rows": [
            (view, view.consent.pk in waiting, _(PURPOSES[view.consent.purpose]), named.some(_names(view.consent.to)))
            for view in views
        ],
        "empty": _("Nothing was asked. To pass on what another bureau wrote, ask from the message itself."),
        "back": reverse("messages:list"),
        "back_label": _("Messages"),
    }
    return render(request, "messages/consents.html", context)


@require_safe
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """One question: what is asked, who has said what, and our answer if it is ours to give."""
    actor, now = actor_of(request), clock.now()
    [view] = consents.views(actor, [consents.get(actor, consent_id)], now)
    mine = [reply for reply in view.replies if reply.bureau_id == actor.bureau]
    context = {
        "title": _("Passing a message on"),
        "view": view,
        "standing": _(view.label),
        "purpose": _(PURPOSES[view.consent.purpose]),
        "to": _names(view.consent.to),
        "of": _names(view.consent.of),
        "may_say_yes": view.may_answer and not (mine and mine[-1].granted),
        "may_say_no": view.may_answer and not (mine and not mine[-1].granted),
        "is_granted": view.standing == Standing.GRANTED and view.is_asker,
        "thread": view.consent.message.thread_id,
        "back": reverse("messages:consents"),
        "back_label": _("Passing messages on"),
    }
    return render(request, "messages/consent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Asks who wrote it. What is wrong is said at the field, and nothing typed is lost."""
    actor = actor_of(request)
    access.require_may_send(actor)
    message = access.get_for_reading(actor, message_id)
    keyring = unlocking.keyring(request)
    if keyring is None and request.method != "POST":
        return unlocking.ask(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if keyring is None:
            form.add_error(None, _(unlocking.Locked().message))
        elif (made := _asked(request, form, message, keyring)) is not None:
            said.success(request, _("Asked. You are told here when it is answered."))
            return redirect("messages:consent", made.pk)
    context = {
        "title": _("Ask to pass a message on"),
        "form": form,
        "submit_label": _("Ask"),
        "warning": _("Your bureau asks, and signs it. Who wrote the message decides: %(of)s.")
        % {"of": ", ".join(_names(consents.originators(message, but=actor.bureau))) or "–"},
        "cancel": reverse("messages:thread", args=[message.thread_id]),
    }
    return render(request, "messages/ask_consent.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Yes or no, signed with the bureau's keys."""
    actor, now = actor_of(request), clock.now()
    found = consents.get(actor, consent_id)
    keyring = unlocking.keyring(request)
    if keyring is None:
        return redirect(f"{reverse('keys:unlock')}?next={reverse('messages:consent', args=[consent_id])}")
    try:
        reply = statements.reply(_reply(found, keyring, request.POST.get("granted") == "yes", now), keyring)
        forwarding.answer(actor=actor, consent_id=consent_id, reply=reply, now=now)
    except (Conflict, Invalid) as refusal:
        said.error(request, _(refusal.message))
    else:
        said.success(request, _("Signed: who asked sees it now."))
    return redirect("messages:consent", consent_id)


@require_safe
def of_hit(request: HttpRequest, hit_id: UUID) -> HttpResponse:
    """To the conversation about a hit; where there is none yet, to the hit itself."""
    actor = actor_of(request)
    access.require_may_read(actor)
    thread = conversations.thread_of(hit_id)
    if thread is not None and access.visible_to(actor).filter(thread=thread).exists():
        return redirect("messages:thread", thread)
    said.info(request, _("There is no conversation about this hit. It is answered here."))
    return redirect("checks:hit", hit_id)


def _asked(request: HttpRequest, form: AskForm, message: Message, keyring: Keyring) -> Consent | None:
    now = clock.now()
    question = Question(
        id=str(ids.new()),
        message=str(message.pk),
        envelope_digest=message.digest,
        asked_by=keyring.bureau,
        key=keyring.current.id,
        to=form.codes(),
        purpose=form.cleaned_data["purpose"],
        until=form.until_day().isoformat(),
        at=moment(now),
    )
    try:
        return forwarding.ask(actor=actor_of(request), question=statements.ask(question, keyring), now=now)
    except Invalid as refusal:
        form.add_problems(refusal.problems)
    except Conflict as refusal:
        form.add_error(None, _(refusal.message))
    return None


def _names(codes: Iterable[str]) -> list[str]:
    """What bureaus are called in the reader's language, in this order."""
    listed = list(codes)
    known = named.bureaus(listed, get_language() or "en")
    return [known[code] for code in listed]


def _reply(found: Consent, keyring: Keyring, granted: bool, now: datetime) -> Reply:
    return Reply(
        question=str(found.pk),
        question_digest=found.digest,
        bureau=keyring.bureau,
        key=keyring.current.id,
        granted=granted,
        at=moment(now),
    )
