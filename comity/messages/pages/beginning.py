"""What a letter begins with: nothing, a message it answers or passes on, or one of the letters of the house."""

from django.http import HttpRequest
from django.utils.translation import get_language
from msgspec.structs import replace

from comity.core.levels import Level
from comity.keys import queries as keys
from comity.keys import unlocking
from comity.messages import access, letters, queries, rules
from comity.messages.drafting import Typed
from comity.messages.models import Message
from comity.messages.pages import opened
from comity.messages.pages.opened import Opened
from comity.network.rules import Actor

_AGAIN = "Re: "
_ON = "Fwd: "


def begun(request: HttpRequest, actor: Actor) -> Typed:
    """What the address asks for. Raises Locked where a message must be opened for it, NotFound."""
    asked = request.GET
    for name, make in (("answers", _answering), ("after", _following), ("forwards", _passing_on)):
        if asked.get(name):
            return make(request, actor, access.get_for_reading(actor, asked[name]))
    spoken = asked.get("language") or get_language() or "en"
    typed = Typed(
        to=tuple(filter(None, (one.strip().upper() for one in asked.getlist("to")))),
        cites=tuple(filter(None, asked.getlist("cites"))),
        language=spoken if spoken in rules.LANGUAGES else "en",
    )
    return from_letter(typed, asked.get("letter", ""))


def from_letter(typed: Typed, slug: str) -> Typed:
    """The letter of this kind in the language chosen. Own words are never replaced: it is put below them."""
    found = letters.beginning(slug, typed.language)
    if found is None:
        return typed
    is_free = letters.is_a_beginning(typed.subject, typed.body)
    return replace(
        typed,
        kind=found.kind,
        asks=found.asks,
        priority=found.priority,
        language=found.language,
        subject=found.subject if is_free or not typed.subject.strip() else typed.subject,
        body=found.body if is_free else f"{typed.body.rstrip()}\n\n{found.body}",
    )


def _answering(request: HttpRequest, actor: Actor, message: Message) -> Typed:
    """An answer goes to who asked, with a copy to the others who were asked with us."""
    view = _opened(request, message)
    envelope = view.envelope
    assert envelope is not None
    if envelope.automatic:
        return _beside_a_hit(actor, view)
    others = tuple(code for code in envelope.recipients if code != actor.bureau)
    return _after(actor, view, to=(envelope.sender,), cc=others, kind=rules.Kind.ANSWER, answers=envelope.id)


def _beside_a_hit(actor: Actor, view: Opened) -> Typed:
    """The system needs no letter: words about a hit go to the other bureau. The hit itself is answered on its page."""
    envelope = view.envelope
    assert envelope is not None
    thread, _known = queries.thread(actor, envelope.thread)
    others = tuple(code for code in thread.parties if code not in (actor.bureau, envelope.sender))
    return _after(actor, view, to=others, cc=(), kind=rules.Kind.ADMINISTRATIVE, answers="")


def _following(request: HttpRequest, actor: Actor, message: Message) -> Typed:
    """One more message in a thread of one's own: to the same."""
    view = _opened(request, message)
    envelope = view.envelope
    assert envelope is not None
    if envelope.sender != actor.bureau:
        return _answering(request, actor, message)
    return _after(actor, view, to=envelope.to, cc=envelope.cc, kind=envelope.kind, answers="")


def _after(actor: Actor, view: Opened, *, to: tuple[str, ...], cc: tuple[str, ...], kind: str, answers: str) -> Typed:
    envelope = view.envelope
    assert envelope is not None
    _thread, known = queries.thread(actor, envelope.thread)
    level = min(rules.LEVELS[envelope.level], actor.clearance, key=Level)
    return Typed(
        to=to,
        cc=cc,
        kind=kind,
        level=level.slug,
        priority=envelope.priority,
        language=envelope.language,
        names_person=False,
        cites=envelope.cites,
        subject=_prefixed(_AGAIN, view.subject),
        thread=envelope.thread,
        answers=answers,
        follows=str(known[-1].pk),
    )


def _passing_on(request: HttpRequest, actor: Actor, message: Message) -> Typed:
    """The message itself goes along as it was signed; level and conditions go with it."""
    view = _opened(request, message)
    envelope = view.envelope
    assert envelope is not None
    return Typed(
        to=tuple(filter(None, request.GET.getlist("to"))),
        kind=envelope.kind if envelope.kind != rules.Kind.HIT else rules.Kind.ADMINISTRATIVE,
        level=envelope.level,
        conditions=envelope.conditions,
        priority=envelope.priority,
        language=envelope.language,
        cites=envelope.cites,
        subject=_prefixed(_ON, view.subject),
        forwards=envelope.id,
        consent=request.GET.get("consent", ""),
    )


def _opened(request: HttpRequest, message: Message) -> Opened:
    """Raises Locked; and what is altered is neither answered nor passed on."""
    keyring = unlocking.require_keyring(request)
    view = opened.one(message, keyring, keys.by_ids([message.sender_key]))
    if view.envelope is None or view.content is None:
        raise opened.NotShown
    return view


def _prefixed(prefix: str, subject: str) -> str:
    """The subject once with its prefix, within its length."""
    named = subject if subject.startswith(prefix) else prefix + subject
    return named[: rules.LONGEST_SUBJECT]
