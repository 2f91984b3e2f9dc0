"""The codes of this room: why one is refused or taken back, what recipients answer, what they did. Pure."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark

# Why a diffusion is recalled or refused, or withdrawn by its sender: fine-grained, and published as such.
CODES: Final = {
    "ART2": mark("Human rights (Constitution, art. 2)"),
    "ART3": mark("Political, military, religious or racial character (Constitution, art. 3)"),
    "REFUGEE": mark("Not compliant with the rules on protected persons"),
    "NOT_SERIOUS": mark("Not a serious ordinary-law crime"),
    "PENALTY": mark("Below the threshold of penalty"),
    "EXCLUDED_OFFENCE": mark("An excluded offence"),
    "PRIVATE_DISPUTE": mark("A private dispute"),
    "FACTS": mark("The facts do not suffice"),
    "IDENTITY": mark("The identity does not suffice"),
    "WARRANT": mark("No valid warrant"),
    "ASSURANCES": mark("The assurances are not met"),
    "NE_BIS": mark("Finally judged already"),
    "TIME_BARRED": mark("Barred by time"),
    "NO_INTEREST": mark("No interest for international police cooperation"),
    "QUALITY": mark("Data not accurate or not relevant"),
    "NO_ANSWER": mark("Questions were not answered"),
    "DUPLICATE": mark("There is another request for the same"),
    "OTHER": mark("Another reason, stated"),
}
# What recipients and the sender may read of a code: nobody learns from it who protects whom (GA-2017-86-RES-09).
_NOT_TOLD: Final = frozenset({"REFUGEE"})
NOT_TOLD: Final = "NOT_COMPLIANT"
NOT_COMPLIANT: Final = mark("Not compliant with the rules")
WITHDRAWN_CODE: Final = "WITHDRAWN"
WITHDRAWN_LABEL: Final = mark("Withdrawn by the sender")


def code_told(code: str) -> str:
    """The code as the sender and the recipients are told it."""
    return "" if not code else NOT_TOLD if code in _NOT_TOLD or code not in (*CODES, WITHDRAWN_CODE) else code


def label_of(code: str) -> str:
    """A code in words."""
    return {WITHDRAWN_CODE: WITHDRAWN_LABEL, NOT_TOLD: NOT_COMPLIANT, **CODES}.get(code, NOT_COMPLIANT)


def require_code(code: str) -> str:
    if code not in CODES:
        raise Invalid(Problem("code", mark("There is no such reason."), ", ".join(CODES)))
    return code


# --- Answers of recipients ---


class Report(StrEnum):
    """What a recipient answers with (arts 87 and 101)."""

    LOCATED = "located"
    INFORMATION = "information"
    NOTHING = "nothing"


REPORT_LABELS: Final = {
    Report.LOCATED: mark("Located"),
    Report.INFORMATION: mark("Information"),
    Report.NOTHING: mark("Nothing is known here"),
}


class Done(StrEnum):
    """What a recipient did about one that was taken back."""

    DELETED = "deleted"
    NEVER_COPIED = "never_copied"
    WILL_DELETE = "will_delete"


DONE_LABELS: Final = {
    Done.DELETED: mark("Deleted from our national systems"),
    Done.NEVER_COPIED: mark("It was not copied into any national system"),
    Done.WILL_DELETE: mark("It will be deleted by the day stated"),
}


def problems_with_acknowledgement(done: str, on: date | None, today: date) -> list[Problem]:
    """What is wrong with it: deleted on a day up to today, or to be deleted within a month."""
    if done not in set(Done):
        return [Problem("done", mark("There is no such choice."), ", ".join(Done))]
    if done == Done.DELETED and (on is None or on > today):
        return [Problem("on", mark("The day of deletion is missing, or is still to come."), f"- {today}")]
    if done == Done.WILL_DELETE and (on is None or not today <= on <= today + timedelta(days=30)):
        return [
            Problem("on", mark("The day of deletion is missing, or too late."), f"{today} - {today + timedelta(30)}")
        ]
    return []


# The lines of a diffusion's history, as its sender and reviewers read them.
EVENT_LABELS: Final = {
    "drafted": mark("Drafted"),
    "sent": mark("Sent"),
    "held": mark("Held for review"),
    "returned": mark("Returned as incomplete"),
    "delivered": mark("Delivered"),
    "reviewed": mark("Read by a person"),
    "refused": mark("Refused"),
    "recalled": mark("Recalled"),
    "withdrawn": mark("Withdrawn"),
    "expired": mark("Expired"),
}
