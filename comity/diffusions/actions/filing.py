"""Photographs and documents behind a diffusion: its sender adds and removes them while it writes, and never after."""

from datetime import datetime
from typing import IO
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import NotFound
from comity.diffusions import access, rules
from comity.diffusions.models import Attachment, Diffusion, Photograph
from comity.diffusions.rules import Status
from comity.network.rules import Actor
from comity.notices.actions import taking
from comity.notices.actions.taking import Described


@audit.verb("diffusion.photograph_added", subject="diffusion_id")
def add_photograph(
    *, actor: Actor, diffusion_id: UUID | str, file: IO[bytes], now: datetime, caption: str = "", taken_on: str = ""
) -> Photograph:
    """Adds a picture of the subject, drawn anew. Raises Invalid for what is no image, a bomb, too large or too many."""
    diffusion = _writable(actor, diffusion_id)
    drawn = taking.picture(file, caption, taken_on, already=diffusion.photographs.count())
    photograph = Photograph(
        diffusion=diffusion,
        width=drawn.width,
        height=drawn.height,
        caption=drawn.caption,
        taken_on=drawn.taken_on,
        added_at=now,
        added_by=actor.id,
    )
    with taking.stored(photograph, "diffusions", "jpg", drawn.data):
        audit.about(subject=diffusion, details={"photograph": photograph.pk, "bytes": len(drawn.data)})
    return photograph


@audit.verb("diffusion.attachment_added", subject="diffusion_id")
def add_attachment(
    *, actor: Actor, diffusion_id: UUID | str, file: IO[bytes], described: Described, now: datetime
) -> Attachment:
    """Adds a document: a PDF, or an image of one. Raises Invalid."""
    diffusion = _writable(actor, diffusion_id)
    scan = taking.document(file, described, already=diffusion.attachments.count())
    attachment = Attachment(
        diffusion=diffusion,
        kind=scan.described.kind,
        title=scan.described.title,
        content_type=scan.content_type,
        size=len(scan.data),
        is_shared=scan.described.is_shared,
        added_at=now,
        added_by=actor.id,
    )
    with taking.stored(attachment, "diffusions", scan.suffix, scan.data):
        audit.about(subject=diffusion, details={"attachment": attachment.pk, "bytes": len(scan.data)})
    return attachment


@audit.verb("diffusion.photograph_removed", subject="diffusion_id")
def remove_photograph(*, actor: Actor, diffusion_id: UUID | str, photograph_id: UUID | str, now: datetime) -> Diffusion:
    """Takes a picture away."""
    diffusion = _writable(actor, diffusion_id)
    _remove(diffusion.photographs.filter(pk=_uuid(photograph_id)).first(), diffusion, "photograph")
    return diffusion


@audit.verb("diffusion.attachment_removed", subject="diffusion_id")
def remove_attachment(*, actor: Actor, diffusion_id: UUID | str, attachment_id: UUID | str, now: datetime) -> Diffusion:
    """Takes a document away."""
    diffusion = _writable(actor, diffusion_id)
    _remove(diffusion.attachments.filter(pk=_uuid(attachment_id)).first(), diffusion, "attachment")
    return diffusion


def open_attachment(
    *, actor: Actor, diffusion_id: UUID | str, attachment_id: UUID | str, how: str, now: datetime
) -> Attachment:
    """One document for download, or NotFound: recipients get those only that its sender shares with them."""
    diffusion = access.get_for_reading(actor, diffusion_id)
    found = access.attachments_visible_to(actor, diffusion).filter(pk=_uuid(attachment_id)).first()
    if found is None:
        raise NotFound
    return found if diffusion.sender_id == actor.bureau else _download(actor=actor, attachment=found, how=how, now=now)


@audit.verb("diffusion.attachment_read")
def _download(*, actor: Actor, attachment: Attachment, how: str, now: datetime) -> Attachment:
    audit.about(subject=attachment.diffusion, details={"how": how, "attachment": attachment.pk})
    return attachment


def _writable(actor: Actor, diffusion_id: UUID | str) -> Diffusion:
    """Locked until the end: nothing is put behind one that is being sent, which would go out unseen."""
    found = access.get_for_changing(actor, diffusion_id)
    diffusion = Diffusion.objects.select_for_update().get(pk=found.pk)
    rules.require_step("change", Status(diffusion.status))
    return diffusion


def _remove(row: Photograph | Attachment | None, diffusion: Diffusion, kind: str) -> None:
    if row is None:
        raise NotFound
    audit.about(subject=diffusion, details={kind: row.pk})
    taking.discard(row)


def _uuid(text: UUID | str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound from None
