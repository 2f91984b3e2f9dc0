"""What a sender states: read field by field for a draft, and asked for as a whole before it is sent (arts 98-99)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.diffusions import reading, rules
from comity.diffusions.models import Diffusion
from comity.network.models import Bureau
from comity.network.rules import Actor
from comity.notices import access as notices_access
from comity.notices import manifests
from comity.notices import queries as notices_queries
from comity.notices import rules as notices
from comity.notices.manifests import reading as contents
from comity.notices.manifests import shape
from comity.notices.manifests.shape import Manifest
from comity.records.manifests import read as readers
from comity.records.manifests.shape import CONDITIONS

_LEVELS = readers.Choice({level.slug: level.label for level in Level})
_CONDITIONS = readers.Many(readers.Condition(CONDITIONS, 200), 10)


class Stated(Struct, frozen=True, kw_only=True):
    """A diffusion as its sender states it. `content` is {group: {field: value}} of the colour's manifest.

    `recipients` are codes of bureaus; with `to_all` there are none. `ends_on` None means the longest period allowed.
    `names_nobody`: the sender states that no person is named in it, in words or in a file.
    """

    content: Mapping[str, Any] = {}
    recipients: tuple[str, ...] = ()
    to_all: bool = False
    level: str = Level.OFFICIAL_USE_ONLY.slug
    conditions: tuple[str, ...] = ()
    is_urgent: bool = False
    names_nobody: bool = False
    ends_on: date | None = None


def read(actor: Actor, colour: str, stated: Stated, today: date) -> dict[str, Any]:
    """The columns of a draft. Raises NotFound for no such colour, Invalid with every field that cannot be read."""
    manifest = manifests.get(colour)
    content, problems = contents.read(manifest, stated.content)
    level, conditions = _envelope(stated, problems)
    if level > actor.clearance:
        accepted = f"{actor.clearance.slug} or lower."
        problems.append(Problem("level", mark("This is above your own clearance."), accepted))
    years = years_of(manifest)
    ends_on = stated.ends_on or rules.last_day(today, years)
    problems += rules.problems_with_end(ends_on, today, years)
    problems += _problems_with_recipients(actor.bureau, stated)
    if problems:
        raise Invalid(problems)
    return {
        "content": content,
        "recipients": [] if stated.to_all else list(dict.fromkeys(stated.recipients)),
        "to_all": stated.to_all,
        "reference": (content.get("case") or {}).get("reference", ""),
        "level": int(level),
        "conditions": conditions,
        "is_urgent": stated.is_urgent,
        "names_nobody": stated.names_nobody,
        "ends_on": ends_on,
    }


def years_of(manifest: Manifest) -> int:
    """How long one may be in force: as a notice of its colour, or what is usual where that has no end of its own."""
    return manifest.validity_years or rules.USUAL_YEARS


def _envelope(stated: Stated, problems: list[Problem]) -> tuple[Level, list[str]]:
    said: dict[str, Any] = {"level": Level.OFFICIAL_USE_ONLY.slug, "conditions": []}
    for name, reader, value in (
        ("level", _LEVELS, stated.level),
        ("conditions", _CONDITIONS, list(stated.conditions)),
    ):
        try:
            said[name] = reader(value) if value else said[name]
        except ValueError as error:
            problems.append(Problem(name, str(error), reader.accepted))
    return Level[said["level"].upper()], said["conditions"]


def _problems_with_recipients(sender: str, stated: Stated) -> Iterator[Problem]:
    if stated.to_all and stated.recipients:
        accepted = mark("Either all, or the codes of some.")
        yield Problem("recipients", mark("It goes to all, so none are named."), accepted)
    if len(stated.recipients) > rules.MOST_RECIPIENTS:
        yield Problem("recipients", mark("These are too many."), f"1 - {rules.MOST_RECIPIENTS}")
        return
    receiving = reading.bureaus_that_receive() if stated.recipients else {}
    accepted = mark("Codes of bureaus, such as FR.")
    for code in dict.fromkeys(stated.recipients):
        shown = code[:12] if code.isprintable() else ""
        if code == sender:
            yield Problem("recipients", mark("Your own bureau needs no diffusion from itself."), accepted)
        elif code not in receiving:
            yield Problem("recipients", mark("There is no bureau with this code that receives diffusions."), shown)


# --- Before it is sent ---


def require_complete(diffusion: Diffusion, now: datetime) -> None:
    """Raises Invalid with all that is missing or contradictory; NotOpenToYou or QuotaReached where it may not go."""
    manifest, today = reading.manifest_of(diffusion), now.date()
    require_may_ask(diffusion.sender, manifest, today)
    # Of a pilot's colour, notices and diffusions circulate within one share.
    notices_queries.require_share(diffusion.sender_id, diffusion.colour, now)
    problems = contents.problems_with(manifest, _as_handed_in(diffusion, today))
    problems += rules.problems_with_end(diffusion.ends_on, today, years_of(manifest))
    problems += _problems_with_reach(diffusion, now)
    problems += _missing_assurances(diffusion, manifest)
    if problems:
        raise Invalid(problems)


def require_may_ask(sender: Bureau, manifest: Manifest, today: date) -> None:
    """A diffusion is open to whom a notice of its colour is (art. 99). Raises NotOpenToYou."""
    if not is_open_to(sender, manifest, today):
        raise notices.NotOpenToYou


def is_open_to(sender: Bureau, manifest: Manifest, today: date) -> bool:
    is_open = notices_access.openings(manifest.colour, today).filter(bureau=sender).exists()
    return notices.may_ask(manifest, notices.requester_kind(sender.pk, sender.kind), is_open=is_open)


def _as_handed_in(diffusion: Diffusion, today: date) -> shape.Stated:
    sender = diffusion.sender
    asks = notices.requester_kind(sender.pk, sender.kind) or shape.Requester.BUREAU
    return shape.Stated(
        content=diffusion.content,
        today=today,
        requester=sender.pk,
        asks=asks,
        photographs=diffusion.photographs.count(),
        attachments=frozenset(diffusion.attachments.values_list("kind", flat=True)),
    )


def _problems_with_reach(diffusion: Diffusion, now: datetime) -> Iterator[Problem]:
    if not diffusion.to_all and not diffusion.recipients:
        yield Problem("recipients", mark("A diffusion needs recipients."), mark("Codes of bureaus, or all."))
        return
    denied = reading.denied_by(diffusion.sender_id, reading.names_person(diffusion), now)
    reached = {bureau.pk for bureau in reading.recipients_of(diffusion, now)}
    left_out = [code for code in diffusion.recipients if code not in reached]
    if left_out and denied:
        accepted = mark("Lift the restriction first, or leave them out.")
        said = mark("Your bureau denies its data to some of these.")
        yield Problem("recipients", said, f"{', '.join(left_out)}: {accepted}")
    elif not reached or left_out:
        yield Problem("recipients", mark("Some of these receive no diffusions."), ", ".join(sorted(reached)))


def _missing_assurances(diffusion: Diffusion, manifest: Manifest) -> Iterator[Problem]:
    signed = set(diffusion.assurances.values_list("number", flat=True))
    for one in manifest.assurances:
        if one.applies(diffusion.content) and one.number not in signed:
            accepted = mark("The signature of a named officer of your bureau.")
            yield Problem(f"assurances.{one.number}", mark("This assurance is not signed."), accepted)


def require_linked(diffusion: Diffusion) -> None:
    """Raises LinkClosed for a bureau that has closed its link: it sends nothing either."""
    if not diffusion.sender.connected:
        raise rules.LinkClosed
