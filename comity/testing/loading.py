"""Loading made-up records by the same verb as everybody's: a bulk load for each source and database."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network.rules import Actor, Post
from comity.notices import actions as notices
from comity.records import actions as records
from comity.records.load import Finding
from comity.records.loaders.lines import Row
from comity.testing.world import Batch

UN_LIST = Path(__file__).with_name("un_list.xml")


class MadeUpWrongly(Exception):
    """A made-up record was refused: the world and a manifest disagree."""


def load_batches(batches: Iterable[Batch], say: Callable[[str], None] = lambda _sentence: None) -> int:
    """Loads them; how many records are new. Raises MadeUpWrongly at the first that is refused."""
    added = 0
    for batch in batches:
        rows = (Row(line=number, values=row) for number, row in enumerate(batch.rows, 1))
        done = records.load_rows(actor=desk(batch.source), database=batch.database, rows=rows, report=_refuse)
        if added // 10_000 != (added + done.added) // 10_000:
            say(f"  {added + done.added:,} records")
        added += done.added
    return added


def load_un_list(now: datetime) -> None:
    """Loads the made-up list in the format of the United Nations Security Council."""
    with UN_LIST.open("rb") as file:
        notices.import_un_list(actor=desk("UNSC"), file=file, report=_refuse, now=now)


def desk(bureau: str) -> Actor:
    """A bureau's head, who states and restricts its data."""
    return Actor(
        id="command:demo",
        name="Demo",
        bureau=bureau,
        lineage=(bureau,),
        posts=frozenset({Post.BUREAU_HEAD}),
        databases=frozenset(DATABASES),
        purposes=frozenset(PURPOSES),
        clearance=Level.CONFIDENTIAL,
    )


def _refuse(finding: Finding) -> None:
    raise MadeUpWrongly(f"{finding.reference}: {finding.problem}")
