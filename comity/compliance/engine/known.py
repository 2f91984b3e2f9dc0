"""What the house knows when a request is screened. Gathered by `reading` with a bounded number of questions."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class Earlier(Struct, frozen=True, kw_only=True):
    """What a blind register says of the same person, case or facts (protection.queries.Match)."""

    entry: str
    kind: str  # refused, cancelled, deleted, protected, claimed, redress_open, pre_emptive, extradition_refused, ...
    strength: str  # exact | near
    on: str  # person | case | facts
    code: str = ""
    decision: str = ""
    requester: str = ""
    made_at: datetime | None = None


class Measures(Struct, frozen=True, kw_only=True):
    """What holds for the requester's channel now (supervision.queries.Effects)."""

    hold: bool = False
    second_reviewer: bool = False
    quota: int | None = None
    measures: tuple[str, ...] = ()


class ContextKind(StrEnum):
    """Why a request out of a country and a period is looked at by a person, and what is feared in C-31."""

    COUP = "coup"
    CONFLICT = "conflict"
    UNREST = "unrest"
    ELECTION = "election"
    REGIME_CHANGE = "regime_change"
    DISPUTE = "dispute"
    SANCTIONS = "sanctions"
    DEATH_PENALTY = "death_penalty"
    TORTURE = "torture"
    UNFAIR_TRIAL = "unfair_trial"


# What C-31 asks; the others are what C-24 asks.
RISKS = frozenset({ContextKind.DEATH_PENALTY, ContextKind.TORTURE, ContextKind.UNFAIR_TRIAL})


class Setting(Struct, frozen=True, kw_only=True):
    """A context of the Secretariat's table that covers the requester on the day (C-24, C-31). Days are inclusive."""

    id: str
    kind: ContextKind
    title: str
    country: str
    towards: str = ""  # the other side of a dispute: matters where the person is its national
    starts_on: date
    ends_on: date | None = None


class Function(Struct, frozen=True, kw_only=True):
    """A protected function the request may reach (A-11)."""

    id: str
    title: str
    by: str  # position: in what is declared of them; holder: by name; text: elsewhere in the request


class Similar(Struct, frozen=True, kw_only=True):
    """Another case whose facts read alike. `share` is the part of its word shingles in common, 0 to 1."""

    case: str
    requester: str
    share: float
    same_person: bool = False
    warrant_differs: bool = False


class Rate(Struct, frozen=True, kw_only=True):
    """How many nominal requests this requester made in the last hour and day, beside its usual day (C-39)."""

    in_hour: int = 0
    in_day: int = 0
    usual_day: float = 0.0
    alike_in_day: int = 0  # with near-identical facts
    in_batch: int = 0


class Statement(Struct, frozen=True, kw_only=True):
    """What another member said of this request or person (C-27, C-40)."""

    member: str
    kind: str  # protest, no_dual_criminality, own_national, extradition_refused, information
    ground: str = ""
    at: datetime | None = None


class Listing(Struct, frozen=True, kw_only=True):
    """The entry of the UN list the request cites, as the house holds it (C-42)."""

    reference: str
    resolution: str = ""
    is_listed: bool = True
    listed_on: date | None = None
    delisted_on: date | None = None


class Unanswered(Struct, frozen=True, kw_only=True):
    """A question the requester has not answered (C-48)."""

    question: str
    asked_at: datetime
    due_at: datetime


class Exception83(Struct, frozen=True, kw_only=True):
    """The named decision of art. 83(1)(b): particular importance, with a reason and two who approved it."""

    decision: str
    reason: str
    approvers: tuple[str, ...] = ()


class Predominance(Struct, frozen=True, kw_only=True):
    """The form of art. 34(3) as filled in so far: factor slug -> text, the outcome, and who filled it in."""

    factors: dict[str, str] = {}
    outcome: str = ""
    reviewers: tuple[str, ...] = ()


class Known(Struct, frozen=True, kw_only=True):
    """Everything beside the request itself. The fields' own values mean: nothing is known."""

    today: date
    is_authorised: bool = True  # the bureau may, and the officer held the right when submitting (C-01)
    may_ask: bool = True  # the manifest opens this colour to this kind of requester (C-02)
    why_not: str = ""  # what of it is closed: "kind", "pilot", "quota"
    fits_purpose: bool = True  # the purpose is permitted and is the colour's own (C-03)
    matches: tuple[Earlier, ...] = ()
    effects: Measures = Measures()
    settings: tuple[Setting, ...] = ()
    functions: tuple[Function, ...] = ()
    similar: tuple[Similar, ...] = ()
    rate: Rate = Rate()
    statements: tuple[Statement, ...] = ()
    listing: Listing | None = None
    unanswered: tuple[Unanswered, ...] = ()
    exception: Exception83 | None = None
    predominance: Predominance = Predominance()
    other_notices: tuple[str, ...] = ()  # running ones on the same person, of any requester
    disconnected: frozenset[str] = frozenset()  # members whose bureau cut its own link
