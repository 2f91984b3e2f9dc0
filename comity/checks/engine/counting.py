"""Counters that several processes add to and any of them can show: a mapped page each, summed when asked for.

No lock and no message between processes; a page left by a process that has ended is taken over by the next to start.
"""

import fcntl
import mmap
import os
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_SIZE: Final = 4096
# Upper ends of the classes of time, in seconds.
TIMES: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Counters:
    """The counters named, in this process and over all."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.names = tuple(names)
        self._at = {name: number for number, name in enumerate(self.names)}
        path = folder / f"{os.getpid()}-{os.urandom(3).hex()}.count"
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.ftruncate(self._file, _SIZE)
        self._map = mmap.mmap(self._file, _SIZE)
        self._page = memoryview(self._map).cast("Q")
        self._inherit(path)

    def add(self, name: str, count: int = 1) -> None:
        """Counts."""
        self._page[self._at[name]] += count

    def time(self, prefix: str, seconds: float) -> None:
        """Counts a duration: needs the names that `timed(prefix)` gives, in that order."""
        self._page[self._at[f"{prefix} {TIMES[0]}"] + bisect_left(TIMES, seconds)] += 1
        self._page[self._at[f"{prefix} us"]] += int(seconds * 1e6)

    def totals(self) -> dict[str, int]:
        """Every counter summed over the processes."""
        sums = [0] * len(self.names)
        for path in self._folder.glob("*.count"):
            with suppress(OSError):
                self._sum(sums, path.read_bytes())
        return dict(zip(self.names, sums, strict=True))

    def close(self) -> None:
        """Lets the next process take this page over."""
        self._page.release()
        self._map.close()
        os.close(self._file)

    def _inherit(self, own: Path) -> None:
        for path in self._folder.glob("*.count"):
            if path == own:
                continue
            with suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                sums = [0] * len(self.names)
                self._sum(sums, file.read())
                path.unlink()
                for number, value in enumerate(sums):
                    self._page[number] += value

    def _sum(self, sums: list[int], page: bytes) -> None:
        if len(page) == _SIZE:
            values = memoryview(page).cast("Q")
            for number in range(len(sums)):
                sums[number] += values[number]


def timed(prefix: str) -> list[str]:
    """The names behind a duration."""
    return [f"{prefix} {limit}" for limit in (*TIMES, None)] + [f"{prefix} us"]


def exposition(totals: dict[str, int], age: float) -> str:
    """The counters in the text format of Prometheus."""
    lines = ["# TYPE comity_check_service_checks_total counter"]
    plain = {"batches": "comity_check_service_batches_total", "journal failures": "comity_journal_failures_total"}
    for name, value in totals.items():
        kind, _, label = name.partition(" ")
        if kind == "checks":
            lines.append(f'comity_check_service_checks_total{{outcome="{label}"}} {value}')
        elif kind == "requests":
            lines.append(f'comity_check_service_requests_total{{status="{label}xx"}} {value}')
        elif name in plain:
            lines.append(f"{plain[name]} {value}")
    return "\n".join([*lines, *_histogram(totals), f"comity_index_age_seconds {age:.3f}", ""])


def _histogram(totals: dict[str, int]) -> list[str]:
    name, running, lines = "comity_check_service_seconds", 0, ["# TYPE comity_check_service_seconds histogram"]
    for limit in (*TIMES, None):
        running += totals[f"seconds {limit}"]
        lines.append(f'{name}_bucket{{le="{"+Inf" if limit is None else limit}"}} {running}')
    return [*lines, f"{name}_sum {totals['seconds us'] / 1e6}", f"{name}_count {running}"]
