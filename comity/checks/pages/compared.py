"""A hit by name, compared anew for the side that asked: the person asked about beside the record as it stands today."""

from typing import Final, NamedTuple

import msgspec

from comity.checks import queries
from comity.checks.engine import explaining, finding, mrz
from comity.checks.engine.answer import POSSIBLE
from comity.checks.engine.names.comparing import compare
from comity.checks.engine.persons.reading import person_of
from comity.checks.engine.question import Question
from comity.checks.pages import beside
from comity.checks.pages.beside import Beside
from comity.checks.queries import HitView, RecordView

_PERSONS: Final = "persons"


class Compared(NamedTuple):
    """What the template of a match by name reads."""

    person: Beside


def is_by_likeness(hit: HitView) -> bool:
    """Whether somebody must still find out if it is the same person."""
    return (hit.database, hit.outcome) == (_PERSONS, POSSIBLE)


def of_hit(hit: HitView, record: RecordView | None) -> Compared | None:
    """Both sides, unless it is no hit by name, not one's own question, or the question is erased.

    The source is not shown whom another country asked about: that is for those who asked to tell.
    """
    if record is None or not hit.is_asking or not is_by_likeness(hit):
        return None
    given = queries.question_of(hit)
    if given is None:
        return None
    question = msgspec.convert(given, Question)
    if question.person is not None:
        asked, stated = finding.stated(question.person), msgspec.to_builtins(question.person)
    elif question.mrz is not None:
        zone = [question.mrz] if isinstance(question.mrz, str) else question.mrz
        reading = mrz.read(zone, hit.at.date())
        asked, stated = finding.holder(reading), beside.of_zone(reading.to_json().get("fields", {}))
    else:
        return None
    likeness = explaining.explain(compare(asked.person(), person_of(record.fields)))
    return Compared(beside.beside(stated, likeness, record.fields))
