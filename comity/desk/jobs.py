"""Work the worker process does for this room: bring to the desk what needs a human, and fold the pulse."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

import structlog

from comity.desk import gathering
from comity.desk.actions import erasing, gathered, pulsing
from comity.desk.actions.gathered import CLOCK
from comity.desk.rules import Found, Source

log = structlog.get_logger("comity.desk")


# Of a core, for one source: where much waits below, it is asked more rarely.
SHARE = 0.05


class Gatherer:
    """Asks each source when it is due to be asked. One source that fails does not keep the others from the desk."""

    def __init__(self) -> None:
        self._due: dict[Source, float] = {}

    def step(self, now: datetime) -> bool:
        """Asks what is due; True when anything was written."""
        did = bool(gathered.raise_due(now))
        faults = []
        for source, (ask, rest) in gathering.SOURCES.items():
            begun, worked = time.monotonic(), time.thread_time()
            if begun < self._due.get(source, begun):
                continue
            try:
                did |= gather(source, ask, now)
            except Exception as fault:
                faults.append(fault)
                log.warning("a source of the desk failed", source=source)
            # The database works about as much for it as this thread does.
            worked = 2 * (time.thread_time() - worked)
            self._due[source] = begun + max(rest, worked / SHARE)
        if faults:
            raise faults[0]
        return did


def gather(source: Source, ask: Callable[[datetime], Iterator[Found]], now: datetime) -> bool:
    """Brings the desk in step with one source; True when anything was written."""
    found = list(islice(ask(now), gathering.AT_MOST))
    news = gathered.news_of(source, found, is_all=len(found) < gathering.AT_MOST)
    if news:
        gathered.gather(actor=CLOCK, source=source, news=news, now=now)
    return bool(news)


_gatherer = Gatherer()


def gather_step(now: datetime) -> bool:
    return _gatherer.step(now)


def pulse_step(now: datetime) -> bool:
    """Folds the ledger into the pulse; True while there is more to fold."""
    return pulsing.fold(now)


def erase_step(now: datetime) -> bool:
    """Erases what was settled a year ago; True when there was any."""
    if not erasing.is_any_old(now):
        return False
    erasing.erase(actor=CLOCK, now=now)
    return True
