"""Made-up answers: one for every face."""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

Answer = dict[str, Any]


def _match(
    kind: str, means: str, next_steps: list[str], not_to_do: list[str], facts: list[tuple[str, str]], **more: Any
) -> dict[str, Any]:
    return {
        "record": "0192f0c1-7a55-7c3e-9b1d-5f0a6c2e4b11",
        "source": "FR",
        "source_name": _("National Central Bureau in Paris"),
        "contact": "+33 1 00 00 00 00 · desk@paris.example",
        "kind": kind,
        "means": means,
        "score": 1.0,
        "reasons": [_("Document number and issuing country are the same.")],
        "conditions": [],
        "level": "official_use_only",
        "next_steps": next_steps,
        "not_to_do": not_to_do,
        "facts": facts,
        **more,
    }


def _answer(outcome: str, **of_databases: tuple[str, list[dict[str, Any]], str]) -> Answer:
    answers = [
        {"database": database, "outcome": said, "matches": matches, "why": why}
        for database, (said, matches, why) in of_databases.items()
    ]
    return {
        "check": "0192f0c4-1f0e-7b7a-a4d2-0e6f1f2a9c55",
        "at": timezone.now(),
        "outcome": outcome,
        "answers": answers,
    }


def stolen() -> Answer:
    match = _match(
        "stolen",
        _("Reported stolen."),
        [
            _("Establish who the holder is."),
            _("Keep the document."),
            _("Confirm the hit with the source's bureau."),
        ],
        [_("This is not an arrest request.")],
        [
            (_("Document number"), "19XY55555"),
            (_("Issued by"), "France"),
            (_("Type"), _("Passport")),
            (_("Date of the event"), "3 May 2026"),
        ],
        conditions=[_("Contact the source before any measure.")],
    )
    return _answer("hit", travel_documents=("hit", [match], ""), persons=("no_hit", [], ""))


def wanted() -> Answer:
    match = _match(
        "charged",
        _("Charged with an offence, and sought by the source."),
        [
            _("Establish identity: a name alone is never enough."),
            _("Contact the source's bureau before any measure, and check that the record is still valid."),
        ],
        [_("Do not arrest on the name alone.")],
        [(_("Name"), "ПЕТРОВА Вера · PETROVA Vera"), (_("Date of birth"), "12 April 1985")],
        reasons=[_("Family name, given name and date of birth are the same.")],
        level="restricted",
    )
    return _answer("hit", persons=("hit", [match], ""), travel_documents=("no_hit", [], ""))


def missing() -> Answer:
    match = _match(
        "missing",
        _("Reported missing."),
        [_("Speak to the person alone, and ask whether they are safe."), _("Keep a child safe and with you.")],
        [_("This is not an arrest request."), _("Do not let companions speak for them.")],
        [(_("Name"), "نور الحسن · NOUR AL-HASSAN"), (_("Age"), "9")],
        reasons=[_("Family name, given name and date of birth are the same.")],
    )
    return _answer("hit", persons=("hit", [match], ""), travel_documents=("no_hit", [], ""))


def threat() -> Answer:
    match = _match(
        "un_sanctioned",
        _("Listed by a committee of the United Nations Security Council."),
        [
            _("Establish identity: a name alone is never enough."),
            _("Read which measures apply, and apply your own law."),
        ],
        [_("Do not treat a person with a similar name as the one listed.")],
        [(_("Name"), "EXAMPLE Person"), (_("Listed on"), "17 January 2024")],
        level="confidential",
    )
    return _answer("hit", persons=("hit", [match], ""))


def possible() -> Answer:
    match = _match(
        "suspect",
        _("A suspect: the source asks where the person is."),
        [_("Compare fingerprints or the face."), _("Ask the source's bureau.")],
        [_("Do not act on the name alone.")],
        [(_("Name"), "أحمد محمود · AHMAD MAHMUD"), (_("Year of birth"), "1985")],
        score=0.615,
        person=_person(),
    )
    return _answer("possible", persons=("possible", [match], ""), travel_documents=("no_hit", [], ""))


def _person() -> dict[str, Any]:
    """Somebody found by name: both sides, and the reasons with their points."""
    chance = _weight(_("Where every score starts: two people of whom nothing is known."), "+35.0", 100, "unknown")
    family = _weight(_("محمود and Mahmud are one name, as far as the spelling tells."), "+15.4", 44, "agrees")
    given = _weight(_("أحمد and Ahmad are one name, as far as the spelling tells."), "+6.1", 17, "agrees")
    year = _weight(_("The years of birth agree: 1985, 1985."), "+6.5", 19, "agrees")
    nationality = _weight(_("The nationality is another: JOR, EGY."), "−1.5", 4, "differs")
    rounded = _weight(
        _("Counted down to whole points, and never to 100: names that agree are no certainty."), "−0.5", 1, "unknown"
    )
    return {
        "found_as": ("Ahmad Mahmud", "und-Latn"),
        "chance": _("Of the pairs that this was learned from, about 41 of 100 with such a likeness were one person."),
        "rows": [
            _row(_("Whole name"), ("أحمد محمود", "ar"), ("Ahmad Mahmud", "und-Latn"), ""),
            _row(_("Part of the name"), ("أحمد", "ar"), ("Ahmad", "und-Latn"), "agrees"),
            _row(_("Part of the name"), ("محمود", "ar"), ("Mahmud", "und-Latn"), "agrees"),
            _row(_("Date of birth"), ("12 April 1985", ""), ("1985", ""), "agrees"),
            _row(_("Nationality"), ("Jordan (JOR)", ""), ("Egypt (EGY)", ""), "differs"),
        ],
        "differs": [nationality],
        "agrees": [family, year, given],
        "parts": [chance, given, family, year, nationality, rounded],
        "total": "61",
    }


def _row(label: str, asked: tuple[str, str], recorded: tuple[str, str], tone: str) -> dict[str, Any]:
    sides = [[{"text": text, "lang": lang}] for text, lang in (asked, recorded)]
    return {"label": label, "asked": sides[0], "recorded": sides[1], "tone": tone}


def _weight(sentence: str, points: str, width: int, tone: str) -> dict[str, Any]:
    return {"sentence": sentence, "points": points, "width": width, "tone": tone}


def no_hit() -> Answer:
    return _answer("no_hit", travel_documents=("no_hit", [], ""), persons=("no_hit", [], ""))


def not_checked() -> Answer:
    why = _("The index on this machine is older than 15 minutes.")
    return _answer("not_checked", travel_documents=("not_checked", [], why), persons=("no_hit", [], ""))


FACES: Final[dict[str, Callable[[], Answer]]] = {
    "stolen": stolen,
    "wanted": wanted,
    "missing": missing,
    "threat": threat,
    "possible": possible,
    "no_hit": no_hit,
    "not_checked": not_checked,
}
