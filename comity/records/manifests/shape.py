"""What a manifest is: the fields of one database, who may add, how long data lives, and what an answer says of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.records.engine.numbers import Range
from comity.records.manifests import read
from comity.records.manifests.read import Reader

Fields = Mapping[str, Any]


class Key(Struct, frozen=True):
    """One way to find a record: the kind of key, and the normal form of its value (records.engine)."""

    kind: str
    normal: str


class Blanks(Struct, frozen=True):
    """Blank documents with consecutive numbers, of one issuer and type."""

    issuer: str
    type: str
    range: Range


class Field(Struct, frozen=True, kw_only=True):
    """One field of a database. `shown` fields are facts of the answer to a check; the rest is for the source.

    What is not `kept` is asked on entry, compared once, and thrown away: it is no part of the record.
    """

    name: str
    label: str
    reader: Reader
    required: bool = False
    shown: bool = True
    hint: str = ""
    kept: bool = True


class Kind(Struct, frozen=True, kw_only=True):
    """Why something is recorded, and what an officer who meets it is told: what it is, what to do, what not to do.

    `means` is one sentence that says what is so; `next_steps` and `not_to_do` hold only what is done or left undone.
    `reported` says the same with its %(source)s and %(date)s, where one sentence reads better than two.
    """

    label: str
    means: str
    next_steps: tuple[str, ...]
    not_to_do: tuple[str, ...] = ()
    reported: str = mark("%(means)s Reported by %(source)s on %(date)s.")

    def statement(self, source: str, date: str, say: Callable[[str], str] = str) -> str:
        """What is so, by whom and since when, as the reader writes names and dates; `say` translates a sentence."""
        if not date:
            return say(self.means)
        return say(self.reported) % {"means": say(self.means), "source": source, "date": date}


# The commonest of what is reported, in one sentence with its source and its date.
STOLEN: Final = mark("Reported stolen by %(source)s on %(date)s.")
LOST: Final = mark("Reported lost by %(source)s on %(date)s.")
MISSING: Final = mark("Reported missing by %(source)s on %(date)s.")


class Draft(Struct, frozen=True, kw_only=True):
    """A record as its source states it, read and found good. `review_on` None means the database's own period.

    `passing` is what was stated and is not kept.
    """

    database: str
    reference: str
    kind: str
    fields: dict[str, Any]
    level: Level
    purposes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    occurred_on: date | None = None
    review_on: date | None = None
    passing: dict[str, Any] = {}


class Stated(Struct, frozen=True, kw_only=True):
    """What a whole-record check looks at: who adds it, when, and what was readable of it."""

    source: str
    today: date
    kind: str
    level: Level
    purposes: tuple[str, ...]
    fields: Fields


# Conditions of use a source often sets (Rules on the Processing of Data, art. 65). A code is stored as its sentence.
CONDITIONS: Final = {
    "contact_source_first": mark("Contact the source before any measure."),
    "do_not_arrest": mark("Do not arrest on this record alone."),
    "no_onward_transfer": mark("Do not pass this on."),
    "do_not_alert": mark("Do not let the person know."),
}

ENVELOPE: Final = (
    Field(name="reference", label=mark("National reference"), reader=read.Text(60), required=True, shown=False,
          hint=mark("Your own number for it. Sending it again updates the record instead of adding a second one.")),
    Field(name="kind", label=mark("Kind"), reader=read.Text(30), required=True, shown=False),
    Field(name="occurred_on", label=mark("Date of the event"), reader=read.Day(), shown=True),
    Field(name="purposes", label=mark("Purposes allowed"), reader=read.Many(read.Choice(PURPOSES), 9), shown=False,
          hint=mark("None means every purpose.")),
    Field(name="level", label=mark("Level"), reader=read.Choice({level.slug: level.label for level in Level}),
          shown=False),
    Field(name="conditions", label=mark("Conditions of use"),
          reader=read.Many(read.Condition(CONDITIONS, 200), 10), shown=False),
    Field(name="review_on", label=mark("Review date"), reader=read.Day(), shown=False,
          hint=mark("The record ends on this day unless it is renewed. None means the longest period allowed.")),
)  # fmt: skip
ENVELOPE_NAMES: Final = frozenset(field.name for field in ENVELOPE)


def _no_problems(_stated: Stated) -> list[Problem]:
    return []


def _no_blanks(_fields: Fields) -> Blanks | None:
    return None


def _no_conditions(_kind: str, _fields: Fields, _today: date) -> tuple[str, ...]:
    return ()


class Manifest(Struct, frozen=True, kw_only=True):
    """One database. `retention_years` is the default and the longest; an installation may set another (settings).

    `keys` and `blanks` say how a record is found; `check` is what no single field can tell; `standing_conditions` are
    conditions that the rules attach whatever the source says. `refused_fields` are names of columns that must not be
    here, with the reason.
    """

    database: str
    label: str
    about: str
    fields: tuple[Field, ...]
    kinds: Mapping[str, Kind]
    keys: Callable[[Fields], list[Key]]
    title: Callable[[Fields], str]
    retention_years: int
    retention_source: str
    level: Level = Level.OFFICIAL_USE_ONLY
    blanks: Callable[[Fields], Blanks | None] = _no_blanks
    check: Callable[[Stated], list[Problem]] = _no_problems
    standing_conditions: Callable[[str, Fields, date], tuple[str, ...]] = _no_conditions
    refused_fields: Mapping[str, str] = {}
    shows_place_to_source_before_release: bool = True

    def means(self, kind: str) -> str:
        """What a record of this kind is: one English sentence, to be translated where it is shown."""
        return self.kinds[kind].means

    def next_steps(self, kind: str) -> list[str]:
        """What to do after a hit, in order: English sentences, to be translated where they are shown."""
        return list(self.kinds[kind].next_steps)

    def not_to_do(self, kind: str) -> list[str]:
        return list(self.kinds[kind].not_to_do)

    def facts(self, fields: Fields) -> dict[str, Any]:
        """The fields an answer shows, in the manifest's order."""
        return {field.name: fields[field.name] for field in self.fields if field.shown and field.name in fields}

    def all_fields(self) -> tuple[Field, ...]:
        """The fields every record has, then this database's own: the columns of a file for it."""
        kinds = read.Choice({slug: kind.label for slug, kind in self.kinds.items()})
        kind = Field(name="kind", label=mark("Kind"), reader=kinds, required=True, shown=False)
        return tuple(kind if field.name == "kind" else field for field in ENVELOPE) + self.fields
