"""Purposes of processing (Rules on the Processing of Data, art. 10; border control added in 2023)."""

from typing import Final

from comity.core.languages import mark

PURPOSES: Final = {
    "border_control": mark("Border control"),
    "security_check": mark("Security check"),
    "wanted_person": mark("Search for a wanted person"),
    "locate": mark("Locate a person or an object"),
    "criminal_investigation": mark("Criminal investigation"),
    "warning": mark("Warning"),
    "identification": mark("Identification"),
    "forensic_analysis": mark("Forensic analysis"),
    "crime_analysis": mark("Analysis of threats and trends"),
}
