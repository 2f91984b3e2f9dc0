"""What the API of notices takes and answers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from comity.core.errors import Problem
from comity.notices import rules
from comity.notices.actions import Asked


class NoticeIn(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as its source states it (docs/notices.md). It may be incomplete until it is handed in."""

    colour: str


class NoticeChange(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft, or a request that was returned, stated anew. `version` guards it: the one that was read."""

    version: int | None = None


class NoticeStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of its source: submit; withdraw, suspend and renew with a reason (suspend with days); resume."""

    verb: str
    reason: str = ""
    days: int = rules.LONGEST_SUSPENSION.days


class ReportIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bureau reports: located (place, text and days as it wishes), extradition_refused (ground, text),
    information (text)."""

    kind: str
    place: str = ""
    text: str = ""
    ground: str = ""
    days: int | None = None


class PhotographOut(Struct, frozen=True, kw_only=True):
    """A photograph and the address at which it is read."""

    id: UUID
    href: str
    width: int
    height: int
    caption: str
    taken_on: str
    is_pending: bool


class AttachmentOut(Struct, frozen=True, kw_only=True):
    """A document and the address from which it is downloaded."""

    id: UUID
    href: str
    kind: str
    title: str
    content_type: str
    size: int
    is_shared: bool


class AddendumOut(Struct, frozen=True):
    """What the General Secretariat added for all to read."""

    text: str
    country: str
    ground: str
    added_at: datetime


class ReportOut(Struct, frozen=True, kw_only=True):
    """What a bureau reported: for the notice's source, and for who reported it."""

    id: UUID
    kind: str
    bureau: str
    at: datetime
    place: str
    text: str
    ground: str
    due_at: datetime | None
    papers_sent_at: datetime | None


class NoticeLine(Struct, frozen=True, kw_only=True):
    """A notice in a list. `status` is that of the person (article 44), in words."""

    id: UUID
    colour: str
    number: str
    state: str
    requester: str
    title: str
    status: str
    is_urgent: bool
    published_at: datetime | None
    expires_on: date | None
    changed_at: datetime


class NoticeOut(NoticeLine, frozen=True, kw_only=True):
    """A notice as this reader may see it; what follows `addenda` only its source and who reviews get."""

    content: dict[str, Any]
    texts: dict[str, str]
    language: str
    languages: list[str]
    level: str
    conditions: list[str]
    version: int
    photographs: list[PhotographOut]
    attachments: list[AttachmentOut]
    addenda: list[AddendumOut]
    reports: list[ReportOut]
    steps: list[str] = []
    missing: list[Problem] = []
    findings: list[dict[str, Any]] = []
    codes: list[str] = []
    reason: str = ""
    is_public: bool | None = None
    record: UUID | None = None
    is_change_pending: bool | None = None
    suspended_until: date | None = None


class NoticePage(Struct, frozen=True):
    """Some notices; `next` is the `page` that follows, null on the last."""

    notices: list[NoticeLine]
    next: int | None


class FileAdded(Struct, frozen=True):
    """The id of what was added, and the address at which it is read."""

    id: UUID
    href: str
