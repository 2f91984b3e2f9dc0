"""The law of reviews: who may sit, how many must agree, what an opinion needs, and by when. Pure.

Legal basis: Constitution arts 2 and 3; RPD arts 34, 74, 76-79, 83-86, 128. A machine decides nothing here.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, NotAllowed, Problem
from comity.core.languages import mark


class Matter(StrEnum):
    """What a review is about. Each has a door to the room that remembers what is decided (`doors`)."""

    NOTICE = "notice"
    CHANGE = "change"
    RENEWAL = "renewal"
    CANCELLATION = "cancellation"
    DIFFUSION = "diffusion"
    DELIVERED = "delivered"
    TRAVEL_DOCUMENT = "travel_document"


class State(StrEnum):
    """Where a review stands. `closed`: the request went away before anybody decided."""

    WAITING = "waiting"
    SECOND_NEEDED = "second_needed"
    DIRECTOR_NEEDED = "director_needed"
    ASSIGNED = "assigned"
    ASKED = "asked"
    DECIDED = "decided"
    CLOSED = "closed"


OPEN: Final = frozenset({State.WAITING, State.SECOND_NEEDED, State.DIRECTOR_NEEDED, State.ASSIGNED, State.ASKED})
TAKABLE: Final = frozenset({State.WAITING, State.SECOND_NEEDED, State.DIRECTOR_NEEDED})


class Verdict(StrEnum):
    """What one reviewer finds, and what is decided when enough agree."""

    ACCEPT = "accept"
    RETURN = "return"
    REFUSE = "refuse"
    ADDENDUM = "addendum"
    BLOCK = "block"


class Kind(Struct, frozen=True):
    """What is true of every review of a matter: its words, what may be found, and the time it may take."""

    label: str
    asks: str
    verdicts: Mapping[Verdict, str]
    target: timedelta
    urgent: timedelta = timedelta(minutes=30)


_REQUEST: Final = {
    Verdict.ACCEPT: mark("Publish it"),
    Verdict.RETURN: mark("Return it as incomplete"),
    Verdict.REFUSE: mark("Refuse it"),
}
_RELEASE: Final = {Verdict.ACCEPT: mark("Release it"), Verdict.REFUSE: mark("Refuse it")}

KINDS: Final[dict[Matter, Kind]] = {
    Matter.NOTICE: Kind(mark("Notice"), mark("May it be published to all members?"), _REQUEST, timedelta(days=3)),
    Matter.CHANGE: Kind(
        mark("Change of a notice"),
        mark("May the published notice say this from now on?"),
        {
            Verdict.ACCEPT: mark("Publish the change"),
            Verdict.RETURN: mark("Return the change"),
            Verdict.REFUSE: mark("Refuse the change"),
        },
        timedelta(days=1),
    ),
    Matter.RENEWAL: Kind(
        mark("Renewal of a notice"),
        mark("Is it still needed, and does it still meet every condition?"),
        {Verdict.ACCEPT: mark("Keep it published"), Verdict.REFUSE: mark("Cancel it")},
        timedelta(days=7),
    ),
    Matter.CANCELLATION: Kind(
        mark("Published notice in doubt"),
        mark("Does it still meet every condition?"),
        {
            Verdict.ACCEPT: mark("Keep it as it is"),
            Verdict.ADDENDUM: mark("Keep it, with an addendum for all members"),
            Verdict.BLOCK: mark("Block it for the time being"),
            Verdict.REFUSE: mark("Cancel it"),
        },
        timedelta(days=2),
    ),
    Matter.DIFFUSION: Kind(mark("Held diffusion"), mark("May it reach its recipients?"), _RELEASE, timedelta(hours=4)),
    Matter.DELIVERED: Kind(
        mark("Delivered diffusion"),
        mark("Its recipients have it, marked as not yet reviewed. May they keep it?"),
        {Verdict.ACCEPT: mark("Mark it as reviewed"), Verdict.REFUSE: mark("Recall it")},
        timedelta(hours=6),
    ),
    Matter.TRAVEL_DOCUMENT: Kind(
        mark("Held travel document"), mark("May checks find this entry?"), _RELEASE, timedelta(hours=12)
    ),
}

# Held before anybody has seen them: what the desk watches day and night.
RELEASES: Final = frozenset({Matter.DIFFUSION, Matter.TRAVEL_DOCUMENT})

MOST_OPEN: Final = 5
LEFT_ALONE: Final = timedelta(hours=24)
LEFT_ALONE_URGENT: Final = timedelta(minutes=20)
ANSWER_WITHIN: Final = timedelta(days=10)
ANSWER_WITHIN_URGENT: Final = timedelta(hours=12)

# The rules that ask for the predominance test (RPD art. 34), and for the exception.
NEUTRALITY: Final = frozenset({"C-21", "C-22", "C-23", "C-24"})
EXCEPTION: Final = frozenset({"C-09", "C-10"})

# The seven factors of the predominance test (RPD art. 34(3), AGN/53/RES/7).
FACTORS: Final = {
    "offence": mark("Nature of the offence: the charges and the facts under them"),
    "person": mark("Status of the person concerned"),
    "source": mark("Identity of the source of the data"),
    "position": mark("Position of another member or an international entity"),
    "obligations": mark("Obligations under international law"),
    "neutrality": mark("Implications for the neutrality of the Organization"),
    "context": mark("General context of the case"),
}
CONCLUSIONS: Final = {
    "ordinary": mark("Ordinary-law elements predominate"),
    "article_3": mark("Political, military, religious or racial elements predominate"),
}

REASON_LENGTHS: Final = (20, 5000)
SHORT_LENGTHS: Final = (3, 2000)


class NothingToTake(Conflict):
    """Nothing waits that you may review."""


class EnoughOpen(Conflict):
    """You have as many reviews open as one person should. Finish one, or give one back."""


class NotYourReview(NotAllowed):
    """This review is in somebody else's hands."""


