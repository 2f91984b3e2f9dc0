"""Asking: one way from a question to an answer, for every face (page, API, batch, command line).

The same question from the same asker on the same index is the same answer, whichever face asks.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from comity.checks.engine import answer, faults, finding, frames, question, setting_aside
from comity.checks.engine.answer import Answer, Match
from comity.checks.engine.finding import Search, Work
from comity.checks.engine.frames import Matched
from comity.checks.engine.index import Edition, Index
from comity.checks.engine.journal import Journal, NotWritten
from comity.checks.engine.keys import Kind
from comity.checks.engine.question import Question
from comity.core import ids
from comity.core.databases import DATABASES
from comity.core.errors import Invalid, NotAllowed
from comity.core.languages import mark
from comity.judgements import rules
from comity.judgements.rules import InForce
from comity.network.rules import Actor, Right

NOT_AUTHORISED: Final = mark("You are not authorised for this database.")
NO_INDEX: Final = mark("The index is not ready: ask again in a moment.")
STALE: Final = mark("The index has not been brought up to date for some time.")

# Stand for the id and the time of an answer that is prepared.
_ID: Final = "00000000-0000-0000-0000-000000000000"
_TIME: Final = "0000-00-00T00:00:00.000Z"
_MOST_KEPT: Final = 1000
_NO_DOCUMENT: Final = Work({database: {} for database in finding.DOCUMENT})


class PurposeNotYours(NotAllowed):
    """You are not authorised to ask for this purpose."""


class Composed(msgspec.Struct, frozen=True):
    """An answer, and what the journal keeps of the records it shows; `set_aside` by which judgements others are not."""

    answer: Answer
    matched: tuple[Matched, ...]
    set_aside: tuple[bytes, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """An answer as it is sent, `body`, and what the journal keeps of it."""

    check: UUID
    outcome: str
    outcomes: tuple[tuple[str, str], ...]
    matched: tuple[Matched, ...]
    body: bytes
    set_aside: tuple[bytes, ...] = ()


class Nothing(msgspec.Struct, frozen=True):
    """The answer to a question by which nothing is found, ready but for its id and its time."""

    before: str
    between: str
    after: str
    outcome: str
    outcomes: tuple[tuple[str, str], ...]

    def text(self, check: str, at: str) -> str:
        """The whole of it."""
        return f"{self.before}{check}{self.between}{at}{self.after}"

    def said(self, check: UUID, at: datetime) -> Said:
        """The answer as it is sent."""
        return Said(check, self.outcome, self.outcomes, (), self.text(str(check), stamp(at)).encode())


class Checker:
    """Answers questions from an index. `stale_after`: seconds without a sign of life of the follower; 0 for never."""

    def __init__(self, index: Index, journal: Journal | None, *, stale_after: float = 0) -> None:
        self.index = index
        self._journal = journal
        self.stale_after = stale_after
        self._nothing: dict[tuple[Any, ...], Nothing] = {}

    def ask(self, asked: Question, actor: Actor, face: str, at: datetime) -> Answer:
        """The answer, with the check on disk. Raises Invalid, NotAllowed, or NotWritten when it cannot be."""
        composed = self.compose(asked, actor, at)
        said = said_of(composed)
        self.journal.write(said_frame(said, (asked, question.encode(asked)), frames.asker(actor, face), at))
        return composed.answer

    @property
    def journal(self) -> Journal:
        """Where checks are written. A process that only finds, for another that writes, has none."""
        if self._journal is None:
            raise NotWritten
        return self._journal

    def compose(self, asked: Question, actor: Actor, at: datetime, check: UUID | None = None) -> Composed:
        """The answer, not yet journalled: not to be shown before its frame is. Raises Invalid or NotAllowed."""
        work, edition, aside = self._looked_up(asked, actor, at)
        return self._composed(work, edition, actor, (str(check or ids.new()), stamp(at)), aside)

    def require_may(self, asked: Question, actor: Actor, at: datetime) -> None:
        """Raises Invalid for a question that cannot be answered, NotAllowed where the actor may not ask it."""
        wrong = faults.of_question(asked, at.date())
        if wrong:
            raise Invalid(wrong)
        require_may_ask(actor, asked.purpose)

    def say(self, asked: Question, actor: Actor, at: datetime, check: UUID | None = None) -> Said:
        """What `compose` composes, as it is sent: by a short way where nothing is found."""
        normal = question.plain_document(asked)
        if normal and asked.purpose in actor.purposes and not self._finds(normal, actor, asked.purpose):
            return self.nothing(actor).said(check or ids.new(), at)
        work, edition, aside = self._looked_up(asked, actor, at)
        check = check or ids.new()
        if work.is_empty and not aside:
            return self._nothing_of(work, edition, actor).said(check, at)
        return said_of(self._composed(work, edition, actor, (str(check), stamp(at)), aside))

    def nothing(self, actor: Actor) -> Nothing:
        """The answer to a document of which the actor can see nothing."""
        return self._nothing_of(_NO_DOCUMENT, self.index.current(), actor)

    def _nothing_of(self, work: Work, edition: Edition | None, actor: Actor) -> Nothing:
        """The answer where the work found nothing: it differs by what was asked, and by why that is no no."""
        whys, distrust = tuple(work.whys.items()), self.reason_not_to_trust()
        key = (actor.databases, tuple(work.found), whys, distrust, edition is None)
        known = self._nothing.get(key)
        if known is None:
            said = self._composed(work, edition, actor, (_ID, _TIME)).answer
            before, rest = answer.encode(said).decode().split(_ID)
            between, after = rest.split(_TIME)
            known = Nothing(before, between, after, said.outcome, _outcomes(said))
            if len(self._nothing) > _MOST_KEPT:
                self._nothing.clear()
            self._nothing[key] = known
        return known

    def reason_not_to_trust(self) -> str:
        """Why a no would not be a no at this moment; empty when it would."""
        if self.index.current() is None:
            return NO_INDEX
        if self.stale_after and self.index.age() > self.stale_after:
            return STALE
        return ""

    def _looked_up(self, asked: Question, actor: Actor, at: datetime) -> tuple[Work, Edition | None, list[InForce]]:
        """What is found, and by which judgements more is not shown. Raises Invalid or NotAllowed."""
        self.require_may(asked, actor, at)
        edition = self.index.current()
        work = finding.find(asked, Search(edition, actor, asked.purpose, at.date()))
        if edition is None or not edition.judged or self.reason_not_to_trust():
            return work, edition, []
        return work, edition, setting_aside.take_out(asked, work, edition, actor, at)

    def _finds(self, normal: str, actor: Actor, purpose: str) -> bool:
        edition = self.index.current()
        return edition is not None and bool(edition.find(Kind.DOCUMENT, normal, edition.sight(actor, purpose)))

    def _composed(
        self,
        work: Work,
        edition: Edition | None,
        actor: Actor,
        made: tuple[str, str],
        aside: Sequence[InForce] = (),
    ) -> Composed:
        distrust = self.reason_not_to_trust()
        access = edition.access if edition else self.index.access
        said, matched = [], []
        for database in DATABASES:
            found = work.found.get(database)
            if found is None:
                continue
            why, candidates = work.whys.get(database, ""), list(found.values())
            if edition is None:
                why, candidates = NO_INDEX, []
            elif database not in actor.databases:
                why, candidates = NOT_AUTHORISED, []
            one = answer.of_database(database, candidates, distrust or why, access)
            if aside and database == setting_aside.DATABASE:
                one = msgspec.structs.replace(one, set_aside=[setting_aside.told(judgement) for judgement in aside])
            said.append(one)
            facts = {candidate.found.entry.record: candidate.found.entry.facts for candidate in candidates}
            matched += [_matched(match, database, facts) for match in one.matches]
        composed = Answer(
            check=made[0],
            at=made[1],
            outcome=answer.worst(one.outcome for one in said),
            answers=said,
            reading=work.reading.to_json() if work.reading else UNSET,
        )
        return Composed(composed, tuple(matched), tuple(judgement.id for judgement in aside))


def said_frame(said: Said, asked: tuple[Question, bytes], asker: frames.Asker, at: datetime) -> bytes:
    """The journal's payload for a single check, of a question and its JSON."""
    stated, text = asked
    made = frames.Made(
        check=said.check,
        at=at,
        asker=asker,
        purpose=stated.purpose,
        place=frames.writable(stated.place),
        silent=stated.silent,
        outcome=said.outcome,
        outcomes=said.outcomes,
        matched=said.matched,
        question=frames.storable(text),
        set_aside=said.set_aside,
    )
    return frames.encode(frames.CheckFrame(made))


