"""A file of records through the page: what was done, and every line that was not good."""

from collections.abc import Iterator
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core.errors import Refused
from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right
from comity.records import actions, manifests
from comity.records.forms import ImportForm
from comity.records.load import Finding, Summary
from comity.records.loaders import lines, objects, tables
from comity.records.loaders.lines import Row, Unusable

# A page answers while somebody waits; greater files are for the command line.
LARGEST = 32 * 1024 * 1024
SHOWN = 500


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Takes a file, loads its good lines, and reports the others."""
    actor = actor_of(request)
    require_right(actor, Right.WRITE_RECORDS)
    is_sent = request.method == "POST"
    form = ImportForm(request.POST or None, request.FILES or None, databases=actor.databases) if is_sent else None
    context: dict[str, Any] = {"title": _("Import a file"), "back": reverse("records:list"), "back_label": _("Records")}
    if form is not None and form.is_valid():
        try:
            database = form.cleaned_data["database"]
            summary, findings = _load(actor, database, form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error("file", _(refusal.message))
        else:
            context |= {"summary": summary, "findings": findings[:SHOWN], "more": max(0, len(findings) - SHOWN)}
            context["alike_database"] = database
            return render(request, "records/imported.html", context)
    context |= {
        "form": form or ImportForm(databases=actor.databases),
        "submit_label": _("Import"),
        "is_upload": True,
        "cancel": reverse("records:list"),
        "columns": [(manifest, manifest.all_fields()) for manifest in manifests.all()],
    }
    return render(request, "records/import.html", context, status=422 if form and form.errors else 200)


def _load(actor: Actor, database: str, file: Any) -> tuple[Summary, list[Finding]]:
    if file.size > LARGEST:
        raise Unusable(_("This file is larger than 32 MB. Load it with the command `comity import`."))
    findings: list[Finding] = []
    rows = _rows(file, database)
    return actions.load_rows(actor=actor, database=database, rows=rows, report=findings.append), findings


def _rows(file: IO[bytes], database: str) -> Iterator[Row]:
    kind = lines.recognised(file)
    if kind == "un":
        raise Unusable(_("The United Nations list is loaded with the command `comity import`."))
    return objects.rows(file) if kind == "jsonl" else tables.rows(file, manifests.form(database))
