"""Filters for the answer to a check: its faces, its order, its reasons and facts (templates/look/answer/)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext

from comity.look import words
from comity.look.words import slug

register = template.Library()


def _of(thing: Any, name: str, default: Any = None) -> Any:
    """A field of a struct or of the JSON made from it."""
    return thing.get(name, default) if isinstance(thing, Mapping) else getattr(thing, name, default)


@register.filter
def by_urgency(answers: Iterable[Any] | None) -> list[Any]:
    """A check's answers, the most urgent first, else in the order given."""
    return sorted(answers or [], key=lambda answer: words.URGENCY.index(slug(_of(answer, "outcome"))))


@register.filter
def outcome_in(match: Any, answer: Any) -> str:
    """A match's own outcome: a database that hit may also hold what is only possible."""
    return slug(_of(match, "outcome") or _of(answer, "outcome"))


def _hits(answer: Any) -> list[words.Word]:
    """The words of every match that hit, the gravest first."""
    found = [
        words.of_match(slug(_of(match, "kind")), slug(_of(one, "database")))
        for one in _of(answer, "answers") or []
        for match in _of(one, "matches") or []
        if outcome_in(match, one) == "hit"
    ]
    return sorted(found, key=lambda hit: words.GRAVITY.index(hit.tone))


@register.filter
def gravest(answer: Any) -> dict[str, str]:
    """What a hit is as a whole: the icon of its gravest match, and what each match is, once each."""
    hits = _hits(answer)
    labels = list(dict.fromkeys(gettext(hit.label) for hit in hits))
    return {"icon": hits[0].icon if hits else "hit", "label": " · ".join(labels)}


@register.filter
def gravest_tone(answer: Any) -> str:
    """The tone of a hit's gravest match; "" when nothing hit."""
    hits = _hits(answer)
    return hits[0].tone if hits else ""


@register.filter
def has_gaps(answer: Any) -> bool:
    """True when some database was not checked, whatever the others said."""
    return any(slug(_of(one, "outcome")) == "not_checked" for one in _of(answer, "answers") or [])


@register.filter
def sets_aside(answer: Any) -> bool:
    """True when a record was left out of the answer, as an officer judged it to be somebody else's."""
    return any(_of(one, "set_aside") for one in _of(answer, "answers") or [])


@register.filter
def kind_tone(kind: Any, database: Any) -> str:
    return words.of_match(slug(kind), slug(database)).tone


@register.filter
def kind_icon(kind: Any, database: Any) -> str:
    return words.of_match(slug(kind), slug(database)).icon


@register.filter
def of_hundred(score: Any) -> str:
    """A score from 0 to 1 in whole points of a hundred, rounded down; never the whole hundred, for nothing possible is
    certain."""
    return formats.number_format(min(99, round(float(score) * 1000) // 10), 0)


@register.filter
def reasons(given: Iterable[Any] | None) -> list[dict[str, str]]:
    """Reasons of a match: sentences, or {"text", "agrees": true | false}; each with the icon that says which."""
    drawn = []
    for reason in given or []:
        if isinstance(reason, str):
            drawn.append({"text": gettext(reason), "tone": "said", "icon": "next"})
            continue
        agrees, text = _of(reason, "agrees", True), _of(reason, "text", "")
        drawn.append(
            {
                "text": gettext(text),
                "tone": "agrees" if agrees else "differs",
                "icon": "agrees" if agrees else "differs",
            }
        )
    return drawn


@register.filter
def pairs(facts: Any) -> list[tuple[str, Any]]:
    """Facts as (label, value), labels translated: from pairs, or from {name: value} with the name read as a label."""
    found = facts.items() if isinstance(facts, Mapping) else facts or []
    return [
        (gettext(str(label).replace("_", " ").capitalize() if str(label).islower() else str(label)), value)
        for label, value in found
    ]
