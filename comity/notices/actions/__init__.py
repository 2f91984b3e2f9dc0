"""The verbs of the notices room: the only writers. Callers write `from comity.notices import actions as notices`.

A source drafts, changes, signs, hands in, suspends, resumes, withdraws. Rooms above take, return, refuse and publish.
"""

from comity.notices.actions.asking import Asked
from comity.notices.actions.drafting import change, draft, sign_assurance, submit
from comity.notices.actions.living import resume, suspend, withdraw
from comity.notices.actions.reviewing import publish, refuse, return_incomplete, take_for_review

__all__ = [
    "Asked",
    "change",
    "draft",
    "publish",
    "refuse",
    "resume",
    "return_incomplete",
    "sign_assurance",
    "submit",
    "suspend",
    "take_for_review",
    "withdraw",
]
