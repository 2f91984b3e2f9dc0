"""Whose hits the source is not told of: a person protected against it, who could be found by them (RPD art. 105).

A hit tells where somebody is. So of a check that found such a person, or a document of theirs, the source learns
nothing: no hit, no look, no count. The side that asked sees its answer as always; the ledger has it all.
"""

from collections.abc import Iterable
from uuid import UUID

from comity.protection import queries as protection
from comity.protection.engine.keys import Subject
from comity.protection.rules import Kind, Match
from comity.records.manifests.persons import names_of
from comity.records.models import Record

_DATABASES = ("persons", "travel_documents")


def shielded(record_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these records whose source must not learn that they were found or looked at."""
    wanted = set(record_ids)
    if not wanted or protection.is_empty():
        return frozenset()
    by_source: dict[str, list[tuple[UUID, Subject]]] = {}
    for record in Record.objects.filter(pk__in=wanted, database__in=_DATABASES):
        by_source.setdefault(record.source_id, []).append((record.pk, _subject(record)))
    return frozenset(
        pk
        for source, some in by_source.items()
        for (pk, _), found in zip(
            some, protection.matches_of([subject for _, subject in some], requester=source), strict=True
        )
        if any(map(_shields, found))
    )


def _shields(match: Match) -> bool:
    """A granted status shields also who is nearly the same: an alert that is not sent can be made up for by the side
    that asked, one that gave a person away cannot."""
    if match.on != "person":
        return False
    return match.kind == Kind.PROTECTED or (match.kind == Kind.CLAIMED and match.strength == "exact")


def _subject(record: Record) -> Subject:
    fields = record.fields
    papers = [fields] if record.database == "travel_documents" else fields.get("documents", ())
    return Subject(
        names=tuple(names_of(fields)),
        births=tuple(fields.get("birth_dates", ())),
        documents=tuple(f"{paper.get('issuer') or ''} {paper['number']}".strip() for paper in papers),
    )
