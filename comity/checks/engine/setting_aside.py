"""Setting aside: a possible person whom an officer of the asker's bureau found not to be this traveller is not shown.

The law is judgements.rules. Wherever something is unsure, nothing is set aside: the officer then sees the record again.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from comity.checks.engine import mrz
from comity.checks.engine.answer import SetAside
from comity.checks.engine.finding import Work
from comity.checks.engine.index import Edition
from comity.checks.engine.mrz import Reading
from comity.checks.engine.question import Document, Person, Question
from comity.core.languages import mark
from comity.judgements import rules
from comity.judgements.rules import InForce, Traveller
from comity.network.rules import Actor
from comity.records.engine import issuers, numbers, persons

SENTENCE: Final = mark(
    "An officer of your bureau found that the holder of this document is not the person recorded. "
    "The record is not shown."
)
# The one database whose matches are judged: a thing has a number, a person only likeness.
DATABASE: Final = "persons"
_DOCUMENTS: Final = "travel_documents"
_WHOLE_DATE: Final = len("2000-01-01")


def take_out(asked: Question, work: Work, edition: Edition, actor: Actor, at: datetime) -> list[InForce]:
    """Takes the persons who were judged not to be this traveller out of the work; the judgements that say so.

    Only what is merely possible, and only where the document itself was looked up and nothing is known of it.
    """
    found = work.found.get(DATABASE)
    if not found or not edition.judged:
        return []
    one = traveller(asked, work.reading)
    if one is None or not _is_clear(work, actor):
        return []
    said = []
    for judgement in edition.judged.of(actor.bureau, one):
        candidate = found.get(judgement.record)
        if candidate is None or candidate.is_hit:
            continue
        if rules.holds(judgement, candidate.found.entry.facts, one.number, at):
            del found[judgement.record]
            said.append(judgement)
    return said


def told(judgement: InForce) -> SetAside:
    """The judgement as an answer says it: no facts of the record, and none of the evidence."""
    return SetAside(
        judgement=str(UUID(bytes=judgement.id)),
        record=str(UUID(bytes=judgement.record)),
        decided_on=judgement.decided_at.date().isoformat(),
        until=rules.until(judgement.expires_at).isoformat(),
        sentence=SENTENCE,
    )


def traveller(asked: Question, reading: Reading | None) -> Traveller | None:
    """The holder of a document, where the question gives one whole: number and issuer, name, and whole date of birth.

    From a zone whose every check digit is right, or from document and person; never from both, which may be two people.
    """
    if asked.mrz is not None:
        return _of_zone(reading) if reading and asked.document is None and asked.person is None else None
    if asked.document is None or asked.person is None:
        return None
    return _of_parts(asked.document, asked.person)


def holder(asked: Question, on: date) -> tuple[Traveller | None, date | None]:
    """The traveller of a question asked that day, and the last day of the document where its zone says so."""
    reading = None
    if asked.mrz is not None:
        reading = mrz.read([asked.mrz] if isinstance(asked.mrz, str) else asked.mrz, on)
    expiry = reading.expiry_date if reading else None
    ends = date.fromisoformat(expiry) if expiry and len(expiry) == _WHOLE_DATE else None
    return traveller(asked, reading), ends


def _of_zone(reading: Reading) -> Traveller | None:
    # A visa has a number and an issuer of its own, and its holder another with every journey.
    if not (reading.valid and reading.issuer_known) or reading.document_code.startswith("V"):
        return None
    name = f"{reading.primary_identifier} {reading.secondary_identifier}"
    return _whole(reading.document_number, reading.issuer, [name], reading.birth_date)


def _of_parts(document: Document, person: Person) -> Traveller | None:
    return _whole(document.number, document.issuer, [person.full_name, *(person.names or ())], person.birth_date)


def _whole(number: str, issuer: str | None, names: list[str], born: str | None) -> Traveller | None:
    normal, code = numbers.normal(number), issuers.canonical(issuer) if issuer else None
    called = sorted({persons.normal_name(name) for name in names} - {""})
    birth = born.strip() if born else ""
    if len(normal) < rules.SHORTEST_NUMBER or code is None or not called or len(birth) != _WHOLE_DATE:
        return None
    return Traveller(number=normal, issuer=code, names=tuple(called), born=birth)


def _is_clear(work: Work, actor: Actor) -> bool:
    """Whether the document was looked up, surely, and nothing at all was found: a stolen passport proves nobody."""
    return _DOCUMENTS in actor.databases and work.found.get(_DOCUMENTS) == {} and not work.whys.get(_DOCUMENTS)
