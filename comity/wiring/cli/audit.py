"""`comity audit`: verify the ledger, prove an entry, show the latest seal, list entries."""

import sys
from typing import Any

import click
import msgspec

from comity.audit import queries
from comity.audit.queries import Inclusion, Wanted
from comity.audit.rules import Outcome
from comity.audit.verifying import Report
from comity.core import clock

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def audit() -> None:
    """The ledger: verify, prove, list. Reads only; whoever runs the machine sees every bureau's entries."""


@audit.command()
@as_json_option
def verify(as_json: bool) -> None:
    """Recompute the whole ledger and hold it against every seal and its copy outside the database.

    Exit code: 0 nothing was changed, 1 something was (each finding in a sentence). Safe beside a running installation.
    """
    from comity.audit import verifying

    report = _with_bar(verifying.verify, is_quiet=as_json or not sys.stderr.isatty())
    click.echo(_json({**_plain(report), "clean": report.is_clean}) if as_json else _sentences(report))
    sys.exit(0 if report.is_clean else 1)


@audit.command()
@click.argument("seq", type=click.IntRange(min=1))
def prove(seq: int) -> None:
    """Print the proof (JSON) that entry SEQ stands in the ledger under the latest seal.

    Check it with the method of RFC 6962: leaf = SHA-256(0x00, data, mac), index = SEQ - 1. Exit code: 0 proved here as
    well, 1 the ledger was changed, 2 no such entry, or not sealed yet.
    """
    proof: Inclusion = queries.inclusion(seq)
    click.echo(_json(proof))
    sys.exit(0 if queries.is_proved(proof) else 1)


@audit.command()
@as_json_option
def head(as_json: bool) -> None:
    """Show the latest seal: how many entries, the root over them, when, and by which key."""
    seal = queries.head()
    if seal is None:
        click.echo("null" if as_json else "Nothing is sealed yet.")
        return
    shown = {"size": seal.size, "root": bytes(seal.root).hex(), "at": seal.at, "key": seal.key}
    shown["signature"] = bytes(seal.signature).hex()
    click.echo(_json(shown) if as_json else "\n".join(f"{name:<10} {value}" for name, value in shown.items()))


@audit.command("list")
@click.option("--subject", default="", help="The id of what the entry is about.")
@click.option("--actor", default="", help='For example "officer:..." or "system:...".')
@click.option("--bureau", default="", help="A bureau's code.")
@click.option("--verb", default="", help='For example "record.added".')
@click.option("--outcome", type=click.Choice([outcome.value for outcome in Outcome]), default=None)
@click.option("--before", type=click.IntRange(min=1), default=None, help="Only entries below this number.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@as_json_option
def list_entries(limit: int, as_json: bool, **wanted: Any) -> None:
    """List entries, the newest first; with --json one line each."""
    asked = Wanted(**{name: value for name, value in wanted.items() if value})
    for entry in queries.entries(asked, bureau=None, limit=limit):
        names = ("seq", "at", "verb", "outcome", "actor", "bureau", "entity", "subject")
        row = {name: getattr(entry, name) for name in names}
        if as_json:
            click.echo(_json({**row, "details": msgspec.Raw(entry.body.encode())}))
        else:
            click.echo("  ".join(str(row[name]) for name in names if row[name] != ""))


def _with_bar(verify: Any, is_quiet: bool) -> Report:
    """Runs the verification with a progress bar on standard error."""
    if is_quiet:
        return verify(clock.now())  # type: ignore[no-any-return]
    with click.progressbar(length=1, label="Reading the ledger", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return verify(clock.now(), progress)  # type: ignore[no-any-return]


def _sentences(report: Report) -> str:
    lines = [finding.sentence for finding in report.findings]
    if report.left_out:
        lines.append(f"... and {report.left_out} more findings.")
    read = f"{report.entries} entries, {report.seals} seals, {report.anchored} anchored copies"
    if report.is_clean:
        return f"Nothing was changed: {read} fit together."
    return "\n".join([*lines, f"The ledger was changed ({read} read)."])


def _plain(report: Report) -> dict[str, Any]:
    return msgspec.to_builtins(report)  # type: ignore[no-any-return]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
