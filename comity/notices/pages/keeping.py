"""A draft kept while it is typed: what can be read is kept at once, what cannot be stays in the page and is named."""

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from comity.core import clock
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.notices import access, queries, rules
from comity.notices import actions as notices
from comity.notices.actions import Asked, asking
from comity.notices.forms import ContentForm, notice_extra, shared, sharing_of
from comity.notices.manifests import reading
from comity.notices.models import Notice

_FIELD_OF_A_GROUP: Final = re.compile(r"([a-z_]+)\.([a-z_0-9]+)")


def form_of(notice: Notice, data: Any = None, said: Mapping[str, Any] | None = None) -> ContentForm:
    """The form of a request as it stands, as `said` would have it, or as it was typed."""
    manifest = queries.manifest_of(notice)
    initial = shared(notice.level, notice.conditions, is_urgent=notice.is_urgent)
    initial |= {"language": notice.language, "is_public": notice.is_public}
    initial["record"] = str(notice.record_id) if notice.is_record_cited else ""
    content = notice.content if said is None else said
    return ContentForm(manifest, data, content, extra=[notice_extra(manifest)], initial=initial)


def asked_by(form: ContentForm, content: Mapping[str, Any] | None = None) -> Asked:
    """What the form asks for. Raises Invalid for an id of a record that is none."""
    cited = str(form.value("record") or "").strip() if "record" in form.fields else ""
    try:
        record = UUID(cited) if cited else None
    except ValueError:
        raise Invalid(
            Problem("record", mark("This is no id of a record."), mark("The id on the record's page."))
        ) from None
    is_public = bool(form.value("is_public")) if "is_public" in form.fields else False
    return Asked(
        content=dict(form.content() if content is None else content),
        language=str(form.value("language") or "en"),
        is_public=is_public,
        record=record,
        **sharing_of(form),
    )


def keep_readable(actor: Actor, notice: Notice, form: ContentForm, version: int | None) -> tuple[Notice, list[Problem]]:
    """Keeps what can be read of a draft, with what stood before where something cannot: the draft as it stands now, and
    what was not kept. Raises Changed."""
    manifest = queries.manifest_of(notice)
    content, problems = reading.read(manifest, form.content())
    for problem in problems:
        _put_back(problem.field, notice.content, content)
    try:
        asked = asked_by(form, content)
        columns = asking.columns_of(asked, manifest, actor)
    except Invalid as refusal:
        problems += refusal.problems
        asked = _with_old_sharing(notice, content)
        columns = asking.columns_of(asked, manifest, actor)
    if _is_same(notice, asked, columns):
        return notice, problems
    if version is not None and not _is_changed_by_others(actor, notice, version):
        version = notice.version
    try:
        notice = notices.change(actor=actor, notice_id=notice.pk, asked=asked, version=version, now=clock.now())
    except Invalid as refusal:
        problems += refusal.problems
    return notice, problems


def _put_back(path: str, before: Mapping[str, Any], content: dict[str, Any]) -> None:
    found = _FIELD_OF_A_GROUP.fullmatch(path)
    if found and found[2] in (before.get(found[1]) or {}):
        content.setdefault(found[1], {})[found[2]] = before[found[1]][found[2]]


def _with_old_sharing(notice: Notice, content: Mapping[str, Any]) -> Asked:
    return Asked(
        content=dict(content),
        language=notice.language,
        level=Level(notice.level).slug,
        conditions=list(notice.conditions),
        is_public=notice.is_public,
        is_urgent=notice.is_urgent,
        record=notice.record_id if notice.is_record_cited else None,
    )


def _is_same(notice: Notice, asked: Asked, columns: Mapping[str, Any]) -> bool:
    cited = notice.record_id if notice.is_record_cited else None
    return cited == asked.record and all(getattr(notice, name) == value for name, value in columns.items())


def _is_changed_by_others(actor: Actor, notice: Notice, version: int) -> bool:
    """What one's own page kept while the button was on its way is no change by somebody else."""
    return notice.events.filter(version__gt=version).exclude(by=actor.id).exists()


def version_in(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


@require_POST
def keep(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A fragment of the form, asked for while one types: when it was kept, and what was not."""
    actor = actor_of(request)
    notice = access.get_for_changing(actor, notice_id)
    form = form_of(notice, request.POST)
    context: dict[str, Any] = {"version": version_in(request) or notice.version}
    try:
        rules.require_step("change", rules.State(notice.state))
        notice, problems = keep_readable(actor, notice, form, version_in(request))
    except Conflict as refusal:
        context["refusal"] = refusal.message
    else:
        form.add_problems(problems)
        context |= {"version": notice.version, "kept_at": clock.now(), "not_kept": form.named}
    return render(request, "notices/kept.html", context)
