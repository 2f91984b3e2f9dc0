"""The verbs of the desk, the only writers: `from comity.desk import actions as desk`.

`taking` is for things of the queue, `handing` for shifts, `incidents` and `exporting` for crises; `gathered`,
`pulsing` and `erasing` are the machine's own.
"""

from comity.desk.actions.exporting import Exported, export
from comity.desk.actions.handing import accept, begin, decline, keep, note, offer, take_over_shift
from comity.desk.actions.incidents import (
    assign_task,
    close,
    finish_task,
    link,
    log,
    open_incident,
    reopen_incident,
)
from comity.desk.actions.taking import claim, escalate, hand_over, reopen, resolve, take_over

__all__ = [
    "Exported",
    "accept",
    "assign_task",
    "begin",
    "claim",
    "close",
    "decline",
    "escalate",
    "export",
    "finish_task",
    "hand_over",
    "keep",
    "link",
    "log",
    "note",
    "offer",
    "open_incident",
    "reopen",
    "reopen_incident",
    "resolve",
    "take_over",
    "take_over_shift",
]
