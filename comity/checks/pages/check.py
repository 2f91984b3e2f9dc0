"""The check page: one box for whatever is typed or scanned, a form for a person, and the answer. Works without scripts,
on a phone."""

import re
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.checks import actions as checks
from comity.checks.engine import question, scan
from comity.checks.engine.answer import Answer
from comity.checks.engine.question import Question
from comity.checks.engine.scan import Candidate
from comity.checks.pages import answered, readings
from comity.checks.pages.asked_person import PersonForm
from comity.core import clock
from comity.core.errors import Invalid, Problem, Refused
from comity.core.purposes import PURPOSES
from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right

# Beside Arabic letters a date would be shown from right to left, its year last: this mark keeps it as it is written.
LEFT_TO_RIGHT: Final = "\u200e"
_DATE: Final = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}")


class Typed(msgspec.Struct, frozen=True):
    """What was put into the page: the box, and the form for a person."""

    text: str = ""
    person: PersonForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The box and the form; and, when something was put into them, what the databases say of it."""
    actor = actor_of(request)
    require_right(actor, Right.ASK_CHECKS)
    if request.method != "POST":
        return _page(request, actor, Typed())
    typed = Typed(request.POST.get("question", ""), PersonForm(request.POST))
    purpose = request.POST.get("purpose", "")
    place = request.POST.get("place", "").strip()
    request.session["check_purpose"], request.session["check_place"] = purpose, place[: question.LONGEST]
    try:
        said, read_as = _said(typed, actor, {"purpose": purpose, "place": place})
    except Refused as refusal:
        return _page(request, actor, typed, refusal)
    context = answered.context(_asked(typed), said) | {"read_as": read_as} | _to_save(actor, typed, said)
    return render(request, "checks/answer.html", context)


def _to_save(actor: Actor, typed: Typed, said: list[tuple[dict[str, Any], Answer]]) -> dict[str, Any]:
    """What the form that saves this check starts from, for a bureau's desk: the question, or what was typed where it
    was read in several ways."""
    again = msgspec.json.encode(said[0][0]).decode() if len(said) == 1 else ""
    may_save = actor.may(Right.READ_HITS) and actor.entity is None
    return {"may_save": may_save, "asked_again": again, "typed": typed.text}


def _said(typed: Typed, actor: Actor, why: dict[str, str]) -> tuple[list[tuple[dict[str, Any], Answer]], list[str]]:
    """Every question that was put with its answer, and in words how the box was read. Raises Invalid and Refused."""
    if len(typed.text) > scan.LONGEST:
        raise Invalid(_too_long(typed.text))
    if typed.person is not None and not typed.person.is_valid():
        raise Invalid([])
    now = clock.now()
    recognised = scan.recognise(typed.text, now.date())
    candidates = scan.may_ask(recognised, actor.databases)
    asked = scan.questions(candidates)
    stated = typed.person.stated() if typed.person else {}
    if not asked and (typed.text.strip() or not stated):
        raise Invalid(_why_nothing(candidates))
    if stated:
        _add_person(asked, stated)
    questions = [msgspec.convert(fields | why, Question) for fields in asked]
    answers = [checks.ask(actor=actor, question=one, face="page", now=now) for one in questions]
    read_as = [_as_read(one, is_asked=one in candidates) for one in recognised if one.question]
    return list(zip(asked, answers, strict=True)), read_as


def _add_person(asked: list[dict[str, Any]], stated: dict[str, Any]) -> None:
    """The person of the form goes with what was scanned, unless that holds a person of its own."""
    room = next((one for one in asked if not one.keys() & {"person", "mrz"}), None)
    if room is None:
        asked.append({"person": stated})
    else:
        room["person"] = stated


def _asked(typed: Typed) -> str:
    """What was asked, in a line or two."""
    stated = typed.person.stated() if typed.person else {}
    person = readings.read_as({"person": stated}) if stated else ""
    text = _DATE.sub(f"{LEFT_TO_RIGHT}\\g<0>", " ".join(typed.text.split()))
    return "\n".join(part for part in (text, person) if part)


def _why_nothing(candidates: list[Candidate]) -> list[Problem]:
    said = [candidate.says for candidate in candidates] or [_("Nothing was scanned or typed.")]
    accepted = _(
        "A machine-readable zone, a document number, a plate, a vehicle or serial number, or a name and a date."
    )
    return [Problem("", _(sentence), accepted) for sentence in said]


def _too_long(text: str) -> Problem:
    wrong = _("This is too long, and nothing was checked: %(length)d characters.") % {"length": len(text)}
    return Problem("", wrong, _("One zone, number or name, of at most %(most)d characters.") % {"most": scan.LONGEST})


def _as_read(one: Candidate, *, is_asked: bool) -> str:
    return _(one.says) if is_asked else f"{_(one.says)} {_('Not asked: you are not authorised for this database.')}"


def _page(request: HttpRequest, actor: Actor, typed: Typed, refusal: Refused | None = None) -> HttpResponse:
    """The page to ask on; after a refusal with what was typed, and what is wrong with it."""
    problems: list[Problem] = []
    person = typed.person or PersonForm()
    if isinstance(refusal, Invalid):
        problems = person.blame(refusal.problems) if person.is_used else [_of_the_box(one) for one in refusal.problems]
    elif refusal is not None:
        problems = [Problem("", refusal.message)]
    context = {
        "title": _("Check"),
        "action": reverse("checks:ask"),
        "question": typed.text,
        "person": person,
        "problems": problems,
        "purposes": [(slug, label) for slug, label in PURPOSES.items() if slug in actor.purposes],
        "purpose": request.session.get("check_purpose", ""),
        "place": request.session.get("check_place", ""),
        "examples": _examples() if settings.DEMO else [],
    }
    return render(request, "checks/ask.html", context, status=refusal.status if refusal else 200)


def _of_the_box(problem: Problem) -> Problem:
    """What is wrong with a name in the box is wrong with the box: it has no fields."""
    return Problem("", problem.problem, problem.accepted) if problem.field.startswith("person.") else problem


def _examples() -> list[tuple[str, str]]:
    """What to try in a demo: given by the demo itself, which stands above this room (settings.CHECK_EXAMPLES)."""
    return [(_(label), text) for label, text in getattr(settings, "CHECK_EXAMPLES", ())]
