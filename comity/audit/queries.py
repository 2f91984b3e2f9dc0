"""Reading the ledger: entries by what they are about, the last seal, and proofs."""

from datetime import datetime

from django.db import connection
from msgspec import Struct

from comity.audit import keys, rules, tree
from comity.audit.engine import merkle
from comity.audit.models import Entry, Seal
from comity.audit.rules import Event
from comity.core.errors import Conflict, NotFound

PAGE = 50


class Wanted(Struct, frozen=True, kw_only=True):
    """Which entries: empty means any. `before` is the number above which the last page ended (0: from the newest)."""

    subject: str = ""
    actor: str = ""
    bureau: str = ""
    verb: str = ""
    outcome: str = ""
    before: int = 0


class Inclusion(Struct, frozen=True, kw_only=True):
    """Proof that entry `seq` stands in the ledger that a seal signed: check it with merkle.is_included.

    The leaf is SHA-256(0x00 || data || mac); hashes in hex.
    """

    seq: int
    data: str
    mac: str
    leaf: str
    path: list[str]
    size: int
    root: str
    signature: str
    key: str
    at: datetime


class Consistency(Struct, frozen=True, kw_only=True):
    """Proof that the ledger of `new` entries only added to the ledger of `old`: check it with merkle.is_consistent."""

    old: int
    new: int
    old_root: str
    new_root: str
    path: list[str]


class NotYetSealed(Conflict):
    """This entry is not sealed yet: seals are made every second."""


def entries(wanted: Wanted, *, bureau: str | None, limit: int = PAGE) -> list[Entry]:
    """Up to `limit` entries, the newest first. `bureau` bounds the reader: only that bureau's entries; None: all.

    Which of the two a reader is, their post says: the caller asks the network's rules and passes the answer in.
    """
    rows = Entry.objects.order_by("-seq")
    if bureau is not None:
        rows = rows.filter(bureau=bureau)
    named = {"subject": wanted.subject, "actor": wanted.actor, "bureau": wanted.bureau, "verb": wanted.verb}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.before:
        rows = rows.filter(seq__lt=wanted.before)
    return list(rows[:limit])


def get_for_reading(seq: int, *, bureau: str | None) -> Entry:
    """One entry, bounded as `entries`. Raises NotFound, the same for absent and hidden."""
    rows = Entry.objects.filter(seq=seq) if bureau is None else Entry.objects.filter(seq=seq, bureau=bureau)
    entry = rows.first()
    if entry is None:
        raise NotFound
    return entry


class Tally(Struct, frozen=True, kw_only=True):
    """How much one bureau did in one minute: checks that its people and systems asked, those that met a record,
    messages sent, and everything that shows that somebody is there."""

    minute: datetime
    bureau: str
    checks: int
    hits: int
    messages: int
    signs: int


# What the machine asks again by itself is no sign of anybody, and no check that was made. A body is canonical JSON, so
# what stands in it can be looked for as text.
_TALLY = """
    SELECT date_trunc('minute', at) AS minute, bureau,
           count(*) FILTER (WHERE verb = 'check.made'),
           count(*) FILTER (WHERE verb = 'check.made' AND body LIKE '%%"outcome":"hit"%%'),
           count(*) FILTER (WHERE verb = 'message.sent' AND actor NOT LIKE 'command:%%'),
           count(*)
    FROM audit_entry
    WHERE seq > %s AND seq <= %s AND at >= %s AND bureau <> '' AND outcome = 'done' AND actor NOT LIKE 'command:%%'
          AND NOT (verb = 'check.made' AND body LIKE '%%"face":"saved"%%')
    GROUP BY 1, 2 ORDER BY 1, 2
"""


def tally(after: int, up_to: int, since: datetime) -> list[Tally]:
    """What the entries after one number, up to another, tell of each bureau and minute; not of before `since`."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, [after, up_to, since])
        return [
            Tally(minute=minute, bureau=bureau, checks=checks, hits=hits, messages=messages, signs=signs)
            for minute, bureau, checks, hits, messages, signs in cursor.fetchall()
        ]


def head() -> Seal | None:
    """The latest seal."""
    return Seal.objects.order_by("-size").first()


def inclusion(seq: int) -> Inclusion:
    """Proof that entry `seq` is in the ledger under the latest seal. Raises NotFound, NotYetSealed."""
    entry = Entry.objects.filter(seq=seq).first()
    if entry is None:
        raise NotFound
    seal = head()
    if seal is None or seal.size < seq:
        raise NotYetSealed
    return Inclusion(
        seq=seq,
        data=rules.entry_bytes(seq, event_of(entry), entry.body).decode(),
        mac=bytes(entry.mac).hex(),
        leaf=bytes(entry.leaf).hex(),
        path=_in_hex(merkle.inclusion(seq - tree.FIRST_SEQ, seal.size, tree.Reader())),
        size=seal.size,
        root=bytes(seal.root).hex(),
        signature=bytes(seal.signature).hex(),
        key=seal.key,
        at=seal.at,
    )


def consistency(old: int, new: int) -> Consistency:
    """Proof between two sealed sizes. Raises NotFound unless both were sealed and old <= new."""
    seals = {seal.size: seal for seal in Seal.objects.filter(size__in=[old, new])}
    if old not in seals or new not in seals or old > new:
        raise NotFound("There are no two such seals.")
    return Consistency(
        old=old,
        new=new,
        old_root=bytes(seals[old].root).hex(),
        new_root=bytes(seals[new].root).hex(),
        path=_in_hex(merkle.consistency(old, new, tree.Reader())),
    )


def event_of(entry: Entry) -> Event:
    """The entry without its number and body: what rules.entry_bytes needs beside them."""
    return Event(
        verb=entry.verb,
        at=entry.at,
        actor=entry.actor,
        bureau=entry.bureau,
        entity=entry.entity,
        subject=entry.subject,
        outcome=entry.outcome,
    )


def is_proved(proof: Inclusion) -> bool:
    """Recomputes a proof from its own bytes and checks the seal's signature, as an outsider would."""
    leaf = merkle.leaf_hash(proof.data.encode() + bytes.fromhex(proof.mac))
    path = [bytes.fromhex(step) for step in proof.path]
    index = proof.seq - tree.FIRST_SEQ
    root = bytes.fromhex(proof.root)
    key = keys.public_keys().get(proof.key)
    return (
        leaf.hex() == proof.leaf
        and merkle.is_included(leaf, index, proof.size, path, root)
        and key is not None
        and keys.is_signed(key, bytes.fromhex(proof.signature), rules.seal_bytes(proof.size, root, proof.at, proof.key))
    )


def _in_hex(path: list[bytes]) -> list[str]:
    return [step.hex() for step in path]
