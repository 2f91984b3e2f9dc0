"""The list of records, and one record: its facts, who is kept from it, what can be done, what it has said before."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from msgspec import Struct

from comity.core import clock
from comity.core.databases import DATABASES
from comity.core.purposes import PURPOSES
from comity.look import rendering
from comity.network.access import actor_of
from comity.network.models import Officer
from comity.network.rules import Actor, Right, require_right
from comity.records import access, actions, manifests, queries, rules
from comity.records.forms import ListFilter, RestrictForm
from comity.records.manifests import words as manifest_words
from comity.records.models import Record, RecordVersion
from comity.records.pages import words
from comity.records.rules import STATUS_LABELS, Status

PAGE = 50


class Line(Struct, frozen=True):
    """One line of the history."""

    at: Any
    text: str
    by: str
    reason: str


@require_GET
def record_list(request: HttpRequest) -> HttpResponse:
    """Records of one's own bureau, or those others share, the latest first."""
    actor = actor_of(request)
    require_right(actor, Right.READ_RECORDS)
    form = _filter(request, actor)
    records = _asked_for(actor, form)
    after = request.GET.get("after", "")
    try:
        records = records.filter(pk__lt=UUID(after)) if after else records
    except ValueError:
        after = ""
    found = list(records.select_related("source").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    actions.note_listing(actor=actor, records=shown, how="page", now=clock.now())
    context = {
        "title": _("Records"),
        "rows": [(record, manifests.get(record.database).title(record.fields)) for record in shown],
        "filter_form": form,
        "next_page": words.address_with(request, after=shown[-1].pk) if len(found) > PAGE else "",
        "previous_page": words.address_with(request, after=None) if after else "",
        "empty": _("No records. They are added here one by one, from a file, or by your systems over the API."),
        "may_write": actor.may(Right.WRITE_RECORDS),
        "to_add": [(slug, _(word)) for slug, word in DATABASES.items() if slug in actor.databases],
    }
    return render(request, "records/list.html", context)


def _filter(request: HttpRequest, actor: Actor) -> ListFilter:
    """What the address asks for. Who has no records of their own begins with those that others share."""
    asked = request.GET.copy()
    if "whose" not in asked and not access.own(actor).exists():
        asked["whose"] = "shared"
    return ListFilter(asked or None)


def _asked_for(actor: Actor, form: ListFilter) -> Any:
    is_shared = form.chosen("whose") == "shared"
    records = access.visible_to(actor).exclude(source=actor.bureau) if is_shared else access.own(actor)
    if actor.may(Right.READ_EVERY_RECORD):
        records = access.visible_to(actor)
    if database := form.chosen("database"):
        records = records.filter(database=database)
    if form.chosen("reference"):
        records = access.with_reference_shown(actor, records)
    chosen = {name: form.chosen(name) for name in ("kind", "status", "reference")}
    return queries.narrowed(records, **chosen)


@require_GET
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record. Another source's shows what an answer would show; one's own everything."""
    actor = actor_of(request)
    found = actions.open_record(actor=actor, record_id=record_id, how="page", now=clock.now())
    manifest, stated = manifests.get(found.database), queries.shown_fields(found)
    reads_all = found.source_id == actor.bureau or actor.may(Right.READ_EVERY_RECORD)
    standing = manifest.standing_conditions(found.kind, found.fields, clock.now().date())
    context = {
        "title": manifest.title(found.fields),
        "record": found,
        "level": found.level,
        "facts": manifest_words.facts(manifest, stated, _, everything=reads_all, on=clock.now().date()),
        "purposes": [_(PURPOSES[purpose]) for purpose in found.purposes] or [_("Every purpose")],
        "conditions": [_(sentence) for sentence in (*found.conditions, *standing)],
        "statement": manifest_words.statement(
            manifests.told(found.database, found.kind), found.source.name, rules.reported_on(stated), rendering.day, _
        ),
        "next_steps": [_(sentence) for sentence in manifest.next_steps(found.kind)],
        "not_to_do": [_(sentence) for sentence in manifest.not_to_do(found.kind)],
        "reads_all": reads_all,
        "marks": found.marks.filter(ended_at=None) if reads_all else [],
        "history": _history(found) if reads_all else [],
        "needs_examination": reads_all and rules.needs_examination(found.renewals),
        "back": reverse("records:list"),
        "back_label": _("Records"),
        **_verbs(actor, found),
    }
    return render(request, "records/record.html", context)


def _verbs(actor: Actor, found: Record) -> dict[str, Any]:
    """What this actor can do with the record now: from the steps table, and only with one's own."""
    is_own = found.source_id == actor.bureau
    may_write = is_own and actor.may(Right.WRITE_RECORDS)
    may_restrict = is_own and actor.may(Right.MANAGE_RESTRICTIONS)
    status = Status(found.status)
    can = {verb for verb, step in rules.STEPS.items() if status in step.from_}
    return {
        "may_change": may_write and "update" in can,
        "may_withdraw": may_write and "withdraw" in can,
        "may_renew": may_write and "renew" in can,
        "may_read_looks": is_own and actor.may(Right.READ_LOOKS),
        "may_restrict": may_restrict and status == Status.ACTIVE,
        "restrict_form": RestrictForm(),
        "restrictions": queries.restrictions_on(actor, found) if may_restrict else [],
    }


def _history(found: Record) -> list[Line]:
    said = queries.history(found)
    names = _names_of({copy.changed_by for copy in said})
    return [
        Line(copy.changed_at, _what(copy), names.get(copy.changed_by, copy.changed_by), copy.reason) for copy in said
    ]


def _what(copy: Record | RecordVersion) -> str:
    return _("Version %(number)s: %(verb)s") % {
        "number": copy.version,
        "verb": _(words.VERBS.get(copy.verb, copy.verb)),
    } + ("" if copy.status == Status.ACTIVE else f" ({_(STATUS_LABELS[Status(copy.status)])})")


def _names_of(actors: set[str]) -> dict[str, str]:
    ids = {actor.removeprefix("officer:") for actor in actors if actor.startswith("officer:")}
    good = [one for one in ids if words.is_uuid(one)]
    return {f"officer:{pk}": name for pk, name in Officer.objects.filter(pk__in=good).values_list("pk", "name")}
