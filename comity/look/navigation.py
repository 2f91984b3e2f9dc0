"""The navigation by task: one declarative table, filtered by what the actor may do."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class Task(NamedTuple):
    """One entry: its label, its icon, the name of its address, the rights of which one is enough (none = everybody who
    is signed in), what one comes to do there, in one sentence for the front page, and the pages that belong to it."""

    label: str
    icon: str
    url_name: str
    rights: tuple[str, ...]
    purpose: str
    holds: tuple[str, ...] = ()


class Place(NamedTuple):
    """A task as the page shows it."""

    label: str
    icon: str
    address: str
    is_here: bool
    purpose: str
    new: int = 0  # how many things there nobody has seen yet


TASKS: Final = (
    Task(
        _("Desk"),
        "desk",
        "desk:queue",
        ("desk.watch", "compliance.direct"),
        _("Everything that needs a human now, in one queue; shifts and incidents."),
        ("desk:map", "desk:shifts", "desk:incidents"),
    ),
    Task(
        _("Check"),
        "search",
        "checks:ask",
        ("checks.ask",),
        _("Scan or type a document, a name, a plate or a serial number."),
    ),
    Task(
        _("Hits"),
        "hit",
        "checks:hits",
        ("hits.read", "checks.ask"),
        _("Answer matches on your records, and follow your own."),
    ),
    Task(
        _("Messages"),
        "mail",
        "messages:list",
        ("messages.read",),
        _("Write to other bureaus under seal, and answer what they ask."),
    ),
    Task(
        _("Saved checks"),
        "clock",
        "saved_checks:list",
        ("hits.read",),
        _("Be told when what you look for appears, and see what has appeared."),
    ),
    Task(
        _("Records"),
        "record",
        "records:list",
        ("records.read", "records.write"),
        _("Keep what your bureau shares, and read what others share with you."),
    ),
    Task(
        _("Diffusions"),
        "diffusion",
        "diffusions:list",
        ("diffusions.send", "looks.read", "diffusions.release", "compliance.review"),
        _("Read what other bureaus sent to yours, and send to bureaus of your choice."),
    ),
    Task(
        _("Notices"),
        "notice",
        "notices:list",
        ("notices.read",),
        _("Ask all members for a person, a thing or information, and read what they ask."),
    ),
    Task(
        _("Translations"),
        "language",
        "notices:texts",
        ("notices.translate",),
        _("Put the texts of notices into the four languages."),
    ),
    Task(
        _("Reviews"),
        "review",
        "compliance:queue",
        ("compliance.review", "diffusions.release"),
        _("Read requests before they go out, and release what is held."),
    ),
    Task(
        _("Our requests in review"),
        "mail",
        "compliance:ours",
        ("notices.write", "diffusions.send"),
        _("Answer what reviewers ask your bureau, and read what they decided."),
    ),
    Task(
        _("Measures"),
        "barrier",
        "supervision:list",
        ("measures.order", "measures.endorse", "compliance.review", "diffusions.release", "records.write"),
        _("See what holds for a bureau's channel, and why."),
    ),
    Task(
        _("Protected persons"),
        "shield",
        "protection:list",
        ("protection.register",),
        _("Register whom your country protects, unseen by anybody else."),
    ),
    Task(
        _("Bureau"),
        "bureau",
        "network:bureau",
        ("officers.manage", "tokens.manage", "bureau.connect"),
        _("Officers, entities, systems and restrictions of your bureau."),
        ("network:officers", "network:entities", "network:tokens", "network:restrictions"),
    ),
    Task(
        _("Keys"),
        "key",
        "keys:bureau",
        ("keys.manage",),
        _("Who can unlock your bureau's messages, and the keys it signs with."),
    ),
    Task(_("Looks"), "eye", "checks:looks", ("looks.read",), _("See who looked at your bureau's data, and when.")),
    Task(_("Ledger"), "ledger", "audit:list", ("ledger.read",), _("Read what was done, by whom and when, with proof.")),
    Task(_("Directory"), "globe", "network:directory", (), _("Members and their bureaus, and how to reach them.")),
)


def address_of(url_name: str) -> str:
    """The address of a page; "" where this installation does not mount it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def may_any(actor: Any, rights: Iterable[str]) -> bool:
    """True when the actor has one of the rights, or none is asked for."""
    wanted = tuple(rights)
    return not wanted or any(actor.may(right) for right in wanted)


def places(actor: Any, path: str) -> list[Place]:
    """The tasks of an actor (comity.network.rules.Actor), in order; none for a stranger. `path` marks where one is."""
    if actor is None:
        return []
    mounted = [(task, address_of(task.url_name)) for task in TASKS if may_any(actor, task.rights)]
    mounted = [(task, address) for task, address in mounted if address]
    areas = [(task, area) for task, address in mounted for area in (address, *map(address_of, task.holds)) if area]
    # The deepest address that holds the path: /network/officers/ is the bureau's, though the directory is /network/.
    here = max((one for one in areas if path.startswith(one[1])), key=lambda one: len(one[1]), default=(None, ""))[0]
    return [
        Place(gettext(task.label), task.icon, address, task is here, gettext(task.purpose)) for task, address in mounted
    ]


def of(request: HttpRequest) -> list[Place]:
    """The navigation of this request, with what is new at each place."""
    actor = getattr(request, "actor", None)
    # Rooms above count what is new in them, and say whether there is anything; which do is for the wiring to say.
    when = {address_of(name): shows for name, shows in settings.NAVIGATION_WHEN.items()}
    counts = {address_of(name): count for name, count in settings.NAVIGATION_COUNTS.items()}
    return [
        place._replace(new=import_string(counts[place.address])(actor)) if place.address in counts else place
        for place in places(actor, request.path)
        if place.is_here or place.address not in when or import_string(when[place.address])(actor)
    ]


def goes_straight_to_checks(actor: Any) -> bool:
    """True for a frontline officer: they came to check somebody, so the front page is the check page."""
    return may_any(actor, ("checks.ask",)) and not may_any(
        actor, ("records.read", "hits.read", "officers.manage", "ledger.read")
    )
