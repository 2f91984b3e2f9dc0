"""Many records at once: each batch of a load is one verb."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import IO

from comity.audit import actions as audit
from comity.core import changes, clock
from comity.core.errors import NotAllowed
from comity.core.languages import mark as _
from comity.network.rules import Actor
from comity.records import load, queries, rules
from comity.records.actions import holding, writing
from comity.records.load import Finding, Summary, Terms, Written
from comity.records.loaders import un_list
from comity.records.loaders.lines import Row, Unusable
from comity.records.manifests.shape import Draft
from comity.records.models import Record
from comity.records.rules import Status


def load_rows(
    *,
    actor: Actor,
    database: str,
    rows: Iterable[Row],
    report: Callable[[Finding], None],
    progress: Callable[[Summary], None] = lambda _summary: None,
    reinstate: bool = False,
) -> Summary:
    """Loads rows to their end in batches, each its own verb: what is written stays, and a repeat changes nothing.

    `report` gets every problem of every bad line; `progress` the summary after each batch.
    """
    writing.require_may_add(actor, database)
    latest = queries.longest_review(database, clock.now().date())
    terms = Terms(database=database, latest=latest, reinstate=reinstate)

    def write(batch: list[tuple[int, Draft]]) -> Written:
        try:
            return load_batch(actor=actor, batch=batch, terms=terms, now=clock.now())
        except rules.Changed:
            # Somebody else added one of these references since: now it is known, and the second try updates it.
            return load_batch(actor=actor, batch=batch, terms=terms, now=clock.now())

    return load.load(actor=actor, rows=rows, terms=terms, write=write, report=report, progress=progress)


@audit.verb("records.loaded")
def load_batch(*, actor: Actor, batch: list[tuple[int, Draft]], terms: Terms, now: datetime) -> Written:
    """Writes one batch of a bulk load: all of it or nothing, and one ledger entry with a digest of what changed."""
    writing.require_may_add(actor, terms.database)
    drafts = [draft for _line, draft in batch]
    reasons = holding.reasons_for(actor.bureau, drafts, now, in_bulk=True)
    why = {draft.reference: one for draft, one in zip(drafts, reasons, strict=True) if one}
    written = load.write_batch(actor, batch, terms, frozenset(why), now)
    holding.keep({record_id: why[reference] for record_id, reference in written.held}, now)
    audit.about(
        details={
            "database": terms.database,
            "added": written.added,
            "updated": written.updated,
            "unchanged": written.unchanged,
            "held": len(written.held),
            "refused": len(written.refused),
            "digest": queries.digest_of(written.changed_ids),
        }
    )
    changes.note("record", written.changed_ids, now=now, in_bulk=True)
    return written


def load_un_list(
    *,
    actor: Actor,
    file: IO[bytes],
    report: Callable[[Finding], None],
    progress: Callable[[Summary], None] = lambda _summary: None,
    now: datetime,
) -> Summary:
    """Loads the consolidated list of the United Nations and withdraws who is no longer on it.

    Raises Unusable when the file is not that list to its end: then nobody is withdrawn.
    """
    if actor.bureau != un_list.SOURCE:
        raise NotAllowed
    entries = un_list.UnList(file)
    summary = load_rows(
        actor=actor, database=un_list.DATABASE, rows=entries, report=report, progress=progress, reinstate=True
    )
    if not entries.references:
        raise Unusable(_("This list names no individuals: nobody was withdrawn because of it."))
    summary.withdrawn = withdraw_unlisted(actor=actor, listed=entries.references, now=now)
    if entries.entities:
        summary.not_loaded = {"organisations": entries.entities}
    return summary


@audit.verb("records.withdrawn_from_list")
def withdraw_unlisted(*, actor: Actor, listed: set[str], now: datetime) -> int:
    """Withdraws the persons that the consolidated list no longer names. `listed`: the references it does name."""
    writing.require_may_add(actor, un_list.DATABASE)
    active = Record.objects.filter(source=actor.bureau, database=un_list.DATABASE, status=Status.ACTIVE)
    gone = [record for record in active.select_for_update() if record.reference not in listed]
    writing.keep(gone)
    stamp = {"verb": "withdrawn", "changed_at": now, "changed_by": actor.id, "reason": un_list.DELISTED}
    for record in gone:
        record.move_to(Status.WITHDRAWN, **stamp)
    gone_ids = [record.pk for record in gone]
    audit.about(details={"database": un_list.DATABASE, "count": len(gone), "digest": queries.digest_of(gone_ids)})
    changes.note("record", gone_ids, now=now)
    return len(gone)
