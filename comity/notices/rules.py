"""The law of the notices room: states, steps, who may take them, terms, reviewers. Pure.

Rules on the Processing of Data, arts 73-101. A notice is a request or a warning: every member decides on its effect.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, NotAllowed, Problem
from comity.core.languages import mark
from comity.network.rules import Actor, Right
from comity.notices.manifests.shape import Manifest, Requester


class State(StrEnum):
    """Where a notice stands. Other members see it in one state alone: published."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    IN_REVIEW = "in_review"
    REFUSED = "refused"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


STATE_LABELS: Final = {
    State.DRAFT: mark("Draft"),
    State.SUBMITTED: mark("Submitted"),
    State.RETURNED: mark("Returned as incomplete"),
    State.IN_REVIEW: mark("In review"),
    State.REFUSED: mark("Refused"),
    State.PUBLISHED: mark("Published"),
    State.SUSPENDED: mark("Suspended"),
    State.BLOCKED: mark("Blocked"),
    State.WITHDRAWN: mark("Withdrawn"),
    State.CANCELLED: mark("Cancelled"),
    State.EXPIRED: mark("Expired"),
}

# Seen by other members.
VISIBLE: Final = frozenset({State.PUBLISHED})
# It can still change; the others are ends, and an end is for good: who asks again asks anew.
OPEN: Final = frozenset(
    {State.DRAFT, State.SUBMITTED, State.RETURNED, State.IN_REVIEW, State.PUBLISHED, State.SUSPENDED, State.BLOCKED}
)
# Has been published, and has not ended: a record answers or waits to answer.
CIRCULATED: Final = frozenset({State.PUBLISHED, State.SUSPENDED, State.BLOCKED})
WRITABLE: Final = frozenset({State.DRAFT, State.RETURNED})


class By(StrEnum):
    """Who takes a step: the source, a room above for the General Secretariat or the Commission, or the clock."""

    SOURCE = "source"
    ABOVE = "above"
    CLOCK = "clock"


class Step(Struct, frozen=True, kw_only=True):
    """One row of the table. `to` None: back to where it was before. `means` is said before a button is pressed."""

    verb: str
    label: str
    by: By
    from_: frozenset[State]
    to: State | None
    means: str = ""
    needs_reason: bool = False


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


_S = State
_WRITTEN: Final = _states(_S.DRAFT, _S.RETURNED)
_PENDING: Final = _states(_S.SUBMITTED, _S.IN_REVIEW)

STEPS: Final = {
    step.verb: step
    for step in (
        Step(verb="change", label=mark("Change"), by=By.SOURCE, from_=WRITABLE, to=None),
        Step(
            verb="submit", label=mark("Hand in"), by=By.SOURCE, from_=_WRITTEN, to=_S.SUBMITTED,
            means=mark("The General Secretariat reviews it. No other member sees it until it is published."),
        ),
        Step(verb="return_incomplete", label=mark("Return"), by=By.ABOVE, from_=_PENDING, to=_S.RETURNED),
        Step(verb="take_for_review", label=mark("Take"), by=By.ABOVE, from_=_states(_S.SUBMITTED), to=_S.IN_REVIEW),
        Step(
            verb="refuse", label=mark("Refuse"), by=By.ABOVE, from_=_states(_S.IN_REVIEW), to=_S.REFUSED,
            needs_reason=True,
        ),
        Step(
            verb="publish", label=mark("Publish"), by=By.ABOVE, from_=_states(_S.IN_REVIEW), to=_S.PUBLISHED,
            means=mark("Every member sees it."),
        ),
        Step(
            verb="amend", label=mark("Ask for a change"), by=By.SOURCE, from_=_states(_S.PUBLISHED, _S.SUSPENDED),
            to=None, means=mark("The change is reviewed before anyone else sees it. Until then the notice stands."),
        ),
        Step(
            verb="suspend", label=mark("Suspend"), by=By.SOURCE, from_=_states(_S.PUBLISHED), to=_S.SUSPENDED,
            needs_reason=True,
            means=mark("Nobody else sees it, and checks do not meet it, for at most six months. Then it is withdrawn."),
        ),
        Step(
            verb="resume", label=mark("Resume"), by=By.SOURCE, from_=_states(_S.SUSPENDED), to=_S.PUBLISHED,
            means=mark("Every member sees it again."),
        ),
        Step(
            verb="renew", label=mark("Ask to keep it"), by=By.SOURCE, from_=_states(_S.PUBLISHED, _S.SUSPENDED),
            to=None, needs_reason=True, means=mark("The conditions are examined again."),
        ),
        Step(
            verb="withdraw", label=mark("Withdraw"), by=By.SOURCE, from_=OPEN, to=_S.WITHDRAWN, needs_reason=True,
            means=mark("It ends for good, at once. Whoever holds a copy must delete it."),
        ),
        Step(
            verb="block", label=mark("Block"), by=By.ABOVE, from_=_states(_S.PUBLISHED, _S.SUSPENDED), to=_S.BLOCKED,
            needs_reason=True,
        ),
        Step(
            verb="unblock", label=mark("Unblock"), by=By.ABOVE, from_=_states(_S.BLOCKED), to=None, needs_reason=True,
        ),
        Step(
            verb="cancel", label=mark("Cancel"), by=By.ABOVE, from_=CIRCULATED, to=_S.CANCELLED, needs_reason=True,
            means=mark("It ends for good, at once, by decision of the General Secretariat (article 81)."),
        ),
        Step(verb="expire", label=mark("End"), by=By.CLOCK, from_=CIRCULATED, to=_S.EXPIRED),
        Step(verb="lapse", label=mark("End the suspension"), by=By.CLOCK, from_=_states(_S.SUSPENDED), to=_S.WITHDRAWN),
    )
}  # fmt: skip

