"""The writer: what it holds after any sequence of verbs, after being killed, after the machine stopped."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine import control, table
from comity.checks.engine.control import At
from comity.checks.engine.index import Index
from comity.checks.engine.keys import Kind
from comity.checks.engine.payloads import Entry
from comity.checks.engine.writing import Busy, NotBuilt, Writer
from comity.network.rules import Actor
from comity.records.rules import Policy

ASKER = Actor(
    id="system:1",
    name="",
    bureau="KE",
    lineage=("KE",),
    databases=frozenset({"travel_documents"}),
    purposes=frozenset({"border_control"}),
)
OPEN = Policy(source="FR", database="travel_documents")
SHUT = Policy(source="FR", database="travel_documents", denied=frozenset({"KE"}))


def entry(number: int, *values: str, blanks: tuple[str, int, int, int] | None = None) -> Entry:
    return Entry(
        record=UUID(int=number).bytes,
        keys=tuple((int(Kind.DOCUMENT), value) for value in values),
        kind="stolen",
        facts={"issuer": "FRA"},
        blanks=blanks,
    )


def found(index: Index, value: str) -> set[int]:
    edition = index.current()
    assert edition is not None
    records = edition.find(Kind.DOCUMENT, value, edition.sight(ASKER, "border_control"))
    return {UUID(bytes=one.entry.record).int for one in records}


_values = st.sampled_from(["AB1", "AB2", "ABI", "ABO", "AB0", "X9"])
_verbs = st.lists(
    st.tuples(st.integers(1, 4), st.lists(_values, max_size=3, unique=True), st.sampled_from([OPEN, SHUT, None])),
    max_size=25,
)


@given(_verbs)
@settings(max_examples=60, deadline=None)
def test_a_record_is_found_by_exactly_the_keys_it_has_now(verbs: list[tuple[int, list[str], Policy | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Writer(Path(folder)) as writer:
        writer.build([], 0)
        index, expected = Index(Path(folder)), {}
        for record, values, policy in verbs:
            if policy is None:
                writer.remove(UUID(int=record))
                expected.pop(record, None)
            else:
                writer.put(entry(record, *values), policy)
                expected[record] = (set(values), policy)
            for value in ("AB1", "AB2", "X9"):
                wanted = {value.replace("1", "I"), value}
                assert found(index, value) == {r for r, (own, p) in expected.items() if own & wanted and p is OPEN}
        assert {r for r in range(1, 5) if writer.held(UUID(int=r))} == set(expected)
        assert len(list(writer.records())) == len(expected)


def test_a_record_keeps_nothing_of_a_kind_of_key_given_up(tmp_path: Path) -> None:
    given_up = (max(Kind) + 1, "IVAN TESTOV|1985")
    old = msgspec.structs.replace(entry(1, "AB1"), keys=(given_up, *entry(1, "AB1").keys))
    with Writer(tmp_path) as writer:
        writer.build([(old, OPEN)], 0)
        writer.put(entry(1, "AB2"), OPEN)
        index = Index(tmp_path)
        assert [found(index, value) for value in ("AB1", "AB2")] == [set(), {1}]


def test_a_put_may_be_repeated(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build([], 0)
        for _ in range(5):
            writer.put(entry(1, "AB1", "AB2"), OPEN)
        index = Index(tmp_path)
        assert found(index, "AB1") == {1}
        edition = index.current()
        assert edition is not None
        assert edition.build.table.count == 2


def test_a_build_holds_what_it_was_given_and_replaces_what_was_there(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build([], 0)
        index = Index(tmp_path)
        writer.put(entry(9, "OLD9"), OPEN)
        progress: list[int] = []
        writer.build(((entry(i, f"AB{i}"), OPEN if i % 2 else SHUT) for i in range(20_500)), 41, progress.append)
        assert progress == [10_000, 20_000, 20_500]
        assert found(index, "OLD9") == set()
        assert [found(index, f"AB{i}") for i in (1, 2, 20_499)] == [{1}, set(), {20_499}]
        assert index.seq == writer.seq == 41
        assert writer.held(UUID(int=2)) == (entry(2, "AB2"), SHUT)
        assert len(list(tmp_path.glob("build-*"))) == 1


def test_tables_grow_while_readers_look_on(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build([(entry(0, "AB0", "ABZ"), OPEN)], 7)
        index = Index(tmp_path)
        first = index.current()
        for i in range(1, 3000):
            writer.put(entry(i, f"AB{i}"), OPEN)
            assert found(index, "ABZ") == {0}
        assert index.current() is not first
        assert index.seq == 7
        assert all(found(index, f"AB{i}") == {i} for i in range(2, 3000))
        writer.remove(UUID(int=5))
        assert found(index, "AB5") == set()


def test_ranges_are_found_and_forgotten_with_their_record(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build([], 0)
        index = Index(tmp_path)
        writer.put(entry(1, blanks=("AB", 4, 10, 20)), OPEN)
        writer.put(entry(2, blanks=("AB", 4, 15, 900)), OPEN)
        writer.put(entry(3, blanks=("AB", 4, 0, 9999)), SHUT)
        writer.advance(1)
        assert [found(index, value) for value in ("AB0010", "AB0015", "AB0021", "AB0901", "AB015", "AC0015")] == [
            {1}, {1, 2}, {2}, set(), set(), set(),
        ]  # fmt: skip
        writer.put(entry(2, "AB7777"), OPEN)
        writer.remove(UUID(int=1))
        writer.advance(2)
        assert found(index, "AB0015") == set()
        assert found(index, "AB7777") == {2}
    with Writer(tmp_path) as writer:
        writer.remove(UUID(int=3))
        writer.advance(3)
        assert writer.held(UUID(int=3)) is None


def test_there_is_one_writer_at_a_time(tmp_path: Path) -> None:
    with Writer(tmp_path), pytest.raises(Busy):
        Writer(tmp_path)
    with Writer(tmp_path) as again, pytest.raises(NotBuilt):
        again.put(entry(1, "AB1"), OPEN)


def test_after_the_machine_stopped_at_work_the_index_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(tmp_path)
    writer.build([(entry(1, "AB1"), OPEN)], 5)
    os.close(writer._lock)  # as if the process were gone, with its files open
    assert Index(tmp_path).current() is not None
    monkeypatch.setattr(control, "boot", lambda: 12345)
    monkeypatch.setattr("comity.checks.engine.writing.boot", lambda: 12345)
    assert Index(tmp_path).current() is None
    with Writer(tmp_path) as after:
        assert not after.is_built
        assert after.seq == 0
        after.build([(entry(1, "AB1"), OPEN)], 5)
        assert found(Index(tmp_path), "AB1") == {1}


def test_after_a_good_end_the_index_is_trusted_at_the_next_start_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer(tmp_path) as writer:
        writer.build([(entry(1, "AB1"), OPEN)], 5)
    monkeypatch.setattr(control, "boot", lambda: 12345)
    assert found(Index(tmp_path), "AB1") == {1}


def test_another_hash_key_means_building_anew(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build([(entry(1, "AB1"), OPEN)], 5)
    (tmp_path / "key").unlink()
    assert Index(tmp_path).current() is None
    with Writer(tmp_path) as writer:
        assert not writer.is_built


def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    with Writer(tmp_path):
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


_KILLED = """
import random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.checks.engine.test_writing import OPEN, SHUT, verbs_from
from comity.checks.engine.writing import Writer
writer = Writer(Path(sys.argv[1]))
print("ready", flush=True)
for seq, (record, made, policy) in enumerate(verbs_from(int(sys.argv[2])), 1):
    if seq <= writer.seq:
        continue
    writer.put(made, policy) if policy else writer.remove(record)
    if seq % 7 == 0:
        writer.advance(seq)
