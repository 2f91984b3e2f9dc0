"""Sealing: each second one signed root that stands for the whole ledger, copied to where no database role reaches."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from comity.audit import anchor, keys, rules, tree
from comity.audit.anchor import Anchored
from comity.audit.engine.growing import Growing
from comity.audit.models import Entry, Node, Seal
from comity.audit.tree import LedgerBroken

SEAL_LOCK: Final = 0x7365616C
# One seal covers at most this many new entries, so a bulk load is sealed in steps of about a second.
AT_MOST: Final = 100_000


def seal_ledger(now: datetime) -> Seal | None:
    """Seals what is not yet sealed (at most AT_MOST entries); None if there was nothing, or another process is at it.

    A seal is committed first and anchored after; a crash between the two is made good by the next call.
    Raises LedgerBroken, and signs nothing, if the tree no longer extends the last one signed.
    """
    with transaction.atomic():
        seal = _seal(now) if _is_ours() else None
    _anchor_the_rest()
    return seal


def _seal(now: datetime) -> Seal | None:
    last = Seal.objects.first()
    size = last.size if last else 0
    newest = Entry.objects.aggregate(newest=Max("seq"))["newest"] or 0
    if newest < size:
        raise LedgerBroken(f"{size} entries were sealed and only {newest} are left")
    if newest == size:
        return None
    growing = tree.resume(size)
    if last and growing.root() != bytes(last.root):
        raise LedgerBroken(f"The first {size} entries are no longer those that were sealed")
    _grow(growing, min(newest, size + AT_MOST))
    key = keys.seal_key()
    root = growing.root()
    signature = key.private.sign(rules.seal_bytes(growing.size, root, now, key.id))
    return Seal.objects.create(size=growing.size, root=root, at=now, key=key.id, signature=signature)


def _grow(growing: Growing, size: int) -> None:
    rows = Entry.objects.filter(seq__gt=growing.size, seq__lte=size).order_by("seq").values_list("seq", "leaf")
    nodes = []
    for seq, leaf in rows.iterator(chunk_size=10_000):
        if seq != growing.size + 1:
            raise LedgerBroken(f"Entry {growing.size + 1} is missing")
        nodes += [Node(level=level, index=index, hash=root) for level, index, root in growing.add(bytes(leaf))]
    Node.objects.bulk_create(nodes, batch_size=2000)


def _is_ours() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        return bool(cursor.fetchone()[0])


def _anchor_the_rest() -> None:
    """Anchors every seal above the last anchored one. The lock keeps two processes from writing the same lines."""
    with transaction.atomic():
        if _is_ours():
            seals = Seal.objects.filter(size__gt=anchor.head()).order_by("size")
            anchor.append(as_anchored(seal) for seal in seals.iterator(chunk_size=2000))


def as_anchored(seal: Seal) -> Anchored:
    return Anchored(seal.size, bytes(seal.root).hex(), seal.at, seal.key, bytes(seal.signature).hex())
