"""Made-up requests that are fit to be handed in, one for each colour."""

from copy import deepcopy
from typing import Any

RED: dict[str, Any] = {
    "person": {
        "family_name": "Tolvander",
        "given_names": "Ilva Marette",
        "sex": "female",
        "birth_dates": ["1979-03-21"],
        "nationalities": ["SWE"],
        "documents": ["P SWE AA1234567"],
    },
    "description": {"height_cm": 168, "eyes": "brown", "marks": ["Small scar, left eyebrow"]},
    "case": {
        "reference": "BR-2025-881",
        "status": "charged",
        "facts": "In March 2024 in Recife she sold forged land titles to eleven buyers, acting as notary.",
        "international": "Left Brazil by air for Lisbon on 2 May 2024; family lives in Kenya.",
        "countries": ["BR", "PT"],
    },
    "charges": [
        {
            "offence": "Aggravated fraud by an organised group",
            "code": "fraud",
            "law": "Penal Code, article 171, paragraph 2",
            "maximum": 96,
            "facts": "Sold eleven forged titles and received the price of each.",
            "began_on": "2024-03-01",
            "ended_on": "2024-03-29",
            "place": "Recife",
            "role": "principal",
        }
    ],
    "warrant": {
        "kind": "warrant",
        "authority": "Third Criminal Court of Recife",
        "is_judicial": True,
        "number": "881/2024",
        "place": "Recife",
        "issued_on": "2024-06-12",
    },
    "extradition": {
        "everywhere": True,
        "authority": "Ministry of Justice, extradition unit",
        "consulted_on": "2025-01-15",
        "consulted_by": "Otávio Figueiral",
    },
    "background": {"functions": ["none"], "asylum": "not_known", "judged_elsewhere": "none"},
    "contact": {"name": "Bureau desk, Brasília", "email": "desk@bureau.example"},
}


def red(**groups: dict[str, Any]) -> dict[str, Any]:
    """A red request; each group named is changed by what is given: None takes a field away."""
    return changed(RED, **groups)


def changed(request: dict[str, Any], **groups: Any) -> dict[str, Any]:
    content = deepcopy(request)
    for group, fields in groups.items():
        if isinstance(fields, list):
            content[group] = fields
            continue
        entry = content[group][0] if isinstance(content.get(group), list) else content.setdefault(group, {})
        for name, value in fields.items():
            entry[name] = value
            if value is None:
                del entry[name]
    return content


_CONTACT: dict[str, Any] = {"name": "Bureau desk"}
_BACKGROUND: dict[str, Any] = {"functions": ["none"], "asylum": "none", "judged_elsewhere": "none"}

