"""A request as the rules see it: everything they may look at, whatever the channel it came by. Built by `reading`."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class Subject(StrEnum):
    """The channel a request came by. The rules are the same for all: a refused case must not try the next door."""

    NOTICE = "notice"
    DIFFUSION = "diffusion"
    TRAVEL_DOCUMENT = "travel_document"
    RENEWAL = "renewal"


class Person(Struct, frozen=True, kw_only=True):
    """Who the request is about. Dates are whole or partial ("1980-05-01", "1980-05", "1980"); codes are upper case.

    `status` is one of the Rules on the Processing of Data, art. 44 ("charged", "convicted", "witness" ...);
    `functions` are the sensitive functions the requester declares (slugs, `functions.DECLARED`), `occupation` is free.
    """

    family_name: str = ""
    forenames: str = ""
    original_name: str = ""
    aliases: tuple[str, ...] = ()
    sex: str = ""
    births: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()  # two letters each
    likely_in: tuple[str, ...] = ()  # countries where they may be, two letters each
    documents: tuple[str, ...] = ()  # "FRA 12AB34567"
    status: str = ""
    functions: tuple[str, ...] = ()
    occupation: str = ""
    position: str = ""  # more about it, as declared
    has_description: bool = False
    has_fingerprints: bool = False
    has_dna: bool = False
    photographs: int = 0
    identifiers: int = 0  # what else tells them apart: aliases, parents' names, marks
    is_identified: bool = True
    biometrics_source: str | None = None  # None where the form does not ask for it
    special_reason: str = ""  # why a minor, a victim, sensitive data may stand here (arts 40-42)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name as a whole, the main one first."""
        main = " ".join(part for part in (self.forenames, self.family_name) if part)
        return tuple(name for name in (main, self.original_name, *self.aliases) if name)


class Charge(Struct, frozen=True, kw_only=True):
    """One charge with its own facts. Months of deprivation of liberty; `is_life`, `is_death` where no number says it.

    `code` is the offence family (comity.notices.engine.offences). `limitation_on` is the last day on which it may be
    prosecuted or the sentence carried out, as the requester's law has it.
    """

    offence: str = ""
    code: str = ""
    law: str = ""
    facts: str = ""
    places: tuple[str, ...] = ()
    facts_from: str = ""  # whole or partial date
    facts_until: str = ""
    role: str = ""
    means: str = ""
    maximum_months: int | None = None
    sentence_months: int | None = None
    remaining_months: int | None = None
    is_life: bool = False
    is_death: bool = False
    limitation_on: date | None = None
    is_whole: bool = True  # one of several charges; False where the form knows only the case and its offence
    serious_link: str = ""  # how it is linked to serious or organised crime, where only that lets it pass
    damage: int | None = None  # in euro, where it is known


class Warrant(Struct, frozen=True, kw_only=True):
    """The arrest warrant or the judicial decision with the same effect."""

    authority: str = ""
    place: str = ""
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    is_judicial: bool | None = None
    appeal_route: str = ""  # before a judicial authority, where the warrant is of another (art. 84(c))
    has_copy: bool = False


class Assurance(Struct, frozen=True, kw_only=True):
    """One of the three assurances of art. 84 (1 competence, 2 extradition, 3 judicial appeal), signed by a person."""

    number: int
    signed_by: str = ""
    signed_at: datetime | None = None


class Trial(Struct, frozen=True, kw_only=True):
    """How a sentence came about, where there is one."""

    in_absentia: bool | None = None
    retrial: str = ""  # how the person was told, and which right to a new trial there is


class Renewal(Struct, frozen=True, kw_only=True):
    """What the source says when it wants to keep a notice for another period (arts 49-50)."""

    reason: str = ""
    last_reason: str = ""
    without_news: int = 0  # renewals since anything was heard of the person
    ends_on: date | None = None


class Travel(Struct, frozen=True, kw_only=True):
    """An entry of a travel document: the document's issuer, the issuer of the entry's bureau, the reason."""

    issuer: str = ""
    of_requester: bool = True
    reason: str = ""  # the record's kind: stolen, lost, revoked, invalid ...
    has_police_report: bool = False
    is_holder_abroad: bool = False


class Request(Struct, frozen=True, kw_only=True):
    """One request. `problems` are those the manifest found in its fields, as (path, sentence): asked there, not twice.

    `group` facts that only one colour has stand in `extra` under "group.field" ("assessment.grounds"), as text.
    """

    subject: Subject
    id: str = ""
    reference: str = ""  # the requester's own case number
    colour: str = ""
    seeks: frozenset[str] = frozenset()  # arrest, restriction, locate, inform, warn, identify, property
    purpose: str = ""
    requester: str = ""  # bureau code
    requester_kind: str = ""
    country: str = ""  # the requester's member code; "" for an international entity
    officer: str = ""
    recipients: tuple[str, ...] = ()
    is_urgent: bool = False
    received_at: datetime
    batch: str = ""
    person: Person | None = None
    about: str = "person"  # person, body, object, method, threat, listed
    summary: str = ""  # of the facts of the whole case
    charges: tuple[Charge, ...] = ()
    warrant: Warrant | None = None
    assurances: tuple[Assurance, ...] = ()
    trial: Trial = Trial()
    texts: tuple[str, ...] = ()  # every other free text of the request
    extradition_excluded: tuple[str, ...] = ()  # member codes
    international_element: str = ""
    known_history: str = ""  # asylum, extradition, judgments: what the requester itself declares
    asylum: str = ""  # none, applied, granted, refused, not_known: as declared
    judged_elsewhere: str = ""  # none, acquitted, convicted, pardoned, not_known: as declared
    complainant: str = ""  # "private" where a private creditor or partner complained
    extra: dict[str, str] = {}
    problems: tuple[tuple[str, str], ...] = ()
    renewal: Renewal | None = None
    travel: Travel | None = None
    asks_exception: str = ""  # why it is of particular importance (art. 83(1)(b)), where the requester asks for it
    what_is_new: str = ""  # where the requester says itself that this was refused before

    @property
    def is_nominal(self) -> bool:
        return self.person is not None

    @property
    def asks_identity(self) -> bool:
        """Whether a person with a name is the matter, and no list names them: then the least of identity is asked."""
        known = self.person is not None and self.person.is_identified
        return known and self.about == "person" and self.subject is not Subject.TRAVEL_DOCUMENT

    @property
    def is_coercive(self) -> bool:
        return bool(self.seeks & {"arrest", "restriction"})

    @property
    def case_numbers(self) -> tuple[str, ...]:
        """Numbers that name the case, each with its authority where that is known."""
        warrant = self.warrant
        of_warrant = (f"{warrant.authority} {warrant.number}".strip(),) if warrant and warrant.number else ()
        return (*of_warrant, *((self.reference,) if self.reference else ()))

    @property
    def facts(self) -> str:
        """The facts of all charges, or what stands in their place, as one text."""
        return "\n".join(charge.facts for charge in self.charges if charge.facts) or "\n".join(self.texts)

    @property
    def all_text(self) -> str:
        """Everything written in free words."""
        own = (text for charge in self.charges for text in (charge.offence, charge.facts, charge.means))
        return "\n".join(text for text in (*own, *self.texts) if text)
