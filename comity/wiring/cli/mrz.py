"""`comity mrz`: read a machine-readable zone without any database."""

import sys
from datetime import datetime

import click
import msgspec

from comity.checks.engine.mrz import Reading, read
from comity.core import clock


# A line may begin with anything, a hyphen too.
@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON.")
@click.option(
    "--on",
    "--reference-date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of reading, which decides centuries and expiry (default: today).",
)
@click.argument("lines", nargs=-1, required=True, metavar="LINE LINE [LINE]")
def mrz(lines: tuple[str, ...], as_json: bool, on: datetime | None) -> None:
    """Read a machine-readable zone (ICAO Doc 9303: TD1, TD2, TD3, MRV-A, MRV-B).

    Quote the lines, for the shell takes < as its own. Exit code: 0 valid, 1 not valid or unreadable, 2 wrong usage.
    """
    reading = read(lines, (on or clock.now()).date())
    click.echo(msgspec.json.encode(reading.to_json()).decode() if as_json else _table(reading))
    sys.exit(0 if reading.valid else 1)


def _table(reading: Reading) -> str:
    shown = reading.to_json()
    fields = shown.pop("fields", {})
    checks = shown.pop("check_digits", {})
    rows = {
        **{name: shown[name] for name in ("format", "readable", "valid", "problems", "repairs") if name in shown},
        **fields,
        **{
            name: value for name, value in shown.items() if name.endswith(("_known", "_truncated")) or name == "expired"
        },
        **{f"check digit: {name}": "right" if right else "WRONG" for name, right in checks.items()},
    }
    width = max(len(name) for name in rows) + 2
    return "\n".join(f"{name.replace('_', ' '):<{width}}{_said(value)}" for name, value in rows.items())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value) or "-"
    return str(value) if value else "-"
