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
