"""The installation's own keys, for messages that the system writes: reminders, hits, receipts of the desk.

Their secret is a file beside the ledger's, outside the database. A message they sign says that it is automatic.
"""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from msgspec import Struct

from comity.audit import actions as audit
from comity.core import clock, ids, secret_files
from comity.keys import making, rules
from comity.keys.engine import sealing, signing
from comity.keys.engine.ring import Bundle, Keyring, NewKey, Statement
from comity.keys.engine.sealing import Identity
from comity.keys.engine.signing import SigningKey
from comity.keys.models import Key, Ring
from comity.network.rules import COMMAND, Actor

FILE: Final = "automatic_messages"


class _Kept(Struct, frozen=True):
    """What the file holds, as JSON."""

    id: str
    signing: str
    sealing: str


def automatic() -> Keyring:
    """The ring that the system signs with; made on first use, and made anew where its file or its row is lost."""
    path = Path(settings.INSTALLATION_KEYS) / FILE
    kept = _kept(path)
    row = _current().filter(pk=UUID(kept.id)).first()
    if row is None:
        row = found_automatic(actor=COMMAND, kept=kept, now=clock.now())
    return making.keyring_of(row, Bundle(bytes.fromhex(kept.signing), (kept.sealing,)))


@audit.verb("system_keys.founded")
def found_automatic(*, actor: Actor, kept: _Kept, now: datetime) -> Key:
    """The row of the key in the file. One that was there before is retired: its file is gone."""
    Ring.objects.bulk_create(
        [Ring(bureau_id=rules.SECRETARIAT, role=rules.AUTOMATIC, held_by="house")], ignore_conflicts=True
    )
    ring = making.locked_ring(rules.SECRETARIAT, rules.AUTOMATIC)
    if (row := _current().filter(pk=UUID(kept.id)).first()) is not None:
        return row
    last = making.last_of(ring)
    making.retire(ring, now)
    own = SigningKey(bytes.fromhex(kept.signing), signing.public_of(bytes.fromhex(kept.signing)))
    sealed = Identity(kept.sealing, sealing.public_of(kept.sealing))
    statement = Statement(
        id=kept.id,
        bureau=rules.SECRETARIAT,
        role=rules.AUTOMATIC,
        generation=last.generation + 1 if last else 1,
        signing=own.public,
        sealing=sealed.public,
        held_by="house",
        previous=last.id if last else None,
    )
    return making.write_new(ring, NewKey(statement, own, sealed), None, actor.id, now)


def _current() -> QuerySet[Key]:
    return Key.objects.select_related("ring").filter(ring__role=rules.AUTOMATIC, retired_at=None, revoked_at=None)


@lru_cache
def _kept(path: Path) -> _Kept:
    if not path.exists():
        made = _Kept(str(ids.new()), signing.new_signing_key().secret.hex(), sealing.new_identity().secret)
        secret_files.write_once(path, msgspec.json.encode(made))
    return msgspec.json.decode(path.read_bytes(), type=_Kept)
