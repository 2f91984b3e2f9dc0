"""Looks at records' pages and lists: the records room, which stands below, leaves them in the ledger; here each becomes
a row that its source can read beside those of checks. How far the ledger was read is committed with them."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction

from comity.audit import actions as audit
from comity.audit.models import Entry
from comity.checks import shielding
from comity.checks.jobs.ingesting import locked
from comity.checks.models import Look
from comity.core import clock

LEDGER: Final = "ledger"
AT_ONCE: Final = 20_000
_VERBS: Final = ("record.read", "records.listed")
_HOWS: Final = frozenset(Look.How.values)
_body = msgspec.json.Decoder(dict[str, Any]).decode


def take_looks() -> bool:
    """Takes in the next piece of the ledger; True when there was any."""
    with transaction.atomic():
        position = locked(LEDGER)
        if position is None:
            return False
        last = min(audit.last_seq(), position.offset + AT_ONCE)
        if last <= position.offset:
            return False
        entries = Entry.objects.filter(seq__gt=position.offset, seq__lte=last, verb__in=_VERBS, outcome="done")
        looks = [look for entry in entries.order_by("seq") for look in _looks(entry)]
        hidden = shielding.shielded(look.record for look in looks)
        looks = [look for look in looks if look.record not in hidden]
        Look.objects.bulk_create(looks, batch_size=1000)
        position.offset, position.at = last, clock.now()
        position.save()
    return True


def _looks(entry: Entry) -> Iterator[Look]:
    said = _body(entry.body)
    shown = said["records"] if entry.verb == "records.listed" else [said | {"id": entry.subject}]
    how = said.get("how", "")
    for one in shown:
        if one["source"] != entry.bureau:
            yield Look(
                record=UUID(one["id"]),
                source=one["source"],
                database=one["database"],
                actor=entry.actor,
                bureau=entry.bureau,
                entity=UUID(entry.entity) if entry.entity else None,
                at=entry.at,
                how=how if how in _HOWS else Look.How.PAGE,
            )
