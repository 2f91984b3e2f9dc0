"""The doors to the rooms below: for each matter what waits there, how it is read, and how a verdict is carried out.

The rooms below remember: what they hold out (a queue is a query) comes in by a door, what people decide goes out by it.
"""

from typing import Final

from comity.compliance.doors import diffusions, documents, notices
from comity.compliance.doors.door import Carried, Door, Waiting
from comity.compliance.rules import Matter

__all__ = ["DOORS", "Carried", "Door", "Waiting", "door_of"]

# In the order in which the machine looks through them: what is held for release before all else.
DOORS: Final[tuple[Door, ...]] = (
    diffusions.Held(),
    documents.Documents(),
    notices.Requests(),
    notices.Changes(),
    notices.Renewals(),
    notices.Doubts(),
    diffusions.Delivered(),
)
_BY_MATTER: Final = {door.matter: door for door in DOORS}


def door_of(matter: Matter) -> Door:
    return _BY_MATTER[matter]
