"""The ledger's Merkle tree as it lies in the database: leaves in the entries, roots of tiles in the nodes."""

from typing import Final

from comity.audit.engine import growing, merkle
from comity.audit.engine.growing import WIDTH_BITS, Growing
from comity.audit.models import Entry, Node


class LedgerBroken(Exception):
    """The ledger's rows do not agree with each other: someone changed them. Run `comity audit verify`."""


def resume(size: int) -> Growing:
    """The tree of the first `size` entries, ready to grow. Raises LedgerBroken where rows are missing."""
    try:
        return Growing(size, [_roots(level, *growing.edge(size, level)) for level in range(growing.levels(size))])
    except ValueError as problem:
        raise LedgerBroken(str(problem)) from problem


class Reader:
    """Reads complete subtrees for a proof: each tile once. Call it with (level, index), as merkle.Complete."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        row, within = divmod(level, WIDTH_BITS)
        first = index << within
        tile = self._tile(row, first >> WIDTH_BITS)
        start = first % growing.WIDTH
        hashes = tile[start : start + (1 << within)]
        if len(hashes) != 1 << within:
            raise LedgerBroken(f"The tree lacks rows at level {row} from {first}")
        return merkle.fold(hashes)

    def _tile(self, row: int, number: int) -> list[bytes]:
        key = (row, number)
        if key not in self._tiles:
            self._tiles[key] = _roots(row, number << WIDTH_BITS, (number + 1) << WIDTH_BITS)
        return self._tiles[key]


FIRST_SEQ: Final = 1  # entry n is leaf n - 1


def _roots(row: int, start: int, end: int) -> list[bytes]:
    """The leaves (row 0) or tile roots start..end that exist, in order."""
    if start >= end:
        return []
    if row == 0:
        rows = Entry.objects.filter(seq__gte=start + FIRST_SEQ, seq__lt=end + FIRST_SEQ).order_by("seq")
        return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
    nodes = Node.objects.filter(level=row, index__gte=start, index__lt=end).order_by("index")
    return [bytes(found) for found in nodes.values_list("hash", flat=True)]
