"""The rooms are laid out alike, so that who knows one knows all."""

import subprocess
import sys
from pathlib import Path

from tests.house import tree

FRONT = {"rules", "engine", "models", "access", "queries", "actions", "jobs", "forms", "api", "pages", "urls", "apps"}
FOLDERS = {"templates", "migrations", "templatetags", "static", "data"}
HIDING = {"utils", "helpers", "common", "misc", "manager", "managers", "service", "services", "handlers", "base"}

# What a room has beside the usual files: nouns of its own trade, each entered here on purpose.
OWN = {
    "core": {
        "changes",
        "clock",
        "databases",
        "errors",
        "ids",
        "languages",
        "levels",
        "purposes",
        "requests",
        "secret_files",
        "shapes",
    },
    "look": {"context", "guide", "live", "navigation", "rendering", "words"},
    "later": {"queue"},
    "audit": {"anchor", "grants", "keys", "sealing", "tree", "verifying"},
    "sign_in": {"adapters", "browsers", "one_click", "passkeys", "settings", "step_up"},
    "network": {"appointments", "founding", "middleware"},
    "records": {"manifests", "loaders", "load"},
    "judgements": set(),
    "saved_checks": {"sweeping"},
    "protection": set(),
    "supervision": set(),
    "notices": {"manifests", "un_list"},
    "diffusions": {"codes", "lines", "reading", "stating"},
    "compliance": {"codes", "doors", "knowing", "reading", "traces"},
    "keys": {"founding", "installation", "making", "unlocking"},
    "messages": {"consents", "conversations", "drafting", "letters", "streams"},
    "client": {"__main__", "calls", "client", "command", "files", "keyfile", "known", "told"},
    "desk": {"duty", "figures", "gathering", "incidents", "linking", "live", "rhythm", "world"},
    "checks": {"alike", "asgi", "cursor", "compiling", "doors", "lane", "serve", "shielding", "undated"},
}


def _things(room: str) -> set[str]:
    folder = tree.PACKAGE / room
    return {
        path.relative_to(folder).parts[0].removesuffix(".py") for path in tree.tracked() if path.is_relative_to(folder)
    }


def test_every_folder_of_the_package_is_a_known_room() -> None:
    found = {path.relative_to(tree.PACKAGE).parts[0] for path in tree.under("comity", suffix=".py")} - {"__init__.py"}
    assert found == {*tree.ROOMS, "wiring", "testing"}


def test_a_room_holds_the_usual_files_and_its_declared_own() -> None:
    strange = {
        f"comity/{room}/{thing}"
        for room in tree.ROOMS
        for thing in _things(room) - FRONT - FOLDERS - OWN[room] - {"__init__"}
    }
    assert not strange, "new kinds of file: use the usual ones, or enter them in OWN with intent"


def test_no_file_hides_what_is_inside() -> None:
    hiding = [tree.name(path) for path in tree.code() if {part.removesuffix(".py") for part in path.parts} & HIDING]
    assert not hiding


def test_tests_stand_outside_and_mirror_the_package() -> None:
    rooms = {path.name for path in (tree.ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("__")}
    known = {*tree.ROOMS, "wiring", "testing", "house", "journeys", "leaks", "browser", "contract", "bench"}
    assert rooms <= known
    assert not [tree.name(path) for path in tree.code() if path.name.startswith("test_")]


def test_the_floors_hold() -> None:
    """import-linter: calls go down, only `later` knows the job library, the law is pure."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_signals_and_no_save_override() -> None:
    """What a verb does is written in the verb, not hooked on to a table."""
    hooked = []
    for path in tree.code():
        text = path.read_text()
        if "django.db.models.signals" in text or "django.dispatch" in text:
            hooked.append(tree.name(path))
        hooked += [f"{tree.name(path)}:{node.lineno}" for node in tree.functions(path) if node.name == "save"]
    assert not hooked
