"""The law of measures: what one may cover and do, who begins it, how long it holds, and how it ends. Pure.

Rules on the Processing of Data, arts 123-131. Nothing here suspends or excludes a member: the Constitution knows no
such thing. What was begun ends by the same level, in the open, or lapses by the clock, in the open too.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark


class Scope(StrEnum):
    """What of a bureau's channel a measure covers."""

    DIFFUSIONS = "diffusions"
    NOTICES = "notices"
    TRAVEL_DOCUMENTS = "travel_documents"
    BULK = "bulk"
    DOWNLOADS = "downloads"


SCOPE_LABELS: Final = {
    Scope.DIFFUSIONS: mark("Diffusions"),
    Scope.NOTICES: mark("Requests for notices"),
    Scope.TRAVEL_DOCUMENTS: mark("Entries of travel documents"),
    Scope.BULK: mark("Everything sent in bulk"),
    Scope.DOWNLOADS: mark("Downloads"),
}


class Effect(StrEnum):
    """What a measure does with what it covers. Nothing is thrown away by any of them."""

    HOLD = "hold"
    SECOND_REVIEWER = "second_reviewer"
    QUOTA = "quota"


EFFECT_LABELS: Final = {
    Effect.HOLD: mark("Held until a person has released it"),
    Effect.SECOND_REVIEWER: mark("Read by two reviewers"),
    Effect.QUOTA: mark("So many a day; what is more is held"),
}


class Basis(StrEnum):
    """On what a measure rests."""

    INTERIM = "rpd_129"
    SUPERVISION = "rpd_131_1_b"
    HEIGHTENED = "heightened"
    LONG_TERM = "rpd_131_3"


BASIS_LABELS: Final = {
    Basis.INTERIM: mark("Interim measure during an examination (RPD art. 129)"),
    Basis.SUPERVISION: mark("Supervision, three months at most unless endorsed (RPD art. 131(1)(b))"),
    Basis.HEIGHTENED: mark("Heightened supervision"),
    Basis.LONG_TERM: mark("Long-term measure (RPD art. 131(3))"),
}

# Article 131(1)(b): the General Secretariat alone may supervise for three months.
_SUPERVISION_MONTHS: Final = 3
LONGEST_REVIEW: Final = timedelta(days=184)
HIGHEST_QUOTA: Final = 100_000
REASON_LENGTHS: Final = (20, 2000)
REFERENCE_LENGTH: Final = 60


class State(StrEnum):
    """Where a measure stands. It is in force until it has ended or lapsed."""

    ORDERED = "ordered"
    ENDORSED = "endorsed"
    END_PROPOSED = "end_proposed"
    ENDED = "ended"
    LAPSED = "lapsed"


STATE_LABELS: Final = {
    State.ORDERED: mark("In force, not yet endorsed"),
    State.ENDORSED: mark("In force, endorsed"),
    State.END_PROPOSED: mark("In force, its end proposed"),
    State.ENDED: mark("Ended"),
    State.LAPSED: mark("Lapsed"),
}
IN_FORCE: Final = frozenset({State.ORDERED, State.ENDORSED, State.END_PROPOSED})


class Step(Struct, frozen=True, kw_only=True):
    """A verb, the states it starts from, where it leads, the right it takes, and what has to be said with it."""

    verb: str
    label: str
    from_: frozenset[State]
    to: State
    right: str  # of network.rules.Right; "" for the clock
    needs_reference: bool = False


_ORDER: Final = "measures.order"
_ENDORSE: Final = "measures.endorse"

STEPS: Final = {
    step.verb: step
    for step in (
        Step(verb="endorse", label=mark("Endorse"), from_=frozenset({State.ORDERED}), to=State.ENDORSED,
             right=_ENDORSE, needs_reference=True),
        Step(verb="end", label=mark("End"), from_=frozenset({State.ORDERED}), to=State.ENDED, right=_ORDER),
        Step(verb="propose_end", label=mark("Propose its end"), from_=frozenset({State.ENDORSED}),
             to=State.END_PROPOSED, right=_ORDER),
        Step(verb="endorse_end", label=mark("Endorse its end"), from_=frozenset({State.END_PROPOSED}),
             to=State.ENDED, right=_ENDORSE, needs_reference=True),
        Step(verb="refuse_end", label=mark("Let it stand"), from_=frozenset({State.END_PROPOSED}),
             to=State.ENDORSED, right=_ENDORSE, needs_reference=True),
        Step(verb="lapse", label=mark("Lapse"), from_=frozenset({State.ORDERED}), to=State.LAPSED, right=""),
    )
}  # fmt: skip


