"""The few records that the demo's tour and the tests name, and what to scan to find them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from comity.checks.engine.mrz.writing import Document, write
from comity.core.languages import mark
from comity.testing import sought
from comity.testing.world import Batch, Row

STOLEN_NUMBER: Final = "14DF28903"
LOST_NUMBER: Final = "GH440718"
REVOKED_NUMBER: Final = "WT5530917"
BLANKS: Final = ("XB0012000", "XB0012499")
STOLEN_VIN: Final = "VF1RFB00263184512"
STOLEN_PLATE: Final = "RVD4K71"
STOLEN_SERIAL: Final = "BKTR4471"
MISSING_NAME: Final = "Salma Ouldhajj"
MISSING_BORN: Final = "2004-09-17"
CHARGED_NAME: Final = "Takumi Kurosawano"
CHARGED_ORIGINAL: Final = "黒沢野 拓海"
CHARGED_BORN: Final = "1979-02-11"
HIDDEN_NUMBER: Final = "77KL90216"  # France keeps it from Brazil
HIDDEN_REFERENCE: Final = "FR-TOUR-HIDDEN"
CLEAN_NUMBER: Final = "BK4471902"


def _zone(issuer: str, number: str, holder: tuple[str, str], born: str) -> list[str]:
    return write(
        Document(
            issuer=issuer,
            document_number=number,
            nationality=issuer,
            birth_date=born,
            sex="F",
            expiry_date="2031-08-14",
            primary_identifier=holder[0],
            secondary_identifier=holder[1],
        )
    )


def stolen_zone() -> list[str]:
    """The machine-readable zone of the tour's stolen passport."""
    return _zone("FRA", STOLEN_NUMBER, ("Delacour", "Élodie"), "1988-05-21")


def clean_zone() -> list[str]:
    """The machine-readable zone of a passport that nobody has recorded."""
    return _zone("KEN", CLEAN_NUMBER, ("Wanjirungo", "Makena Achieng"), "1991-01-30")


def hidden_zone() -> list[str]:
    """A stolen passport that France keeps from Brazil: the same zone is no hit there."""
    return _zone("FRA", HIDDEN_NUMBER, ("Rouvière", "Capucine"), "1983-11-02")


EXAMPLES: Final = (
    (mark("A stolen passport"), "\n".join(stolen_zone())),
    (mark("A passport nobody recorded"), "\n".join(clean_zone())),
    (mark("A stolen blank"), f"FRA {BLANKS[0][:-2]}77"),
    (mark("A stolen car"), STOLEN_VIN),
    (mark("A person who is sought"), f"{CHARGED_NAME}, {CHARGED_BORN}"),
    *sought.EXAMPLES,
)


def batches(today: date) -> Iterator[Batch]:
    """The records that the tour and the tests name."""
    lately = (today - timedelta(days=40)).isoformat()

    def document(reference: str, kind: str, number: str, issuer: str) -> Row:
        return {
            "reference": reference,
            "kind": kind,
            "number": number,
            "issuer": issuer,
            "type": "passport",
            "occurred_on": lately,
        }

    blanks = document("FR-TOUR-BLANKS", "stolen_blank", BLANKS[0], "FRA") | {"number_last": BLANKS[1]}
    stolen = document("FR-TOUR-STOLEN", "stolen", STOLEN_NUMBER, "FRA") | {"conditions": ["contact_source_first"]}
    hidden = document(HIDDEN_REFERENCE, "stolen", HIDDEN_NUMBER, "FRA")
    yield Batch("FR", "travel_documents", [stolen, blanks, hidden])
    yield Batch("BR", "travel_documents", [document("BR-TOUR-LOST", "lost", LOST_NUMBER, "BRA")])
    yield Batch("MA", "travel_documents", [document("MA-TOUR-REVOKED", "revoked", REVOKED_NUMBER, "MAR")])
    vehicle: Row = {
        "reference": "BR-TOUR-CAR",
        "kind": "stolen",
        "vin": STOLEN_VIN,
        "plate": STOLEN_PLATE,
        "plate_country": "BR",
    }
    vehicle |= {"make": "Renault", "model": "Clio", "colour": "blue", "occurred_on": lately, "type": "car"}
    yield Batch("BR", "vehicles", [vehicle])
    firearm: Row = {
        "reference": "KE-TOUR-PISTOL",
        "kind": "stolen",
        "serial": STOLEN_SERIAL,
        "make": "Glock",
        "model": "17",
    }
    yield Batch("KE", "firearms", [firearm | {"calibre": "9x19", "type": "pistol", "occurred_on": lately}])
    charged: Row = {
        "reference": "JP-TOUR-CHARGED",
        "kind": "charged",
        "name": CHARGED_NAME,
        "original_name": CHARGED_ORIGINAL,
    }
    charged |= {"birth_dates": [CHARGED_BORN], "sex": "male", "nationalities": ["JPN"], "basis": f"Warrant of {lately}"}
    charged |= {"offence": "Fraud", "wanted_by": ["JP"], "conditions": ["contact_source_first"]}
    yield Batch("JP", "persons", [charged])
    missing: Row = {
        "reference": "MA-TOUR-MISSING",
        "kind": "missing",
        "name": MISSING_NAME,
        "original_name": "سلمى ولد الحاج",
    }
    missing |= {"birth_dates": [MISSING_BORN], "sex": "female", "nationalities": ["MAR"]}
    yield Batch("MA", "persons", [missing])
    yield from sought.batches(today)
