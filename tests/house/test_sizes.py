"""Small enough to be read: the hard sizes of house.md's plan, kept in docs/decisions/0001-house.md."""

import ast

from tests.house import tree

FILE = 400
FUNCTION = 60
PARAMETERS = 6


def test_no_file_is_longer_than_400_lines() -> None:
    files = [*tree.code(), *tree.under("tests", suffix=".py"), *tree.under("bench", suffix=".py")]
    files += [*tree.under("comity", suffix=".html"), *tree.under("comity", suffix=".css")]
    long = {tree.name(path): lines for path in files if (lines := len(path.read_text().splitlines())) > FILE}
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = {}
    for path in tree.code():
        for node in tree.functions(path):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > FUNCTION:
                long[f"{tree.name(path)} {node.name}"] = lines
    assert not long


def test_no_function_takes_more_than_six_parameters() -> None:
    """A verb's actor and now are in every verb, and a command's parameters are its options: neither is counted."""
    many = {}
    for path in tree.code():
        if "cli" in path.parts:
            continue
        for node in tree.functions(path):
            count = _parameters(node.args)
            if count > PARAMETERS:
                many[f"{tree.name(path)} {node.name}"] = count
    assert not many


def _parameters(arguments: ast.arguments) -> int:
    named = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls", "actor", "now")])


def test_most_functions_are_short() -> None:
    """95 in 100 functions have at most 35 lines."""
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for path in tree.code() for node in tree.functions(path))
    assert lengths[int(len(lengths) * 0.95)] <= 35
