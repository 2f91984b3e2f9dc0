"""Recall and false candidates on an index of made-up persons: the second half of `bench.names`, through the real index.

For each way of typing: is the person among the first ten? For persons that are not in the index: how many candidates
does a check bring all the same? A candidate is what an officer would be shown: one that is *possible*.
"""

import contextlib
import io
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench import documents, made_index, queries
from bench.figures import say, var
from bench.people import MadePerson, people
from bench.queries import Query
from comity.checks.engine.index import Edition, Index
from comity.checks.engine.persons import searching
from comity.checks.engine.persons.asked import Asked
from comity.checks.engine.policies import Sight

# Persons in the index, questions of each kind, checks of nobody.
SCALES: Final = {"small": ((20_000, 200, 4_000),), "full": ((1_000_000, 1_000, 20_000), (5_000_000, 500, 10_000))}
WITHOUT_BIRTH: Final = 40  # times rarer, for they take that much longer
SEED: Final = 5
LEAST: Final = 5  # questions of a culture from which its share is told


class Found(msgspec.Struct, frozen=True):
    """Of one kind of question: how many were asked, of them the shares found first and among the first ten, what a
    check brought and how long it took; and of each culture how many were asked, brought candidates, were missed."""

    kind: str
    asked: int
    first: float
    ten: float
    candidates: float
    microseconds: float
    cultures: dict[str, tuple[int, int, int]]


def measure(scale: str, *, tables: bool) -> None:
    """Builds each index once, the one that bench.persons serves, and asks it everything."""
    for count, each, nobody in SCALES[scale]:
        edition = open_index(var() / f"served-persons-{count}" / "index", count, tables=tables)
        sight = edition.sight(documents.access().keys[0].actor, None)
        persons = sampled(count, each)
        rows = [ask(edition, sight, kind, queries.queries(persons, kind, each, SEED)) for kind in queries.KINDS[:-1]]
        rows += [ask(edition, sight, "nobody", queries.queries(persons, "nobody", nobody, SEED))]
        undated = [_undated(one) for one in queries.queries(persons, "nobody", nobody // WITHOUT_BIRTH, SEED + 1)]
        rows += [ask(edition, sight, "nobody, undated", undated)]
        print_rows(count, rows) if tables else None
        for row in rows:
            say_row(count, row, tables=tables)


def open_index(folder: Path, count: int, *, tables: bool) -> Edition:
    """The index of that many persons, built unless it is there."""
    if not made_index.is_built(folder, count):
        started = time.perf_counter()
        made_index.build(folder, count, lambda text: print(text, file=sys.stderr) if tables else None)
        say("names.index_build", time.perf_counter() - started, "s", persons=count)
    started = time.perf_counter()
    edition = Index(folder).current()
    say("names.index_open", 1000 * (time.perf_counter() - started), "ms", persons=count)
    if edition is None:
        raise SystemExit(f"The index in {folder.name} does not open: remove it and run again.")
    return edition


def sampled(count: int, each: int) -> list[MadePerson]:
    """Persons from all over the index, those that the asker may see."""
    step = max(1, count // max(40 * each, 20_000))
    chosen = (one for one in people(count, made_index.SEED) if one.number % step == 0)
    return [one for one in chosen if not made_index.is_hidden(one.number)]


def _undated(query: Query) -> Query:
    return msgspec.structs.replace(query, born="")


def ask(edition: Edition, sight: Sight, kind: str, asked: Sequence[Query]) -> Found:
    """Asks everything of one kind."""
    first = ten = 0
    asked_of, brought, missed = Counter[str](), Counter[str](), Counter[str]()
    for one in asked[:20]:
        searching.find(edition, sight, as_asked(one))
    started = time.perf_counter()
    for one in asked:
        found = searching.find(edition, sight, as_asked(one)).candidates
        numbers = [made_index.number_of(candidate.found.entry.record) for candidate in found]
        first += numbers[:1] == [one.wanted]
        ten += one.wanted in numbers
        asked_of[one.culture] += 1
        brought[one.culture] += len(numbers)
        missed[one.culture] += one.wanted not in numbers
    took = time.perf_counter() - started
    many = max(1, len(asked))
    cultures = {name: (asked_of[name], brought[name], missed[name]) for name in asked_of}
    return Found(kind, len(asked), first / many, ten / many, brought.total() / many, 1e6 * took / many, cultures)


def as_asked(query: Query) -> Asked:
    """As an officer's form has it."""
    return Asked(
        name=query.name, birth=query.born or None, sex=query.sex, nationality=query.nationality, family=query.family
    )


def print_rows(count: int, rows: Sequence[Found]) -> None:
    print(f"\n{count:,} made-up persons\n\n{'typed':18}{'asked':>7}{'first':>8}{'in ten':>8}{'shown':>8}{'ms':>8}")
    for row in rows:
        shares = f"{row.first:8.3f}{row.ten:8.3f}" if not row.kind.startswith("nobody") else f"{'':16}"
        print(f"{row.kind:18}{row.asked:7,}{shares}{row.candidates:8.3f}{row.microseconds / 1000:8.2f}")
    print("\nshown: candidates a check brings; of nobody, each is a false one. Most missed, or falsely shown:\n")
    for row in rows:
        print(f"{row.kind:18}" + ", ".join(f"{name} {share:.2f}" for share, name in worst(row)))


def worst(row: Found) -> list[tuple[float, str]]:
    """The cultures whose persons are missed most; of nobody, those to whom most others are shown."""
    at = 1 if row.kind.startswith("nobody") else 2
    shares = [(counts[at] / counts[0], name) for name, counts in row.cultures.items() if counts[0] >= LEAST]
    return sorted((one for one in shares if one[0]), reverse=True)[:5]


def say_row(count: int, row: Found, *, tables: bool) -> None:
    """The figures of a kind of question."""
    setting = {"persons": count, "asked": row.asked, "typed": row.kind}
    if row.kind.startswith("nobody"):
        keep("names.false_candidates_per_check", row.candidates, "candidates", tables=tables, **setting)
    else:
        keep("names.recall_at_10", row.ten, "share", tables=tables, **setting)
    keep("names.check_in_process", row.microseconds, "us", tables=tables, **setting)


def keep(figure: str, value: float, unit: str, *, tables: bool, **setting: object) -> None:
    """Into var/bench.jsonl, and on the screen where no tables are."""
    with contextlib.redirect_stdout(io.StringIO()) if tables else contextlib.nullcontext():
        say(figure, value, unit, **setting)
