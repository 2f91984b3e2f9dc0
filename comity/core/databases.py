"""The databases that exist. What each holds is its manifest (comity.records.manifests)."""

from typing import Final

from comity.core.languages import mark

DATABASES: Final = {
    "travel_documents": mark("Travel documents"),
    "vehicles": mark("Vehicles"),
    "firearms": mark("Firearms"),
    "vessels": mark("Vessels"),
    "works_of_art": mark("Works of art"),
    "persons": mark("Persons"),
}
