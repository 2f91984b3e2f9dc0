"""Looking at another bureau's notice, or at a document behind it, leaves an entry that its source can read."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import NotFound
from comity.core.levels import Level
from comity.network.rules import Actor
from comity.notices import access
from comity.notices.models import Attachment, Notice


def open_notice(*, actor: Actor, notice_id: UUID | str, how: str, now: datetime) -> Notice:
    """One notice for reading, or NotFound. `how` is the face ("page", "api").

    A bureau's look at its own leaves no entry, unless the level asks for one (Restricted: RPD art. 113).
    """
    notice = access.get_for_reading(actor, notice_id)
    if notice.requester_id == actor.bureau and notice.level == Level.OFFICIAL_USE_ONLY:
        return notice
    return _read(actor=actor, notice=notice, how=how, now=now)


def open_attachment(
    *, actor: Actor, notice_id: UUID | str, attachment_id: UUID | str, how: str, now: datetime
) -> Attachment:
    """One document for download, or NotFound: other members get those only that its source shares."""
    notice = access.get_for_reading(actor, notice_id)
    found = access.attachments_visible_to(actor, notice).filter(pk=str(attachment_id)).first()
    if found is None:
        raise NotFound
    return found if notice.requester_id == actor.bureau else _download(actor=actor, attachment=found, how=how, now=now)


@audit.verb("notice.read", subject="notice")
def _read(*, actor: Actor, notice: Notice, how: str, now: datetime) -> Notice:
    audit.about(details={"how": how, "source": notice.requester_id, "colour": notice.colour})
    return notice


@audit.verb("notice.attachment_read")
def _download(*, actor: Actor, attachment: Attachment, how: str, now: datetime) -> Attachment:
    audit.about(subject=attachment.notice, details={"how": how, "attachment": attachment.pk})
    return attachment
