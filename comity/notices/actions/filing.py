"""Photographs and documents behind a notice: added, taken away, and never served as they came.

Names of files are random; what belongs to a published notice waits for its review like any other change.
"""

from datetime import datetime
from typing import IO, Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from msgspec import Struct

from comity.audit import actions as audit
from comity.core import ids
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network.rules import Actor
from comity.notices import access, rules
from comity.notices.actions import amending, steps
from comity.notices.engine import images
from comity.notices.manifests.shape import ATTACHMENTS
from comity.notices.manifests.values import PartialDay
from comity.notices.models import Attachment, Notice, Photograph
from comity.notices.rules import State

MOST_PHOTOGRAPHS: Final = 10
MOST_ATTACHMENTS: Final = 20
_TITLE: Final = 200


@audit.verb("notice.photograph_added", subject="notice_id")
def add_photograph(
    *, actor: Actor, notice_id: UUID | str, file: IO[bytes], now: datetime, caption: str = "", taken_on: str = ""
) -> Photograph:
    """Adds a picture of the subject, drawn anew. Raises Invalid for what is no image, a bomb, too large or too many."""
    notice = _writable(actor, notice_id)
    if notice.photographs.count() >= MOST_PHOTOGRAPHS:
        raise Invalid(Problem("photographs", mark("There are as many as may be."), f"At most {MOST_PHOTOGRAPHS}."))
    problems = rules.problems_with_text("caption", caption, _TITLE)
    day = ""
    if taken_on:
        try:
            day = PartialDay()(taken_on)
        except ValueError as error:
            problems.append(Problem("taken_on", str(error), PartialDay().accepted))
    if problems:
        raise Invalid(problems)
    try:
        drawn = images.draw(file.read(images.LARGEST_IMAGE + 1))
    except ValueError as error:
        raise Invalid(Problem("file", str(error), images.ACCEPTED_IMAGE)) from None
    photograph = Photograph(
        notice=notice,
        width=drawn.width,
        height=drawn.height,
        caption=" ".join(caption.split()),
        taken_on=day,
        position=notice.photographs.count(),
        added_at=now,
        added_by=actor.id,
    )
    _keep(photograph, "jpg", drawn.data, notice, actor, now)
    return photograph


class Described(Struct, frozen=True, kw_only=True):
    """What a document is: one of ATTACHMENTS, a title, and whether other members may download it (art. 85)."""

    kind: str
    title: str
    is_shared: bool = False


@audit.verb("notice.attachment_added", subject="notice_id")
def add_attachment(
    *, actor: Actor, notice_id: UUID | str, file: IO[bytes], described: Described, now: datetime
) -> Attachment:
    """Adds a document: a PDF, or an image of one. Raises Invalid."""
    notice = _writable(actor, notice_id)
    problems = rules.problems_with_text("title", described.title, _TITLE, shortest=1)
    if described.kind not in ATTACHMENTS:
        problems.append(Problem("kind", mark("This is not on the list."), ", ".join(ATTACHMENTS)))
    if notice.attachments.count() >= MOST_ATTACHMENTS:
        problems.append(Problem("file", mark("There are as many as may be."), f"At most {MOST_ATTACHMENTS}."))
    if problems:
        raise Invalid(problems)
    try:
        scan = images.scan(file.read(images.LARGEST_SCAN + 1))
    except ValueError as error:
        raise Invalid(Problem("file", str(error), images.ACCEPTED_SCAN)) from None
    attachment = Attachment(
        notice=notice,
        kind=described.kind,
        title=" ".join(described.title.split()),
        content_type=scan.content_type,
        size=len(scan.data),
        is_shared=described.is_shared,
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
    name = default_storage.save(f"notices/{ids.new().hex}.{suffix}", ContentFile(data))
    try:
        row.file.name = name
        row.save(force_insert=True)
        if row.is_pending:
            amending.put_before_review(notice, actor, now)
    except BaseException:
        default_storage.delete(name)
        raise
    kind = "attachment" if isinstance(row, Attachment) else "photograph"
    steps.keep(notice, actor, f"add_{kind}", now)
    audit.about(subject=notice, details={kind: row.pk, "bytes": len(data)})


def _remove(row: Photograph | Attachment | None, notice: Notice, actor: Actor, kind: str, now: datetime) -> None:
    if row is None:
        raise NotFound
    name = row.file.name
    audit.about(subject=notice, details={kind: row.pk})
    row.delete()
    steps.keep(notice, actor, f"remove_{kind}", now)
    transaction.on_commit(lambda: default_storage.delete(str(name)))


def _uuid(text: UUID | str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound from None
