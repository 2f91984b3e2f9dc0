"""The stage as a pytest fixture: a conftest imports it. Only tests import this file, for only they have pytest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.core import clock
from comity.testing.stage import Stage, set_up


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A demo installation in an empty folder, every verb rolled back afterwards."""
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    settings.DEMO = True
    settings.INSTALLATION_KEYS = tmp_path / "keys"
    settings.CHECK_INDEX, settings.CHECK_JOURNAL = tmp_path / "index", tmp_path / "journal"
    set_upon = set_up(tmp_path, clock.now())
    yield set_upon
    set_upon.close()
