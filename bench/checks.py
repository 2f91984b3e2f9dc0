"""The check service under load: `python -m bench.checks --scale small|full`.

Builds an index of made-up documents from a seed (once; it is kept), starts the real service with two workers, and asks
it over HTTP with a token, purposes, restrictions and the journal: single checks, batches, changes becoming visible
under load, and the first answer after a cold start. Figures need the machine to themselves.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import documents, load
from bench.figures import say, var
from comity.checks.engine.mrz.writing import Document, write
from comity.checks.engine.writing import Writer

WORKERS = 2
SCALES = {"small": (1_000_000, 5, 20), "full": (100_000_000, 15, 100)}
ONE, MANY = "/api/v1/checks", "/api/v1/checks/batch"
BATCH = 200
# Of a thousand questions. The world's figure is one hit in ten thousand (2021).
HITS, HIDDEN = 3, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    parser.add_argument("--port", type=int, default=int(os.environ.get("COMITY_PORT") or 8000) + 9)
    chosen = parser.parse_args()
    # So that what was started is stopped also when we are told to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    count, seconds, rounds = SCALES[chosen.scale]
    folder = var() / str(count)
    prepare(folder / "index", count, quiet=chosen.json)
    bodies = {name: _bodies(folder / name, name, count) for name in ("single", "batch", "zones")}
    setting = {"documents": count, "restricted": "5 %", "workers": WORKERS, "load": load.generator()}
    setting |= {"hits": f"{HITS / 10} %", "hidden": f"{HIDDEN / 10} %"}
    measure_cold_start(folder, chosen.port, setting)
    with service(folder, chosen.port):
        warm_up(folder / "index")
        for figure, name, path, each in (
            ("checks.single", "single", ONE, 1),
            ("checks.batch_of_200", "batch", MANY, BATCH),
            ("checks.single_zone", "zones", ONE, 1),
        ):
            kind = "application/json" if path == ONE else "application/x-ndjson"
            connections = 64 if path == ONE else 24
            asked = load.Load(chosen.port, path, bodies[name], documents.TOKEN, kind, seconds, connections)
            load.run(load.Load(chosen.port, path, bodies[name], documents.TOKEN, kind, 2, connections))
            result = load.run(asked)
            if result.errors:
                raise SystemExit(f"{figure}: {result.errors} answers were no answers")
            said = setting | {"connections": connections}
            say(f"{figure}.rate", result.rate * each, "checks/s", **said)
            say(f"{figure}.p50", result.p50_ms, "ms", **said)
            say(f"{figure}.p99", result.p99_ms, "ms", **said)
        measure_visibility(folder, chosen.port, rounds, setting)


def prepare(folder: Path, count: int, *, quiet: bool) -> None:
    """Builds the index unless it is there; freshens it either way."""
    if not documents.is_built(folder, count):
        shutil.rmtree(folder, ignore_errors=True)
        started = time.perf_counter()
        documents.build(folder, count, (lambda _text: None) if quiet else lambda text: print(text, file=sys.stderr))
        say("checks.index_build", time.perf_counter() - started, "s", documents=count, source="generator")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        say("checks.index_size", size / 1e9, "GB", documents=count)
    with Writer(folder) as writer:
        writer.set_access(documents.access())
        writer.beat()


@contextmanager
def service(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The real check service, as an installation runs it; stopped in any case."""
    command = [sys.executable, "-m", "comity.checks.serve", "--workers", str(WORKERS), "--port", str(port)]
    shutil.rmtree(folder / "journal", ignore_errors=True)
    environment = os.environ | {"COMITY_VAR": str(folder), "COMITY_CHECK_WORKERS": str(WORKERS)}
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_until_answered(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder / "journal", ignore_errors=True)


def warm_up(folder: Path) -> None:
    """Reads the table into memory, as hours of service would have."""
    for path in folder.glob("build-*/slots"):
        with path.open("rb", buffering=0) as file:
            while file.read(16 << 20):
                pass


