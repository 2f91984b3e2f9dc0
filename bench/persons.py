"""Persons under load: `python -m bench.persons --scale small|full`.

Builds an index of made-up persons from a seed (once; it is kept), starts the real service with two workers, and asks it
over HTTP with a token, purposes, restrictions and the journal: with a date of birth, without one, exact checks beside
those without, changes becoming visible, and the first answer after a cold start. Figures need the machine to
themselves. What is found, and what is found in vain, is measured by bench.recall.
"""

import argparse
import http.client
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

from bench import checks, documents, load, made_index, queries
from bench.checks import ONE
from bench.figures import say, var
from bench.people import people
from comity.checks.engine.payloads import Entry
from comity.checks.engine.writing import Writer

# Persons, seconds of load, rounds of changes.
SCALES = {"small": (1_000_000, 10, 20), "full": (5_000_000, 20, 50)}
SEED = made_index.SEED
BODIES, OFTEN = 40_000, 400
# Of a hundred questions with a date of birth: how many ask for somebody recorded, typed with a slip or another habit.
RECORDED = 2
# Someone nobody is called, to be added, restricted and withdrawn under load.
STRANGER = ("Zbyndrik Qualverstone", "1971-03-09")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--count", type=int, help="so many persons instead of the scale's")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    parser.add_argument("--port", type=int, default=int(os.environ.get("COMITY_PORT") or 8000) + 11)
    chosen = parser.parse_args()
    # So that what was started is stopped also when we are told to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    count, seconds, rounds = SCALES[chosen.scale]
    count = chosen.count or count
    folder = var() / f"served-persons-{count}"
    prepare(folder / "index", count, quiet=chosen.json)
    setting = {"persons": count, "restricted": "5 %", "workers": checks.WORKERS, "load": load.generator()}
    checks.measure_cold_start(folder, chosen.port, setting)
    for name, size in (("dated", BODIES), ("undated", OFTEN * 5), ("exact", BODIES // 2)):
        write_bodies(folder / name, name, size, count)
    with checks.service(folder, chosen.port):
        checks.warm_up(folder / "index")
        measure(folder, chosen.port, seconds, setting)
        measure_visibility(folder, chosen.port, rounds, setting)


def prepare(folder: Path, count: int, *, quiet: bool) -> None:
    """Builds the index unless it is there and of this edition; freshens it either way."""
    if not made_index.is_built(folder, count):
        started = time.perf_counter()
        made_index.build(folder, count, lambda text: None if quiet else print(text, file=sys.stderr))
        say("persons.index_build", time.perf_counter() - started, "s", persons=count, source="generator")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        say("persons.index_size", size / 1e9, "GB", persons=count)
    with Writer(folder) as writer:
        writer.set_access(documents.access())
        writer.beat()


def write_bodies(path: Path, name: str, size: int, count: int) -> None:
    """A file of bodies from a seed."""
    if name == "exact":
        chance = random.Random(name)
        asked = [{"document": {"number": f"X{chance.randrange(10**8):08d}", "issuer": "FRA"}} for _ in range(size)]
    else:
        known = list(people(min(count, 50_000), SEED))
        recorded = size * RECORDED // 100
        # Borders send the zone's letters; what other letters cost is measured by bench.recall.
        nobody = queries.queries(known, "nobody", size * 5 // 4, SEED)
        found = [query for query in nobody if query.name.isascii()][: size - recorded]
        for kind in ("typo", "habit"):
            found += queries.queries(known, kind, recorded // 2, SEED)
        random.Random(name).shuffle(found)
        asked = [{"person": _person(one, dated=name == "dated")} for one in found]
    bodies = ({"purpose": "border_control", "place": "Gate 4"} | one for one in asked)
    path.write_text("".join(f"{json.dumps(body)}\n\n" for body in bodies))


def _person(query: queries.Query, *, dated: bool) -> dict[str, str]:
    asked = {"name": query.name, "sex": query.sex, "nationality": query.nationality}
    return asked | ({"birth_date": query.born} if dated and query.born else {})


def measure(folder: Path, port: int, seconds: int, setting: dict[str, object]) -> None:
    """With a date of birth, without one, exact checks alone and beside those without."""
    for name, connections in (("dated", 48), ("undated", 4), ("exact", 32)):
        load.run(_load(folder, port, name, 2, connections))
        _say(name, load.run(_load(folder, port, name, seconds, connections)), setting | {"connections": connections})
    if load.generator() == "wrk":
        background = load.start(_load(folder, port, "undated", seconds + 4, 2))
        time.sleep(1)
        result = load.run(_load(folder, port, "exact", seconds, 32))
        _say("exact_beside_undated", result, setting | {"connections": 32})
        _say("undated_beside_exact", load.result_of(background), setting | {"connections": 2})


def _load(folder: Path, port: int, name: str, seconds: int, connections: int) -> load.Load:
    return load.Load(port, ONE, folder / name, documents.TOKEN, "application/json", seconds, connections)


def _say(figure: str, result: load.Result, setting: dict[str, object]) -> None:
    if result.errors:
        raise SystemExit(f"{figure}: {result.errors} answers were no answers")
    say(f"persons.{figure}.rate", result.rate, "checks/s", **setting)
    say(f"persons.{figure}.p50", result.p50_ms, "ms", **setting)
    say(f"persons.{figure}.p99", result.p99_ms, "ms", **setting)


def measure_visibility(folder: Path, port: int, rounds: int, setting: dict[str, object]) -> None:
    """From a change in the index to its being seen on every connection, while others ask."""
    times: dict[str, list[float]] = {"added": [], "restricted": [], "withdrawn": []}
    background = load.start(_load(folder, port, "dated", 600, 8)) if load.generator() == "wrk" else None
    name, born = STRANGER
    seen, hidden = made_index.policy_of(1), made_index.policy_of(0)
    entry = Entry(
        record=made_index.record_of(1 << 40).bytes, keys=(), kind="charged", facts={"name": name, "birth_dates": [born]}
    )
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(6)]
    try:
        with Writer(folder / "index") as writer:
            for _ in range(rounds):
                writer.put(entry, seen)
                times["added"].append(_until(connections, "possible"))
                writer.put(entry, hidden)
                times["restricted"].append(_until(connections, "no_hit"))
                writer.put(entry, seen)
                _until(connections, "possible")
                writer.remove(UUID(bytes=entry.record))
                times["withdrawn"].append(_until(connections, "no_hit"))
    finally:
        if background is not None:
            background.kill()
            background.communicate()
    for verb, taken in times.items():
        p99 = sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.99))]
        say(f"persons.{verb}_seen_by_all.p99", 1000 * p99, "ms", **setting, under_load=background is not None)


def _until(connections: list[http.client.HTTPConnection], outcome: str) -> float:
    """Seconds until every connection has given this outcome for the stranger."""
    started = time.perf_counter()
    name, born = STRANGER
    asked = {"purpose": "border_control", "person": {"name": name, "birth_date": born}}
    headers = {"Authorization": f"Bearer {documents.TOKEN}", "Content-Type": "application/json"}
    for connection in connections:
        while True:
            connection.request("POST", ONE, json.dumps(asked), headers)
            if json.loads(connection.getresponse().read())["outcome"] == outcome:
                break
            if time.perf_counter() - started > 30:
                raise SystemExit(f"a change was not seen within 30 s: {outcome} expected")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