# --- Terms ---

LONGEST_SUSPENSION: Final = timedelta(days=183)  # art. 81(1): six months
NEED_REVIEW_BEFORE: Final = timedelta(days=183)  # art. 50: asked six months before the end
# A renewal asked in time is examined before the notice ends; the examination has an end as well.
RENEWAL_GRACE: Final = timedelta(days=60)
DAYS_FOR_PAPERS: Final = 40  # unless the locating country sets another limit (art. 87)
LONGEST_FOR_PAPERS: Final = 180
RENEWALS_WITHOUT_NEWS: Final = 2
LONGEST_REASON: Final = 1000

# Grounds on which a country refused extradition; those that mirror the Organization's own rules lead to a review.
GROUNDS: Final = {
    "human_rights": mark("Risk to human rights"),
    "political": mark("Political character of the offence"),
    "refugee": mark("Protection as a refugee"),
    "already_judged": mark("Already judged for the same facts"),
    "lapsed": mark("Prosecution or sentence has lapsed"),
    "nationality": mark("Own national"),
    "not_an_offence": mark("Not an offence in that country"),
    "papers": mark("Papers missing or late"),
    "procedure": mark("Another ground of procedure"),
    "other": mark("Another ground"),
}
GROUNDS_FOR_REVIEW: Final = frozenset({"human_rights", "political", "refugee", "already_judged", "lapsed"})


class Look(StrEnum):
    """Why the General Secretariat should look at a published notice again."""

    PAPERS_LATE = "papers_late"
    EXTRADITION_REFUSED = "extradition_refused"
    NEED = "need"


LOOK_LABELS: Final = {
    Look.PAPERS_LATE: mark("Found, and the papers were not sent in time"),
    Look.EXTRADITION_REFUSED: mark("Extradition was refused"),
    Look.NEED: mark("Renewed twice without any news"),
}


class NotNow(Conflict):
    """The notice is not in a state in which this can be done. Reload to see how it stands."""


class Changed(Conflict):
    """The notice has changed since you read it. Read it again, then decide."""


class NotReviewed(Conflict):
    """This notice has not been reviewed by as many different reviewers as its colour asks for."""


class OwnNational(NotAllowed):
    """Nobody reviews a request of their own country, of their own bureau, or of their own making."""


class TextsMissing(Conflict):
    """The free texts do not stand yet in every language that this notice needs."""


class NothingPending(Conflict):
    """Nothing waits for a decision here. Reload to see how it stands."""


class AlreadyPending(Conflict):
    """A change of this notice is being reviewed already. Wait for the answer, or withdraw the notice."""


class NotSigned(Conflict):
    """Only a named officer signs an assurance, never a system."""


class NotOpenToYou(NotAllowed):
    """Notices of this colour are not open to your bureau."""


class QuotaReached(Conflict):
    """As many notices of this colour as your share of the pilot allows are in circulation."""


def require_step(verb: str, state: State) -> Step:
    """The step, if the notice's state allows it. Raises NotNow."""
    step = STEPS[verb]
    if state not in step.from_:
        raise NotNow(f"{NotNow.__doc__} It is {STATE_LABELS[state].lower()}.")
    return step


def require_reason(step: Step, reason: str) -> str:
    """The reason, tidied. Raises Invalid when the step needs one and there is none, or it is too long."""
    tidied = " ".join(reason.split())
    if (step.needs_reason and len(tidied) < 3) or len(tidied) > LONGEST_REASON or not _can_be_written(tidied):
        accepted = f"A sentence of at most {LONGEST_REASON} characters."
        raise Invalid(Problem("reason", mark("This needs a reason."), accepted))
    return tidied


def require_letter(text: str, field: str = "reasons") -> str:
    """What is decided, in words of several lines. Raises Invalid for none, or for too many."""
    if problems := problems_with_text(field, text, 4000, shortest=3):
        raise Invalid(problems)
    return text.strip()


def problems_with_text(field: str, text: str, longest: int, shortest: int = 0) -> list[Problem]:
    """What is wrong with a text that is kept as it is; empty when nothing is."""
    said = text.strip()
    if shortest <= len(said) <= longest and _can_be_written(said):
        return []
    least = f"{shortest} to " if shortest else "at most "
    return [Problem(field, mark("This is missing, too long, or cannot be written."), f"{least}{longest} characters.")]


def _can_be_written(text: str) -> bool:
    """Whether it holds nothing that no text has: control characters, lone surrogates, what is no character. Spaces that
    do not break, joiners and marks of direction belong to French, Persian and Arabic."""
    return all(c in "\n\r\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn") for c in text)


