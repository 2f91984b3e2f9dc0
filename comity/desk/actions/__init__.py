"""The verbs of the desk, the only writers: `from comity.desk import actions as desk`.

`taking` is for things of the queue, `handing` for shifts, `gathering` the machine's own; incidents have three files:
`incidents`, `incident_tasks` and `exporting`.
"""

from comity.desk.actions.handing import accept, begin, decline, keep, note, offer, take_over_shift
from comity.desk.actions.taking import claim, escalate, hand_over, reopen, resolve, take_over

__all__ = [
    "accept",
    "begin",
    "claim",
    "decline",
    "escalate",
    "hand_over",
    "keep",
    "note",
    "offer",
    "reopen",
    "resolve",
    "take_over",
    "take_over_shift",
]
