"""What the demo has on record, read once: a sample of documents, persons and vehicles that anybody would find."""

from collections.abc import Callable
from typing import Any, Final

from comity.core.levels import Level
from comity.records.models import Record
from comity.records.rules import Status
from comity.testing.simulation.questions import Question, Recorded

SAMPLE: Final = 400  # of each kind


def sample() -> Recorded:
    """Records that are shared with everybody, in the order in which they were made: the same for the same demo."""
    found = {}
    for kind, (database, asked) in _ASKED.items():
        records = Record.objects.filter(
            database=database, status=Status.ACTIVE, level=Level.OFFICIAL_USE_ONLY, audience=[], purposes=[]
        ).order_by("source", "reference")
        every = max(1, records.count() // SAMPLE)
        asks = (asked(record.fields) for number, record in enumerate(records.iterator()) if number % every == 0)
        found[kind] = [ask for ask in asks if ask]
    return Recorded(found)


def _document(fields: dict[str, Any]) -> Question | None:
    if fields.get("number_last"):
        return None
    return {"document": {"number": fields["number"], "issuer": fields["issuer"]}}


def _person(fields: dict[str, Any]) -> Question | None:
    born = next((one for one in fields.get("birth_dates", ()) if len(one) == 10), None)
    return {"person": {"name": fields["name"], "birth_date": born}} if born and fields.get("name") else None


def _vehicle(fields: dict[str, Any]) -> Question | None:
    if fields.get("vin"):
        return {"vehicle": {"vin": fields["vin"]}}
    return {"vehicle": {"plate": fields["plate"], "country": fields["plate_country"]}}


_Ask = Callable[[dict[str, Any]], Question | None]
_ASKED: Final[dict[str, tuple[str, _Ask]]] = {
    "document": ("travel_documents", _document),
    "person": ("persons", _person),
    "vehicle": ("vehicles", _vehicle),
}
