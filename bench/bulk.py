"""Bulk load: `python -m bench.bulk --scale small|full`.

Loads made-up documents from CSV with `comity import` into an installation of its own, while its worker follows the
change log into the index: seconds until the file is loaded (records, history, change log, ledger) and until checks
find all of it, the memory of the load, and the same file again. Figures need the machine to themselves.
"""

import argparse
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

from bench.figures import say, var

SCALES = {"small": 50_000, "full": 1_000_000}
LONGEST = 1800  # seconds
HEADER = "reference,kind,number,issuer,type,issued_on,expires_on,occurred_on\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    rows = SCALES[parser.parse_args().scale]
    folder = var() / "bulk"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    file = folder / "documents.csv"
    write(file, rows)
    os.environ["COMITY_VAR"] = str(folder)
    with server():
        comity("init")
        comity("index", "build")
        with worker():
            measure(file, rows)
    shutil.rmtree(folder, ignore_errors=True)


def measure(file: Path, rows: int) -> None:
    """The first load with the index behind it, then the same file again."""
    begun = time.monotonic()
    loaded, memory = load(file)
    follow()
    followed = time.monotonic() - begun
    setting = {"rows": rows, "format": "csv", "worker": "following in parallel"}
    say("bulk.loaded", loaded, "s", **setting)
    say("bulk.loaded_and_found", followed, "s", **setting)
    say("bulk.rate", rows / followed, "rows/s", **setting)
    say("bulk.memory", memory, "MB", **setting)
    again, _memory = load(file)
    say("bulk.same_file_again", again, "s", **setting)


def write(file: Path, rows: int) -> None:
    """Documents as a national register might send them: the same for the same number of rows."""
    chance = random.Random(20261122)
    with file.open("w") as out:
        out.write(HEADER)
        for number in range(rows):
            year = chance.randint(2012, 2024)
            kind = chance.choice(("stolen", "lost", "lost", "revoked"))
            serial = (
                f"{chance.randint(10, 99)}{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}{number % 100_000:05d}"
            )
            dates = f"{year}-05-1{chance.randint(0, 9)},{year + 10}-05-1{chance.randint(0, 9)},{year + 1}-01-02"
            out.write(f"B-{number:08d},{kind},{serial},FRA,{chance.choice('PI')},{dates}\n")


def load(file: Path) -> tuple[float, float]:
    """Seconds, and the peak memory of the loading process in MB."""
    command = [*_comity(), "import", str(file), "--database", "travel_documents", "--source", "FR", "--json"]
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) != 0 or json.loads(said)["bad"]:
        raise SystemExit(f"The load failed: {said}")
    return seconds, usage.ru_maxrss / 1024


def follow() -> None:
    """Waits until the index knows every change."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        said = subprocess.run([*_comity(), "index", "status", "--json"], capture_output=True, text=True, check=False)
        if said.stdout and json.loads(said.stdout)["behind"] == 0:
            return
        time.sleep(0.5)
    raise SystemExit("The index did not catch up.")


@contextmanager
def server() -> Iterator[None]:
    """The embedded database, held by this process, so that it runs from the first command to the last."""
    from comity.wiring import embedded

    embedded.start()
    try:
        yield
    finally:
        embedded.release()


@contextmanager
def worker() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "comity.wiring.worker"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def comity(*arguments: str) -> None:
    done = subprocess.run([*_comity(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"comity {' '.join(arguments)}: {done.stderr}")


def _comity() -> list[str]:
    return [sys.executable, "-m", "comity.wiring.cli"]


if __name__ == "__main__":
    main()
