"""The law of the two tables the rulebook is asked with: contexts (C-24, C-31) and protected functions (A-11). Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct

from comity.compliance.engine.known import ContextKind
from comity.compliance.engine.words import plain
from comity.core.errors import Problem
from comity.core.languages import mark

CONTEXT_LABELS: Final = {
    ContextKind.COUP: mark("Coup, or attempt at one"),
    ContextKind.CONFLICT: mark("Armed conflict"),
    ContextKind.UNREST: mark("Unrest"),
    ContextKind.ELECTION: mark("Election"),
    ContextKind.REGIME_CHANGE: mark("Change of regime"),
    ContextKind.DISPUTE: mark("Dispute between states"),
    ContextKind.SANCTIONS: mark("Sanctions"),
    ContextKind.DEATH_PENALTY: mark("Death penalty"),
    ContextKind.TORTURE: mark("Torture, found by a court or a body of the United Nations"),
    ContextKind.UNFAIR_TRIAL: mark("Unfair trials, found by a court or a body of the United Nations"),
}
REASON_LENGTHS: Final = (20, 2000)
TITLE_LENGTHS: Final = (3, 160)
MOST_WORDS: Final = 40
_WORD_LENGTH: Final = 80
_EARLIEST: Final = date(1945, 1, 1)
_REASON: Final = mark("20 to 2000 characters: who found it, and in which document.")
_TITLE: Final = mark("3 to 160 characters on one line.")


class ContextTerms(Struct, frozen=True, kw_only=True):
    """A context as the director states it. Codes are members'; days are inclusive, `ends_on` None while it goes on."""

    country: str
    kind: str
    title: str
    reason: str
    starts_on: date
    ends_on: date | None = None
    towards: str = ""


class FunctionTerms(Struct, frozen=True, kw_only=True):
    """A protected function as the director states it. `words`: how it is called, in any language."""

    title: str
    reason: str
    starts_on: date
    ends_on: date | None = None
    body: str = ""
    words: tuple[str, ...] = ()


def problems_with_context(terms: ContextTerms, members: Iterable[str]) -> list[Problem]:
    """What is wrong with it; empty when nothing is."""
    known = set(members)
    problems = [*_problems_with_words(terms.title, terms.reason), *_problems_with_days(terms.starts_on, terms.ends_on)]
    if terms.country not in known:
        problems.append(Problem("country", mark("This is not a member."), mark("The code of a member, such as KE.")))
    if terms.towards and (terms.towards not in known or terms.towards == terms.country):
        accepted = mark("The code of another member, or nothing.")
        problems.append(Problem("towards", mark("This is not another member."), accepted))
    if terms.kind not in set(ContextKind):
        problems.append(Problem("kind", mark("There is no such kind of context."), ", ".join(ContextKind)))
    return problems


def problems_with_function(terms: FunctionTerms) -> list[Problem]:
    problems = [*_problems_with_words(terms.title, terms.reason), *_problems_with_days(terms.starts_on, terms.ends_on)]
    if len(terms.words) > MOST_WORDS or any(not plain(word) or len(word) > _WORD_LENGTH for word in terms.words):
        accepted = mark("At most 40 words or phrases of at most 80 characters.")
        problems.append(Problem("words", mark("Some of these are no words, or too long, or too many."), accepted))
    if len(terms.body) > TITLE_LENGTHS[1] or (terms.body and not terms.body.isprintable()):
        problems.append(Problem("body", mark("This is too long, or not on one line."), _TITLE))
    return problems


def problems_with_end(reason: str, starts_on: date, ends_on: date) -> list[Problem]:
    """An entry is ended with a reason, and not before it began. It is never taken away: old decisions rest on it."""
    problems = []
    if not _fits(reason, REASON_LENGTHS):
        problems.append(Problem("reason", mark("A reason is missing, too short or too long."), _REASON))
    if ends_on < starts_on:
        problems.append(Problem("ends_on", mark("It would end before it began."), f"{starts_on} or later."))
    return problems


def problems_with_holder(name: str, birth_year: int | None, today: date) -> list[Problem]:
    problems = []
    if not plain(name) or len(name) > 200 or not name.isprintable():
        problems.append(Problem("name", mark("This is not a name."), mark("A name in any script, in one line.")))
    if birth_year is not None and not today.year - 120 <= birth_year <= today.year:
        accepted = f"{today.year - 120} - {today.year}"
        problems.append(Problem("birth_year", mark("This year of birth cannot be right."), accepted))
    return problems


def _fits(text: str, lengths: tuple[int, int]) -> bool:
    shortest, longest = lengths
    return shortest <= len(text.strip()) and len(text) <= longest and "\0" not in text


def _problems_with_words(title: str, reason: str) -> list[Problem]:
    problems = []
    if not _fits(title, TITLE_LENGTHS) or not title.isprintable():
        problems.append(Problem("title", mark("A title is missing, or too long."), _TITLE))
    if not _fits(reason, REASON_LENGTHS):
        problems.append(Problem("reason", mark("A reason is missing, too short or too long."), _REASON))
    return problems


def _problems_with_days(starts_on: date, ends_on: date | None) -> list[Problem]:
    problems = []
    if starts_on < _EARLIEST:
        problems.append(Problem("starts_on", mark("This is too long ago."), f"{_EARLIEST} or later."))
    if ends_on is not None and ends_on < starts_on:
        problems.append(Problem("ends_on", mark("It would end before it began."), f"{starts_on} or later."))
    return problems