"""


def verbs_from(seed: int) -> list[tuple[UUID, Entry, Policy | None]]:
    """A long made-up change log, the same for a seed."""
    chance = random.Random(seed)
    steps = []
    for _ in range(20_000):
        record = chance.randrange(1, 400)
        values = {f"AB{chance.randrange(300)}" for _ in range(chance.randrange(3))}
        blanks = ("CD", 3, chance.randrange(500), 999) if chance.randrange(10) == 0 else None
        made = entry(record, *sorted(values), blanks=blanks)
        steps.append((UUID(int=record), made, chance.choice([OPEN, OPEN, SHUT, None])))
    return steps


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_writer_goes_on_where_its_number_says_and_ends_with_the_same_index(tmp_path: Path, seed: int) -> None:
    root = str(Path(__file__).resolve().parents[3])
    chance = random.Random(seed)
    with Writer(tmp_path) as writer:
        writer.build([], 0)
    killed = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", _KILLED, str(tmp_path), str(seed), root], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.01, 0.15))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += 1
    steps = verbs_from(seed)
    with Writer(tmp_path) as writer:
        start = writer.seq
        assert start % 7 == 0
        for record, made, policy in steps[start:]:
            if policy:
                writer.put(made, policy)
            else:
                writer.remove(record)
        writer.advance(len(steps))
        last = {record: (made, policy) for record, made, policy in steps}
        expected = {record: pair for record, pair in last.items() if pair[1] is not None}
        assert {UUID(bytes=made.record): (made, policy) for made, policy in writer.records()} == expected
        index = Index(tmp_path)
        for value in {f"AB{i}" for i in range(300)} | {f"CD{i:03d}" for i in range(0, 1000, 7)}:
            wanted = {
                record.int
                for record, (made, policy) in expected.items()
                if policy is OPEN and (_has(made, value) or (made.blanks and _lies_in(made.blanks, value)))
            }
            assert found(index, value) == wanted, value
        edition = index.current()
        assert edition is not None
        assert edition.build.table.count == sum(len(made.keys) for made, _policy in expected.values())
    assert killed == 4


def _has(made: Entry, value: str) -> bool:
    return any(own == value for _kind, own in made.keys)


def _lies_in(blanks: tuple[str, int, int, int], value: str) -> bool:
    return value.startswith("CD") and blanks[2] <= int(value[2:]) <= blanks[3]


def test_the_table_file_says_how_full_it_is(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.build(((entry(i, f"AB{i}"), OPEN) for i in range(5000)), 1)
        path = tmp_path / "build-1" / "slots"
        made = table.Table(path, writer.ring.id)
        assert made.count == 5000
        assert not made.is_full
        made.close()
        assert writer._control.words[At.BUILD] == 1