class StepTaken(Conflict):
    """This review has moved on. Reload to see how it stands."""


class NewlyFound(Conflict):
    """The rulebook has found something new since you began. Read the findings again before you decide."""


class Needs(Struct, frozen=True):
    """How many must agree, and whether the director must be one of them."""

    opinions: int = 1
    director: bool = False


class Reader(Struct, frozen=True):
    """One who might sit: as the network knows them now."""

    id: str
    nationality: str
    lineage: tuple[str, ...]
    may_review: bool
    may_release: bool
    is_director: bool


class Case(Struct, frozen=True):
    """What decides who may sit on a review. `sat` and `gave_back` are ids of officers."""

    matter: Matter
    state: State
    requester: str
    member: str
    needs: Needs
    sat: frozenset[str] = frozenset()
    gave_back: frozenset[str] = frozenset()
    has_director: bool = False


def needs_of(*, asked: int, two: bool, director: bool) -> Needs:
    """What a review needs: as many as the manifest asks; two where a finding or a measure asks for a second; two of
    whom one is the director where a finding asks for that (a protected function, abuse pattern A-11)."""
    return Needs(max(asked, 2 if two or director else 1), director)


def why_not(reader: Reader, case: Case) -> str:
    """Why this person may not take this review; "" when they may. Nobody reviews for their own country."""
    if not _has_right(reader, case):
        return mark("Your post does not allow this.")
    if not reader.nationality:
        return mark("Your nationality is not recorded, so nobody can tell that you are independent of the requester.")
    if reader.nationality == case.member or case.requester in reader.lineage:
        return mark("Nobody reviews a request of their own country or bureau.")
    if reader.id in case.sat:
        return mark("You have already given your opinion: another person is needed.")
    if reader.id in case.gave_back:
        return mark("You gave this review back.")
    if needs_director(case) and not reader.is_director:
        return mark("The director is needed here.")
    return ""


