"""The table against a plain dictionary, bulk building against putting one by one, and a reader beside a writer."""

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine import table
from comity.checks.engine.building import Builder
from comity.checks.engine.table import PAGE, Full, NotATable, Table, create

KEY = 7

# Few hashes, so that they meet: in one bucket (equal upper halves), in one key, in the last bucket of all.
_hashes = st.one_of(
    st.integers(2, 40),
    st.integers(0, 40).map(lambda i: (1 << 63) + 2 + i),
    st.integers(0, 40).map(lambda i: (1 << 64) - 1 - i),
    st.integers(2, (1 << 64) - 1),
)
_steps = st.lists(
    st.tuples(st.sampled_from(["put", "put", "remove", "replace"]), _hashes, st.integers(1, 30)), max_size=120
)


def _table(folder: str | Path, homes: int = 40) -> Table:
    path = Path(folder) / "slots"
    create(path, homes, KEY)
    return Table(path, KEY, writable=True)


def _same(made: Table, expected: dict[int, list[int]]) -> None:
    for hash, words in expected.items():
        assert sorted(made.find(hash)) == sorted(words)
    assert made.count == sum(len(words) for words in expected.values())
    everything = [pair for hashes, words in made.all(7) for pair in zip(hashes.tolist(), words.tolist(), strict=True)]
    assert sorted(word for _hash, word in everything) == sorted(word for words in expected.values() for word in words)


@given(_steps)
@settings(max_examples=150, deadline=None)
def test_whatever_is_put_replaced_and_removed_is_found_like_in_a_dictionary(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made, expected = _table(folder), defaultdict(list)
        for verb, hash, word in steps:
            own = expected[hash]
            if verb == "put":
                made.put(hash, word)
                own.append(word)
            elif verb == "remove":
                assert made.remove(hash, word) == (word in own)
                if word in own:
                    own.remove(word)
            else:
                assert made.replace(hash, word, word + 100) == (word in own)
                if word in own:
                    own[own.index(word)] = word + 100
        _same(made, expected)
        asked = np.array([*expected, 12345], np.uint64)
        found = made.find_many(asked)
        assert [(i, word) for i, hash in enumerate(asked.tolist()) for word in made.find(hash)] == found
        made.close()


@given(st.integers(1, 5 * PAGE), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_key_of_many_records_goes_on_over_pages_and_shrinks_again(count: int, chance: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made, words = _table(folder, homes=200), list(range(1, count + 1))
        for word in words:
            made.put(99, word)
        assert sorted(made.find(99)) == words
        chance.shuffle(words)  # type: ignore[attr-defined]
        while words:
            assert made.remove(99, words.pop())
            assert sorted(made.find(99)) == sorted(words)
        assert made.count == 0
        made.close()


@given(st.lists(st.tuples(_hashes, st.integers(1, 1 << 60)), max_size=300))
@settings(max_examples=80, deadline=None)
def test_a_table_built_in_bulk_is_the_one_put_together_by_hand(pairs: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder()
        for first in range(0, len(pairs), 37):
            some = pairs[first : first + 37]
            builder.add(np.array([h for h, _ in some], np.uint64), np.array([w for _, w in some], np.uint64))
        path = Path(folder) / "slots"
        builder.finish(path, KEY)
        made, expected = Table(path, KEY, writable=True), defaultdict(list)
        for hash, word in pairs:
            expected[hash].append(word)
        _same(made, expected)
        made.put(5, 77)
        assert 77 in made.find(5)
        made.close()


def test_a_full_table_says_so_and_still_holds_everything(tmp_path: Path) -> None:
    made, put = _table(tmp_path, homes=16), 0
    with pytest.raises(Full):
        for put in range(10_000):
            made.put(2 + put * 0x9E3779B97F4A7C15 % (1 << 64), put + 1)
    assert put > 16 * table.SLOTS * 0.8
    assert all(made.find(2 + i * 0x9E3779B97F4A7C15 % (1 << 64)) == [i + 1] for i in range(put))
    made.close()


def test_a_table_made_with_another_key_is_not_read(tmp_path: Path) -> None:
    _table(tmp_path).close()
    with pytest.raises(NotATable):
        Table(tmp_path / "slots", KEY + 1)


_READER = """
import sys
from pathlib import Path
from comity.checks.engine.table import Table
table, rounds = Table(Path(sys.argv[1]), 7), 0
print("ready", flush=True)
while not rounds or table.find(3) != [1]:
    for i in range(200):
        words = table.find(1000 + (i << 40))
        assert words == [i + 1] or words == [i + 5001], (i, words)
        others = table.find(5 + (i << 40))
        assert others in ([], [i + 9001]), others
    rounds += 1
print(rounds)
"""


def test_a_reader_in_another_process_never_sees_half_a_write(tmp_path: Path) -> None:
    made = _table(tmp_path, homes=120)
    for i in range(200):
        made.put(1000 + (i << 40), i + 1)
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(tmp_path / "slots")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        for i in range(200):
            made.replace(1000 + (i << 40), i + 1, i + 5001)
            made.put(5 + (i << 40), i + 9001)
        for i in range(200):
            made.replace(1000 + (i << 40), i + 5001, i + 1)
            made.remove(5 + (i << 40), i + 9001)
    made.put(3, 1)
    output, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    assert int(output) > 0
    made.close()
