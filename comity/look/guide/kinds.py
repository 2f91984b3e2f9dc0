"""Made-up pages: the parts, and one page of every kind."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.look import navigation, words
from comity.look.guide.answers import FACES, Answer
from comity.look.guide.forms import SampleFilter, SampleForm

Page = tuple[str, dict[str, Any]]
ICONS: Final = Path(__file__).parents[1] / "templates" / "look" / "icons"
# The specimen of ICAO 9303, part 4.
ZONE: Final = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


class SampleActor(NamedTuple):
    """Somebody to show the frame with, for a reader who has not signed in."""

    name: str = "Awa Example"
    bureau: str = "FR"
    entity_name: str = "Border police, Roissy"
    post_labels: tuple[str, ...] = ("Frontline officer",)


def frame() -> dict[str, Any]:
    """The frame of a made-up officer."""
    tasks = [
        navigation.Place(_(task.label), task.icon, "/look/", task.icon == "search", _(task.purpose))
        for task in navigation.TASKS
    ]
    return {"actor": SampleActor(), "navigation": tasks}


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    kinds = ["stolen", "lost", "missing", "charged", "stolen_blank", "possible_threat"]
    states = ["open", "confirmed", "not_same_person"]
    return [
        {
            "number": f"19XY{55550 + n}",
            "kind": kinds[n % 6],
            "state": states[n % 3],
            "source": ["FR", "KE", "BR"][n % 3],
            "at": now - timedelta(minutes=7 * n * n),
        }
        for n in range(30)
    ]


def parts() -> dict[str, Any]:
    """Content of the page of parts."""
    return {
        "tables": [(table, list(found)) for table, found in words.TABLES.items()],
        "now": timezone.now(),
        "earlier": timezone.now() - timedelta(minutes=12),
        "form": SampleForm({"number": "19 XY?"}),
        "problems": [
            _Problem(
                _("mrz line 2"),
                _("the check digit of the date of birth is 3, read as 8."),
                _("44 characters A-Z, 0-9 and <."),
            )
        ],
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "faces": [make() for make in FACES.values()],
    }


class _Problem:
    def __init__(self, field: str, problem: str, accepted: str) -> None:
        self.field, self.problem, self.accepted = field, problem, accepted


def _page(kind: str, title: str, **context: Any) -> Page:
    return f"look/{kind}.html", {"title": title, **context}


def _face(make: Callable[[], Answer]) -> Page:
    return "look/answer.html", {
        "answer": make(),
        "asked": ZONE,
        "again": "/look/ask/",
        "asked_facts": [
            (_("Document number"), "L898902C3"),
            (_("Name"), "ERIKSSON, ANNA MARIA"),
            (_("Date of birth"), "12 Aug 1974"),
        ],
        "purpose_label": _("Border control"),
    }


def _ask() -> Page:
    examples = [
        (
            _("Stolen passport"),
            ZONE,
        ),
        (_("Plate"), "AB-123-CD"),
    ]
    purposes = [("border_control", _("Border control")), ("security_check", _("Security check"))]
    return _page(
        "ask",
        _("Check"),
        action="/look/stolen/",
        purposes=purposes,
        purpose="border_control",
        examples=examples,
        purpose_label=_("Border control"),
    )


def _thing() -> Page:
    now = timezone.now()
    facts = [
        (_("Document number"), "19XY55555"),
        (_("Issued by"), "France"),
        (_("Type"), _("Passport")),
        (_("Conditions of use"), []),
        (_("Purposes allowed"), [_("Border control"), _("Security check")]),
    ]
    history = [
        {
            "at": now - timedelta(hours=3),
            "text": _("Level raised to Restricted"),
            "by": "Claire Example",
            "reason": _("A case depends on it."),
        },
        {"at": now - timedelta(days=4), "text": _("Added"), "by": "Claire Example"},
    ]
    return "look/guide/thing.html", {
        "title": _("Passport 19XY55555"),
        "facts": facts,
        "history": history,
        "back": "/look/list/",
        "back_label": _("Records"),
    }


def _list() -> Page:
    context = {"title": _("Hits"), "page_obj": Paginator(_rows(), 12).page(1), "filter_form": SampleFilter()}
    return "look/guide/list.html", context


def _empty() -> Page:
    empty = _("No hits yet. When somebody's check matches a record of your bureau, it appears here at once.")
    return _page("list", _("Hits"), rows=[], empty=empty)


def _form() -> Page:
    warning = _("The record is visible to every bureau that you do not restrict, at once.")
    form = SampleForm({"number": "19 XY?"})
    return _page("form", _("Add a document"), form=form, cancel="/look/list/", warning=warning)


def _figures() -> Page:
    figures = [
        {"label": _("Checks today"), "value": "20 144"},
        {"label": _("Hits"), "value": "31", "note": _("4 open")},
    ]
    return _page("figures", _("Figures"), as_of=timezone.now(), figures=figures)


def _refusal() -> Page:
    return _page("refusal", "", status=403, message=_("Your post does not allow this."))


def _sign_in() -> Page:
    cast = [("Awa Example", _("Frontline officer")), ("Claire Example", _("Bureau officer"))]
    return "look/guide/sign_in.html", {"title": _("Sign in"), "actor": None, "navigation": [], "cast": cast}


KINDS: Final[dict[str, Callable[[], Page]]] = {
    "ask": _ask,
    "list": _list,
    "empty": _empty,
    "thing": _thing,
    "form": _form,
    "figures": _figures,
    "refusal": _refusal,
    "sign-in": _sign_in,
    **{name.replace("_", "-"): partial(_face, make) for name, make in FACES.items()},
}