def said_of(composed: Composed) -> Said:
    """An answer as it is sent."""
    said = composed.answer
    body = answer.encode(said)
    return Said(UUID(said.check), said.outcome, _outcomes(said), composed.matched, body, composed.set_aside)


def _matched(match: Match, database: str, facts: Mapping[bytes, Mapping[str, Any]]) -> Matched:
    """What the journal keeps of a match. Who a possible person is, as shown, is what may be judged afterwards."""
    record = UUID(match.record).bytes
    is_person = database == setting_aside.DATABASE and match.outcome == answer.POSSIBLE
    shown = rules.facts_digest(facts[record]) if is_person else b""
    return Matched(record, match.source, database, match.kind, match.outcome, shown)


def _outcomes(said: Answer) -> tuple[tuple[str, str], ...]:
    return tuple((one.database, one.outcome) for one in said.answers)


def require_may_ask(actor: Actor, purpose: str) -> None:
    """Raises NotAllowed when the actor may not make checks, or not for this purpose."""
    if not actor.may(Right.ASK_CHECKS):
        raise NotAllowed
    if purpose not in actor.purposes:
        raise PurposeNotYours


def stamp(at: datetime) -> str:
    """The moment as answers write it: UTC, to the millisecond."""
    there = at if at.tzinfo is UTC else at.astimezone(UTC)
    return there.isoformat(timespec="milliseconds")[:-6] + "Z"
