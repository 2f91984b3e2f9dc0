"""Ingestion of journals: `python -m bench.ingest --scale small|full`.

Lays made-up journals before the worker of an installation of its own, and measures how fast their checks come into the
database: rows, looks, hits and ledger entries, while the same worker seals the ledger. One check in a hundred is a hit.
Figures need the machine to themselves.
"""

import argparse
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bench import bulk
from bench.figures import say, var
from comity.checks.engine import frames
from comity.checks.engine.frames import Asker, BatchFrame, CheckFrame, Made, Matched, Pattern
from comity.checks.engine.journal import Journal
from comity.core import ids

SCALES = {"small": 50_000, "full": 1_000_000}
BATCH = 200
ONE_HIT_IN = 100
LONGEST = 1800  # seconds
SEED = 20261122
ASKER = Asker("system:019a0c5e-7d1b-7000-8000-000000000000", "KE", None, "api")
CLEAR = Pattern("no_hit", (("travel_documents", "no_hit"), ("persons", "no_hit")))
FOUND = Pattern("hit", (("travel_documents", "hit"), ("persons", "no_hit")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    checks = SCALES[parser.parse_args().scale]
    folder = var() / "ingest"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["COMITY_VAR"] = str(folder)
    with bulk.server():
        bulk.comity("init")
        bulk.comity("index", "build")
        with bulk.worker():
            for name, payloads in (("single", singles), ("batch_of_200", batches)):
                seconds = measure(folder, checks, payloads)
                setting = {"checks": checks, "hits": f"1 in {ONE_HIT_IN}", "asked": name, "worker": "sealing too"}
                say("checks.ingested", checks / seconds, "checks/s", **setting)
        bulk.comity("audit", "verify")
    shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, checks: int, payloads: Callable[[int], Iterator[bytes]]) -> float:
    """Seconds from the moment the worker may see the journal until it has taken all of it, and removed the file."""
    aside, watched = folder / "aside", folder / "journal"
    journal = Journal(aside, sync=lambda _file: None)
    for payload in payloads(checks):
        journal.write(payload)
    journal.close()
    watched.mkdir(exist_ok=True)
    before = ledger_size()
    begun = time.monotonic()
    for file in aside.iterdir():
        file.rename(watched / file.name)
    while any(watched.iterdir()):
        if time.monotonic() > begun + LONGEST:
            raise SystemExit("The worker did not take the journal.")
        time.sleep(0.02)
    seconds = time.monotonic() - begun
    if ledger_size() - before < checks:
        raise SystemExit("Checks are missing from the ledger.")
    return seconds


def ledger_size() -> int:
    """How many checks the ledger holds."""
    import psycopg

    from comity.wiring import database

    settings = database.connection(as_owner=False)
    with psycopg.connect(host=settings["HOST"], dbname=settings["NAME"], user=settings["USER"]) as server:
        row = server.execute("SELECT count(*) FROM audit_entry WHERE verb = 'check.made'").fetchone()
    assert row is not None
    return int(row[0])


def singles(count: int) -> Iterator[bytes]:
    """One frame for each check."""
    chance = random.Random(SEED)
    for number in range(count):
        pattern, matched = outcome(number)
        made = Made(
            check=ids.new(),
            at=datetime.now(UTC),
            asker=ASKER,
            purpose="border_control",
            place="Gate 4",
            silent=False,
            outcome=pattern.outcome,
            outcomes=pattern.outcomes,
            matched=matched,
            question=question(chance),
        )
        yield frames.encode(CheckFrame(made))


def batches(count: int) -> Iterator[bytes]:
    """One frame for each batch."""
    chance = random.Random(SEED)
    for start in range(0, count, BATCH):
        hits = {place: outcome(start + place)[1] for place in range(BATCH) if (start + place) % ONE_HIT_IN == 0}
        yield frames.encode(
            BatchFrame(
                first=ids.new(),
                at=datetime.now(UTC),
                asker=ASKER,
                body=b"\n".join(question(chance) for _ in range(BATCH)),
                patterns=(CLEAR, FOUND),
                count=BATCH,
                lines=dict.fromkeys(hits, 1),
                matched=hits,
            )
        )


def outcome(number: int) -> tuple[Pattern, tuple[Matched, ...]]:
    """What came of a check."""
    if number % ONE_HIT_IN:
        return CLEAR, ()
    record = UUID(int=number, version=4)
    return FOUND, (Matched(record.bytes, "FR", "travel_documents", "stolen", "hit"),)


def question(chance: random.Random) -> bytes:
    """A document, as a national system asks of it."""
    number = f"{chance.randrange(10**9):09d}"
    return msgspec.json.encode({"purpose": "border_control", "document": {"number": number, "issuer": "FRA"}})


if __name__ == "__main__":
    main()
