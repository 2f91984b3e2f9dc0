"""What the messages of a hit's conversation say, in plain words. Pure.

Both sides read the same sealed text, so it says only what both may know at any time: nothing of where, by which service
or by whom the check was made, whom it asked about, or what the record holds. All that is on the hit's page, as far as
each side may see it today; a text that repeated it could not be corrected or deleted any more.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from comity.core.languages import mark

Say = Callable[[str], str]


class Facts(Struct, frozen=True, kw_only=True):
    """A hit as both sides know it. Names of bureaus and times are written out; the rest are marked words."""

    source: str
    asking: str
    source_contact: str
    asking_contact: str
    database: str
    kind: str
    purpose: str
    at: str
    due_at: str
    is_possible: bool
    is_urgent: bool
    place_is_hidden: bool
    asking_is_told: bool = True


class Words(Struct, frozen=True):
    """A subject and a body."""

    subject: str
    body: str


_SUBJECT: Final = mark("Hit: %(kind)s (%(database)s), recorded by %(source)s, checked by %(asking)s")
_MET: Final = mark("A check by %(asking)s on %(at)s met data of %(source)s: %(kind)s (%(database)s).")
_PURPOSE: Final = mark("Purpose of the check: %(purpose)s.")
_POSSIBLE: Final = mark("It is possible, not certain: identity has not been established.")
_CLOCK: Final = mark("An answer of %(source)s is expected by %(due_at)s.")
_CLOCK_URGENT: Final = mark("This is urgent. An answer of %(source)s is expected by %(due_at)s.")
_SOURCE_DOES: Final = mark(
    "%(source)s: look at the hit and say whether your data are valid: confirm, data outdated, or no legal basis."
)
_ASKING_DOES: Final = mark(
    "%(asking)s: establish identity, and take no measure before the answer. Then say what was done, or that it is not"
    " the same."
)
_PLACE: Final = mark("Where the check was made is not told before %(asking)s releases it.")
_ON_PAGE: Final = mark("What is recorded is on the page of the hit, as it stands when you look.")
_REACH: Final = mark("To reach %(name)s: %(contact)s")
_ALONE: Final = mark("%(asking)s has no keys yet and cannot read messages: use the page of the hit, or its contact.")

_REMINDER: Final = mark("Reminder: %(kind)s (%(database)s), recorded by %(source)s, checked by %(asking)s")
_HALF: Final = mark("Half of the time is over. %(source)s has not answered the hit yet; expected by %(due_at)s.")
_OVER: Final = mark("The time is over: %(source)s has not answered the hit, expected by %(due_at)s.")
_OVER_SOURCE: Final = mark("%(source)s: answer now. Somebody may be waiting at a counter.")
_OVER_ASKING: Final = mark("%(asking)s: silence confirms nothing. Take no measure because of the record alone.")

_STEP: Final = mark("%(bureau)s: %(said)s")
SAID: Final = {
    "confirm": mark("The data are valid and agree with what was checked."),
    "outdated": mark("The data are outdated and must not be acted on."),
    "no_basis": mark("There is no legal ground to act on the record."),
    "not_same": mark("It is not the person or thing recorded."),
    "acted": mark("Action was taken."),
    "release_place": mark("The place of the check is released: it is on the page of the hit."),
}
_REASON: Final = mark("In their words: %(reason)s")


def opening(facts: Facts, say: Say) -> Words:
    """What begins the conversation: what happened, the clock, and what each side does next."""
    named = _named(facts, say)
    told = [say(_MET) % named, say(_PURPOSE) % named]
    if facts.is_possible:
        told.append(say(_POSSIBLE))
    does = [say(_CLOCK_URGENT if facts.is_urgent else _CLOCK) % named, say(_SOURCE_DOES) % named]
    does.append(say(_ASKING_DOES if facts.asking_is_told else _ALONE) % named)
    notes = [say(_ON_PAGE)]
    if facts.place_is_hidden:
        notes.insert(0, say(_PLACE) % named)
    reach = [
        say(_REACH) % {"name": name, "contact": contact}
        for name, contact in ((facts.source, facts.source_contact), (facts.asking, facts.asking_contact))
        if contact
    ]
    return Words(say(_SUBJECT) % named, _paragraphs(told, does, notes, reach))


def step(facts: Facts, verb: str, bureau: str, reason: str, say: Say) -> Words:
    """What one side said of the hit, on the hit's page."""
    said = [say(_STEP) % {"bureau": bureau, "said": say(SAID[verb])}]
    words = [say(_REASON) % {"reason": reason}] if reason else []
    return Words(say(_SUBJECT) % _named(facts, say), _paragraphs(said, words))


def half_over(facts: Facts, say: Say) -> Words:
    """What the source alone is reminded of."""
    named = _named(facts, say)
    return Words(say(_REMINDER) % named, _paragraphs([say(_HALF) % named, say(_SOURCE_DOES) % named]))


def over(facts: Facts, say: Say) -> Words:
    """What both sides are told when the clock has run out."""
    named = _named(facts, say)
    does = [say(_OVER_SOURCE) % named, say(_OVER_ASKING) % named]
    return Words(say(_REMINDER) % named, _paragraphs([say(_OVER) % named], does))


def _named(facts: Facts, say: Say) -> dict[str, str]:
    return {
        "source": facts.source,
        "asking": facts.asking,
        "kind": say(facts.kind),
        "database": say(facts.database),
        "purpose": say(facts.purpose),
        "at": facts.at,
        "due_at": facts.due_at,
    }


def _paragraphs(*groups: list[str]) -> str:
    return "\n\n".join("\n".join(lines) for lines in groups if lines)
