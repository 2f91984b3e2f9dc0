"""docs/audit-events.md lists exactly the verbs of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.audit import actions as audit

ROOT = Path(__file__).parents[2]


def named_in_code() -> set[str]:
    return {name for path in (ROOT / "comity").rglob("*.py") for name in _named(ast.parse(path.read_text()))}


def _named(tree: ast.AST) -> Iterator[str]:
    """Names given to the decorator (`audit.verb("...")`), and to events of the bulk path (`Event(verb="...")`)."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function = ast.unparse(call.func)
        given = call.args[:1] if function == "audit.verb" else []
        if function in ("Event", "audit.Event", "rules.Event"):
            given = [keyword.value for keyword in call.keywords if keyword.arg == "verb"]
        for value in given:
            if isinstance(value, ast.Constant):
                yield str(value.value)


def listed() -> list[str]:
    text = (ROOT / "docs" / "audit-events.md").read_text()
    return re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", text, re.MULTILINE)


def test_the_catalogue_is_the_code() -> None:
    assert sorted(named_in_code()) == listed(), "sorted, and each verb once"


def test_every_verb_that_registered_itself_was_found_in_the_code() -> None:
    """So that no verb is named in a way that the reading of the code misses."""
    registered = {name for name, place in audit.VERBS.items() if place.startswith("comity.")}
    assert registered <= named_in_code()


@pytest.mark.parametrize("name", listed())
def test_a_verb_is_a_noun_and_a_past_participle(name: str) -> None:
    assert re.fullmatch(
        r"[a-z_]+\.([a-z]+_)*([a-z]+(ed|en|un|wn)|set|reset|read|made|held|sent|kept|found|left|caught)(_[a-z]+)*", name
    ), name
