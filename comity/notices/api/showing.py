"""A notice as an answer of the API: what circulates for everybody, what belongs to the request for its source."""

from typing import Any
from uuid import UUID

from comity.core import clock
from comity.core.levels import Level
from comity.network.rules import Actor
from comity.notices import access, actions, queries, rules
from comity.notices.api.shapes import AddendumOut, AttachmentOut, NoticeOut, PhotographOut, ReportOut
from comity.notices.manifests import reading
from comity.notices.models import Notice, Report
from comity.notices.rules import State


def show(notice: Notice, actor: Actor, language: str = "") -> NoticeOut:
    """What this reader gets: all that belongs to it for its source and who reviews, what circulates for the others."""
    manifest = queries.manifest_of(notice)
    is_behind = access.is_behind(actor, notice)
    shown = reading.shown(manifest, notice.content)
    more = _behind(notice, actor) if is_behind else {}
    return NoticeOut(
        **line(notice),
        content=notice.content if is_behind else shown,
        texts=queries.texts(notice, language) if language else {},
        language=notice.language,
        languages=notice.languages,
        level=Level(notice.level).slug,
        conditions=notice.conditions,
        version=notice.version,
        photographs=[_photograph(one) for one in access.photographs_visible_to(actor, notice)],
        attachments=[_attachment(one) for one in access.attachments_visible_to(actor, notice)],
        addenda=[AddendumOut(one.text, one.country, one.ground, one.added_at) for one in notice.addenda.all()],
        reports=[report(one) for one in access.reports_visible_to(actor, notice)],
        **more,
    )


def line(notice: Notice) -> dict[str, Any]:
    names = ("colour", "number", "state", "title", "is_urgent", "published_at", "expires_on", "changed_at")
    line = {name: getattr(notice, name) for name in names}
    return line | {"id": notice.pk, "requester": notice.requester_id, "status": queries.status_of(notice)}


def _behind(notice: Notice, actor: Actor) -> dict[str, Any]:
    is_own = notice.requester_id == actor.bureau and rules.may_write(actor)
    state = State(notice.state)
    is_written = state in rules.WRITABLE
    return {
        "steps": [step.verb for step in rules.steps_for(state)] if is_own else [],
        "missing": actions.problems_with(notice, clock.now()) if is_own and is_written else [],
        "findings": notice.findings,
        "codes": notice.codes,
        "reason": notice.reason,
        "is_public": notice.is_public,
        "record": notice.record_id,
        "is_change_pending": notice.pending is not None,
        "suspended_until": notice.suspended_until,
    }


def _photograph(one: Any) -> PhotographOut:
    names = ("width", "height", "caption", "taken_on", "is_pending")
    at = href(one.notice_id, "photographs", one.pk)
    return PhotographOut(id=one.pk, href=at, **{name: getattr(one, name) for name in names})


def _attachment(one: Any) -> AttachmentOut:
    names = ("kind", "title", "content_type", "size", "is_shared")
    at = href(one.notice_id, "attachments", one.pk)
    return AttachmentOut(id=one.pk, href=at, **{name: getattr(one, name) for name in names})


def report(one: Report) -> ReportOut:
    names = ("kind", "at", "place", "text", "ground", "due_at", "papers_sent_at")
    return ReportOut(id=one.pk, bureau=one.bureau_id, **{name: getattr(one, name) for name in names})


def href(notice_id: UUID, kind: str, file_id: UUID) -> str:
    return f"/api/v1/notices/{notice_id}/{kind}/{file_id}"
