"""The check page: one box for whatever is typed or scanned, and the answer. Works without scripts, on a phone."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.checks import actions as checks
from comity.checks import queries
from comity.checks.engine import answer, question, scan
from comity.checks.engine.answer import Answer
from comity.checks.engine.question import Question
from comity.checks.engine.scan import Candidate
from comity.checks.pages import beside
from comity.checks.pages.readings import read_as
from comity.core import clock
from comity.core.errors import Invalid, Problem, Refused
from comity.core.purposes import PURPOSES
from comity.look import rendering
from comity.look.templatetags.answers import gravest_tone
from comity.look.words import GRAVITY
from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right
from comity.records import manifests
from comity.records.manifests import words


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The box; and, when something was put into it, what the databases say of it."""
    actor = actor_of(request)
    require_right(actor, Right.ASK_CHECKS)
    if request.method != "POST":
        return _box(request, actor, problems=[])
    text = request.POST.get("question", "")
    purpose = request.POST.get("purpose", "")
    place = request.POST.get("place", "").strip()
    request.session["check_purpose"], request.session["check_place"] = purpose, place[: question.LONGEST]
    if len(text) > scan.LONGEST:
        return _box(request, actor, problems=[_too_long(text)], text=text, status=422)
    now = clock.now()
    recognised = scan.recognise(text, now.date())
    candidates = scan.may_ask(recognised, actor.databases)
    readings = scan.questions(candidates)
    asked = [_question(fields, purpose, place) for fields in readings]
    if not asked:
        return _box(request, actor, problems=_why_nothing(candidates), text=text, status=422)
    try:
        answers = [checks.ask(actor=actor, question=one, face="page", now=now) for one in asked]
    except Invalid as refusal:
        return _box(request, actor, problems=refusal.problems, text=text, status=422)
    except Refused as refusal:
        return _box(request, actor, problems=[Problem("", refusal.message)], text=text, status=refusal.status)
    context = _answer_context(text, list(zip(readings, answers, strict=True)))
    context["read_as"] = [_as_read(one, is_asked=one in candidates) for one in recognised if one.question]
    return render(request, "checks/answer.html", context)


def _question(fields: dict[str, Any], purpose: str, place: str) -> Question:
    return msgspec.convert(fields | {"purpose": purpose, "place": place}, Question)


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


def _box(
    request: HttpRequest, actor: Actor, *, problems: list[Problem], text: str = "", status: int = 200
) -> HttpResponse:
    purposes = [(slug, label) for slug, label in PURPOSES.items() if slug in actor.purposes]
    context = {
        "title": _("Check"),
        "action": reverse("checks:ask"),
        "question": text,
        "problems": problems,
        "purposes": purposes,
        "purpose": request.session.get("check_purpose", ""),
        "place": request.session.get("check_place", ""),
        "examples": _examples() if settings.DEMO else [],
    }
    return render(request, "checks/ask.html", context, status=status)


def _examples() -> list[tuple[str, str]]:
    """What to try in a demo: given by the demo itself, which stands above this room (settings.CHECK_EXAMPLES)."""
    return [(_(label), text) for label, text in getattr(settings, "CHECK_EXAMPLES", ())]


def _in_words(asked: dict[str, Any], one: Answer) -> dict[str, Any]:
    """The answer as its page shows it: what each match is in one sentence, a person beside the one asked about, facts
    with labels and words. `more` names what this room adds to a match, and to a database."""
    shown: dict[str, Any] = msgspec.to_builtins(one)
    person = asked.get("person") or beside.of_zone(shown.get("reading", {}).get("fields", {}))
    for said, stated in zip(shown["answers"], one.answers, strict=True):
        manifest = manifests.get(said["database"])
        said["more"] = "checks/set_aside.html" if said.get("set_aside") else ""
        for match, found in zip(said["matches"], stated.matches, strict=True):
            told = manifests.told(said["database"], match["kind"])
            match["means"] = words.statement(told, match["source_name"], match["reported_on"], rendering.day, _)
            match["person"] = beside.beside(person, found)
            match["more"] = "checks/match_verbs.html" if match["outcome"] == "possible" and match["person"] else ""
            match["facts"] = words.facts(manifest, match["facts"], _)
    return shown


def _gravity(one: Answer) -> tuple[int, int]:
    """The worst to miss first; among hits, what the gravest of their matches is."""
    tone = gravest_tone(one)
    return answer.OUTCOMES.index(one.outcome), GRAVITY.index(tone) if tone else len(GRAVITY)


def _whole(shown: list[dict[str, Any]]) -> dict[str, Any]:
    """The answers to all readings as one, gravest first: one text has one verdict."""
    said = [database for one in shown for database in one["answers"]]
    return shown[0] | {"outcome": answer.worst(one["outcome"] for one in shown), "answers": said}


def _answer_context(text: str, said: list[tuple[dict[str, Any], Answer]]) -> dict[str, Any]:
    said = sorted(said, key=lambda one: _gravity(one[1]))
    reading = next((one.reading for _asked, one in said if one.reading is not msgspec.UNSET), None)
    shown = [_in_words(asked, one) for asked, one in said]
    return {
        "title": _("Answer"),
        "asked": " ".join(text.split()),
        "answers": [msgspec.to_builtins(one) for _asked, one in said],
        "whole": _whole(shown),
        "shown": [
            (read_as(asked) if len(said) > 1 else "", one) for (asked, _answer), one in zip(said, shown, strict=True)
        ],
        "again": reverse("checks:ask"),
        "reading": queries.reading_view(reading) if reading else None,
    }