def measure_cold_start(folder: Path, port: int, setting: dict[str, object]) -> None:
    """From the start of the process to the first answered check, the index's pages not in memory."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    started = time.perf_counter()
    with service(folder, port):
        say("checks.first_answer_after_start", time.perf_counter() - started, "s", **setting)


def measure_visibility(folder: Path, port: int, rounds: int, setting: dict[str, object]) -> None:
    """From a change in the index to its being seen on every connection, while others ask as fast as they can."""
    times: dict[str, list[float]] = {"added": [], "restricted": [], "withdrawn": []}
    asked = load.Load(port, ONE, folder / "single", documents.TOKEN, "application/json", 600, 32)
    background = load.start(asked) if load.generator() == "wrk" else None
    try:
        with Writer(folder / "index") as writer:
            asker = _Asker(port, connections=6)
            for number in range(documents.SPACE // 2, documents.SPACE // 2 + rounds):
                entry, record = documents.entry_of(number), documents.record_of(number)
                writer.put(entry, documents.policy_of(number, restricted=False))
                times["added"].append(asker.until(number, "hit"))
                writer.put(entry, documents.policy_of(number, restricted=True))
                times["restricted"].append(asker.until(number, "no_hit"))
                writer.put(entry, documents.policy_of(number, restricted=False))
                asker.until(number, "hit")
                writer.remove(record)
                times["withdrawn"].append(asker.until(number, "no_hit"))
    finally:
        if background is not None:
            background.kill()
            background.communicate()
    for verb, seconds in times.items():
        seconds.sort()
        p99 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]
        say(f"checks.{verb}_seen_by_all.p99", 1000 * p99, "ms", **setting, under_load=background is not None)


class _Asker:
    """Several kept connections, so that every worker is asked."""

    def __init__(self, port: int, connections: int) -> None:
        self._connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(connections)]

    def until(self, document: int, outcome: str) -> float:
        """Seconds until every connection has given this outcome for the document."""
        started = time.perf_counter()
        for connection in self._connections:
            while ask(connection, document) != outcome:
                if time.perf_counter() - started > 30:
                    raise SystemExit(f"a change was not seen within 30 s: {outcome} expected")
        return time.perf_counter() - started


def ask(connection: http.client.HTTPConnection, document: int) -> str:
    """The outcome for one document."""
    body = {"purpose": "border_control", "document": _document(document)}
    headers = {"Authorization": f"Bearer {documents.TOKEN}", "Content-Type": "application/json"}
    connection.request("POST", ONE, json.dumps(body), headers)
    answer = json.loads(connection.getresponse().read())
    return str(answer["outcome"])


def _wait_until_answered(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.perf_counter() + 60
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise SystemExit("the service did not start")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            ask(connection, 1)
        except OSError:
            time.sleep(0.02)
        else:
            connection.close()
            return
    raise SystemExit("the service gave no answer within 60 s")


def _document(number: int) -> dict[str, str]:
    return {"number": documents.number_of(number), "issuer": documents.issuer_of(number)}


def _bodies(path: Path, name: str, count: int) -> Path:
    """A file of bodies from a seed: most ask for a document nobody reported; the rest are hits, hidden ones, zones."""
    chance = random.Random(f"{name} {count}")
    bodies = {
        "single": lambda: [_line(chance, count, zones=5) for _ in range(20_000)],
        "batch": lambda: ["\n".join(_line(chance, count, zones=0) for _ in range(BATCH)) for _ in range(200)],
        "zones": lambda: [_line(chance, count, zones=100) for _ in range(5_000)],
    }[name]()
    path.write_text("".join(f"{body}\n\n" for body in bodies))
    return path


def _line(chance: random.Random, count: int, *, zones: int) -> str:
    kind = chance.randrange(1000)
    number = chance.randrange(count, documents.SPACE)
    if kind < HITS:
        number = chance.randrange(count) // documents.RESTRICTED_EACH * documents.RESTRICTED_EACH + 1
    elif kind < HITS + HIDDEN:
        number = chance.randrange(count) // documents.RESTRICTED_EACH * documents.RESTRICTED_EACH
    question: dict[str, object] = {"purpose": "border_control", "place": "Gate 4"}
    if chance.randrange(100) < zones:
        question["mrz"] = _zone(number)
    else:
        question["document"] = _document(number)
    return json.dumps(question)


def _zone(number: int) -> list[str]:
    return write(
        Document(
            issuer=documents.issuer_of(number),
            nationality=documents.issuer_of(number),
            document_number=documents.number_of(number),
            birth_date="1985-04-12",
            sex="F",
            expiry_date="2031-08-01",
            primary_identifier=f"TESTER {documents.number_of(number)[:2]}",
            secondary_identifier="MARIA",
        )
    )


if __name__ == "__main__":
    main()
