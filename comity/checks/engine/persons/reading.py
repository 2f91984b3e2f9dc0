"""Reading: what a record's facts say of a person, ready to be filed but for its place in the files."""

from collections.abc import Mapping
from typing import Any, Final

from comity.checks.engine.names import parsing, preparing
from comity.checks.engine.names.name import Person
from comity.checks.engine.persons import births, people, sketch
from comity.checks.engine.persons.people import Named, Written
from comity.records.engine import issuers, numbers
from comity.records.engine.persons import normal_name

_SEXES: Final = {"male": "M", "female": "F", "other": "X"}


def read(person: Person, content: bytes) -> Written:
    """All that is worked out of a person before it is filed. `content`: as `people.content_of` gives it."""
    sketches = [sketch.sketch(name) for name in person.names[: people.MOST_NAMES]]
    stamps, is_open = births.filed(person.births)
    return Written(
        content=content,
        prepared=preparing.prepare(person).tobytes(),
        names=tuple(Named(one.pairs, one.threes, one.codes, tuple(one.keys)) for one in sketches),
        stamps=tuple(stamps),
        is_open=is_open,
    )


def read_facts(facts: Mapping[str, Any]) -> Written | None:
    """The person of a record; None for one without a name that can be read."""
    person = person_of(facts)
    return read(person, people.content_of(person)) if person.names else None


def person_of(facts: Mapping[str, Any]) -> Person:
    """What a record's facts say of the person, as a comparison takes it."""
    main = [parsing.parse(facts[key], family=facts.get("family_name", "") if key == "name" else "")
            for key in ("name", "original_name") if facts.get(key)]  # fmt: skip
    others = [parsing.parse(alias["name"]) for alias in facts.get("aliases", ())]
    if not main and (family := facts.get("family_name")):
        main = [parsing.parse(facts.get("given_names", ""), family=family)]
    return Person(
        names=tuple(dict.fromkeys(name for name in [*main, *others] if name.tokens)),
        births=tuple(facts.get("birth_dates", ())),
        sex=_SEXES.get(str(facts.get("sex", "")), ""),
        nationalities=frozenset(facts.get("nationalities", ())),
        places=frozenset(normal_name(place) for place in facts.get("birth_places", ())),
        documents=frozenset(
            f"{issuers.canonical(paper.get('issuer') or '') or ''} {numbers.normal(paper['number'])}".strip()
            for paper in facts.get("documents", ())
        ),
    )