def may_take(reader: Reader, case: Case) -> bool:
    return case.state in TAKABLE and not why_not(reader, case)


def needs_director(case: Case) -> bool:
    """Whether the next seat is the director's: the reviewers differ, or all that is missing is the director."""
    if case.state == State.DIRECTOR_NEEDED:
        return True
    return case.needs.director and not case.has_director and len(case.sat) >= case.needs.opinions - 1


def _has_right(reader: Reader, case: Case) -> bool:
    # The duty officer releases alone what one person may release, day and night; everything else is for reviewers.
    alone = case.matter in RELEASES and case.needs == Needs()
    return reader.may_review or (alone and reader.may_release)


class Said(Struct, frozen=True):
    """One opinion, as far as counting goes."""

    officer: str
    verdict: Verdict
    is_director: bool = False


def tally(said: Iterable[Said], needs: Needs) -> Verdict | State:
    """What the opinions come to: a verdict when enough distinct people agree, else whom the review waits for.

    - Returning as incomplete harms nobody: one is enough.
    - Refusing, cancelling, publishing or releasing: `needs.opinions` people, where needed the director among them.
    - Where they differ the director decides, but never alone publishes what two must agree on.
    """
    opinions = {one.officer: one for one in said}.values()
    if any(one.verdict == Verdict.RETURN for one in opinions):
        return Verdict.RETURN
    by_director = [one.verdict for one in opinions if one.is_director]
    for verdict in (one.verdict for one in opinions):
        agreed = sum(one.verdict == verdict for one in opinions)
        heard = bool(by_director) if verdict != Verdict.ACCEPT else Verdict.ACCEPT in by_director
        if agreed >= needs.opinions and (heard or not needs.director):
            return verdict
    if by_director and by_director[-1] != Verdict.ACCEPT and len(opinions) >= needs.opinions:
        return by_director[-1]
    if len({one.verdict for one in opinions}) > 1 and not by_director:
        return State.DIRECTOR_NEEDED
    return State.SECOND_NEEDED if opinions else State.WAITING


class Heard(Struct, frozen=True):
    """What a review's findings ask of whoever gives an opinion: questions by rule, and what must be answered."""

    questions: Mapping[str, str]
    rules: frozenset[str]
    is_barred: bool = False
    is_again: bool = False

    @property
    def weighs_neutrality(self) -> bool:
        return not NEUTRALITY.isdisjoint(self.rules)

    @property
    def needs_exception(self) -> bool:
        return not EXCEPTION.isdisjoint(self.rules)


class Answer(Struct, frozen=True):
    """A person's answer to a finding's question: whether the concern remains, and why."""

    remains: bool
    words: str


class Given(Struct, frozen=True, kw_only=True):
    """An opinion as it is given. `told` is what the requester reads; `reasons` stay in the file."""

    verdict: Verdict
    reasons: str
    codes: tuple[str, ...] = ()
    told: str = ""
    answers: Mapping[str, Answer] = {}
    factors: Mapping[str, str] = {}
    conclusion: str = ""
    what_is_new: str = ""
    exception: str = ""


_WORDS: Final = mark("In words: 3 to 2000 characters.")


def problems_with_opinion(given: Given, matter: Matter, heard: Heard, known_codes: Iterable[str]) -> list[Problem]:
    """Everything that is missing or contradicts itself; empty when nothing is."""
    problems = []
    if given.verdict not in KINDS[matter].verdicts:
        problems.append(Problem("verdict", mark("This cannot be found here."), ", ".join(KINDS[matter].verdicts)))
    if not _fits(given.reasons, REASON_LENGTHS):
        accepted = mark("20 to 5000 characters: why you find so, for whoever reads this later.")
        problems.append(Problem("reasons", mark("Reasons are missing, too short or too long."), accepted))
    problems += _problems_with_codes(given, set(known_codes))
    if given.verdict == Verdict.RETURN:
        # What is missing is asked for first; what a person must judge is judged when it is there.
        return problems
    problems += _problems_with_answers(given, heard)
    problems += _problems_with_neutrality(given, heard)
    problems += _problems_with_acceptance(given, heard)
    return problems


