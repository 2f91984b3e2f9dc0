"""Tables of the desk: things of the queue with their steps, shifts, incidents, and the pulse of the network."""

from comity.desk.models.incidents import Incident, IncidentEntry, IncidentTask
from comity.desk.models.items import Item, ItemStep
from comity.desk.models.pulse import PulseHour, PulseMinute, PulsePlace, Rhythm
from comity.desk.models.shifts import Shift, ShiftLine, ShiftStep

__all__ = [
    "Incident",
    "IncidentEntry",
    "IncidentTask",
    "Item",
    "ItemStep",
    "PulseHour",
    "PulseMinute",
    "PulsePlace",
    "Rhythm",
    "Shift",
    "ShiftLine",
    "ShiftStep",
]
