"""The plan of a simulated day: what happens when, in the order of time. The same seed makes the same day. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random
from typing import Final

from comity.testing.simulation import habits
from comity.testing.simulation.members import Place, places

QUARTER: Final = 900.0  # simulated seconds for which activity counts as unchanged


class Kind(StrEnum):
    """What happens."""

    CHECK = "check"
    MESSAGE = "message"
    SILENT = "silent"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens `at` seconds after the start. Whatever else is to be drawn of it comes from `seed`."""

    at: float
    kind: Kind
    bureau: str
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of the day. Rates are events a minute of the run; `speed`: simulated seconds in one of the run."""

    checks: float
    messages: float
    seconds: float
    begins_at: datetime
    seed: int = 1
    speed: float = 1.0
    silences: float = habits.SILENCES_A_MINUTE
    one_hit_in: int = habits.ONE_HIT_IN

    @property
    def is_whole_day(self) -> bool:
        """Whether the activity of the world rises and falls with the hours; else only who is awake changes."""
        return self.speed > 1


def pressed(plan: Plan) -> Plan:
    """Twenty-four hours in the time that the plan takes."""
    return replace(plan, speed=24 * 3600 / plan.seconds)


@dataclass(frozen=True, slots=True)
class Awake:
    """Who does how much in one quarter of an hour: running sums of the shares, for drawing; and the world's activity,
    1 on the average of a day."""

    sums: tuple[float, ...]
    activity: float


@dataclass(slots=True)
class Rhythm:
    """How much every bureau does of one thing, by the time of the day there."""

    by_hour: tuple[int, ...]
    growth: float
    members: tuple[Place, ...] = field(default_factory=places)
    _known: dict[int, Awake] = field(default_factory=dict)

    def at(self, moment: datetime) -> Awake:
        """The activity of the quarter of an hour around this moment."""
        quarter = int(moment.timestamp() // QUARTER)
        if quarter not in self._known:
            self._known[quarter] = self._measured(moment)
        return self._known[quarter]

    def _measured(self, moment: datetime) -> Awake:
        mean = sum(self.by_hour) / 24
        sizes = [max(one.millions, habits.SMALLEST) ** self.growth for one in self.members]
        shares = [
            size * habits.at_hour(self.by_hour, one.hour(moment)) / mean
            for size, one in zip(sizes, self.members, strict=True)
        ]
        return Awake(tuple(accumulate(shares)), sum(shares) / sum(sizes))

    def draw(self, moment: datetime, random: Random) -> str:
        """A bureau, by its share at this moment."""
        return random.choices(self.members, cum_weights=self.at(moment).sums)[0].code


def events(plan: Plan) -> Iterator[Event]:
    """The day, event by event. Nothing comes from a bureau while its line is cut."""
    random = Random(plan.seed)
    rhythms = {
        Kind.CHECK: Rhythm(habits.CHECKS_BY_HOUR, habits.CHECKS_GROW),
        Kind.MESSAGE: Rhythm(habits.MESSAGES_BY_HOUR, habits.MESSAGES_GROW),
    }
    a_second = {Kind.CHECK: plan.checks / 60, Kind.MESSAGE: plan.messages / 60, Kind.SILENT: plan.silences / 60}
    total, at = sum(a_second.values()), 0.0
    silent: dict[str, float] = {}
    while total:
        # The fullest hour of a day is less than twice its average: what is drawn too often is thinned out below.
        at += random.expovariate(total * (2 if plan.is_whole_day else 1))
        yield from _returns(silent, min(at, plan.seconds), random)
        if at >= plan.seconds:
            return
        kind = random.choices(list(a_second), list(a_second.values()))[0]
        moment = plan.begins_at + timedelta(seconds=at * plan.speed)
        rhythm = rhythms.get(kind, rhythms[Kind.MESSAGE])
        if plan.is_whole_day and random.random() >= rhythm.at(moment).activity / 2:
            continue
        bureau = random.choice(rhythm.members).code if kind is Kind.SILENT else rhythm.draw(moment, random)
        while bureau in silent:
            bureau = rhythm.draw(moment, random)
        if kind is Kind.SILENT:
            silent[bureau] = at + 60 * random.uniform(*habits.SILENT_MINUTES)
        yield Event(at, kind, bureau, random.getrandbits(48))


def _returns(silent: dict[str, float], until: float, random: Random) -> Iterator[Event]:
    """Those whose line is restored by now, in order."""
    for bureau, ends in sorted(silent.items(), key=lambda item: item[1]):
        if ends > until:
            return
        del silent[bureau]
        yield Event(ends, Kind.BACK, bureau, random.getrandbits(48))
