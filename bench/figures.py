"""Figures: one JSON line each, printed and kept."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def var() -> Path:
    """The folder of the bench: bench/ under COMITY_VAR, or under var/ beside the code."""
    folder = Path(os.environ.get("COMITY_VAR") or ROOT / "var") / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def say(figure: str, value: float, unit: str, **setting: Any) -> None:
    """Prints the figure and appends it to bench.jsonl."""
    setting |= {"cores": os.cpu_count(), "python": platform.python_version()}
    line = json.dumps({"figure": figure, "value": round(value, 3), "unit": unit, "setting": setting})
    print(line, flush=True)
    with (var().parent / "bench.jsonl").open("a") as file:
        file.write(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds")} | json.loads(line)) + "\n")