def require_renewable(expires: date | None, today: date) -> None:
    """Article 50: the need is examined towards the end. Raises Invalid before that, and for what has no end."""
    if expires is None or expires - NEED_REVIEW_BEFORE > today:
        accepted = (
            mark("From six months before its last day on.") if expires is None else str(expires - NEED_REVIEW_BEFORE)
        )
        raise Invalid(Problem("reason", mark("It is too early to renew this notice."), accepted))


def require_suspension(today: date, days: int) -> date:
    """The last day of a suspension of so many days. Raises Invalid for none, or for more than the rules allow."""
    if not 1 <= days <= LONGEST_SUSPENSION.days:
        accepted = f"1 to {LONGEST_SUSPENSION.days} days."
        raise Invalid(Problem("days", mark("A suspension lasts at most six months."), accepted))
    return today + timedelta(days=days)


def require_new_reason(reason: str, last: str) -> None:
    """Article 50: the words of the last renewal are no examination."""
    if reason.casefold() == last.casefold():
        accepted = mark("What has been examined this time.")
        raise Invalid(Problem("reason", mark("This is the reason of the last renewal."), accepted))


def steps_for(state: State) -> tuple[Step, ...]:
    """The steps of the source that are open now, in the order of the table: what the buttons show."""
    return tuple(step for step in STEPS.values() if step.by is By.SOURCE and state in step.from_)


class Asked(Struct, frozen=True):
    """An assurance that a notice needs (art. 84): its number, and what is stated."""

    number: int
    says: str


# --- Who asks ---

# Powers that the network's directory does not know of: which partners investigate and prosecute, and who lists.
TRIBUNALS: Final = frozenset({"ICC", "IRMCT"})
UN_COMMITTEES: Final = frozenset({"UNSC"})
_OWN: Final = frozenset({"general_secretariat", "office", "regional", "liaison"})


def requester_kind(code: str, kind: str) -> Requester | None:
    """What a bureau is as a requester; None for who asks for no notice (the Commission)."""
    if kind in ("national", "sub_bureau"):
        return Requester.BUREAU
    if kind in _OWN:
        return Requester.SECRETARIAT
    if kind != "partner":
        return None
    if code in TRIBUNALS:
        return Requester.TRIBUNAL
    return Requester.UN_COMMITTEE if code in UN_COMMITTEES else Requester.PARTNER


def may_ask(manifest: Manifest, asks: Requester | None, *, is_open: bool) -> bool:
    """Whether the colour is open to this requester. `is_open`: a pilot or an agreement names them, today."""
    return asks is not None and (asks in manifest.asks or (is_open and asks in manifest.by_agreement))


def share(quota: int, members: int) -> int:
    """How many of a pilot's quota one member may have in circulation: shared equally."""
    return quota // max(1, members)


def may_write(actor: Actor) -> bool:
    """A bureau's desk and its systems ask; officers of a service propose to their bureau."""
    return actor.may(Right.WRITE_NOTICES) and actor.entity is None


def may_read_own(actor: Actor) -> bool:
    """Who at a bureau sees its own notices in every state: its desk and its data protection officer."""
    return actor.entity is None and (actor.may(Right.WRITE_NOTICES) or actor.may(Right.READ_LOOKS))


def may_review(actor: Actor) -> bool:
    return actor.may(Right.REVIEW)


# --- Who reviews ---


class Reviewer(Struct, frozen=True, kw_only=True):
    """A person who has approved: their id, nationality (a member's code), bureau, and whether they hold the post."""

    id: str
    nationality: str
    bureau: str
    may_review: bool


class Origin(Struct, frozen=True, kw_only=True):
    """Where a request comes from: the bureau, its country (None where it has none), and who wrote and handed it in."""

    bureau: str
    member: str | None
    kind: Requester
    authors: frozenset[str] = frozenset()


def require_reviewers(manifest: Manifest, reviewers: Sequence[Reviewer], origin: Origin) -> None:
    """Raises NotReviewed for too few different ones, OwnNational for one of the requester's country or bureau, or who
    wrote it. What the General Secretariat asks for itself, others of the Secretariat review.

    Who has no known nationality cannot be told apart from who may not, and does not count.
    """
    for one in reviewers:
        if not one.may_review:
            raise NotReviewed(f"{NotReviewed.__doc__} One of those named is no reviewer.")
        is_colleague = one.bureau == origin.bureau and origin.kind is not Requester.SECRETARIAT
        if is_colleague or one.id in origin.authors or not one.nationality or one.nationality == origin.member:
            raise OwnNational
    if len({one.id for one in reviewers}) < manifest.reviewers:
        raise NotReviewed


def last_day(published: date, years: int) -> date:
    """The day on which a notice ends: so many years on (arts 49-50)."""
    try:
        return published.replace(year=published.year + years)
    except ValueError:
        return published.replace(year=published.year + years, day=28)


def needs_need_review(renewals: int) -> bool:
    """Two renewals without any news: somebody should ask whether there is still a need."""
    return renewals >= RENEWALS_WITHOUT_NEWS
