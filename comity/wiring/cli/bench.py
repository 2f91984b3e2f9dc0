"""`comity bench`: measures, one part at a time or all, and prints one JSON line for each figure."""

import subprocess
import sys

import click

from comity.wiring import environment


def parts() -> list[str]:
    """The parts that can be measured: each is a file in bench/ with a `main`."""
    return sorted(file.stem for file in (environment.ROOT / "bench").glob("*.py") if _is_part(file.read_text()))


def _is_part(text: str) -> bool:
    return 'if __name__ == "__main__"' in text


@click.command(epilog="Examples: comity bench checks --scale small; make bench-checks SCALE=small")
@click.argument("names", nargs=-1, metavar="[PART]...")
@click.option(
    "--scale", type=click.Choice(["small", "full"]), default="full", help="small takes under a minute a part."
)
def bench(names: tuple[str, ...], scale: str) -> None:
    """Measure the parts named, or all: one JSON line for each figure, kept in var/bench.jsonl.

    Figures need the machine to themselves. Exit codes: 0 measured, 1 a part failed, 2 there is no such part.
    """
    known = parts()
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"There is no part {', '.join(unknown)}. Parts: {', '.join(known)}.")
    failed = [name for name in names or known if _measure(name, scale)]
    if failed:
        click.echo(f"Not measured to the end: {', '.join(failed)}.", err=True)
        sys.exit(1)


def _measure(name: str, scale: str) -> int:
    command = [sys.executable, "-m", f"bench.{name}", "--scale", scale, "--json"]
    return subprocess.run(command, cwd=environment.ROOT, check=False).returncode
