"""Compiling ahead: once for a version, and nothing of the versions before it stays."""

from pathlib import Path

import pytest

from comity.checks import compiling
from comity.checks.engine.persons import searching


@pytest.fixture
def warmed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often everything was compiled."""
    times: list[int] = []
    monkeypatch.setattr(compiling, "HAS_NUMBA", True)
    monkeypatch.setattr(searching, "warm", lambda: times.append(1))
    return times


def test_loops_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warmed: list[int]) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "compiled-2"))
    (tmp_path / "compiled-2").mkdir()
    (tmp_path / "compiled-1").mkdir()
    (tmp_path / "compiled-1" / "old.nbi").touch()
    (tmp_path / "else").mkdir()
    assert not compiling.is_done()
    compiling.compile_loops()
    compiling.compile_loops()
    assert warmed == [1]
    assert compiling.is_done()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compiled-2", "else"]


def test_a_folder_of_ones_own_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warmed: list[int]) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "mine"))
    (tmp_path / "compiled-1").mkdir()
    compiling.compile_loops()
    assert warmed == [1]
    assert (tmp_path / "compiled-1").exists()


def test_nothing_is_to_be_done_without_numba(monkeypatch: pytest.MonkeyPatch, warmed: list[int]) -> None:
    monkeypatch.setattr(compiling, "HAS_NUMBA", False)
    compiling.compile_apart()
    compiling.compile_loops()
    assert compiling.is_done()
    assert not warmed
