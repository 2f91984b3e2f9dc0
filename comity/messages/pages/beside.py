"""What stands beside each message of a thread: that it was disclosed, what was asked about passing it on, and the
verbs that go with it: disclose, ask for consent, open the hit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from comity.checks.access import hits_visible_to
from comity.messages import consents, rules
from comity.messages.actions.citing import parts
from comity.messages.consents import ConsentView
from comity.messages.models import Consent, Disclosure, Message
from comity.messages.pages import named
from comity.network.rules import Actor


class Line(Struct, frozen=True):
    """One thing that happened to a message, in a sentence."""

    text: str
    at: datetime
    address: str = ""


class Verb(Struct, frozen=True):
    """One thing its reader can do with it."""

    label: str
    address: str
    icon: str


class Beside(Struct, frozen=True):
    """Everything beside one message."""

    lines: tuple[Line, ...] = ()
    actions: tuple[Verb, ...] = ()


def of_thread(actor: Actor, messages: Iterable[Message], now: datetime) -> dict[UUID, Beside]:
    """By the id of each message. Two queries, however many; a third where one speaks of a hit."""
    came = list(messages)
    lines: dict[UUID, list[Line]] = defaultdict(list)
    disclosed = Disclosure.objects.filter(message__in=came).select_related("by").order_by("at")
    ours = set()
    for one in disclosed:
        lines[one.message_id].append(
            Line(_("%(bureau)s disclosed it to compliance.") % {"bureau": one.by.name}, one.at)
        )
        if one.by_id == actor.bureau:
            ours.add(one.message_id)
    asked = consents.visible_to(actor).filter(message__in=came).order_by("asked_at")
    views = consents.views(actor, asked, now)
    names = named.bureaus({code for view in views for code in view.consent.to}, get_language() or "en") if views else {}
    for view in views:
        lines[view.consent.message_id].append(_asked(view, names))
    hits = _hits(actor, came)
    return {one.pk: Beside(tuple(lines[one.pk]), _verbs(actor, one, ours, hits)) for one in came}


def _asked(view: ConsentView, names: Mapping[str, str]) -> Line:
    consent: Consent = view.consent
    said = _("%(bureau)s asked to pass it on to %(to)s: %(standing)s.") % {
        "bureau": consent.asked_by.name,
        "to": named.some([names[code] for code in consent.to]),
        "standing": _(view.label),
    }
    return Line(said, consent.asked_at, reverse("messages:consent", args=[consent.pk]))


def _verbs(actor: Actor, message: Message, ours: set[UUID], hits: dict[UUID, UUID]) -> tuple[Verb, ...]:
    found = []
    if message.pk in hits:
        found.append(Verb(_("Open the hit"), reverse("checks:hit", args=[hits[message.pk]]), "hit"))
    if message.is_automatic:
        return tuple(found)
    if message.sender_id != actor.bureau and rules.may_send(actor):
        address = reverse("messages:ask_consent", args=[message.pk])
        found.append(Verb(_("Ask to pass it on"), address, "forward"))
    if message.pk not in ours:
        address = reverse("messages:disclose", args=[message.pk])
        found.append(Verb(_("Disclose to compliance"), address, "review"))
    return tuple(found)


def _hits(actor: Actor, messages: list[Message]) -> dict[UUID, UUID]:
    """The hit that a message speaks of, where this reader may open it."""
    cited = {
        one.pk: key
        for one in messages
        for kind, key in map(parts, one.cites)
        if one.kind == rules.Kind.HIT and kind == "hit" and key is not None
    }
    if not cited:
        return {}
    seen = set(hits_visible_to(actor).filter(pk__in=set(cited.values())).values_list("pk", flat=True))
    return {message: hit for message, hit in cited.items() if hit in seen}
