"""Persons: found by name with what is known of the birth, and by documents. The status of article 44 is the kind."""

from datetime import date
from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.records.engine import numbers, persons
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY, ISSUER
from comity.records.manifests.person_values import Alias, Birth, Paper
from comity.records.manifests.person_words import KINDS, MINOR, MINOR_CONDITION, SEXES, VICTIM_CONDITION, WARNINGS
from comity.records.manifests.shape import Field, Fields, Key, Manifest, Stated

# Articles 39 to 41 set extra conditions for recording these; the source states how they are met.
_SPECIAL: Final = frozenset({"deceased", "victim", "witness"})
_NO_COERCION: Final = frozenset(
    {"victim", "witness", "missing", "deceased", "unidentified_person", "unidentified_body"}
)
_NAMELESS: Final = frozenset({"unidentified_person", "unidentified_body"})


def names_of(fields: Fields) -> list[str]:
    """Every name the record gives, in every script, the main one first."""
    main = [fields.get("name", ""), fields.get("original_name", "")]
    return [name for name in [*main, *(alias["name"] for alias in fields.get("aliases", ()))] if name]


def _keys(fields: Fields) -> list[Key]:
    """Those of the documents: names have an index of their own."""
    papers = {numbers.normal(paper["number"]) for paper in fields.get("documents", ())}
    return [Key("document", normal) for normal in sorted(papers) if normal]


def _title(fields: Fields) -> str:
    name = fields.get("name") or fields.get("original_name") or mark("Name not known")
    births = " / ".join(fields.get("birth_dates", ()))
    return f"{name} ({births})" if births else str(name)


def born_after(fields: Fields, day: date) -> bool:
    """Whether every date of birth given lies after the day: one that does not makes the person older."""
    births = [born.rstrip("~").split("/")[-1] for born in fields.get("birth_dates", ())]
    return bool(births) and all(born > day.isoformat()[: len(born)] for born in births)


def _is_minor(fields: Fields, today: date) -> bool:
    return born_after(fields, _years_before(today, 18))


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def _check(stated: Stated) -> list[Problem]:
    fields, kind = stated.fields, stated.kind
    problems = []
    if kind not in _NAMELESS and not names_of(fields):
        problems.append(
            Problem("name", mark("A person needs a name, unless they are unidentified."), "name or original_name.")
        )
    if not any(persons.normal_name(name) for name in names_of(fields)) and names_of(fields):
        problems.append(Problem("name", mark("This holds no letter."), read.Text(200).accepted))
    if fields.get("birth_dates") and born_after(fields, stated.today):
        problems.append(
            Problem("birth_dates", mark("This date of birth is in the future."), f"{stated.today} or earlier.")
        )
    if "special_reason" not in fields and (kind in _SPECIAL or _is_minor(fields, stated.today)):
        problems.append(
            Problem("special_reason", _WHY_SPECIAL, mark("How articles 39 to 41 are met, in one sentence."))
        )
    if kind in _NO_COERCION and "wanted_person" in stated.purposes:
        problems.append(
            Problem("purposes", mark("A person with this status is not wanted."), mark("Any other purpose."))
        )
    if kind in ("convicted", "charged") and "basis" not in fields:
        problems.append(
            Problem(
                "basis",
                mark("This status needs the decision it rests on."),
                mark("Warrant or judgment, with its date."),
            )
        )
    return problems


_WHY_SPECIAL: Final = mark(
    "Deceased persons, victims, witnesses and minors are recorded under special conditions only."
)


def _standing(kind: str, fields: Fields, today: date) -> tuple[str, ...]:
    conditions: list[str] = []
    if kind in ("victim", "witness"):
        conditions.append(VICTIM_CONDITION)
    if _is_minor(fields, today):
        conditions += [MINOR, MINOR_CONDITION]
    return tuple(conditions)


MANIFEST: Final = Manifest(
    database="persons",
    label=mark("Persons"),
    about=mark("Wanted and missing persons, unidentified bodies, persons under sanctions of the United Nations."),
    fields=(
        Field(name="name", label=mark("Name in Latin letters"), reader=read.Text(200),
              hint=mark("The whole name, in the order used.")),
        Field(name="family_name", label=mark("Family name"), reader=read.Text(120)),
        Field(name="given_names", label=mark("Given names"), reader=read.Text(120)),
        Field(name="original_name", label=mark("Name in its own script"), reader=read.Text(200)),
        Field(name="aliases", label=mark("Other names"), reader=read.Many(Alias(), 100),
              hint=mark("With (good) or (low) for how sure they are.")),
        Field(name="birth_dates", label=mark("Dates of birth"), reader=read.Many(Birth(), 20),
              hint=mark("1985-04-12, 1985-04, 1985, 1985~ for about 1985, 1983/1987 for between.")),
        Field(name="birth_places", label=mark("Places of birth"), reader=read.Many(read.Text(200), 20)),
        Field(name="sex", label=mark("Sex"), reader=read.Choice(SEXES, {"M": "male", "F": "female", "X": "other"})),
        Field(name="nationalities", label=mark("Nationalities"), reader=read.Many(ISSUER, 10)),
        Field(name="documents", label=mark("Documents"), reader=read.Many(Paper(), 50),
              hint=mark("Type, issuer and number: P FRA 12AB34567. Without type or issuer where unknown.")),
        Field(name="warnings", label=mark("Warnings"), reader=read.Many(read.Choice(WARNINGS), 10)),
        Field(name="marks", label=mark("Distinguishing marks"), reader=read.Many(read.Text(200), 30)),
        Field(name="addresses", label=mark("Addresses"), reader=read.Many(read.Text(300), 50), shown=False),
        Field(name="functions", label=mark("Titles and functions"), reader=read.Many(read.Text(300), 30), shown=False),
        Field(name="basis", label=mark("Decision it rests on"), reader=read.Text(300),
              hint=mark("Warrant, judgment or listing, with its date.")),
        Field(name="offence", label=mark("Offence"), reader=read.Text(300)),
        Field(name="wanted_by", label=mark("Countries that ask"), reader=read.Many(COUNTRY, 20)),
        Field(name="special_reason", label=mark("Special conditions"), reader=read.Text(500), shown=False,
              hint=mark("For deceased persons, victims, witnesses and minors: how articles 39 to 41 are met.")),
        Field(name="information", label=mark("Further information"), reader=read.Text(4000), shown=False),
    ),
    kinds=KINDS,
    keys=_keys,
    title=_title,
    check=_check,
    standing_conditions=_standing,
    level=Level.OFFICIAL_USE_ONLY,
    retention_years=5,
    retention_source=mark("Rules on the Processing of Data, arts 49-50: 5 years, renewable after examination."),
)  # fmt: skip
