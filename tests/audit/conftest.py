"""A ledger of its own for every test: keys and anchor files in a temporary folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.audit.rules import Event

NOW = datetime(2026, 5, 3, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ledger_folder(settings: Any, tmp_path: Path) -> Path:
    settings.LEDGER_KEYS = tmp_path / "keys"
    settings.LEDGER_ANCHOR = tmp_path / "seals"
    return tmp_path


def event(number: int, **changes: Any) -> Event:
    values = {"verb": "pebble.placed", "at": NOW + timedelta(seconds=number), "actor": f"officer:{number % 7}"}
    values |= {"bureau": "FR" if number % 2 else "DE", "subject": f"pebble-{number}", "details": {"index": number}}
    return Event(**(values | changes))
