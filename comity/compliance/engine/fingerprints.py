"""Versions that cannot be forgotten: a digest of each rule's code and of all it rests on, kept in fingerprints.json.

An old decision is explained by the version of its rules, so a rule that changes raises its version (a test fails
otherwise): `python -m comity.compliance.engine.fingerprints` writes the digests of the rules whose version was raised.
"""

import ast
import hashlib
import inspect
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

from comity.compliance.engine.rulebook import RULES
from comity.compliance.engine.rules import Rule

FILE: Final = Path(__file__).with_name("fingerprints.json")
_OWN: Final = "comity."


def fingerprint(rule: Rule) -> str:
    """A digest of the rule's law, its function, and every function, table and word list that they use."""
    digest = hashlib.sha256(repr(rule.law).encode())
    seen: set[int] = set()
    for part in sorted({*_parts(rule.body, seen), *_parts(rule.applies, seen)}):
        digest.update(part.encode())
    return digest.hexdigest()[:32]


def _parts(value: Any, seen: set[int]) -> Iterator[str]:
    """What a value is, and what it uses in turn; code without docstrings, comments and layout."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, FunctionType) and value.__module__.startswith(_OWN):
        tree = _tree(value)
        yield ast.unparse(tree)
        yield from (part for used in _used(value, tree) for part in _parts(used, seen))
    elif isinstance(value, type) and value.__module__.startswith(_OWN):
        yield ast.unparse(_without_docstrings(ast.parse(textwrap.dedent(inspect.getsource(value)))))
    elif not isinstance(value, FunctionType | type | ModuleType) and not callable(value):
        yield _told(value)


def _used(function: FunctionType, tree: ast.AST) -> Iterator[Any]:
    """The module's own names in a function, and what it takes from modules: `dates.first_day`, `lexicons.ACTS`."""
    known = function.__globals__
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in known:
            yield known[node.id]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = known.get(node.value.id)
            if isinstance(module, ModuleType) and module.__name__.startswith(_OWN):
                yield getattr(module, node.attr)


def _tree(function: FunctionType) -> ast.Module:
    source = textwrap.dedent(inspect.getsource(function))
    tree = _without_docstrings(ast.parse(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []  # the law beside it is in the digest as it is
    return tree


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _told(value: Any) -> str:
    """A table as text, sets in order."""
    if isinstance(value, frozenset | set):
        return f"{{{','.join(sorted(_told(one) for one in value))}}}"
    if isinstance(value, dict):
        return f"{{{','.join(f'{_told(key)}:{_told(one)}' for key, one in value.items())}}}"
    if isinstance(value, tuple | list):
        return f"[{','.join(_told(one) for one in value)}]"
    return repr(value)


def kept() -> dict[str, dict[str, Any]]:
    """What the file says: rule -> version and digest."""
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def changed_unversioned() -> list[str]:
    """The rules whose code is not what it was while their version is."""
    known = kept()
    return [
        rule.id
        for rule in RULES
        if rule.id in known
        and known[rule.id]["version"] == rule.version
        and known[rule.id]["digest"] != fingerprint(rule)
    ]


def main() -> int:
    """Writes the file; refuses while a rule changed without its version."""
    if forgotten := changed_unversioned():
        sys.stderr.write(f"Changed, and the version was not raised: {', '.join(forgotten)}\n")
        return 1
    now = {rule.id: {"version": rule.version, "digest": fingerprint(rule)} for rule in RULES}
    FILE.write_text(json.dumps(now, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
