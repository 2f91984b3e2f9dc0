"""Buckets of rows: what is added is there, in every order of adding, for those too who opened the file before."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.persons import births, buckets
from comity.checks.engine.persons.buckets import ROWS, Buckets, Row

FORM = 7


def rows_of(file: Buckets, bucket: int) -> list[tuple[int, ...]]:
    return [tuple(row) for columns in file.pages(bucket) for row in columns.T.tolist()]


_word = st.integers(0, 2**62 - 1)
_rows = st.lists(st.tuples(st.sampled_from([0, 1, 500, births.BUCKETS - 1]), _word, _word, _word), max_size=90)


@given(st.lists(_rows, max_size=4), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_row_is_in_its_bucket_in_order(tmp_path_factory: object, batches: list[list[Row]], bulk: bool) -> None:
    folder = tmp_path_factory.mktemp("rows")  # type: ignore[attr-defined]
    buckets.create(folder / "buckets", FORM)
    file = Buckets(folder / "buckets", FORM, writable=True)
    expected: dict[int, list[tuple[int, ...]]] = {}
    for batch in batches:
        if bulk and batch:
            file.add_many(np.array(batch, np.int64))
        for row in batch:
            if not bulk:
                file.add(row)
            expected.setdefault(row[0], []).append(row[1:])
    for bucket in (0, 1, 2, 500, births.BUCKETS - 1):
        assert rows_of(file, bucket) == expected.get(bucket, [])
        assert file.count(bucket) == len(expected.get(bucket, []))
    file.close()


def test_a_reader_follows_a_file_that_grows(tmp_path: Path) -> None:
    buckets.create(tmp_path / "buckets", FORM)
    writer = Buckets(tmp_path / "buckets", FORM, writable=True)
    reader = Buckets(tmp_path / "buckets", FORM)
    count, before = 3 * ROWS + 5, len(reader)
    for number in range(count):
        writer.add((9, number, number, number))
    assert rows_of(reader, 9) == [(number, number, number) for number in range(count)]
    while len(writer) == before:
        many = np.arange(100_000)
        writer.add_many(np.stack([many % 50 + 100, many, many, many], axis=1))
    assert reader.follow()
    assert not reader.follow()
    assert sum(len(rows_of(reader, bucket)) for bucket in range(100, 150)) == sum(
        writer.count(bucket) for bucket in range(100, 150)
    )
