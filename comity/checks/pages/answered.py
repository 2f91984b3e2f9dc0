"""The answer to a check as its page shows it: one verdict, every match in words, a person beside the one asked for."""

from datetime import date
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.checks import queries
from comity.checks.engine import answer
from comity.checks.engine.answer import Answer
from comity.checks.pages import beside, judging
from comity.checks.pages.readings import read_as
from comity.look import rendering
from comity.look.templatetags.answers import gravest_tone
from comity.look.words import GRAVITY
from comity.records import manifests
from comity.records.manifests import words


def context(text: str, said: list[tuple[dict[str, Any], Answer]]) -> dict[str, Any]:
    """What the page needs of the answers to every reading of a text, the gravest first."""
    said = sorted(said, key=lambda one: gravity(one[1]))
    reading = next((one.reading for _asked, one in said if one.reading is not msgspec.UNSET), None)
    shown = [in_words(asked, one) for asked, one in said]
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


def in_words(asked: dict[str, Any], one: Answer) -> dict[str, Any]:
    """The answer as its page shows it: what each match is in one sentence, a person beside the one asked about, facts
    with labels and words. `more` names what this room adds to a match, and to a database."""
    shown: dict[str, Any] = msgspec.to_builtins(one)
    day = date.fromisoformat(one.at[: len("2000-01-01")])
    person = asked.get("person") or beside.of_zone(shown.get("reading", {}).get("fields", {}))
    shown["may_be_judged"] = judging.gives_document(asked, one.at)
    for said, stated in zip(shown["answers"], one.answers, strict=True):
        manifest = manifests.get(said["database"])
        said["set_aside"] = judging.in_words(said.get("set_aside", ()))
        said["more"] = "checks/set_aside.html" if said["set_aside"] else ""
        for match, found in zip(said["matches"], stated.matches, strict=True):
            told = manifests.told(said["database"], match["kind"])
            match["means"] = words.statement(told, match["source_name"], match["reported_on"], rendering.day, _)
            match["person"] = beside.of_match(person, found)
            match["more"] = "checks/match_verbs.html" if match["outcome"] == "possible" and match["person"] else ""
            match["facts"] = words.facts(manifest, match["facts"], _, on=day)
    return shown


def gravity(one: Answer) -> tuple[int, int]:
    """The worst to miss first; among hits, what the gravest of their matches is."""
    tone = gravest_tone(one)
    return answer.OUTCOMES.index(one.outcome), GRAVITY.index(tone) if tone else len(GRAVITY)


def _whole(shown: list[dict[str, Any]]) -> dict[str, Any]:
    """The answers to all readings as one, gravest first: one text has one verdict."""
    said = [database for one in shown for database in one["answers"]]
    return shown[0] | {"outcome": answer.worst(one["outcome"] for one in shown), "answers": said}
