"""Passenger lists as UN/EDIFACT PAXLST, after the WCO/IATA/ICAO implementation guide (version 5, 2015; D.02B to D.15B).

A passenger is a group 4: NAD with FL (passenger), FM (crew), DDU or DDT (passenger or crew in transit), then ATT+2 sex,
DTM+329 date of birth, NAT+2 nationality, RFF+AVF booking, and a group 5 for each document: DOC, DTM+36, LOC+91 issuer.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from comity.checks.engine.mrz import dates
from comity.checks.engine.passengers.edifact import LONGEST, Segment
from comity.checks.engine.passengers.passenger import Given, Passenger, asked
from comity.core.errors import Problem
from comity.core.languages import mark

_TRAVELLERS: Final = {"FL": "42", "DDU": "42", "FM": "41", "DDT": "41"}
_COUNTED: Final = {"41": "crew", "42": "passengers"}

NOT_A_LIST: Final = mark("This message is not a passenger list.")
ACCEPTED_MESSAGES: Final = mark("Messages of type PAXLST.")
CUT_SHORT: Final = mark("The list ends before its last segment: passengers may be missing.")
ACCEPTED_END: Final = mark("A message that ends with UNT.")
MISCOUNTED: Final = mark("The list announces another number of travellers than it holds.")
ACCEPTED_COUNT: Final = mark("CNT+42 with the number of passengers, CNT+41 with the number of crew.")
NOT_A_SEGMENT: Final = mark("This is too long to be a segment.")
ACCEPTED_SEGMENTS: Final = mark("Segments that end with the terminator of UNA.")
NO_LIST: Final = mark("No message begins in this file.")


class Traveller(msgspec.Struct):
    """One group 4 while it is read."""

    line: int
    given: Given
    documents: list[Given]
    reference: str = ""


def read(segments: Iterable[Segment], on: date) -> Iterator[Passenger]:
    """One outcome for every traveller and document, in order; and one for whatever is wrong with the list itself."""
    message = _Message(on)
    number = 0
    for segment in segments:
        number = segment.number
        if sum(len(part) for element in segment.elements for part in element) >= LONGEST - len(segment.elements):
            yield _wrong(number, "", NOT_A_SEGMENT, ACCEPTED_SEGMENTS)
        yield from message.take(segment)
    yield from message.finish(number)


def _wrong(line: int, field: str, problem: str, accepted: str) -> Passenger:
    return Passenger(line, problems=(Problem(field, problem, accepted),), is_of_list=True)


class _Message:
    """The list as far as it has been read: at most one traveller is held at a time."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.begun = self.open = False
        self.traveller: Traveller | None = None
        self.held: dict[str, int] = {}
        self.announced: dict[str, tuple[int, str]] = {}

    def take(self, segment: Segment) -> Iterator[Passenger]:
        match segment.tag:
            case "UNH":
                yield from self._begin(segment)
            case _ if not self.open:
                return
            case "NAD":
                yield from self._flush()
                if segment.at(1) in _TRAVELLERS:
                    self.traveller = _traveller(segment)
                    kind = _TRAVELLERS[segment.at(1)]
                    self.held[kind] = self.held.get(kind, 0) + 1
            case "CNT":
                yield from self._flush()
                self.announced[segment.at(1)] = (segment.number, segment.at(1, 1))
            case "UNT":
                yield from self._end()
            case _ if self.traveller is not None:
                _tell(self.traveller, segment, self.on)

    def finish(self, number: int) -> Iterator[Passenger]:
        """What the end of the file says: a message that was never closed, or that never began."""
        yield from self._flush()
        if self.open:
            yield _wrong(number, "UNT", CUT_SHORT, ACCEPTED_END)
        elif not self.begun:
            yield _wrong(1, "UNH", NO_LIST, ACCEPTED_MESSAGES)

    def _begin(self, segment: Segment) -> Iterator[Passenger]:
        if self.open:
            yield from self._flush()
            yield _wrong(segment.number, "UNT", CUT_SHORT, ACCEPTED_END)
        self.begun = True
        self.open = segment.at(2) == "PAXLST"
        self.held, self.announced = {}, {}
        if not self.open:
            yield _wrong(segment.number, "UNH", NOT_A_LIST, ACCEPTED_MESSAGES)

    def _flush(self) -> Iterator[Passenger]:
        if self.traveller is not None:
            yield from _outcomes(self.traveller, self.on)
        self.traveller = None

    def _end(self) -> Iterator[Passenger]:
        yield from self._flush()
        self.open = False
        for kind in _COUNTED:
            at, announced = self.announced.get(kind, (0, ""))
            # Some senders count the crew among the passengers.
            if at and announced not in {str(self.held.get(kind, 0)), str(sum(self.held.values()))}:
                yield _wrong(at, f"CNT+{kind}", MISCOUNTED, ACCEPTED_COUNT)


def _traveller(segment: Segment) -> Traveller:
    """NAD+FL+++FAMILY:GIVEN:MIDDLE: the name is element 4 of the guide, components 1 to 5."""
    family, *given = (segment.elements[4] if len(segment.elements) > 4 else [""])[:5]
    names = Given(family_name=family.strip(), given_name=" ".join(part.strip() for part in given if part.strip()))
    return Traveller(segment.number, names, [])


def _tell(traveller: Traveller, segment: Segment, on: date) -> None:
    """Adds what one segment says."""
    document = traveller.documents[-1] if traveller.documents else None
    match segment.tag, segment.at(1):
        case "ATT", "2":
            traveller.given.sex = segment.at(3)
        case "DTM", "329":
            traveller.given.birth_date = _birth_date(segment.at(1, 1), on)
        case "NAT", "2":
            traveller.given.nationality = segment.at(2)
        case "RFF", "AVF":
            traveller.reference = segment.at(1, 1)
        case "LOC", "91" if document is not None:
            document.issuer = segment.at(2)
        case "DOC", kind if segment.at(2):
            traveller.documents.append(Given(document_type=kind, document_number=segment.at(2)))


def _birth_date(text: str, on: date) -> str:
    """YYMMDD with the century a zone would have, else as written; an impossible date is refused afterwards."""
    if len(text) != 6:
        return text
    value, _ = dates.birth(text, on.isoformat()) if text.isascii() else (None, False)
    return value or text


def _outcomes(traveller: Traveller, on: date) -> Iterator[Passenger]:
    """The first document is asked together with the person; further documents alone."""
    first, *others = traveller.documents or [Given()]
    about = traveller.given
    about.document_number, about.document_type = first.document_number, first.document_type
    about.issuer = first.issuer
    name = about.whole_name
    for given in (about, *others):
        question, problems = asked(given, on)
        asking = None if problems else question
        yield Passenger(traveller.line, asking, problems, traveller.reference, name=name)
