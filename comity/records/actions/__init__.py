"""The verbs of the records room: the only writers. Each is one transaction, one ledger entry, one note of the change.

Callers write `from comity.records import actions as records`. Only the source's own bureau changes a record.
"""

from comity.records.actions.holding import end, hold, refuse_held, release, restate
from comity.records.actions.loading import load_batch, load_rows, load_un_list, withdraw_unlisted
from comity.records.actions.looking import note_listing, open_record
from comity.records.actions.marking import block, mark, unblock, unmark
from comity.records.actions.recording import add, expire_due, renew, update, withdraw
from comity.records.actions.sharing import lift, restrict

__all__ = [
    "add",
    "block",
    "end",
    "expire_due",
    "hold",
    "lift",
    "load_batch",
    "load_rows",
    "load_un_list",
    "mark",
    "note_listing",
    "open_record",
    "refuse_held",
    "release",
    "renew",
    "restate",
    "restrict",
    "unblock",
    "unmark",
    "update",
    "withdraw",
    "withdraw_unlisted",
]
