"""Readers: a build is the same whoever read its people, and no process is left behind."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comity.checks.engine.keys import Keyring
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons import gathering, readers
from comity.checks.engine.persons.gathering import Gathering
from comity.checks.engine.persons.readers import Facts, Readers
from comity.checks.engine.persons.reading import read_facts

FACTS: list[dict[str, Any]] = [
    {"name": "Testov Ivan", "original_name": "Тестов Иван", "birth_dates": ["1985-04-12", "1986~"], "sex": "male"},
    {"name": "Muster, Anna", "family_name": "Muster", "documents": [{"issuer": "DEU", "number": "C01X"}]},
    {"aliases": [{"name": "安娜"}, {"name": "Abd al-Rahman bin Salih"}], "birth_places": ["Lille"]},
    {"name": "???"},
]
COUNT = 40


@pytest.fixture
def two() -> Iterator[Readers]:
    found = Readers(2)
    yield found
    found.close()


def entry_of(number: int) -> Entry:
    return Entry(record=UUID(int=number + 1).bytes, keys=(), kind="wanted", facts=FACTS[number % len(FACTS)])


def built(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    people = Gathering(folder, Keyring(b"k" * 32))
    people.add((entry_of(n), n + 1) for n in range(COUNT))
    people.finish()
    people.close()
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_build_is_the_same_whoever_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = built(tmp_path / "here")
    monkeypatch.setattr(gathering, "_READ_HERE", 10)
    monkeypatch.setattr(gathering, "_BLOCK", 3)
    monkeypatch.setattr(readers, "number", lambda: 3)
    assert built(tmp_path / "beside") == here


def test_blocks_come_back_in_order(two: Readers) -> None:
    blocks: list[Facts] = [FACTS[:1], FACTS[1:3], FACTS[3:], FACTS]
    back = [taken for block in blocks if (taken := two.turn(block)) is not None]
    assert len(back) == 2
    assert [*back, *two.rest()] == [[read_facts(one) for one in block] for block in blocks]


def test_what_a_reader_that_ended_had_is_read_here(two: Readers) -> None:
    two.turn(FACTS)
    for process in two.processes:
        process.kill()
        process.wait()
    assert two.turn(FACTS[:2]) is None
    assert list(two.rest()) == [[read_facts(one) for one in FACTS], [read_facts(one) for one in FACTS[:2]]]


def test_a_reader_ends_with_the_process_that_started_it() -> None:
    code = (
        "from comity.checks.engine.persons.readers import Readers; import time; found = Readers(1);"
        " print(found.processes[0].pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        reader = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
        ended = subprocess.run(["tail", f"--pid={reader}", "-f", "/dev/null"], timeout=60, check=False)
    assert ended.returncode == 0