BLUE: dict[str, Any] = {
    "person": RED["person"],
    "case": {
        "reference": "FR-2026-12",
        "status": "suspect",
        "code": "fraud",
        "facts": "Is thought to have moved the price of eleven forged titles through three accounts in Nairobi.",
        "asks_for": ["location", "information"],
        "question": "Where does she live, and which vehicles does she use?",
        "identified": "yes",
        "international": "Accounts in Kenya; a brother in Mombasa.",
    },
    "background": _BACKGROUND,
    "contact": _CONTACT,
}
GREEN: dict[str, Any] = {
    "person": RED["person"],
    "case": {
        "reference": "FR-2026-13",
        "code": "child_sexual_abuse",
        "threat": "Seeks work near children in countries where he is not known.",
        "facts": "Was convicted in 2015 of abusing two children of whom he had the care.",
        "international": "Travels often and works abroad.",
    },
    "assessment": {
        "authority": "Central directorate of judicial police",
        "assessed_on": "2026-02-01",
        "ground": "convictions",
        "convictions": "Assize court of Lacour, 3 May 2015, twelve years.",
        "reasoning": "Released in 2025; left for abroad within a month.",
    },
    "background": _BACKGROUND,
    "contact": _CONTACT,
}
YELLOW: dict[str, Any] = {
    "person": {
        "family_name": "Haruno",
        "given_names": "Aoi",
        "sex": "female",
        "birth_dates": ["2016-05-05"],
        "special_reason": "A child of ten: she is to be found and kept safe.",
    },
    "description": {"height_cm": 138, "hair": "black"},
    "case": {
        "reference": "JP-2026-4",
        "status": "missing",
        "event": "parental_abduction",
        "happened_on": "2026-08-30",
        "place": "Kitasaki",
        "country": "JP",
        "facts": "Did not come back from a visit to her father, who left the country.",
        "reported_on": "2026-09-01",
        "reported_to": "Kitasaki police",
    },
    "care": {
        "custody": "Family court of Kitasaki, 12 March 2025, no. 88",
        "violence_claimed": False,
        "asylum": "none",
    },
    "contact": _CONTACT,
}
BLACK: dict[str, Any] = {
    "body": {"sex": "male", "age_from": 30, "age_to": 45, "has_dna": True},
    "case": {
        "reference": "KE-2026-9",
        "found_on": "2026-07",
        "place": "Kiungani beach",
        "country": "KE",
        "facts": "Washed ashore; in the water for about three weeks.",
        "recorded_by": "Harbour police, Kiungani",
    },
    "contact": _CONTACT,
}
PURPLE: dict[str, Any] = {
    "method": {
        "title": "Cash in hollow bicycle frames",
        "kind": "concealment",
        "code": "money_laundering",
        "description": "Notes rolled into the frames of bicycles that are sent as gifts.",
    },
    "case": {"reference": "BR-2026-1", "investigated": "no", "repeats": "Seen in four ports within a year."},
    "contact": _CONTACT,
}
ORANGE: dict[str, Any] = {
    "threat": {
        "title": "Parcels with a blue seal",
        "kind": "object",
        "description": "Parcels that burn when they are opened; eleven have been found.",
        "areas": ["FR", "BE"],
        "begins_on": "2026-11-01",
        "signs": "A blue wax seal and no sender.",
        "handling": "Do not open. Move people away.",
    },
    "assessment": {
        "authority": "Central directorate of judicial police",
        "assessed_on": "2026-11-02",
        "reasoning": "Two have gone off; more are on their way.",
    },
    "case": {"reference": "FR-2026-14"},
    "contact": _CONTACT,
}
SILVER: dict[str, Any] = {
    "person": RED["person"],
    "case": {
        "reference": "BR-2026-3",
        "status": "charged",
        "code": "fraud",
        "facts": "Sold eleven forged land titles and received the price of each.",
        "service": "Asset recovery office, Recife",
        "sought": ["accounts", "real_estate"],
        "link": "The price went to accounts from which land was bought.",
        "decision": "Third Criminal Court of Recife, 881/2024, 12 June 2024",
        "international": "Accounts in Kenya and Portugal.",
    },
    "assets": [{"kind": "real_estate", "description": "A house by the sea", "country": "KE"}],
    "background": _BACKGROUND,
    "contact": _CONTACT,
}
ART: dict[str, Any] = {
    "object": {
        "title": "Woman with a green lamp",
        "type": "painting",
        "maker": "Adelheid Vonderbeck",
        "description": "Oil on panel: a woman in a doorway holds a green lamp.",
        "marks": "A burn at the lower left.",
    },
    "case": {
        "reference": "FR-2026-15",
        "circumstances": "stolen",
        "happened_on": "2026-10-04",
        "place": "Museum of Lacour",
        "country": "FR",
        "facts": "Cut from its frame at night.",
        "interest": "The only panel of the painter; others of the raid were sold abroad.",
    },
    "contact": _CONTACT,
}
UN: dict[str, Any] = {
    "listing": {
        "un_reference": "QDi.999",
        "kind": "person",
        "list": "Al-Qaida",
        "resolution": 1267,
        "listed_on": "2020-01-05",
        "measures": ["freeze", "travel_ban"],
    },
    "person": {"family_name": "Qorrani", "given_names": "Tessim", "birth_dates": ["1971"]},
}
ALL: dict[str, dict[str, Any]] = {
    "red": RED, "blue": BLUE, "green": GREEN, "yellow": YELLOW, "black": BLACK, "purple": PURPLE, "orange": ORANGE,
    "silver": SILVER, "art": ART, "un": UN,
}  # fmt: skip
