"""Verifying the ledger: everything recomputed from the rows and the keys, and each finding said in a sentence.

It reads in pages and holds no lock, so it can run beside a busy installation; what is written meanwhile waits for the
next run.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby
from typing import Final

from django.db.models import Max
from msgspec import Struct

from comity.audit import anchor, keys, queries, rules
from comity.audit.actions import code, last_seq
from comity.audit.anchor import Anchored, Damaged
from comity.audit.engine.growing import WIDTH_BITS, Growing
from comity.audit.models import Entry, Node, Seal
from comity.audit.sealing import as_anchored
from comity.audit.tree import FIRST_SEQ

PAGE: Final = 10_000
# Longer without an anchored copy than any crash and restart of the worker explains.
GRACE: Final = timedelta(minutes=1)
SHOWN: Final = 1000

Progress = Callable[[int, int], None]


class Finding(Struct, frozen=True):
    """One thing that is wrong: a slug for machines, a sentence for people, the entry or seal it was found at."""

    kind: str
    sentence: str
    at: int


class Report(Struct, frozen=True):
    """What was read and what was found. `left_out` findings are not in the list (the first 1000 are)."""

    entries: int
    sealed: int
    seals: int
    anchored: int
    findings: list[Finding]
    left_out: int

    @property
    def is_clean(self) -> bool:
        return not self.findings


class Claim(Struct, frozen=True):
    """A seal, and where it was read: "database" or "anchor"."""

    where: str
    seal: Anchored


@dataclass
class _Run:
    """One verification under way."""

    now: datetime
    head: int
    sealed: int
    anchored_head: int
    progress: Progress
    key: bytes = b""
    tree: Growing = field(default_factory=Growing)
    seq: int = 0  # the last number read
    agreed: int = 0  # the last sealed size at which the tree was what had been signed
    is_whole: bool = True  # no number was missing so far, so roots can be compared
    is_off: bool = False  # the tree left the seals: said once, at the first
    seals: int = 0
    anchored: int = 0
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def found(self, kind: str, at: int, sentence: str) -> None:
        if len(self.findings) < SHOWN:
            self.findings.append(Finding(kind, sentence, at))
        else:
            self.left_out += 1


def verify(now: datetime, progress: Progress = lambda done, total: None) -> Report:
    """Recomputes every code, leaf, number, tile and root, and holds them against every seal and its anchored copy.

    `progress(done, total)` is called for each page of entries and at the end. Finds whatever was changed, removed or
    inserted in what is sealed; and in the rest, which is about a second old, whatever was changed or inserted.
    """
    # Anchors, then seals, then entries: each was written after the next, so that none is missing by chance.
    anchored_head = anchor.head()
    last = queries.head()
    run = _Run(now, 0, last.size if last else 0, anchored_head, progress)
    run.head = last_seq()
    if keys.exist():
        run.key = keys.entry_key()
        pages = _entries(run)
        for size, claims in groupby(_claims(run), key=lambda claim: claim.seal.size):
            _read_to(run, pages, size)
            _compare(run, size, list(claims))
        _read_to(run, pages, run.head)
        if run.is_whole:
            _check_stray_nodes(run)
        progress(run.head, run.head)
    elif run.head:
        run.found("keys_missing", 0, "The key that the entries were coded with is not where the settings say.")
    findings = sorted(run.findings, key=lambda finding: finding.at)
    return Report(run.head, run.sealed, run.seals, run.anchored, findings, run.left_out)


def _claims(run: _Run) -> Iterator[Claim]:
    """Every seal in the database and in the anchor, by size."""
    return merge(_anchor_claims(run), _database_claims(run.sealed), key=lambda claim: claim.seal.size)


def _anchor_claims(run: _Run) -> Iterator[Claim]:
    for line in anchor.read(run.anchored_head):
        if isinstance(line, Damaged):
            sentence = f"Line {line.line} of the anchor file {line.file} is damaged or out of order."
            run.found("anchor_damaged", run.seq, sentence)
        else:
            yield Claim("anchor", line)


def _database_claims(sealed: int) -> Iterator[Claim]:
    size = 0
    while page := list(Seal.objects.filter(size__gt=size, size__lte=sealed).order_by("size")[:PAGE]):
        for seal in page:
            yield Claim("database", as_anchored(seal))
        size = page[-1].size


def _entries(run: _Run) -> Iterator[Entry]:
    """Entries up to the head, by number; forged numbers below 1 as well."""
    first = Entry.objects.order_by("seq").values_list("seq", flat=True).first()
    seq = FIRST_SEQ - 1 if first is None else min(FIRST_SEQ, first) - 1
    while page := list(Entry.objects.filter(seq__gt=seq, seq__lte=run.head).order_by("seq")[:PAGE]):
        run.progress(max(seq, 0), run.head)
        yield from page
        seq = page[-1].seq


def _read_to(run: _Run, entries: Iterator[Entry], size: int) -> None:
    """Reads and checks entries until number `size`."""
    while run.seq < size:
        entry = next(entries, None)
        if entry is None:
            run.found("removed", run.seq + 1, f"The ledger ends at entry {run.seq}, but {size} entries were sealed.")
            run.is_whole, run.seq = False, sys.maxsize
        elif entry.seq < FIRST_SEQ:
            run.found("inserted", entry.seq, f"Entry {entry.seq} was inserted: numbers begin at {FIRST_SEQ}.")
        else:
            _check_entry(run, entry)


def _check_entry(run: _Run, entry: Entry) -> None:
    first, last = run.seq + 1, entry.seq - 1
    if first <= last:
        which = f"Entry {first} was" if first == last else f"Entries {first} to {last} were"
        run.found("removed", first, f"{which} removed.")
        run.is_whole = False
    run.seq = entry.seq
    mac, leaf = code(run.key, rules.entry_bytes(entry.seq, queries.event_of(entry), entry.body))
    if mac != bytes(entry.mac):
        run.found("changed", run.seq, f"Entry {run.seq} was changed or inserted: its code does not fit what it says.")
    elif leaf != bytes(entry.leaf):
        run.found("changed", run.seq, f"The leaf of entry {run.seq} was changed.")
    if run.is_whole:
        for level, index, root in run.tree.add(leaf):
            _check_node(run, level, index, root)


def _check_node(run: _Run, level: int, index: int, root: bytes) -> None:
    end = (index + 1) << (WIDTH_BITS * level)
    stored = Node.objects.filter(level=level, index=index).values_list("hash", flat=True).first()
    if stored is None and end <= run.sealed:
        run.found("tree_changed", end, f"The tree lacks its node over the entries to {end} (level {level}).")
    elif stored is not None and bytes(stored) != root:
        run.found("tree_changed", end, f"A node of the tree does not fit the entries to {end} (level {level}).")


def _check_stray_nodes(run: _Run) -> None:
    """A node over entries that do not exist would stop the next seal."""
    last_nodes = list(Node.objects.values_list("level").annotate(Max("index")).order_by("level"))
    head = last_seq()  # after the nodes: what was sealed meanwhile has its entries
    for level, index in last_nodes:
        if not 1 <= level <= 7 or (index + 1) << (WIDTH_BITS * level) > head:
            run.found("tree_changed", head, f"The tree has a node over entries that do not exist (level {level}).")


def _compare(run: _Run, size: int, claims: list[Claim]) -> None:
    """Holds what was signed of the first `size` entries against the tree, and the two copies against each other."""
    places = {claim.where: claim.seal for claim in claims}
    run.seals += "database" in places
    run.anchored += "anchor" in places
    if "database" not in places:
        run.found("seal_missing", size, f"The seal of {size} entries was removed from the database.")
    elif "anchor" not in places and (size < run.anchored_head or run.now - places["database"].at > GRACE):
        run.found("anchor_missing", size, f"The seal of {size} entries has no copy in the anchor file.")
    elif len(places) == 2 and places["database"] != places["anchor"]:
        run.found("anchor_differs", size, f"The seal of {size} entries differs from its copy in the anchor file.")
    for where, seal in places.items():
        _check_seal(run, where, seal)


def _check_seal(run: _Run, where: str, seal: Anchored) -> None:
    if not _is_signed(seal):
        sentence = f"The seal of {seal.size} entries in the {where} was not signed by this ledger."
        run.found("seal_forged", seal.size, sentence)
    elif run.is_whole and run.tree.root().hex() == seal.root:
        run.agreed = seal.size
    elif run.is_whole and not run.is_off:
        run.is_off = True
        sentence = f"Entries {run.agreed + 1} to {seal.size} are not those that were sealed."
        run.found("root_differs", seal.size, sentence)


def _is_signed(seal: Anchored) -> bool:
    key = keys.public_keys().get(seal.key)
    if key is None:
        return False
    try:
        root, signature = bytes.fromhex(seal.root), bytes.fromhex(seal.signature)
    except ValueError:
        return False
    return keys.is_signed(key, signature, rules.seal_bytes(seal.size, root, seal.at, seal.key))
