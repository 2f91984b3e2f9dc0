"""The verbs of the compliance room. Callers write `from comity.compliance import actions as compliance`."""

from comity.compliance.actions.asking import answer, ask
from comity.compliance.actions.asking import lapse_due as lapse_questions
from comity.compliance.actions.deciding import close_gone, give_opinion
from comity.compliance.actions.looking import read
from comity.compliance.actions.screening import RULEBOOK, open_review, screen, screen_again
from comity.compliance.actions.seating import free_left_alone, give_back, take_next
from comity.compliance.actions.tables import (
    end_context,
    end_function,
    end_holder,
    enter_context,
    enter_holder,
    protect_function,
)

__all__ = [
    "RULEBOOK",
    "answer",
    "ask",
    "close_gone",
    "end_context",
    "end_function",
    "end_holder",
    "enter_context",
    "enter_holder",
    "free_left_alone",
    "give_back",
    "give_opinion",
    "lapse_questions",
    "open_review",
    "protect_function",
    "read",
    "screen",
    "screen_again",
    "take_next",
]
