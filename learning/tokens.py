"""Aligned tokens read from the file of transliterations: a token in its own letters, its Latin spelling, how often."""

import csv
import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from comity.checks.engine.names import letters, scripts
from comity.checks.engine.names.romanising import plain

HELD_OUT = 20  # one Latin token in so many is held out


class Pair(NamedTuple):
    """`native` and `latin` spell one name; seen `count` times."""

    script: str
    native: str
    latin: str
    count: int

    @property
    def held_out(self) -> bool:
        """Chosen by the Latin token, so that no spelling of it is learned from."""
        return held_out(self.latin)


def held_out(latin: str) -> bool:
    return int(hashlib.sha256(latin.encode()).hexdigest()[:8], 16) % HELD_OUT == 0


def read(file: Path) -> list[Pair]:
    """All pairs of the file, folded, each once; rows without letters on one side are left out."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for native, latin, count in _rows(file):
        script = scripts.script(native)
        spelt = letters.of(native, script)[1:-1]
        if spelt and latin and script not in (scripts.OTHER, scripts.LATIN):
            counts[script, native, latin] += count
    return [Pair(*key, count) for key, count in sorted(counts.items())]


def _rows(file: Path) -> Iterator[tuple[str, str, int]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield scripts.fold(row["native"]), plain(row["latin"]), int(row["count"])
