"""Messages end to end: `python -m bench.messages --scale small|full`.

Starts a whole installation of its own (database, pages, check service, worker) and sends sealed, signed messages to it
over HTTP with the client that national systems use, from other processes on the same machine: as fast as they go in
lots and one by one, and at a steady thirty a second. Sealing, storing and listing are all counted; what was listed is
read back by the recipients and held against what was sent. Figures need the machine to themselves.
"""

import argparse
import base64
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx

from bench import bulk
from bench.figures import say, var

# Seconds for each measurement, and how many are sent at a steady pace.
SCALES = {"small": (8, 90), "full": (60, 1800)}
SENDERS, RECIPIENTS = ("FR", "KE"), ("BR", "JP", "MA", "GS")
LOT = 50
PACE = 30.0  # a second
WORDS = "The vehicle was seen on the northern road at noon; the licence plate was read in part. " * 12
READY_WITHIN = 240.0
STARTS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    parser.add_argument("--port", type=int, default=int(os.environ.get("COMITY_PORT") or 8000) + 9)
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seconds, steady = SCALES[chosen.scale]
    folder = var() / "messages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ |= {"COMITY_VAR": str(folder), "COMITY_PORT": str(chosen.port)}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "comity.wiring.settings"}
    with bulk.server():
        bulk.comity("init")
        parties = found()
        with installation(chosen.port):
            measure(f"http://localhost:{chosen.port}", parties, seconds, steady)
    shutil.rmtree(folder, ignore_errors=True)


def found() -> dict[str, dict[str, str]]:
    """Bureaus with keys and tokens of their own: code -> token, key bundle."""
    import django

    django.setup()
    from comity.core.levels import Level
    from comity.keys.founding import found_own
    from comity.network import actions as network
    from comity.network.appointments import Reach, TokenTerms
    from comity.network.rules import COMMAND

    now = datetime.now(UTC)
    network.found(now)
    parties: dict[str, dict[str, str]] = {}
    for code in (*SENDERS, *RECIPIENTS):
        reach = Reach(databases=frozenset({"vehicles"}), purposes=frozenset({"locate"}), clearance=Level.RESTRICTED)
        terms = TokenTerms(name="Bench", reach=reach, may_write=True, expires_at=now + timedelta(days=1))
        token = network.issue_token(actor=COMMAND, bureau=code, terms=terms, now=now).text
        bundle = base64.b64encode(found_own(code, now).bundle.encode()).decode()
        parties[code] = {"token": token, "bundle": bundle}
    return parties


@contextmanager
def installation(port: int) -> Iterator[None]:
    """`comity up`, until it answers; stopped in any case. A first start compiles, and may give up on a busy machine."""
    for attempt in range(STARTS):
        with (Path(os.environ["COMITY_VAR"]) / "up.log").open("wb") as said:
            process = subprocess.Popen([sys.executable, "-m", "comity.wiring.cli", "up"], stdout=said, stderr=said)
        try:
            if _is_ready(port, process):
                yield
                return
            if attempt == STARTS - 1:
                raise SystemExit(f"comity up did not become ready: see up.log in {os.environ['COMITY_VAR']}")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def measure(address: str, parties: dict[str, dict[str, str]], seconds: int, steady: int) -> None:
    setting: dict[str, Any] = {"senders": len(SENDERS), "recipients_each": 1, "body": f"{len(WORDS)} characters"}
    for name, lot in (("in_lots", LOT), ("one_by_one", 1)):
        before = {code: _arrived(address, parties, code) for code in RECIPIENTS}
        with multiprocessing.get_context("spawn").Pool(len(SENDERS)) as pool:
            counts = pool.starmap(flood, [(address, parties, code, lot, seconds) for code in SENDERS])
        lasted = max(elapsed for _count, elapsed in counts)
        sent = sum(count for count, _elapsed in counts)
        listed = sum(_arrived(address, parties, code) - before[code] for code in RECIPIENTS)
        if sent != listed:
            raise SystemExit(f"{name}: {sent} were accepted and {listed} are listed")
        say(f"messages.{name}", sent / lasted, "messages/s", lot=lot, seconds=round(lasted), **setting)
    times = sorted(pace(address, parties, steady))
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        figure = 1000 * times[min(len(times) - 1, int(share * len(times)))]
        say(f"messages.send_to_visible.{name}", figure, "ms", rate=PACE, count=steady, **setting)


