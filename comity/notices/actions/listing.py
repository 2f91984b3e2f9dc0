"""The list of the United Nations as special notices: published, kept up to date, and closed when it names one no more.

The list is the committees' own decision, taken over under the agreement (RPD art. 95): nobody here reviews it again,
and nobody is arrested on it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import IO, Any, Final

import msgspec

from comity.audit import actions as audit
from comity.core.errors import NotAllowed
from comity.network.rules import Actor
from comity.notices import manifests, rules, un_list
from comity.notices.actions import resting, steps
from comity.notices.actions.reviewing import next_number
from comity.notices.manifests import reading, un
from comity.notices.models import Notice
from comity.notices.rules import State
from comity.notices.un_list import Listed
from comity.records import actions as records
from comity.records.load import Finding, Summary
from comity.records.loaders.un_list import DATABASE, DELISTED, SOURCE
from comity.records.models import Record

COLOUR: Final = un.MANIFEST.colour


class Imported(msgspec.Struct, kw_only=True):
    """What an import did: to the records of persons, and to the notices."""

    records: Summary
    published: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0


@audit.verb("notices.un_list_imported")
def import_un_list(
    *,
    actor: Actor,
    file: IO[bytes],
    report: Callable[[Finding], None],
    progress: Callable[[Summary], None] = lambda _summary: None,
    now: datetime,
) -> Imported:
    """Takes the whole list over; all of it or, where the file is broken, nothing. The same again changes nothing.

    Raises Unusable, saying where the file breaks; NotAllowed for who does not act for the committees.
    """
    if actor.bureau != SOURCE:
        raise NotAllowed
    listed = un_list.read(file)
    file.seek(0)
    done = Imported(records=records.load_un_list(actor=actor, file=file, report=report, progress=progress, now=now))
    done.records.not_loaded = {}
    standing = {one.reference: one for one in _circulating()}
    for entry in _readable(listed, report):
        _take_over(actor, entry, standing.pop(entry.reference, None), done, now)
    named = {entry.reference for entry in listed}
    for gone in (notice for reference, notice in standing.items() if reference not in named):
        _close(actor, gone, now)
        done.closed += 1
    audit.about(details={"published": done.published, "changed": done.changed, "closed": done.closed})
    return done


def _circulating() -> Iterable[Notice]:
    found = Notice.objects.filter(requester=SOURCE, colour=COLOUR, state__in=rules.CIRCULATED)
    return found.select_related("record").select_for_update(of=("self",))


def _readable(listed: list[Listed], report: Callable[[Finding], None]) -> Iterable[Listed]:
    """The entries that make a notice, each once; the problems of the others are reported."""
    manifest = manifests.get(COLOUR)
    seen: set[str] = set()
    for entry in listed:
        content, problems = reading.read(manifest, entry.content)
        for problem in problems:
            report(Finding(line=entry.line, reference=entry.reference, problem=problem))
        if not problems and entry.reference and entry.reference not in seen:
            seen.add(entry.reference)
            yield Listed(line=entry.line, reference=entry.reference, content=content)


def _take_over(actor: Actor, entry: Listed, known: Notice | None, done: Imported, now: datetime) -> None:
    if known is None:
        _publish(actor, entry, now)
        done.published += 1
    elif known.content != entry.content:
        said, content = {"content": known.content}, entry.content
        known.move_to(State(known.state), now, content=content, title=_title(content), version=known.next_version)
        steps.keep(known, actor, "accept_change", now, said=said)
        done.changed += 1
    else:
        done.unchanged += 1


def _publish(actor: Actor, entry: Listed, now: datetime) -> None:
    notice = Notice(
        colour=COLOUR,
        requester_id=SOURCE,
        state=State.PUBLISHED,
        number=next_number(now.year),
        title=_title(entry.content),
        content=entry.content,
        reference=entry.reference,
        languages=["en"],  # the United Nations publishes the others itself
        is_public=True,
        database=DATABASE,
        record=Record.objects.filter(source=SOURCE, database=DATABASE, reference=entry.reference).first(),
        is_record_cited=True,
        created_at=now,
        created_by=actor.id,
        submitted_at=now,
        submitted_by=actor.id,
        published_at=now,
        changed_at=now,
    )
    notice.save(force_insert=True)
    resting.place_marker(notice, actor, now)
    steps.keep(notice, actor, "publish", now)


def _close(actor: Actor, notice: Notice, now: datetime) -> None:
    resting.end(notice, actor, DELISTED, now)
    steps.take(notice, actor, "withdraw", now, reason=DELISTED, ended_at=now)


def _title(content: dict[str, Any]) -> str:
    return manifests.get(COLOUR).title(content)[:300]
