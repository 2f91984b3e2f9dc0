"""Tags of the pages of messages: priorities, kinds, and texts whose every paragraph has its own direction."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from comity.core.errors import Refused
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine.ring import PublicKey
from comity.look.templatetags.look import icon
from comity.messages import rules
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import verifying
from comity.messages.engine.content import Forwarded
from comity.messages.forms import tongues

register = template.Library()

# A shape, a word and a colour for each: none of them alone carries it.
_ICONS: Final = {"flash": "flash", "urgent": "caution", "routine": ""}
_CITED: Final = {
    "notice": mark("Notice"),
    "diffusion": mark("Diffusion"),
    "record": mark("Record"),
    "hit": mark("Hit"),
    "check": mark("Check"),
}
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n+")


class PassedOn(NamedTuple):
    """A message inside another, once its own signature and commitment are proved."""

    sender: str
    sent_at: str
    language: str
    subject: str
    body: str


@register.simple_tag
def priority_badge(priority: str) -> SafeString:
    """Flash, urgent; routine is what a message is when nothing is said."""
    if priority not in ("flash", "urgent"):
        return mark_safe("")
    label = gettext(rules.PRIORITY_LABELS[rules.Priority(priority)])
    return format_html('<span class="badge badge-{}">{}<span>{}</span></span>', priority, icon(_ICONS[priority]), label)


@register.filter
def priority_word(priority: str) -> str:
    return gettext(rules.PRIORITY_LABELS[rules.Priority(priority)]) if priority in _ICONS else priority


@register.filter
def kind_word(kind: str) -> str:
    return gettext(rules.KIND_LABELS[rules.Kind(kind)]) if kind in tuple(rules.Kind) else kind


@register.filter
def asks_word(asks: str) -> str:
    return gettext(rules.ASKS_LABELS[rules.Asks(asks)]) if asks in tuple(rules.Asks) else asks


@register.filter
def condition_words(codes: Iterable[str]) -> list[str]:
    """Conditions of use as sentences; a code that nobody knows is shown as it is, for it binds all the same."""
    return [gettext(rules.CONDITIONS[code]) if code in rules.CONDITIONS else code for code in codes]


@register.filter
def language_name(code: str) -> str:
    return tongues.named(code, get_language() or "en")


@register.filter
def paragraphs(body: Any, language: str) -> SafeString:
    """A text in paragraphs, each in its own direction, whatever the page's is; line breaks stay, nothing is markup."""
    parts = _PARAGRAPHS.split(str(body).replace("\r\n", "\n").replace("\r", "\n"))
    lang = language if language in rules.LANGUAGES else ""
    # The style sheet gives each line of a paragraph its own direction too (unicode-bidi: plaintext).
    drawn = ((lang, part.strip("\n")) for part in parts if part.strip())
    return format_html_join("\n", '<p dir="auto" lang="{}">{}</p>', drawn)


@register.filter
def of_code(names: Mapping[str, str], code: str) -> str:
    """A bureau's name by its code; the code where nobody knows it."""
    return names.get(code, code)


@register.filter
def reason_word(reason: str) -> str:
    return gettext(rules.REASON_LABELS[rules.Reason(reason)]) if reason in tuple(rules.Reason) else reason


@register.filter
def cited_word(kind: str) -> str:
    """What kind of thing is cited."""
    return gettext(_CITED[kind]) if kind in _CITED else kind


@register.simple_tag
def passed_on(forwarded: Forwarded) -> PassedOn | None:
    """A message that was passed on, verified again; None for one that is not what its originator signed."""
    try:
        envelope = verifying.verify_signature(*_signed(forwarded))
        inner = verifying.opened(forwarded.content.encode(), envelope)
    except (Refused, ValueError):
        return None
    return PassedOn(envelope.sender, envelope.sent_at, envelope.language, inner.subject, inner.body)


def _signed(forwarded: Forwarded) -> tuple[bytes, bytes, PublicKey]:
    """Raises Refused for a key that nobody knows, ValueError for a signature that is none."""
    data = forwarded.envelope.encode()
    return data, bytes.fromhex(forwarded.signature), keys.by_id(envelopes.decode(data).sender_key)
