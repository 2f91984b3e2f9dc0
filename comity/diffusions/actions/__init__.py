"""The verbs of the diffusions room, the only writers: `from comity.diffusions import actions as diffusions`.

`drafting` is the sender's, and `filing` its files; `deciding` that of the room above and of the persons who release,
`receiving` that of recipients, `tending` the clock's.
"""

from comity.diffusions.actions.deciding import (
    deliver,
    hold,
    mark_reviewed,
    recall,
    refuse,
    release,
    return_incomplete,
)
from comity.diffusions.actions.drafting import change, draft, send, send_many, sign_assurance, withdraw
from comity.diffusions.actions.filing import (
    add_attachment,
    add_photograph,
    open_attachment,
    remove_attachment,
    remove_photograph,
)
from comity.diffusions.actions.receiving import acknowledge, note_listing, open_diffusion, report, report_located
from comity.diffusions.actions.tending import catch_up, expire_due, remind_due

__all__ = [
    "acknowledge",
    "add_attachment",
    "add_photograph",
    "catch_up",
    "change",
    "deliver",
    "draft",
    "expire_due",
    "hold",
    "mark_reviewed",
    "note_listing",
    "open_attachment",
    "open_diffusion",
    "recall",
    "refuse",
    "release",
    "remind_due",
    "remove_attachment",
    "remove_photograph",
    "report",
    "report_located",
    "return_incomplete",
    "send",
    "send_many",
    "sign_assurance",
    "withdraw",
]
