"""Parts of two names find each other one to one, in any order, in one word or in two."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import aligning
from comity.checks.engine.names.aligning import align
from comity.checks.engine.names.parsing import parse

ARABIC = ["omar", "karim", "haddad", "nur", "al", "din", "abdul", "rahman"]
WORDS = st.sampled_from([*ARABIC, "ana", "prado", "velez", "jean", "pierre", "o", "connor"])
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def pairs(one: str, other: str) -> set[tuple[str, str, str]]:
    a, b = parse(one), parse(other)
    return {
        (" ".join(a.tokens[i].text for i in pair.left), " ".join(b.tokens[i].text for i in pair.right), pair.kind)
        for pair in align(a, b).pairs
    }


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ana Prado", "Prado Ana", {("ana", "ana", "same"), ("prado", "prado", "same")}),
        (
            "Jean Pierre Arden",
            "Jeanpierre Arden",
            {("jean pierre", "jeanpierre", "joined"), ("arden", "arden", "same")},
        ),
        ("Bill Arden", "William Arden", {("bill", "william", "nickname"), ("arden", "arden", "same")}),
        ("Ivanova Anna", "Anna Ivanov", {("anna", "anna", "same"), ("ivanova", "ivanov", "gendered")}),
        ("Kovalskaya Anna", "Kovalsky Anna", {("anna", "anna", "same"), ("kovalskaya", "kovalsky", "gendered")}),
        (
            "Kazlauskas Jonas",
            "Kazlauskaite Jonas",
            {("jonas", "jonas", "same"), ("kazlauskas", "kazlauskaite", "gendered")},
        ),
        ("J. Arden", "Justine Arden", {("j", "justine", "initial"), ("arden", "arden", "same")}),
        ("Omar Arden", "Xenia Arden", {("arden", "arden", "same"), ("omar", "xenia", "differ")}),
        ("Karim Aladab", "Karim Al Adab", {("karim", "karim", "same"), ("aladab", "al adab", "joined")}),
    ],
)
def test_parts_find_each_other(one: str, other: str, expected: set[tuple[str, str, str]]) -> None:
    assert pairs(one, other) == expected


@settings(max_examples=100, deadline=None)
@given(NAMES, NAMES)
def test_every_part_is_used_once_at_most(one: str, other: str) -> None:
    a, b = parse(one), parse(other)
    found = align(a, b)
    left = [*itertools.chain.from_iterable(pair.left for pair in found.pairs), *found.left]
    right = [*itertools.chain.from_iterable(pair.right for pair in found.pairs), *found.right]
    assert sorted(left) == list(range(min(len(a.tokens), aligning.MOST)))
    assert sorted(right) == list(range(min(len(b.tokens), aligning.MOST)))


@settings(max_examples=50, deadline=None)
@given(NAMES)
def test_a_name_beside_itself_has_nothing_left(name: str) -> None:
    found = align(parse(name), parse(name))
    assert not found.left
    assert not found.right
    assert all(pair.kind != "differ" for pair in found.pairs)
