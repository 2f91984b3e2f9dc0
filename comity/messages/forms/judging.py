"""What is wrong with a letter that only its writer's side can know: its words, its person, and what must be meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.keys.engine.ring import PublicKey
from comity.messages import letters, rules
from comity.messages.drafting import Typed
from comity.messages.engine.content import Person
from comity.records.engine.persons import ImpossibleDate, PartialDate


@dataclass(frozen=True, slots=True)
class Naming(Problem):
    """A problem that names what it is about, as it was written: no words of ours, and not what is accepted."""

    named: str = ""


def problems(typed: Typed, ticked: frozenset[str], keys: Mapping[str, PublicKey]) -> list[Problem]:
    """Everything at once. `ticked`: what the writer said is meant (is_flash, asks_nothing_more)."""
    return [*_of_words(typed, ticked), *_of_person(typed), *_of_due(typed), *_of_keys(typed, keys)]


def person(typed: Typed) -> Person | None:
    """The person in fields; None where nobody is named."""
    names = tuple(filter(None, (line.strip() for line in typed.person_names.splitlines())))
    if not typed.names_person or not (names or typed.person_birth.strip()):
        return None
    return Person(names=names, birth=typed.person_birth.strip(), nationality=typed.person_nationality.strip().upper())


def due(typed: Typed) -> datetime | None:
    """When an answer is due, read as UTC; None where nothing (or no time) was typed."""
    try:
        moment = datetime.fromisoformat(typed.due_at.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _of_words(typed: Typed, ticked: frozenset[str]) -> Iterator[Problem]:
    if not typed.subject.strip():
        yield Problem("subject", mark("Say in a few words what it is about."))
    elif len(typed.subject) > rules.LONGEST_SUBJECT:
        yield Problem("subject", mark("This is too long."), f"{rules.LONGEST_SUBJECT}")
    if not typed.body.strip():
        yield Problem("body", mark("Nothing is written yet."))
    elif len(typed.body) > rules.LONGEST_BODY:
        yield Problem("body", mark("This is too long: put it into a file."), f"{rules.LONGEST_BODY}")
    left = letters.places_left(typed.subject, typed.body)
    if left:
        yield Naming(
            "body", mark("Places of the letter are still to be filled in, or taken out."), named=" ".join(left[:6])
        )
    said = letters.asked_in(typed.subject, typed.body)
    if letters.contradicts(typed.asks, said) and "asks_nothing_more" not in ticked:
        yield Naming(
            "asks_nothing_more",
            mark(
                "Some words read as if they ask for an arrest or a location. State it above, or say that they do not."
            ),
            named=", ".join(f"“{words}”" for words in said.values()),
        )
    if typed.priority == rules.Priority.FLASH and "is_flash" not in ticked:
        yield Problem(
            "is_flash", mark("Flash wakes people and owes an answer within ten minutes. Say that you mean it.")
        )


def _of_person(typed: Typed) -> Iterator[Problem]:
    if not typed.names_person:
        if typed.person_names.strip() or typed.person_birth.strip():
            yield Problem("names_person", mark("A person is filled in below: tick this, or empty those fields."))
        return
    if not typed.person_names.strip():
        yield Problem(
            "person_names", mark("Say whom it names: what is in fields can be compared, what is in words cannot.")
        )
    birth = typed.person_birth.strip()
    if birth:
        try:
            PartialDate.parse(birth)
        except ImpossibleDate:
            yield Problem(
                "person_birth", mark("This is not a date."), mark("A date such as 1979, 1979-02 or 1979-02-11.")
            )
    nationality = typed.person_nationality.strip()
    if nationality and not (len(nationality) == 2 and nationality.isascii() and nationality.isalpha()):
        yield Problem("person_nationality", mark("This is not a country."), mark("Two letters, such as FR."))


def _of_due(typed: Typed) -> Iterator[Problem]:
    if typed.due_at.strip() and due(typed) is None:
        yield Problem("due_at", mark("This is not a time."), mark("A day and a time in UTC, such as 2026-11-30T12:00."))


def _of_keys(typed: Typed, keys: Mapping[str, PublicKey]) -> Iterator[Problem]:
    """Whose key is another than when the writer last looked: said once, and the next press seals for the new one."""
    changed = [
        code for code in typed.recipients if code in keys and typed.keys.get(code, keys[code].id) != keys[code].id
    ]
    if changed:
        yield Naming(
            "to",
            mark("The keys of these bureaus have changed. Nothing was sent. Send again to seal for the new ones."),
            named=", ".join(f"{code}: {keys[code].fingerprint}" for code in changed),
        )
