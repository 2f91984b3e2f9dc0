"""What a manifest is: who may ask for notices of one colour, for what, on which conditions, and what they must say."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.manifests.shape import Field

Entry = Mapping[str, Any]
# {group: {field: value}}, or {group: [{field: value}, ...]} for a group of which there may be several.
Content = Mapping[str, Any]


class Requester(StrEnum):
    """Kinds of who may ask (Rules on the Processing of Data, arts 73-76, 82-95)."""

    BUREAU = "bureau"
    TRIBUNAL = "tribunal"
    PARTNER = "partner"
    UN_COMMITTEE = "un_committee"
    SECRETARIAT = "secretariat"


REQUESTER_LABELS: Final = {
    Requester.BUREAU: mark("National Central Bureau"),
    Requester.TRIBUNAL: mark("International entity with powers of investigation and prosecution"),
    Requester.PARTNER: mark("Other international entity"),
    Requester.UN_COMMITTEE: mark("Committee of the United Nations Security Council"),
    Requester.SECRETARIAT: mark("General Secretariat"),
}

# What a notice asks of those who read it. The first two touch a person's freedom.
SEEKS: Final = {
    "arrest": mark("Arrest, with a view to extradition or surrender"),
    "restriction": mark("Restriction of movement"),
    "locate": mark("To find where somebody or something is"),
    "inform": mark("Information"),
    "warn": mark("A warning"),
    "identify": mark("Identification"),
    "property": mark("Information on property"),
}
COERCIVE: Final = frozenset({"arrest", "restriction"})

SUBJECTS: Final = {
    "person": mark("A person"),
    "body": mark("A dead body"),
    "object": mark("An object"),
    "method": mark("A method"),
    "threat": mark("A threat"),
    "listed": mark("A person or an entity listed by the United Nations"),
}

# What may be attached, by the code that is kept with it.
ATTACHMENTS: Final = {
    "warrant": mark("Arrest warrant or judicial decision"),
    "judgment": mark("Judgment"),
    "extradition": mark("Papers for extradition"),
    "assessment": mark("Assessment of the threat"),
    "custody": mark("Decision on custody"),
    "fingerprints": mark("Fingerprints"),
    "dental": mark("Dental chart"),
    "other": mark("Other document"),
}


class Group(Struct, frozen=True, kw_only=True):
    """Fields that belong together. `most` above 1: a list of such (charges), at least one of them if `required`.

    The required fields of a group that is not required itself are asked for once anything is said in it. What is
    `for_review` is never shown to other members; of the rest, fields that are not `shown` are not.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    most: int = 1
    required: bool = True
    hint: str = ""
    for_review: bool = False

    @property
    def is_list(self) -> bool:
        return self.most > 1


class Assurance(Struct, frozen=True, kw_only=True):
    """A statement that a named officer of the requester signs (art. 84). `applies` says when it is asked for."""

    number: int
    says: str
    applies: Callable[[Content], bool] = lambda _content: True


class Stated(Struct, frozen=True, kw_only=True):
    """A request as it would be handed in: what a whole-notice check looks at. `photographs` is how many there are."""

    content: Content
    today: date
    requester: str = ""
    asks: Requester = Requester.BUREAU
    photographs: int = 0
    attachments: frozenset[str] = frozenset()
    is_public: bool = False

    def one(self, group: str) -> Entry:
        """What a group says; empty when it says nothing."""
        said = self.content.get(group)
        return said if isinstance(said, Mapping) else {}

    def several(self, group: str) -> list[Entry]:
        said = self.content.get(group)
        return list(said) if isinstance(said, list) else []


def _no_problems(_stated: Stated) -> list[Problem]:
    return []


def _no_record(_content: Content) -> dict[str, Any] | None:
    return None


class Manifest(Struct, frozen=True, kw_only=True):
    """One colour. `asks` may always ask, `by_agreement` where an opening names them (a pilot, an agreement).

    `quota` is how many of a pilot may circulate at once, shared equally among those it is open to. `record` gives what
    the database in `database` is to hold of the subject while the notice is published (docs/records.md), or None.
    `public` names the fields of the public extract, as "group.field". `texts_needed` are languages in which the free
    texts must stand before publication; the others are published as the translators finish them. `validity_years` 0: it
    has no end of its own.
    """

    colour: str
    label: str
    letter: str
    purpose: str
    basis: str
    asks: frozenset[Requester]
    by_agreement: frozenset[Requester] = frozenset()
    seeks: frozenset[str]
    subject: str
    purposes: tuple[str, ...]
    groups: tuple[Group, ...]
    statuses: Mapping[str, str] = {}
    may_be_public: str = "never"  # with_consent | always | never
    public: tuple[str, ...] = ()
    validity_years: int = 5
    reviewers: int = 1
    languages_needed: tuple[str, ...] = ("en",)
    assurances: tuple[Assurance, ...] = ()
    quota: int | None = None
    check: Callable[[Stated], list[Problem]] = _no_problems
    database: str = ""
    record: Callable[[Content], dict[str, Any] | None] = _no_record
    title: Callable[[Content], str] = lambda _content: ""

    @property
    def has_assurances(self) -> bool:
        return bool(self.assurances)

    @property
    def is_coercive(self) -> bool:
        return bool(self.seeks & COERCIVE)

    def names_somebody(self, content: Content) -> bool:
        """Whether the notice is about a person, alive or dead."""
        return self.subject in ("person", "body") or bool(content.get("person"))

    def group(self, name: str) -> Group | None:
        return next((group for group in self.groups if group.name == name), None)