def _problems_with_codes(given: Given, known: set[str]) -> list[Problem]:
    strange = [code for code in given.codes if code not in known]
    if strange:
        return [Problem("codes", mark("There is no such reason."), ", ".join(sorted(known)))]
    needs_code = given.verdict in (Verdict.REFUSE, Verdict.BLOCK)
    if needs_code and not given.codes:
        return [Problem("codes", mark("Say on which grounds: at least one."))]
    needs_words = given.verdict in (Verdict.RETURN, Verdict.ADDENDUM) or "OTHER" in given.codes
    if not _fits(given.told, SHORT_LENGTHS if needs_words else (0, SHORT_LENGTHS[1])):
        return [Problem("told", mark("Say what the requester is to be told, or what the addendum says."), _WORDS)]
    return []


def _problems_with_answers(given: Given, heard: Heard) -> list[Problem]:
    unanswered = [
        Problem(f"answers.{rule}", mark("This question is for you to answer, with the words why."), _WORDS)
        for rule in heard.questions
        if rule not in given.answers or not _fits(given.answers[rule].words, SHORT_LENGTHS)
    ]
    if heard.is_again and not _fits(given.what_is_new, SHORT_LENGTHS):
        asked = mark("This was decided before. Say what is new since, or that nothing is.")
        unanswered.append(Problem("what_is_new", asked, _WORDS))
    return unanswered


def _problems_with_neutrality(given: Given, heard: Heard) -> list[Problem]:
    if not heard.weighs_neutrality:
        return []
    problems = [
        Problem(f"factors.{name}", mark("Each of the seven factors is weighed in words."), _WORDS)
        for name in FACTORS
        if not _fits(given.factors.get(name, ""), SHORT_LENGTHS)
    ]
    if given.conclusion not in CONCLUSIONS:
        problems.append(Problem("conclusion", mark("Say which elements predominate."), ", ".join(CONCLUSIONS)))
    elif given.conclusion == "article_3" and given.verdict in (Verdict.ACCEPT, Verdict.ADDENDUM):
        problems.append(Problem("verdict", mark("What falls under article 3 cannot go out.")))
    return problems


def _problems_with_acceptance(given: Given, heard: Heard) -> list[Problem]:
    if given.verdict not in (Verdict.ACCEPT, Verdict.ADDENDUM):
        return []
    problems = []
    remaining = [rule for rule in heard.questions if rule in given.answers and given.answers[rule].remains]
    if remaining:
        asked = mark("A concern that remains speaks against this.")
        problems.append(Problem("verdict", asked, ", ".join(remaining)))
    if heard.is_barred:
        problems.append(Problem("verdict", mark("The protection of this person is confirmed. It cannot go out.")))
    if heard.needs_exception and not _fits(given.exception, REASON_LENGTHS):
        asked = mark("Below the threshold. Say why it is of particular importance to police cooperation.")
        problems.append(Problem("exception", asked, mark("20 to 5000 characters (RPD art. 83(1)(b)).")))
    return problems


def _fits(text: str, lengths: tuple[int, int]) -> bool:
    shortest, longest = lengths
    return shortest <= len(text.strip()) and len(text) <= longest and "\0" not in text


def require_words(field: str, text: str, longest: int = SHORT_LENGTHS[1]) -> None:
    """Raises Invalid where a sentence is missing or too long."""
    if not _fits(text, (SHORT_LENGTHS[0], longest)):
        accepted = mark("In words: at least 3 characters, and not more than a page or two.")
        raise Invalid(Problem(field, mark("A sentence is missing, or too long."), accepted))
