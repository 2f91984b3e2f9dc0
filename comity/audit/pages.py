"""The ledger's pages: the list, and one entry with its proof in plain words."""

import json
from typing import Any, Protocol, cast

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.audit import queries
from comity.audit.forms import LedgerFilter
from comity.audit.models import Entry
from comity.audit.rules import OUTCOME_LABELS, Outcome
from comity.core.errors import NotAllowed

READ = "ledger.read"
# Whoever oversees the whole: the Commission, which reads every record, and those who run the machine.
READ_ALL = ("records.read_every", "installation.run")


class Reader(Protocol):
    """What these pages ask of request.actor (network.rules.Actor has it)."""

    @property
    def bureau(self) -> str: ...
    def may(self, right: str) -> bool: ...


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first; the filters are in the address."""
    bureau = _bureau_of(request)
    form = LedgerFilter(request.GET or None, is_bound_to_bureau=bureau is not None)
    rows = queries.entries(form.wanted(), bureau=bureau, limit=queries.PAGE + 1)
    context = {
        "title": _("Ledger"),
        "lead": _lead(bureau),
        "rows": [_with_words(entry) for entry in rows[: queries.PAGE]],
        "next_page": _address_before(request, rows[queries.PAGE - 1].seq) if len(rows) > queries.PAGE else "",
        "filter_form": form,
        "empty": _("No entry fits. Everything that is done here, and everything refused, is entered in this list."),
    }
    return render(request, "audit/list.html", context)


@require_safe
def show_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry, what it says, and whether it still is what was sealed."""
    entry = queries.get_for_reading(seq, bureau=_bureau_of(request))
    proof = _proof_of(seq)
    context = {
        "title": _("Entry %(number)s") % {"number": seq},
        "entry": _with_words(entry),
        "details": [_as_fact(name, value) for name, value in json.loads(entry.body).items()],
        "proof": proof,
        "is_proved": proof is not None and queries.is_proved(proof),
        "steps": len(proof.path) if proof else 0,
    }
    return render(request, "audit/entry.html", context)


@require_safe
def show_proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof as a file, to be checked by anybody with RFC 6962 and the public key."""
    queries.get_for_reading(seq, bureau=_bureau_of(request))
    answer = HttpResponse(msgspec.json.encode(queries.inclusion(seq)), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="entry-{seq}-proof.json"'
    return answer


def _bureau_of(request: HttpRequest) -> str | None:
    """The bureau whose entries this reader may see; None for all. Raises NotAllowed without the right to read."""
    reader = cast(Reader | None, getattr(request, "actor", None))
    if reader is None or not reader.may(READ):
        raise NotAllowed
    return None if any(reader.may(right) for right in READ_ALL) else reader.bureau


def _lead(bureau: str | None) -> str:
    if bureau is None:
        return _("Everything done here, by whom and when. Entries are sealed every second; none can be changed.")
    return _(
        "Everything your bureau did here, by whom and when. Entries are sealed every second and cannot be changed."
    )


def _proof_of(seq: int) -> queries.Inclusion | None:
    try:
        return queries.inclusion(seq)
    except queries.NotYetSealed:
        return None


def _as_fact(name: str, value: Any) -> tuple[str, Any, str]:
    """(label, value, kind) for the tag `field_row`: ids and digests to copy, lists one below the other."""
    label = name.replace("_", " ").capitalize()
    if isinstance(value, list):
        return label, [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in value], ""
    if isinstance(value, dict):
        return label, json.dumps(value, ensure_ascii=False), ""
    return label, value, "number" if isinstance(value, str) and value else ""


def _with_words(entry: Entry) -> Entry:
    entry.outcome_label = _(OUTCOME_LABELS[Outcome(entry.outcome)])  # type: ignore[attr-defined]
    return entry


def _address_before(request: HttpRequest, seq: int) -> str:
    query = request.GET.copy()
    query["before"] = str(seq)
    return f"?{query.urlencode()}"