def flood(address: str, parties: dict[str, dict[str, str]], code: str, lot: int, seconds: int) -> tuple[int, float]:
    """Seals and sends for so many seconds, the next lot as soon as the last is answered; how many, in what time."""
    client, sent = client_for(address, parties, code), 0
    client.keys(RECIPIENTS)
    begun = time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < seconds:
        letters = [client.compose(letter(RECIPIENTS[(sent + place) % len(RECIPIENTS)])) for place in range(lot)]
        if lot == 1:
            client.deliver(letters[0])
        else:
            for outcome in client.deliver_many(letters):
                if isinstance(outcome, Exception):
                    raise outcome
        sent += lot
    client.close()
    return sent, elapsed


def pace(address: str, parties: dict[str, dict[str, str]], count: int) -> list[float]:
    """Seconds from the beginning of sealing to the recipient's list showing it, at a steady pace."""
    workers = 6
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        half = [(address, parties, code, count // 2, workers) for code in SENDERS]
        return [one for part in pool.starmap(pace_one, half) for one in part]


def pace_one(address: str, parties: dict[str, dict[str, str]], code: str, count: int, workers: int) -> list[float]:
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    pairs: SimpleQueue[Any] = SimpleQueue()
    for place in range(workers):
        recipient = RECIPIENTS[place % len(RECIPIENTS)]
        sender, reader = client_for(address, parties, code), client_for(address, parties, recipient)
        sender.keys([recipient])
        last = [_last(reader)]
        pairs.put((sender, reader, recipient, last))
    begun, gap = time.perf_counter() + 0.5, len(SENDERS) / PACE

    def one(place: int) -> float:
        due = begun + place * gap
        time.sleep(max(0.0, due - time.perf_counter()))
        sender, reader, recipient, last = pair = pairs.get()
        try:
            sent = sender.send(letter(recipient))
            while True:
                shown = reader.page(last[0])
                last[0] = shown.next if shown.messages else last[0]
                if any(str(told.id) == sent.id for told in shown.messages):
                    # Since it was due, not since it was begun: what waits for its turn counts.
                    return time.perf_counter() - due
                if not shown.messages:
                    raise SystemExit("a message that was accepted is not listed")
        finally:
            pairs.put(pair)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(count)))


def letter(recipient: str) -> Any:
    from comity.messages.engine.writing import Letter

    return Letter(to=(recipient,), kind="administrative", subject="A vehicle on the northern road", body=WORDS)


def client_for(address: str, parties: dict[str, dict[str, str]], code: str) -> Any:
    from comity.client import Client
    from comity.keys.engine.ring import Keyring, bundle_from

    bundle = bundle_from(base64.b64decode(parties[code]["bundle"]))
    client = Client(address, parties[code]["token"], cast(Any, None))  # its key is asked for first
    client.keyring = Keyring.of(client.keys([code])[code], bundle)
    return client


def _arrived(address: str, parties: dict[str, dict[str, str]], code: str) -> int:
    """The last place of a bureau's list: as many as ever arrived, for places have no gap."""
    client = client_for(address, parties, code)
    try:
        return _last(client)
    finally:
        client.close()


def _last(client: Any) -> int:
    after = 0
    while (page := client.page(after)).messages:
        after = page.next
    return after


def _is_ready(port: int, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://localhost:{port}/readyz", timeout=2).status_code == 200:
                return True
        time.sleep(0.3)
    return False


if __name__ == "__main__":
    main()
