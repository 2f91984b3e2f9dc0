"""Made-up content for the style guide: every part, every page kind, every face of an answer. Shown only in a demo."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.look import navigation, words

Answer = dict[str, Any]
ICONS: Final = Path(__file__).parent / "templates" / "look" / "icons"


def _match(kind: str, next_steps: list[str], not_to_do: list[str], facts: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    return {
        "record": "0192f0c1-7a55-7c3e-9b1d-5f0a6c2e4b11",
        "source": "FR",
        "source_name": _("National Central Bureau in Paris"),
        "contact": "+33 1 00 00 00 00 · desk@paris.example",
        "kind": kind,
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
    return {"check": "0192f0c4-1f0e-7b7a-a4d2-0e6f1f2a9c55", "at": timezone.now(), "outcome": outcome, "answers": answers}


def stolen() -> Answer:
    match = _match(
        "stolen",
        [_("Reported stolen."), _("Establish who the holder is."), _("Keep the document."), _("Confirm the hit with the source's bureau.")],
        [_("This is not an arrest request.")],
        [(_("Document number"), "19XY55555"), (_("Issued by"), "France"), (_("Type"), _("Passport")), (_("Date of the event"), "3 May 2026")],
        conditions=[_("Contact the source before any measure.")],
    )
    return _answer("hit", travel_documents=("hit", [match], ""), persons=("no_hit", [], ""))


def wanted() -> Answer:
    match = _match(
        "charged",
        [_("Establish identity: a name alone is never enough."), _("Contact the source's bureau before any measure, and check that the record is still valid.")],
        [_("Do not arrest on the name alone.")],
        [(_("Name"), "ПЕТРОВА Вера · PETROVA Vera"), (_("Date of birth"), "12 April 1985")],
        reasons=[_("Family name, given name and date of birth are the same.")],
        level="restricted",
    )
    return _answer("hit", persons=("hit", [match], ""), travel_documents=("no_hit", [], ""))


def missing() -> Answer:
    match = _match(
        "missing",
        [_("Speak to the person alone, and ask whether they are safe."), _("Keep a child safe and with you.")],
        [_("This is not an arrest request."), _("Do not let companions speak for them.")],
        [(_("Name"), "نور الحسن · NOUR AL-HASSAN"), (_("Age"), "9")],
        reasons=[_("Family name, given name and date of birth are the same.")],
    )
    return _answer("hit", persons=("hit", [match], ""), travel_documents=("no_hit", [], ""))


def threat() -> Answer:
    match = _match(
        "un_sanctioned",
        [_("Establish identity: a name alone is never enough."), _("Read which measures apply, and apply your own law.")],
        [_("Do not treat a person with a similar name as the one listed.")],
        [(_("Name"), "EXAMPLE Person"), (_("Listed on"), "17 January 2024")],
        level="confidential",
    )
    return _answer("hit", persons=("hit", [match], ""))


def possible() -> Answer:
    match = _match(
        "suspect",
        [_("Compare the photograph and the place of birth."), _("Ask the source's bureau.")],
        [_("Do not act on the name alone.")],
        [(_("Name"), "أحمد محمود · AHMAD MAHMUD"), (_("Year of birth"), "1985")],
        score=0.87,
        reasons=[
            {"text": _("The family name is written differently but sounds alike: Mahmoud, Mahmud."), "agrees": True},
            {"text": _("The year of birth is the same."), "agrees": True},
            {"text": _("The nationality differs."), "agrees": False},
        ],
    )
    return _answer("possible", persons=("possible", [match], ""), travel_documents=("no_hit", [], ""))


def no_hit() -> Answer:
    return _answer("no_hit", travel_documents=("no_hit", [], ""), persons=("no_hit", [], ""))


def not_checked() -> Answer:
    why = _("The index on this machine is older than 15 minutes.")
    return _answer("not_checked", travel_documents=("not_checked", [], why), persons=("no_hit", [], ""))


class SampleActor(NamedTuple):
    """Somebody to show the frame with, for a reader who has not signed in."""

    name: str = "Awa Example"
    bureau: str = "FR"
    entity_name: str = "Border police, Roissy"
    post_labels: tuple[str, ...] = ("Frontline officer",)


def frame() -> dict[str, Any]:
    """The frame of a made-up officer."""
    tasks = [navigation.Place(_(task.label), task.icon, "/look/", task.icon == "search", _(task.purpose)) for task in navigation.TASKS]
    return {"actor": SampleActor(), "navigation": tasks}


FACES: Final[dict[str, Callable[[], Answer]]] = {
    "stolen": stolen,
    "wanted": wanted,
    "missing": missing,
    "threat": threat,
    "possible": possible,
    "no_hit": no_hit,
    "not_checked": not_checked,
}


class SampleForm(forms.Form):
    """Every kind of field, in two groups."""

    number = forms.CharField(max_length=20)
    issuer = forms.ChoiceField(choices=[("FR", "France"), ("KE", "Kenya")])
    event = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(widget=forms.RadioSelect)
    databases = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.groups = [(_("The document"), ["number", "issuer", "event"]), (_("Who may see it"), ["level", "databases"])]
        labels = {
            "number": _("Document number"),
            "issuer": _("Issued by"),
            "event": _("Date of the event"),
            "level": _("Level"),
            "databases": _("Databases"),
            "note": _("Note"),
            "sure": _("I have compared the number with the report"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["number"].help_text = _("As printed, without spaces. 3 to 20 letters and digits.")
        self.fields["level"].choices = _choices("level")  # type: ignore[attr-defined]
        self.fields["databases"].choices = _choices("database")  # type: ignore[attr-defined]


class SampleFilter(forms.Form):
    """Filters of a list."""

    q = forms.CharField(required=False)
    state = forms.ChoiceField(required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["q"].label = _("Number or reference")
        self.fields["state"].label = _("State")
        self.fields["state"].choices = [("", _("All")), *_choices("state")]  # type: ignore[attr-defined]


def _choices(table: str) -> list[tuple[str, str]]:
    return [(slug, _(word.label)) for slug, word in words.TABLES[table].items()]


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    kinds = ["stolen", "lost", "missing", "charged", "stolen_blank", "possible_threat"]
    states = ["open", "confirmed", "not_same_person"]
    return [
        {"number": f"19XY{55550 + n}", "kind": kinds[n % 6], "state": states[n % 3], "source": ["FR", "KE", "BR"][n % 3], "at": now - timedelta(minutes=7 * n * n)}
        for n in range(30)
    ]


def parts() -> dict[str, Any]:
    """Content of the page of parts."""
    return {
        "tables": [(table, list(found)) for table, found in words.TABLES.items()],
        "now": timezone.now(),
        "earlier": timezone.now() - timedelta(minutes=12),
        "form": SampleForm({"number": "19 XY?"}),
        "problems": [_Problem(_("mrz line 2"), _("the check digit of the date of birth is 3, read as 8."), _("44 characters A-Z, 0-9 and <."))],
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "faces": [make() for make in FACES.values()],
    }


class _Problem:
    def __init__(self, field: str, problem: str, accepted: str) -> None:
        self.field, self.problem, self.accepted = field, problem, accepted


def _page(kind: str, title: str, **context: Any) -> tuple[str, dict[str, Any]]:
    return f"look/{kind}.html", {"title": title, **context}


def _face(make: Callable[[], Answer]) -> tuple[str, dict[str, Any]]:
    return "look/answer.html", {
        "answer": make(),
        "asked": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "again": "/look/ask/",
        "asked_facts": [(_("Document number"), "L898902C3"), (_("Name"), "ERIKSSON, ANNA MARIA"), (_("Date of birth"), "12 Aug 1974")],
        "purpose_label": _("Border control"),
    }


def _ask() -> tuple[str, dict[str, Any]]:
    examples = [(_("Stolen passport"), "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"), (_("Plate"), "AB-123-CD")]
    purposes = [("border_control", _("Border control")), ("security_check", _("Security check"))]
    return _page("ask", _("Check"), action="/look/stolen/", purposes=purposes, purpose="border_control", examples=examples, purpose_label=_("Border control"))


def _thing() -> tuple[str, dict[str, Any]]:
    now = timezone.now()
    facts = [(_("Document number"), "19XY55555"), (_("Issued by"), "France"), (_("Type"), _("Passport")), (_("Conditions of use"), []), (_("Purposes allowed"), [_("Border control"), _("Security check")])]
    history = [
        {"at": now - timedelta(hours=3), "text": _("Level raised to Restricted"), "by": "Claire Example", "reason": _("A case depends on it.")},
        {"at": now - timedelta(days=4), "text": _("Added"), "by": "Claire Example"},
    ]
    return "look/guide/thing.html", {"title": _("Passport 19XY55555"), "facts": facts, "history": history, "back": "/look/list/", "back_label": _("Records")}


KINDS: Final[dict[str, Callable[[], tuple[str, dict[str, Any]]]]] = {
    "ask": _ask,
    "list": lambda: ("look/guide/list.html", {"title": _("Hits"), "page_obj": Paginator(_rows(), 12).page(1), "filter_form": SampleFilter()}),
    "empty": lambda: _page("list", _("Hits"), rows=[], empty=_("No hits yet. When somebody's check matches a record of your bureau, it appears here at once.")),
    "thing": _thing,
    "form": lambda: _page("form", _("Add a document"), form=SampleForm({"number": "19 XY?"}), cancel="/look/list/", warning=_("The record is visible to every bureau that you do not restrict, at once.")),
    "figures": lambda: _page("figures", _("Figures"), as_of=timezone.now(), figures=[{"label": _("Checks today"), "value": "20 144"}, {"label": _("Hits"), "value": "31", "note": _("4 open")}]),
    "refusal": lambda: _page("refusal", "", status=403, message=_("Your post does not allow this.")),
    "sign-in": lambda: ("look/guide/sign_in.html", {"title": _("Sign in"), "actor": None, "navigation": []}),
    **{name.replace("_", "-"): (lambda make=make: _face(make)) for name, make in FACES.items()},  # type: ignore[misc]
}  # fmt: skip
