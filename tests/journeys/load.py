"""Load on an installation, from threads that remember every promise it made: checks answered, records accepted."""

import http.client
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from comity.testing import tour
from tests.installation import Installation

ASKING = "Passenger control, Tana airport"
WRITING = "Passport register"
# Not so fast that the end of the test waits for the ledger.
REST_SECONDS = 0.01
OUT_OF_ORDER = (OSError, http.client.HTTPException, ValueError)


class Promises:
    """What the installation has said yes to."""

    def __init__(self) -> None:
        self.answered: list[str] = []
        self.recorded: set[str] = set()
        self.withdrawn: set[str] = set()
        # Nobody knows what became of a request that got no answer.
        self.unknown: set[str] = set()
        # Of the errors it answered with.
        self.statuses: set[int] = set()


@contextmanager
def load(installation: Installation) -> Iterator[Promises]:
    """Asks and records without end until the block ends."""
    promises, enough = Promises(), threading.Event()
    turns = [
        _asking(installation, installation.port + 1, promises),
        _asking(installation, installation.port, promises),
        _recording(installation, promises),
    ]
    threads = [threading.Thread(target=_repeat, args=(turn, enough, promises), daemon=True) for turn in turns]
    for thread in threads:
        thread.start()
    try:
        yield promises
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def _repeat(turn: Callable[[], None], enough: threading.Event, promises: Promises) -> None:
    while not enough.is_set():
        try:
            turn()
        except urllib.error.HTTPError as error:
            promises.statuses.add(error.code)
            error.close()
            time.sleep(0.05)
        except OUT_OF_ORDER:
            time.sleep(0.05)
        time.sleep(REST_SECONDS)


def _asking(installation: Installation, port: int, promises: Promises) -> Callable[[], None]:
    """One check and a batch, at the check service or at the address of the pages."""
    questions = [{"mrz": zone, "purpose": "border_control"} for zone in (tour.stolen_zone(), tour.clean_zone())]
    address, token = f"http://127.0.0.1:{port}/api/v1/checks", installation.tokens[ASKING]
    batch = "\n".join(json.dumps(one) for one in questions * 5).encode()

    def turn() -> None:
        promises.answered.append(json.loads(_send("POST", address, token, json.dumps(questions[0]).encode()))["check"])
        lines = _send("POST", f"{address}/batch", token, batch).decode().splitlines()
        promises.answered.extend(json.loads(line)["check"] for line in lines)

    return turn


def _recording(installation: Installation, promises: Promises) -> Callable[[], None]:
    """Adds records; withdraws every second one."""
    address, token = f"http://127.0.0.1:{installation.port}/api/v1/records", installation.tokens[WRITING]
    numbers = itertools.count()

    def turn() -> None:
        number = next(numbers)
        reference = f"FR-API-{number}"
        added: dict[str, Any] = json.loads(_send("POST", address, token, _record(reference, f"31QA{number:05d}")))
        promises.recorded.add(reference)
        if number % 2:
            promises.unknown.add(reference)
            _send("DELETE", f"{address}/{added['id']}", token, b'{"reason": "Found again"}')
            promises.withdrawn.add(reference)

    return turn


def _record(reference: str, number: str) -> bytes:
    fields = {"number": number, "issuer": "FRA", "type": "passport"}
    stated = {"database": "travel_documents", "reference": reference, "kind": "stolen", "fields": fields}
    return json.dumps(stated).encode()


def _send(method: str, address: str, token: str, body: bytes) -> bytes:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: bytes = response.read()
    return answer
