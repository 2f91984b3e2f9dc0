"""Photographs and documents behind a notice: added, taken away, and never served as they came.

Names of files are random; what belongs to a published notice waits for its review like any other change.
"""

from datetime import datetime
from typing import IO
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import NotFound
from comity.network.rules import Actor
from comity.notices import access, rules
from comity.notices.actions import amending, steps, taking
from comity.notices.actions.taking import Described
from comity.notices.models import Attachment, Notice, Photograph
from comity.notices.rules import State


@audit.verb("notice.photograph_added", subject="notice_id")
def add_photograph(
    *, actor: Actor, notice_id: UUID | str, file: IO[bytes], now: datetime, caption: str = "", taken_on: str = ""
) -> Photograph:
    """Adds a picture of the subject, drawn anew. Raises Invalid for what is no image, a bomb, too large or too many."""
    notice = _writable(actor, notice_id)
    drawn = taking.picture(file, caption, taken_on, already=notice.photographs.count())
    photograph = Photograph(
        notice=notice,
        width=drawn.width,
        height=drawn.height,
        caption=drawn.caption,
        taken_on=drawn.taken_on,
        position=notice.photographs.count(),
        added_at=now,
        added_by=actor.id,
    )
    _keep(photograph, "jpg", drawn.data, notice, actor, now)
    return photograph


@audit.verb("notice.attachment_added", subject="notice_id")
def add_attachment(
    *, actor: Actor, notice_id: UUID | str, file: IO[bytes], described: Described, now: datetime
) -> Attachment:
    """Adds a document: a PDF, or an image of one. Raises Invalid."""
    notice = _writable(actor, notice_id)
    scan = taking.document(file, described, already=notice.attachments.count())
    attachment = Attachment(
        notice=notice,
        kind=scan.described.kind,
        title=scan.described.title,
        content_type=scan.content_type,
        size=len(scan.data),
        is_shared=scan.described.is_shared,
        added_at=now,
        added_by=actor.id,
    )
    _keep(attachment, scan.suffix, scan.data, notice, actor, now)
    return attachment


@audit.verb("notice.photograph_removed", subject="notice_id")
def remove_photograph(*, actor: Actor, notice_id: UUID | str, photograph_id: UUID | str, now: datetime) -> Notice:
    """Takes a picture away, at once: from a published notice too, for it can only be one that should not be seen."""
    notice = _writable(actor, notice_id)
    _remove(notice.photographs.filter(pk=_uuid(photograph_id)).first(), notice, actor, "photograph", now)
    return notice


@audit.verb("notice.attachment_removed", subject="notice_id")
def remove_attachment(*, actor: Actor, notice_id: UUID | str, attachment_id: UUID | str, now: datetime) -> Notice:
    """Takes a document away."""
    notice = _writable(actor, notice_id)
    _remove(notice.attachments.filter(pk=_uuid(attachment_id)).first(), notice, actor, "attachment", now)
    return notice


def _writable(actor: Actor, notice_id: UUID | str) -> Notice:
    notice = access.get_for_changing(actor, notice_id)
    if State(notice.state) not in rules.WRITABLE | {State.PUBLISHED, State.SUSPENDED}:
        raise rules.NotNow
    return notice


def _keep(row: Photograph | Attachment, suffix: str, data: bytes, notice: Notice, actor: Actor, now: datetime) -> None:
    row.is_pending = State(notice.state) not in rules.WRITABLE
    kind = "attachment" if isinstance(row, Attachment) else "photograph"
    with taking.stored(row, "notices", suffix, data):
        if row.is_pending:
            amending.put_before_review(notice, actor, now)
        steps.keep(notice, actor, f"add_{kind}", now)
    audit.about(subject=notice, details={kind: row.pk, "bytes": len(data)})


def _remove(row: Photograph | Attachment | None, notice: Notice, actor: Actor, kind: str, now: datetime) -> None:
    if row is None:
        raise NotFound
    audit.about(subject=notice, details={kind: row.pk})
    taking.discard(row)
    steps.keep(notice, actor, f"remove_{kind}", now)


def _uuid(text: UUID | str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound from None
