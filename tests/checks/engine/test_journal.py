"""The journal: nothing is answered before it is on disk, many waiting share one sync, a torn end is left alone."""

import asyncio
import errno
import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.journal import FRAME, Journal, NotWritten, is_finished, read, segments


def written(folder: Path) -> list[bytes]:
    """In the order of the files, which is none among those begun within one millisecond."""
    return [payload for path in segments(folder) for payload, _end in read(path)]


class Disk:
    """A sync that can be held, counted and made to fail."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self.may_go.set()
        self.begun = threading.Event()
        self.count = 0
        self.fails = False

    def __call__(self, file: int) -> None:
        self.begun.set()
        assert self.may_go.wait(60)
        self.count += 1
        if self.fails:
            raise OSError(errno.EIO, "Input/output error")
        os.fdatasync(file)


def test_no_answer_before_its_sync_and_one_sync_for_all_who_wait(tmp_path: Path) -> None:
    disk = Disk()
    journal = Journal(tmp_path, sync=disk)

    async def story() -> None:
        disk.may_go.clear()
        first = journal.append(b"first")
        await asyncio.to_thread(disk.begun.wait, 60)
        others = [journal.append(b"other %d" % i) for i in range(50)]
        await asyncio.sleep(0.05)
        assert not first.done()
        assert not any(other.done() for other in others)
        disk.may_go.set()
        await first
        await asyncio.gather(*others)

    asyncio.run(story())
    assert disk.count == 2
    assert written(tmp_path) == [b"first", *(b"other %d" % i for i in range(50))]
    journal.close()


def test_when_the_sync_fails_everyone_in_the_group_is_told_and_a_new_file_is_begun(tmp_path: Path) -> None:
    disk = Disk()
    journal = Journal(tmp_path, sync=disk)

    async def story() -> None:
        await journal.append(b"good")
        disk.fails = True
        doubtful = [journal.append(b"lost"), journal.append(b"lost too")]
        for future in doubtful:
            with pytest.raises(NotWritten):
                await future
        disk.fails = False
        await journal.append(b"good again")

    asyncio.run(story())
    with pytest.raises(NotWritten):
        disk.fails = True
        journal.write(b"lost again")
    disk.fails = False
    journal.write(b"and good")
    journal.close()
    assert len(segments(tmp_path)) == 3
    assert sorted(p for p in written(tmp_path) if not p.startswith(b"lost")) == [b"and good", b"good", b"good again"]


def test_a_full_disk_leaves_no_file_that_cannot_be_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    journal.write(b"good")
    whole = os.write

    def half(file: int, data: bytes) -> int:
        whole(file, bytes(data)[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(NotWritten):
        journal.write(b"half of this")
    monkeypatch.undo()
    journal.write(b"good again")
    journal.close()
    assert sorted(written(tmp_path)) == [b"good", b"good again"]


def test_loop_and_threads_may_write_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path)

    async def story() -> None:
        def page(number: int) -> None:
            for i in range(20):
                journal.write(b"page %d %d" % (number, i))

        threads = [asyncio.to_thread(page, number) for number in range(4)]
        appended = [journal.append(b"api %d" % i) for i in range(100)]
        await asyncio.gather(*threads, *appended)

    asyncio.run(story())
    asyncio.run(_append_one(journal))
    journal.close()
    expected = {b"api %d" % i for i in range(100)} | {b"page %d %d" % (n, i) for n in range(4) for i in range(20)}
    assert sorted(written(tmp_path)) == sorted([*expected, b"from a second loop"])


async def _append_one(journal: Journal) -> None:
    await journal.append(b"from a second loop")


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=8), st.data())
@settings(max_examples=80, deadline=None)
def test_a_torn_end_is_not_read_and_reading_goes_on_from_any_frame(payloads: list[bytes], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), sync=lambda _file: None)
        for payload in payloads:
            journal.write(payload)
        journal.close()
        [path] = segments(Path(folder))
        frames = list(read(path))
        assert [payload for payload, _end in frames] == payloads
        after = data.draw(st.integers(0, len(payloads)))
        offset = frames[after - 1][1] if after else 0
        assert [payload for payload, _end in read(path, offset)] == payloads[after:]
        cut = data.draw(st.integers(0, path.stat().st_size))
        with path.open("r+b") as file:
            file.truncate(cut)
        assert [payload for payload, _end in read(path)] == [payload for payload, end in frames if end <= cut]


def test_a_changed_byte_ends_the_reading(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(b"first")
    journal.write(b"second")
    journal.close()
    [path] = segments(tmp_path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert written(tmp_path) == [b"first"]
    path.write_bytes(b"something else")
    assert written(tmp_path) == []


def test_files_are_changed_by_size_and_say_whether_more_can_come(tmp_path: Path) -> None:
    journal = Journal(tmp_path, rotate_at=100)
    for i in range(10):
        journal.write(b"%030d" % i)
    paths = segments(tmp_path)
    assert len(paths) == 4
    assert sorted(map(is_finished, paths)) == [False, True, True, True]
    journal.close()
    assert all(map(is_finished, paths))
    assert sorted(written(tmp_path)) == [b"%030d" % i for i in range(10)]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)


def test_reading_stops_after_about_as_much_as_asked_for(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for _ in range(10):
        journal.write(bytes(100))
    journal.close()
    [path] = segments(tmp_path)
    some = list(read(path, at_most=3 * (100 + FRAME.size)))
    assert len(some) == 3
    assert len(list(read(path, some[-1][1]))) == 7
