"""Docstrings where they are due, documents that stay true, and nothing of anybody's machine in the tree."""

import ast
import re

import pytest

from tests.house import tree

# Written in two pieces, so that this file does not hold what it looks for.
OF_A_MACHINE = [
    "/work" + "/",
    "/root" + "/",
    "/ho" + "me/",
    "/Us" + "ers/",
    "file" + "s.pythonhosted",
    "py" + "pi.org",
    "registry" + ".npmjs",
    "deb" + ".debian.org",
]
TEXT = {".py", ".md", ".txt", ".in", ".toml", ".html", ".css", ".js", ".json", ".csv", ".xml", ".yml", ".sh", ""}


def test_every_module_says_what_it_is() -> None:
    silent = [
        tree.name(path)
        for path in tree.code()
        if path.read_text().strip()
        and not ast.get_docstring(tree.parsed(path))
        and path.name != "apps.py"
        and not (path.name == "__init__.py" and path.parent.name in ("templatetags", "migrations"))
    ]
    assert not silent


def test_every_room_says_what_it_owns_and_promises() -> None:
    for room in tree.ROOMS:
        said = ast.get_docstring(tree.parsed(tree.PACKAGE / room / "__init__.py"))
        assert said and len(said) > 60, room


def test_nothing_of_a_machine_or_a_registry_is_in_the_tree() -> None:
    found = []
    for path in tree.tracked():
        if path.suffix in TEXT:
            text = path.read_text(errors="replace")
            found += [f"{tree.name(path)}: {piece}" for piece in OF_A_MACHINE if piece in text]
    assert not found


@pytest.mark.parametrize("path", tree.under("docs", "decisions", suffix=".md"), ids=lambda path: path.name)
def test_a_decision_fits_on_a_screen(path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert len(path.read_text().splitlines()) <= 40


def test_the_documents_are_there() -> None:
    for document in ("README", "ARCHITECTURE", "GLOSSARY", "CONTRIBUTING", "SECURITY", "CHANGELOG"):
        assert (tree.ROOT / f"{document}.md").is_file(), document
    for document in ("operations", "audit-events", "performance"):
        assert (tree.ROOT / "docs" / f"{document}.md").is_file(), document
    assert "Apache License" in (tree.ROOT / "LICENSE").read_text()


def test_every_room_is_in_the_architecture_and_the_glossary() -> None:
    for document in ("ARCHITECTURE.md", "GLOSSARY.md"):
        text = (tree.ROOT / document).read_text()
        missing = [room for room in (*tree.ROOMS, "wiring", "testing") if not re.search(rf"[*`]{room}[*`]", text)]
        assert not missing, document


def test_the_glossary_names_each_thing_once_in_four_languages() -> None:
    rows = [line for line in (tree.ROOT / "GLOSSARY.md").read_text().splitlines() if line.startswith("| *")]
    terms = [row.split("|")[1].strip() for row in rows]
    assert len(terms) == len(set(terms)) and len(terms) > 40
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 6 and all(cells[:5]), row


def test_every_setting_read_from_the_environment_is_documented() -> None:
    documented = (tree.ROOT / "docs" / "operations.md").read_text()
    used = set()
    for path in tree.code():
        used |= set(re.findall(r"[\"'](COMITY_[A-Z_]+)[\"']", path.read_text()))
    assert not {name for name in used if f"`{name}`" not in documented}


def test_every_proof_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"`((?:tests|docs)/[\w/.-]+|Makefile)`", (tree.ROOT / "SECURITY.md").read_text()))
    assert len(named) > 8
    assert not {path for path in named if not (tree.ROOT / path).exists()}


def test_links_in_the_documents_lead_somewhere() -> None:
    broken = []
    for path in tree.under(suffix=".md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                broken.append(f"{tree.name(path)} -> {target}")
    assert not broken