class StepTaken(Conflict):
    """The measure is not in a state in which this can be done."""


def require_step(verb: str, state: State) -> Step:
    """The step, if the measure's state allows it. Raises StepTaken."""
    step = STEPS[verb]
    if state not in step.from_:
        raise StepTaken
    return step


class Terms(Struct, frozen=True, kw_only=True):
    """A measure to be. `countries`: only what concerns their nationals, or persons in them; none = everything."""

    bureau: str
    scopes: frozenset[Scope]
    effects: frozenset[Effect]
    basis: Basis
    reasons: str
    review_on: date
    quota: int | None = None
    countries: frozenset[str] = frozenset()
    is_published: bool = False


def problems_with_terms(terms: Terms, known_countries: Iterable[str], today: date) -> list[Problem]:
    problems = []
    if not terms.scopes:
        problems.append(Problem("scopes", mark("Choose at least one."), ", ".join(Scope)))
    if not terms.effects:
        problems.append(Problem("effects", mark("Choose at least one."), ", ".join(Effect)))
    has_quota = Effect.QUOTA in terms.effects
    if has_quota != (terms.quota is not None) or (terms.quota is not None and not 0 <= terms.quota <= HIGHEST_QUOTA):
        accepted = mark("A whole number a day where a quota is chosen, and none where it is not.")
        problems.append(Problem("quota", mark("This is not a quota."), accepted))
    if unknown := sorted(terms.countries - set(known_countries)):
        problems.append(Problem("countries", mark("These are no members."), ", ".join(unknown)))
    problems += problems_with_reasons(terms.reasons) + problems_with_review(terms.review_on, today)
    return problems


def problems_with_reasons(text: str) -> list[Problem]:
    shortest, longest = REASON_LENGTHS
    if shortest <= len(text.strip()) <= longest:
        return []
    return [Problem("reasons", mark("This needs reasons."), mark("Your own words, 20 to 2000 characters."))]


def problems_with_review(review_on: date, today: date) -> list[Problem]:
    if today < review_on <= today + LONGEST_REVIEW:
        return []
    return [Problem("review_on", mark("A measure is reviewed."), mark("A day after today, within six months."))]


def require_reference(step: Step, reference: str) -> str:
    """The reference of the Committee's decision, tidied. Raises Invalid where one is needed."""
    tidied = " ".join(reference.split())
    if step.needs_reference and not (3 <= len(tidied) <= REFERENCE_LENGTH and tidied.isprintable()):
        accepted = mark("The reference of the Committee's decision, 3 to 60 characters.")
        raise Invalid(Problem("reference", mark("A decision is needed for this."), accepted))
    return tidied


def lapses_at(basis: Basis, ordered_at: datetime, days: int) -> datetime:
    """When a measure ends by itself unless the Committee has endorsed it: after so many days; supervision under
    article 131(1)(b) after three months."""
    if basis is not Basis.SUPERVISION:
        return ordered_at + timedelta(days=days)
    month = ordered_at.month - 1 + _SUPERVISION_MONTHS
    year, month = ordered_at.year + month // 12, month % 12 + 1
    for day in range(ordered_at.day, 27, -1):
        try:
            return ordered_at.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return ordered_at.replace(year=year, month=month)


class Effects(Struct, frozen=True, kw_only=True):
    """What holds for a bureau now, of all its measures together. `quota` is so many a day, None for no limit."""

    hold: bool = False
    second_reviewer: bool = False
    quota: int | None = None
    measures: tuple[UUID, ...] = ()


class Standing(Struct, frozen=True, kw_only=True):
    """What one measure in force does, within the scope that was asked for."""

    id: UUID
    effects: frozenset[Effect]
    quota: int | None = None
    countries: frozenset[str] = frozenset()


def together(standing: Iterable[Standing], countries: frozenset[str]) -> Effects:
    """All of them together, for a thing that concerns these countries: the strictest of each."""
    applying = [one for one in standing if not one.countries or one.countries & countries]
    quotas = [one.quota for one in applying if Effect.QUOTA in one.effects and one.quota is not None]
    return Effects(
        hold=any(Effect.HOLD in one.effects for one in applying),
        second_reviewer=any(Effect.SECOND_REVIEWER in one.effects for one in applying),
        quota=min(quotas, default=None),
        measures=tuple(one.id for one in applying),
    )
