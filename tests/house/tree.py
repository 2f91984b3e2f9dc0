"""What the house tests look at: the tracked files of the project, read once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "comity"

ROOMS = (
    *("core", "look", "later", "audit", "sign_in", "network", "protection", "supervision", "records", "judgements"),
    *("checks", "saved_checks", "notices", "diffusions", "compliance"),
    *("keys", "messages", "client", "desk"),
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def under(*parts: str, suffix: str) -> list[Path]:
    folder = ROOT.joinpath(*parts)
    return [path for path in tracked() if path.is_relative_to(folder) and path.suffix == suffix]


def code() -> list[Path]:
    """The package's Python files, migrations left out (they are generated)."""
    return [path for path in under("comity", suffix=".py") if "migrations" not in path.parts]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
