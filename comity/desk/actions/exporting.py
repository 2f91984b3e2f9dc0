"""An incident as a file: what the exporter may see of it, as JSON and as a page, with proofs from the ledger."""

import io
import zipfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from msgspec import Struct

from comity.audit import actions as audit
from comity.audit import queries as ledger
from comity.audit.queries import Inclusion, NotYetSealed, Wanted
from comity.desk import access, queries
from comity.desk.incidents import IncidentView
from comity.network.rules import Actor

MOST_PROOFS: Final = 500
STYLE: Final = Path(__file__).parents[1] / "data" / "export.css"
FORMAT: Final = "comity/incident/1"


class Exported(Struct, frozen=True):
    """A ZIP archive: incident.json and incident.html, which say the same."""

    name: str
    body: bytes


class Proved(Struct, frozen=True, kw_only=True):
    """One entry of the ledger about the incident; `proof` is None for the last seconds, which are not sealed yet."""

    seq: int
    at: datetime
    verb: str
    actor: str
    proof: Inclusion | None


class Document(Struct, frozen=True, kw_only=True):
    """What incident.json holds."""

    format: str
    exported_at: datetime
    exported_by: str
    incident: IncidentView
    ledger: list[Proved]


@audit.verb("incident.exported", subject="incident_id")
def export(*, actor: Actor, incident_id: UUID | str, now: datetime) -> Exported:
    """The incident as this actor may see it. Who exports carries it out of here: the ledger has the file's digest."""
    view = queries.incident(actor, incident_id, now)
    document = Document(format=FORMAT, exported_at=now, exported_by=actor.name, incident=view, ledger=_proved(view.id))
    written = _zip(document, now)
    body_digest = sha256(written).hexdigest()
    incident = access.get_incident(actor, view.id)
    audit.about(subject=incident, details={"sha256": body_digest, "entries": len(view.entries)})
    return Exported(f"incident-{now:%Y-%m-%d}-{view.id.hex[-8:]}.zip", written)


def _proved(incident_id: UUID) -> list[Proved]:
    rows = ledger.entries(Wanted(subject=str(incident_id)), bureau=None, limit=MOST_PROOFS)
    return [
        Proved(seq=row.seq, at=row.at, verb=row.verb, actor=row.actor, proof=_proof(row.seq)) for row in reversed(rows)
    ]


def _proof(seq: int) -> Inclusion | None:
    try:
        return ledger.inclusion(seq)
    except NotYetSealed:
        return None


def _sheet() -> str:
    """The style within the file: it is read where nothing can be fetched. No word of anybody's is in it."""
    return mark_safe(f"<style>\n{STYLE.read_text()}</style>")  # noqa: S308


def _zip(document: Document, now: datetime) -> bytes:
    """Both files, with the moment of the export as their time."""
    files: dict[str, Any] = {
        "incident.json": msgspec.json.format(msgspec.json.encode(document), indent=2),
        "incident.html": render_to_string(
            "desk/export.html",
            {"document": document, "view": document.incident, "language": get_language() or "en", "sheet": _sheet()},
        ),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()
