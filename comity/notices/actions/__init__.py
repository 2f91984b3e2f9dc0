"""The verbs of the notices room: the only writers. Callers write `from comity.notices import actions as notices`.

A source drafts, signs, hands in, amends, suspends, resumes, renews, withdraws. Other bureaus report. Rooms above take,
return, refuse, publish, block, cancel and add. The clock ends what has had its time.
"""

from comity.notices.actions.amending import (
    accept_change,
    accept_renewal,
    amend,
    end_publicity,
    refuse_change,
    refuse_renewal,
    renew,
)
from comity.notices.actions.asking import Asked
from comity.notices.actions.clock import ask_for_need, expire_due, find_silence, prolong_due
from comity.notices.actions.deciding import add_addendum, block, cancel, keep, unblock
from comity.notices.actions.drafting import change, draft, problems_with, sign_assurance, submit
from comity.notices.actions.filing import add_attachment, add_photograph, remove_attachment, remove_photograph
from comity.notices.actions.listing import import_un_list
from comity.notices.actions.living import resume, suspend, withdraw
from comity.notices.actions.looking import open_attachment, open_notice
from comity.notices.actions.opening import close_colour, open_colour
from comity.notices.actions.reporting import (
    report_extradition_refused,
    report_information,
    report_located,
    send_papers,
)
from comity.notices.actions.reviewing import publish, refuse, return_incomplete, take_for_review
from comity.notices.actions.sharing import count_elsewhere, count_no_more
from comity.notices.actions.taking import Described
from comity.notices.actions.translating import approve_text, save_text, take_text

__all__ = [
    "Asked",
    "Described",
    "accept_change",
    "accept_renewal",
    "add_addendum",
    "add_attachment",
    "add_photograph",
    "amend",
    "approve_text",
    "ask_for_need",
    "block",
    "cancel",
    "change",
    "close_colour",
    "count_elsewhere",
    "count_no_more",
    "draft",
    "end_publicity",
    "expire_due",
    "find_silence",
    "import_un_list",
    "keep",
    "open_attachment",
    "open_colour",
    "open_notice",
    "problems_with",
    "prolong_due",
    "publish",
    "refuse",
    "refuse_change",
    "refuse_renewal",
    "remove_attachment",
    "remove_photograph",
    "renew",
    "report_extradition_refused",
    "report_information",
    "report_located",
    "resume",
    "return_incomplete",
    "save_text",
    "send_papers",
    "sign_assurance",
    "submit",
    "suspend",
    "take_for_review",
    "take_text",
    "unblock",
    "withdraw",
]
