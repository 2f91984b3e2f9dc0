"""The person of a notice: who they are, what they look like, and whether that is enough (arts 83(2)(a), 88-93)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests.shape import Content, Entry, Group, Stated
from comity.notices.manifests.values import Prose, YesNo
from comity.records.engine import persons
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY, ISSUER
from comity.records.manifests.person_values import Alias, Birth, Paper
from comity.records.manifests.person_words import SEXES, WARNINGS
from comity.records.manifests.persons import born_after
from comity.records.manifests.shape import Field

EYES: Final = {
    "brown": mark("Brown"), "black": mark("Black"), "blue": mark("Blue"), "green": mark("Green"),
    "grey": mark("Grey"), "hazel": mark("Hazel"), "other": mark("Other"),
}  # fmt: skip
HAIR: Final = {
    "black": mark("Black"), "brown": mark("Brown"), "blond": mark("Blond"), "red": mark("Red"), "grey": mark("Grey"),
    "white": mark("White"), "bald": mark("Bald"), "dyed": mark("Dyed"), "other": mark("Other"),
}  # fmt: skip
BUILDS: Final = {
    "slim": mark("Slim"), "medium": mark("Medium"), "athletic": mark("Athletic"), "heavy": mark("Heavy"),
}  # fmt: skip

_OLDEST: Final = 120


class SpokenLanguage(Struct, frozen=True):
    """A language by its three letters (ISO 639-2)."""

    accepted: str = mark("Three letters of ISO 639-2, such as fra.")

    def __call__(self, value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[a-z]{3}", value.strip().casefold()):
            raise ValueError(mark("This is not a code of a language."))
        return value.strip().casefold()

    def show(self, value: str) -> str:
        return value


PERSON_FIELDS: Final = (
    Field(name="family_name", label=mark("Family name"), reader=read.Text(120)),
    Field(name="given_names", label=mark("Given names"), reader=read.Text(120)),
    Field(name="has_one_name", label=mark("Has one name only"), reader=YesNo(),
          hint=mark("Where people have no family name, the one name stands as the family name.")),
    Field(name="original_name", label=mark("Name in its own script"), reader=read.Text(200)),
    Field(name="aliases", label=mark("Other names"), reader=read.Many(Alias(), 100),
          hint=mark("With (good) or (low) for how sure they are.")),
    Field(name="sex", label=mark("Sex"), reader=read.Choice(SEXES, {"M": "male", "F": "female", "X": "other"})),
    Field(name="birth_dates", label=mark("Dates of birth"), reader=read.Many(Birth(), 20),
          hint=mark("1985-04-12, 1985-04, 1985, 1985~ for about 1985, 1983/1987 for between.")),
    Field(name="birth_places", label=mark("Places of birth"), reader=read.Many(read.Text(200), 20)),
    Field(name="birth_country", label=mark("Country of birth"), reader=COUNTRY),
    Field(name="nationalities", label=mark("Nationalities"), reader=read.Many(ISSUER, 10)),
    Field(name="father", label=mark("Father's name"), reader=read.Text(200)),
    Field(name="mother", label=mark("Mother's name"), reader=read.Text(200)),
    Field(name="documents", label=mark("Documents"), reader=read.Many(Paper(), 50),
          hint=mark("Type, issuer and number: P FRA 12AB34567. Without type or issuer where unknown.")),
    Field(name="languages", label=mark("Languages spoken"), reader=read.Many(SpokenLanguage(), 20)),
    Field(name="occupation", label=mark("Occupation"), reader=read.Text(200)),
    Field(name="likely_in", label=mark("Countries where the person may be"), reader=read.Many(COUNTRY, 60)),
    Field(name="has_fingerprints", label=mark("Fingerprints can be had"), reader=YesNo()),
    Field(name="has_dna", label=mark("A DNA profile can be had"), reader=YesNo()),
    Field(name="warnings", label=mark("Warnings"), reader=read.Many(read.Choice(WARNINGS), 10)),
    Field(name="special_reason", label=mark("Special conditions"), reader=Prose(500), shown=False,
          hint=mark("For deceased persons, victims, witnesses and minors: how articles 39 to 41 are met.")),
)  # fmt: skip
PERSON: Final = Group(name="person", label=mark("The person"), fields=PERSON_FIELDS)
POSSIBLE_PERSON: Final = Group(name="person", label=mark("The person, if there is one"), fields=PERSON_FIELDS,
                               required=False)  # fmt: skip

DESCRIPTION: Final = Group(
    name="description",
    label=mark("Description"),
    required=False,
    fields=(
        Field(name="height_cm", label=mark("Height in centimetres"), reader=read.Number(30, 272)),
        Field(name="weight_kg", label=mark("Weight in kilograms"), reader=read.Number(1, 650)),
        Field(name="build", label=mark("Build"), reader=read.Choice(BUILDS)),
        Field(name="hair", label=mark("Hair"), reader=read.Choice(HAIR)),
        Field(name="eyes", label=mark("Eyes"), reader=read.Choice(EYES)),
        Field(name="marks", label=mark("Distinguishing marks"), reader=read.Many(read.Text(200), 30)),
        Field(name="clothing", label=mark("Clothing and things carried"), reader=read.Text(400)),
        Field(name="further", label=mark("Further description"), reader=Prose(1500)),
    ),
)

# What the public extract may show of a person: no case file, no numbers of documents, no fingerprints.
PUBLIC: Final = (
    "person.family_name", "person.given_names", "person.original_name", "person.sex", "person.birth_dates",
    "person.birth_places", "person.birth_country", "person.nationalities", "person.languages",
    "description.height_cm", "description.weight_kg", "description.build", "description.hair", "description.eyes",
    "description.marks",
)  # fmt: skip


def full_name(person: Entry) -> str:
    return " ".join(filter(None, (person.get("given_names", ""), person.get("family_name", ""))))


def title(content: Content) -> str:
    """The person in one line, as lists show them: FAMILY, Given (birth)."""
    person = content.get("person", {})
    family, given = person.get("family_name", ""), person.get("given_names", "")
    name = ", ".join(filter(None, (family.upper(), given))) or person.get("original_name", "")
    births = " / ".join(person.get("birth_dates", ()))
    return f"{name} ({births})" if name and births else str(name)


def names_of(content: Content) -> tuple[str, ...]:
    """Every name given for the person, in every script, the main one first."""
    person = content.get("person", {})
    main = [full_name(person), person.get("original_name", "")]
    return tuple(name for name in [*main, *(alias["name"] for alias in person.get("aliases", ()))] if name)


def problems_with_identity(stated: Stated) -> list[Problem]:
    """Whether the person is known well enough, in one of the two ways, and whether what is said agrees with itself."""
    return [*_problems_with_birth(stated), *_gaps_of_identity(stated)]


def _gaps_of_identity(stated: Stated) -> Iterator[Problem]:
    person = stated.one("person")
    if stated.photographs and _further_identifiers(stated):
        return
    for name in ("family_name", "given_names", "sex", "birth_dates"):
        if name not in person and not (name == "given_names" and person.get("has_one_name")):
            yield Problem(f"person.{name}", _NEEDED_UNLESS_PHOTOGRAPH, _VARIANTS)
    if not _is_described(stated):
        yield Problem("person.documents", _ONE_MORE, _VARIANTS)


_NEEDED_UNLESS_PHOTOGRAPH: Final = mark("This is required, unless there is a good photograph and something further.")
_ONE_MORE: Final = mark("Beside name, sex and birth, one thing more is needed to tell this person from others.")
_VARIANTS: Final = mark(
    "Family name, given names, sex, year of birth and a document, a description, fingerprints or DNA;"
    " or a good photograph with another name, a parent's name, a description, fingerprints or DNA."
)


def _is_described(stated: Stated) -> bool:
    person = stated.one("person")
    papers = person.get("documents") or person.get("has_fingerprints") or person.get("has_dna")
    return bool(papers or stated.one("description") or "fingerprints" in stated.attachments)


def _further_identifiers(stated: Stated) -> bool:
    person = stated.one("person")
    named = any(person.get(name) for name in ("aliases", "father", "mother", "family_name", "original_name"))
    return named or _is_described(stated)


def _problems_with_birth(stated: Stated) -> Iterator[Problem]:
    person = stated.one("person")
    births = person.get("birth_dates", ())
    if not births:
        return
    if born_after(person, stated.today):
        yield Problem("person.birth_dates", mark("This date of birth is in the future."), f"{stated.today} or earlier.")
    years = [year for born in births if (year := _last_year(born))]
    if years and max(years) < stated.today.year - _OLDEST:
        accepted = f"{stated.today.year - _OLDEST} or later."
        yield Problem("person.birth_dates", mark("Nobody is that old."), accepted)


def _last_year(born: str) -> int:
    return int(born.rstrip("~").split("/")[-1][:4])


def is_minor_on(person: Entry, day: str) -> bool:
    """Whether every date of birth given makes the person younger than 18 on a day partly known (its last moment)."""
    known = persons.PartialDate.parse(day)
    then = date(known.year, known.month or 12, known.day or 28)
    return bool(person.get("birth_dates")) and born_after(
        person, then.replace(year=then.year - 18, day=min(then.day, 28))
    )


def is_unborn_on(person: Entry, day: str) -> bool:
    """Whether every date of birth given lies after that day, partly known."""
    known = persons.PartialDate.parse(day)
    return born_after(person, date(known.year, known.month or 12, known.day or 28))


def recorded(content: Content, kind: str, **more: Any) -> dict[str, Any] | None:
    """What the database of persons holds of the person (docs/records.md), or None where there is no name to find."""
    person: Mapping[str, Any] = content.get("person", {})
    if not names_of(content):
        return None
    looks = content.get("description", {})
    values = {
        "kind": kind,
        "name": full_name(person),
        "functions": [person["occupation"]] if "occupation" in person else [],
        "marks": looks.get("marks", []),
        "birth_places": person.get("birth_places", []),
    }
    same = ("family_name", "given_names", "original_name", "aliases", "birth_dates", "sex", "nationalities",
            "documents", "warnings", "special_reason")  # fmt: skip
    values |= {name: person[name] for name in same if name in person}
    return {name: value for name, value in (values | more).items() if value not in ("", [], None)}
