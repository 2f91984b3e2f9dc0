"""Writes docs/rulebook.md from the rules: `python -m comity.compliance.engine.describe > docs/rulebook.md`."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Final

from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.rulebook import FAMILIES, RULES
from comity.compliance.engine.rules import Rule

_HEAD: Final = """# The rulebook

Written from the rules (`comity/compliance/engine/`) by `python -m comity.compliance.engine.describe`; a test keeps it
true. Every rule is one pure function of a request and of what the house knows. Each finding is kept with the version of
its rule, so that an old decision can be explained.

A machine **returns** what is incomplete, **holds** what a person must read, and **warns**. It never refuses, and never
publishes. It **blocks** for form, for a missing right, and for a confirmed protection; the last looks to the requester
like any hold, and a person closes the case. "Reviewers only" means that the requester learns no word of it: neither
that the rule fired nor what was found.
"""

_OUTCOMES: Final = {
    Outcome.BLOCK: "blocks",
    Outcome.RETURN: "returns",
    Outcome.HOLD: "holds",
    Outcome.WARN: "warns",
    Outcome.PASS: "passes",
}


def document() -> str:
    """The whole document, in Markdown."""
    return "\n".join((_HEAD, *(line for family in FAMILIES for line in _family(family)))) + "\n"


def _family(family: ModuleType) -> Iterator[str]:
    rules = [rule for rule in RULES if rule.body.__module__ == family.__name__]
    yield f"## {_heading(family)}\n"
    yield "| Rule | Version | Asks | Basis | Where it fires | For people to answer | Told to |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(rule) for rule in rules)
    yield ""


def _heading(family: ModuleType) -> str:
    words = " ".join((family.__doc__ or "").split())
    return words.split(":", maxsplit=1)[0].rstrip(".")


def _row(rule: Rule) -> str:
    law = rule.law
    told = "requester" if law.told else "reviewers only"
    fires = f"{_OUTCOMES[law.outcome]}: {law.says}"
    return f"| {law.id} | {law.version} | {law.asks} | {law.basis} | {fires} | {law.question} | {told} |"


if __name__ == "__main__":
    sys.stdout.write(document())
