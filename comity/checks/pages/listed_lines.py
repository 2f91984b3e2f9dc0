"""The lines of a checked list as its page shows them: who, what came of it, why, and what was found."""

import base64
import io
from collections import Counter
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.checks.engine import answer
from comity.checks.engine.passengers import outcomes
from comity.checks.engine.passengers.checking import Checked
from comity.checks.pages.answered import gravity, in_words
from comity.core.errors import Problem
from comity.look.templatetags.answers import gravest_tone
from comity.records.manifests import words

# Beyond these a page is too long to be read, let alone loaded: the table and the file have every line all the same.
MOST_IN_FULL: Final = 100
MOST_OPEN: Final = 10
MOST_MATCHES: Final = 5


class Line(NamedTuple):
    """One line of the list, or one of several documents of a passenger. `place` is its place among the outcomes,
    `found_as` the kind, the database and the source of what was found.
    """

    place: int
    number: int
    reference: str
    name: str
    document: str
    birth_date: str
    outcome: str
    tone: str
    found_as: list[tuple[str, str, str]]
    problems: tuple[Problem, ...]
    whys: list[tuple[str, str]]
    notes: tuple[str, ...]
    gravity: tuple[int, int]
    checked: Checked

    @property
    def is_found(self) -> bool:
        return self.outcome in (answer.HIT, answer.POSSIBLE)


class Found(NamedTuple):
    """A line with its answer in full, as the page of a single check shows it; `left` matches are not among it."""

    line: Line
    answer: dict[str, Any]
    left: int
    is_open: bool


def lines(checked: list[Checked]) -> list[Line]:
    """In the order of the list."""
    return [_line(place, one) for place, one in enumerate(checked, 1)]


def in_full(found: list[Line]) -> list[Found]:
    """The first of them with their answers; hits stand open, if they are few."""
    first = found[:MOST_IN_FULL]
    opened = [line.place for line in first if line.outcome == answer.HIT][:MOST_OPEN]
    return [_found(line, is_open=line.place in opened) for line in first]


def counts(shown: list[Line]) -> list[tuple[str, int]]:
    """How many lines had which outcome, the worst to miss first; none is left out."""
    counted = Counter(line.outcome for line in shown)
    return [(outcome, counted[outcome]) for outcome in answer.OUTCOMES]


def verdict(shown: list[Line]) -> dict[str, Any]:
    """The whole list in one outcome, and in one sentence."""
    counted = dict(counts(shown))
    outcome = answer.worst(line.outcome for line in shown)
    tones = [line for line in shown if line.outcome == answer.HIT]
    number = {"count": counted[outcome], "whole": len(shown)}
    return {
        "outcome": outcome,
        "tone": min(tones, key=lambda line: line.gravity).tone if tones else "",
        "sentence": _sentence(outcome, counted[outcome]) % number,
    }


def _sentence(outcome: str, count: int) -> str:
    if outcome == answer.HIT:
        return ngettext(
            "Something recorded was found for %(count)d of %(whole)d lines. Read what it is before you act.",
            "Something recorded was found for %(count)d of %(whole)d lines. Read what it is before you act.",
            count,
        )
    if outcome == answer.POSSIBLE:
        return ngettext(
            "Something similar is recorded for %(count)d of %(whole)d lines. Compare before you act.",
            "Something similar is recorded for %(count)d of %(whole)d lines. Compare before you act.",
            count,
        )
    if outcome == answer.NOT_CHECKED:
        return ngettext(
            "This is not a clearance. %(count)d of %(whole)d lines was not checked in every way.",
            "This is not a clearance. %(count)d of %(whole)d lines were not checked in every way.",
            count,
        )
    return ngettext(
        "Nothing known of the one line, in the databases that were asked.",
        "Nothing known of any of the %(whole)d lines, in the databases that were asked.",
        count,
    )


def as_link(checked: list[Checked]) -> str:
    """The outcomes as CSV, in the page itself: nothing is kept on the server, and nothing is asked a second time."""
    text = io.StringIO(newline="")
    outcomes.Table(text).write(map(outcomes.row_of, checked))
    # The mark at the start tells spreadsheets that it is UTF-8.
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.getvalue().encode("utf-8-sig")).decode()


def _line(place: int, one: Checked) -> Line:
    passenger, said = one.passenger, one.answer
    asked = passenger.question or {}
    read = said.reading["fields"] if said is not None and said.reading else {}
    databases = said.answers if said else []
    found = [(match.kind, database.database, match.source_name) for database in databases for match in database.matches]
    return Line(
        place=place,
        number=passenger.line,
        reference=passenger.reference,
        name=passenger.name or _name_in(read),
        document=_document(asked.get("document") or {}, read),
        birth_date=(asked.get("person") or {}).get("birth_date") or read.get("birth_date") or "",
        outcome=one.outcome,
        tone=gravest_tone(said) if said else "",
        found_as=list(dict.fromkeys(found))[:MOST_MATCHES],
        problems=one.problems,
        whys=[(database.database, database.why) for database in databases if database.why],
        notes=passenger.notes,
        gravity=gravity(said) if said else (answer.OUTCOMES.index(one.outcome), 0),
        checked=one,
    )


def _name_in(zone: dict[str, Any]) -> str:
    return ", ".join(part for part in (zone.get("primary_identifier"), zone.get("secondary_identifier")) if part)


def _document(asked: dict[str, Any], zone: dict[str, Any]) -> str:
    number, issuer = asked.get("number") or zone.get("document_number"), asked.get("issuer") or zone.get("issuer")
    if number and issuer:
        return _("%(number)s of %(country)s") % {"number": number, "country": words.country(issuer)}
    return number or ""


def _found(line: Line, *, is_open: bool) -> Found:
    assert line.checked.answer is not None
    shown = in_words(line.checked.passenger.question or {}, line.checked.answer)
    left = 0
    for said in shown["answers"]:
        left += max(0, len(said["matches"]) - MOST_MATCHES)
        said["matches"] = said["matches"][:MOST_MATCHES]
    return Found(line, shown, left, is_open)
