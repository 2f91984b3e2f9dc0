"""One notice: for other members what is asked, what to do and what not; for its source and for reviewers all of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.core import clock
from comity.core.errors import NotFound
from comity.core.languages import LANGUAGES
from comity.network.access import actor_of
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.notices import access, queries, rules
from comity.notices import actions as notices
from comity.notices.forms.reports import SuspendForm
from comity.notices.manifests import person, reading
from comity.notices.manifests import words as manifest_words
from comity.notices.manifests.shape import SEEKS, Manifest
from comity.notices.models import Notice, Report
from comity.notices.pages import words
from comity.notices.pages.writing import found_in
from comity.notices.rules import GROUNDS, LOOK_LABELS, STATE_LABELS, Look, State
from comity.records.manifests.words import country


@require_safe
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice, by its id."""
    actor, now = actor_of(request), clock.now()
    found = notices.open_notice(actor=actor, notice_id=notice_id, how="page", now=now)
    return render(request, "notices/notice.html", _context(actor, found, now))


@require_safe
def by_number(request: HttpRequest, year: int, serial: int) -> HttpResponse:
    """One notice, by what it is called between bureaus: 2026/1234."""
    actor, now = actor_of(request), clock.now()
    known = access.visible_to(actor).filter(number=f"{year}/{serial}").first()
    if known is None:
        raise NotFound
    found = notices.open_notice(actor=actor, notice_id=known.pk, how="page", now=now)
    return render(request, "notices/notice.html", _context(actor, found, now))


def _context(actor: Actor, found: Notice, now: datetime) -> dict[str, Any]:
    manifest, is_behind = queries.manifest_of(found), access.is_behind(actor, found)
    content = found.content if is_behind else reading.shown(manifest, found.content)
    state, status = State(found.state), words.status_of(manifest, content)
    texts, is_translated = _in_the_readers_language(found)
    return {
        "title": found.title or _(manifest.label),
        "notice": found,
        "manifest": manifest,
        "person": content.get("person") or {},
        "latin": person.full_name(content.get("person") or {}),
        "status": _(manifest.statuses[status]) if status else "",
        "state_label": _(STATE_LABELS[state]),
        "is_out": state in rules.VISIBLE,
        "is_behind": is_behind,
        "is_own": found.requester_id == actor.bureau,
        "seeks": [_(SEEKS[one]) for one in SEEKS if one in manifest.seeks],
        "to_do": [_(one) for one in words.to_do(manifest)],
        "not_to_do": [_(one) for one in words.not_to_do(manifest, content, is_public=found.is_public)],
        "sections": _sections(manifest, content, texts),
        "is_translated": is_translated,
        "written_in": LANGUAGES[found.language],
        "conditions": [_(one) for one in found.conditions],
        "contact": content.get("contact") or {},
        "photographs": access.photographs_visible_to(actor, found),
        "attachments": access.attachments_visible_to(actor, found),
        "addenda": [_addendum(one) for one in found.addenda.all()],
        "reports": [_report(one, now) for one in access.reports_visible_to(actor, found)],
        "now": now,
        "back": reverse("notices:list"),
        "back_label": _("Notices"),
        **_behind(actor, found, manifest, is_behind=is_behind),
        **_verbs(actor, found, now),
    }


def _in_the_readers_language(found: Notice) -> tuple[dict[str, str], bool]:
    """The free texts in the reader's language, and whether all of them stand in it."""
    language = get_language() or "en"
    if language == found.language:
        return {}, True
    return queries.texts(found, language), language in found.languages


def _sections(manifest: Manifest, content: dict[str, Any], texts: dict[str, str]) -> list[Any]:
    """Every part but the contact, which stands with the source."""
    return [one for one in manifest_words.sections(manifest, content, _, texts) if one.name != "contact"]


def _addendum(one: Any) -> dict[str, Any]:
    where = country(one.country) if one.country else ""
    return {"text": one.text, "at": one.added_at, "country": where, "ground": _(GROUNDS.get(one.ground, ""))}


def _report(one: Report, now: datetime) -> dict[str, Any]:
    is_running = one.due_at is not None and one.papers_sent_at is None and one.handled_at is None
    return {
        "row": one,
        "ground": _(GROUNDS[one.ground]) if one.ground in GROUNDS else "",
        "is_running": is_running,
        "is_late": is_running and one.due_at is not None and one.due_at <= now,
    }


def _behind(actor: Actor, found: Notice, manifest: Manifest, *, is_behind: bool) -> dict[str, Any]:
    """What only the source, reviewers and the Commission see: signatures, history, what waits."""
    if not is_behind:
        return {}
    events = list(found.events.all())
    lines = words.history(found, events)
    shows_names = found.requester_id == actor.bureau or rules.may_review(actor)
    names = _names_of(actor, {line["by"] for line in lines if line["bureau"] == actor.bureau}) if shows_names else {}
    pending = (found.pending or {}).get("content")
    return {
        "history": [
            {
                "at": line["at"],
                "text": _(words.EVENTS.get(line["verb"], line["verb"].replace("_", " "))),
                "by": names.get(line["by"], line["bureau"]),
                "reason": line["reason"],
            }
            for line in lines
        ],
        "assurances": [(one, _says(manifest, one.number)) for one in found.assurances.all()],
        "findings": found_in(found),
        "pending": manifest_words.sections(manifest, pending, _) if pending else [],
        "versions": [
            (one, manifest_words.sections(manifest, one.content["content"], _))
            for one in events
            if one.verb == "accept_change" and one.content and "content" in one.content
        ],
        "look_again": _(LOOK_LABELS[Look(found.look_again)]) if found.look_again else "",
    }


def _says(manifest: Manifest, number: int) -> str:
    return next((_(one.says) for one in manifest.assurances if one.number == number), "")


def _names_of(actor: Actor, people: set[str]) -> dict[str, str]:
    """Names of the reader's own colleagues; other bureaus appear as bureaus."""
    ids = [one.removeprefix("officer:") for one in people if one.startswith("officer:")]
    known = Officer.objects.filter(pk__in=ids, bureau=actor.bureau).values_list("pk", "name")
    return {f"officer:{pk}": name for pk, name in known}


def _verbs(actor: Actor, found: Notice, now: datetime) -> dict[str, Any]:
    """What this actor can do now, from the table of steps."""
    is_own = found.requester_id == actor.bureau and rules.may_write(actor)
    state = State(found.state)
    can = {step.verb: step for step in rules.steps_for(state)} if is_own else {}
    if "renew" in can and not _may_renew(found, now):
        del can["renew"]
    if found.pending is not None:
        can.pop("amend", None)
    may_report = rules.may_write(actor) and found.requester_id != actor.bureau and state in rules.VISIBLE
    return {
        "can": can,
        "suspend_form": SuspendForm(),
        "can_be_found": bool(queries.manifest_of(found).seeks & {"arrest", "locate", "identify", "property"}),
        "may_report": may_report,
        "may_end_publicity": is_own and found.is_public and state in rules.OPEN
        and queries.manifest_of(found).may_be_public == "with_consent",
        "may_send_papers": is_own,
        "may_doubt": rules.may_review(actor) and state in rules.CIRCULATED,
    }  # fmt: skip


def _may_renew(found: Notice, now: datetime) -> bool:
    is_near = found.expires_on is not None and found.expires_on - rules.NEED_REVIEW_BEFORE <= now.date()
    return is_near and found.renewal_asked_at is None
