"""The answer to a check: for every database that applies, a hit, possible, no hit, or not checked with the reason."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from comity.checks.engine import explaining
from comity.checks.engine.access import Access
from comity.checks.engine.explaining import Likeness, Reason
from comity.checks.engine.matching import Candidate
from comity.core.errors import Problem
from comity.core.levels import Level
from comity.records import manifests
from comity.records.rules import reported_on

HIT: Final = "hit"
POSSIBLE: Final = "possible"
NOT_CHECKED: Final = "not_checked"
NO_HIT: Final = "no_hit"
# What is worst to miss comes first; an answer as a whole is its worst.
OUTCOMES: Final = (HIT, POSSIBLE, NOT_CHECKED, NO_HIT)
# Scores shown are rounded to thousandths: two are the same within the half of one.
_ROUNDING: Final = 0.0006


class NoticeMark(msgspec.Struct, frozen=True, omit_defaults=True):
    """A published notice that rests on a record, or a diffusion: its colour, and its number ("2026/1234").

    `kind` is notice, diffusion, or unreviewed: a diffusion that no person has read yet.
    """

    colour: str
    number: str
    kind: str = "notice"


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One record that meets the question, and what the officer needs to know before anything is done.

    `means` says in one sentence what it is; `next_steps` and `not_to_do` only what to do and what to leave.
    `reported_on` is the date of the event, else the day it was recorded (ISO 8601). `notices`: those published on
    this record, only where there are any.

    A person found by name is possible, never a hit: then `parts` are the reasons whose points make up the score,
    `differs` and `agrees` the same in sentences, the weightiest first (a date that differs by a common slip differs,
    though its points are for one person); `probability` is how many of a hundred pairs
    with such a score were one person, as a share of 1; `found_as` is the name of the record that was most alike.
    """

    record: str
    source: str
    source_name: str
    contact: str
    outcome: str
    kind: str
    means: str
    reported_on: str | None
    score: float
    reasons: list[str]
    conditions: list[str]
    level: str
    next_steps: list[str]
    not_to_do: list[str]
    facts: dict[str, Any]
    notices: list[NoticeMark] | UnsetType = UNSET
    probability: float | UnsetType = UNSET
    found_as: str | UnsetType = UNSET
    parts: list[Reason] | UnsetType = UNSET
    differs: list[str] | UnsetType = UNSET
    agrees: list[str] | UnsetType = UNSET


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """A record that this traveller was judged not to be: by which judgement, on which day and until when it holds."""

    judgement: str
    record: str
    decided_on: str
    until: str
    sentence: str


class DatabaseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What one database says. `why` only where it was not checked, or not in every way that the question asks for;
    `set_aside` only where a remembered judgement says that a record concerns somebody else.
    """

    database: str
    outcome: str
    matches: list[Match]
    why: str | UnsetType = UNSET
    set_aside: list[SetAside] | UnsetType = UNSET


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer as a whole. `reading` is what a machine-readable zone says; `errors` says why a line of a batch could
    not be asked.
    """

    check: str
    at: str
    outcome: str
    answers: list[DatabaseAnswer]
    reading: dict[str, Any] | UnsetType = UNSET
    errors: list[Problem] | UnsetType = UNSET


encode = msgspec.json.Encoder().encode


def worst(outcomes: Iterable[str]) -> str:
    """The outcome that would be worst to miss."""
    return OUTCOMES[min((OUTCOMES.index(outcome) for outcome in outcomes), default=2)]


def of_database(database: str, candidates: list[Candidate], why: str, access: Access) -> DatabaseAnswer:
    """A database's answer: what was found, best first, and otherwise why it is not a no."""
    candidates = sorted(candidates, key=lambda c: (not c.is_hit, -c.score, c.found.entry.record))
    matches = [_match(candidate, access) for candidate in candidates]
    if matches:
        outcome = worst(match.outcome for match in matches)
    else:
        outcome = NOT_CHECKED if why else NO_HIT
    return DatabaseAnswer(database=database, outcome=outcome, matches=matches, why=why or UNSET)


def _match(candidate: Candidate, access: Access) -> Match:
    entry, policy = candidate.found.entry, candidate.found.policy
    card = access.bureaus.get(policy.source)
    told = manifests.told(policy.database, entry.kind)
    facts = dict(entry.facts)
    notices = [NoticeMark(*marker.split(":", 2)) for marker in facts.pop("notices", ())]
    match = Match(
        record=str(UUID(bytes=entry.record)),
        source=policy.source,
        source_name=card.name if card else policy.source,
        contact=card.contact if card else "",
        outcome=HIT if candidate.is_hit else POSSIBLE,
        kind=entry.kind,
        means=told.means,
        reported_on=reported_on(entry.facts),
        score=candidate.score,
        reasons=candidate.reasons,
        conditions=list(entry.conditions),
        level=Level(policy.level).slug,
        next_steps=list(told.next_steps),
        not_to_do=list(told.not_to_do),
        facts=facts,
        notices=notices or UNSET,
    )
    if candidate.comparison is None:
        return match
    return _by_name(match, explaining.explain(candidate.comparison))


def _by_name(match: Match, likeness: Likeness) -> Match:
    """A match that was found by name, perhaps among other ways: what the comparison says of it.

    Where a number found it as well and is worth more, the score is the number's, and no sum of the name's is shown.
    """
    told = msgspec.structs.replace(
        match,
        reasons=match.reasons or [*likeness.differs, *likeness.agrees],
        differs=likeness.differs,
        agrees=likeness.agrees,
        found_as=likeness.found_as or UNSET,
    )
    if match.outcome == HIT:
        return told
    told = msgspec.structs.replace(
        told,
        next_steps=[explaining.BEFORE_ANY_MEASURE, *match.next_steps],
        not_to_do=[explaining.NOT_YET_THE_PERSON, *match.not_to_do],
    )
    if match.score > likeness.score + _ROUNDING:
        return told
    return msgspec.structs.replace(told, score=likeness.score, probability=likeness.probability, parts=likeness.parts)
