"""Sources answer the hits of the simulation after a while, by the verbs that officers use; some they leave too long."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from comity.checks import actions as checks
from comity.checks.models import Hit
from comity.checks.rules import Side, State, StepTaken
from comity.core.errors import NotFound
from comity.testing.loading import desk
from comity.testing.simulation import habits
from comity.testing.simulation.questions import drawn

REASONS: Final = {
    "outdated": "Found by its holder; the record will be withdrawn.",
    "no_basis": "The order behind the record was lifted.",
    "not_same": "Another place of birth, and other fingerprints.",
    "acted": "Document kept; a report is on its way.",
    "confirm": "",
}
BY_ASKING: Final = frozenset({"not_same", "acted"})


@dataclass(slots=True)
class Answers:
    """What is to be said of each hit, and when. `askers`: the ids of the systems that ask in the simulation, so that
    hits of people who try the demo are left to people."""

    askers: frozenset[str]
    since: datetime
    random: Random
    answered: int = 0
    left: int = 0
    _seen: set[UUID] = field(default_factory=set)
    _number: Iterator[int] = field(default_factory=count)
    _due: list[tuple[float, int, Hit, str]] = field(default_factory=list)

    def step(self, at: float, now: datetime) -> None:
        """Plans what is said of hits made since the last step, and says what is due; `at` in seconds of the run."""
        made = Hit.objects.filter(at__gte=self.since, asked_by__in=self.askers, state=State.OPEN).order_by("at")
        for hit in made.exclude(pk__in=self._seen):
            self._seen.add(hit.pk)
            if verb := drawn(habits.HIT_ANSWERS, self.random):
                self._plan(hit, verb, at + self.random.uniform(*habits.HIT_ANSWERED_AFTER))
            else:
                self.left += 1
        while self._due and self._due[0][0] <= at:
            _at, _number, hit, verb = heapq.heappop(self._due)
            self._say(hit, verb, at, now)

    def _plan(self, hit: Hit, verb: str, at: float) -> None:
        heapq.heappush(self._due, (at, next(self._number), hit, verb))

    def _say(self, hit: Hit, verb: str, at: float, now: datetime) -> None:
        side = Side.ASKING if verb in BY_ASKING else Side.SOURCE
        bureau = hit.asking_id if side is Side.ASKING else hit.source_id
        try:
            checks.answer_hit(actor=desk(bureau), hit_id=hit.pk, verb=verb, reason=REASONS[verb], now=now)
        except (StepTaken, NotFound):
            return  # somebody who tries the demo was quicker, or the source is not told of this one
        self.answered += 1
        if verb == "confirm" and self.random.randrange(100) < habits.ACTED:
            self._plan(hit, "acted", at + self.random.uniform(*habits.ACTED_AFTER))
