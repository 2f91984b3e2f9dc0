"""What a requester states: what it asks for, as a face hands it to the verbs."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from comity.core import levels
from comity.core.errors import Invalid, Problem
from comity.core.languages import LANGUAGES, mark
from comity.core.levels import Level
from comity.network.rules import Actor
from comity.notices.manifests import reading
from comity.notices.manifests.shape import Manifest
from comity.records.manifests import read
from comity.records.manifests.shape import CONDITIONS

_CONDITIONS = read.Many(read.Condition(CONDITIONS, 200), 10)


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as its source states it. `content` is {group: {field: value}} (docs/notices.md), or what was typed.

    `language` is that of its free texts; `is_public` is the consent to a public extract; `record` an own record of the
    subject that answers checks already: without one, the notice makes its own.
    """

    content: dict[str, Any] = {}
    language: str = "en"
    level: str = Level.OFFICIAL_USE_ONLY.slug
    conditions: list[str] = []
    is_public: bool = False
    is_urgent: bool = False
    record: UUID | None = None


def columns_of(asked: Asked, manifest: Manifest, actor: Actor) -> dict[str, Any]:
    """The columns that it makes. Raises Invalid for all that cannot be read; what is missing is not asked for yet."""
    content, problems = reading.read(manifest, asked.content)
    if asked.language not in LANGUAGES:
        problems.append(Problem("language", read.NOT_ON_THE_LIST, ", ".join(LANGUAGES)))
    level = _level(asked.level, actor, problems)
    conditions: list[str] = []
    try:
        conditions = _CONDITIONS(asked.conditions)
    except ValueError as error:
        problems.append(Problem("conditions", str(error), _CONDITIONS.accepted))
    if asked.is_public and manifest.may_be_public == "never":
        problems.append(Problem("is_public", mark("Notices of this colour are never public."), mark("No consent.")))
    if problems:
        raise Invalid(problems)
    case = content.get("case")
    return {
        "content": content,
        "title": manifest.title(content)[:300],
        "language": asked.language,
        "level": int(level),
        "conditions": conditions,
        "is_public": asked.is_public,
        "is_urgent": asked.is_urgent,
        "reference": case.get("reference", "") if isinstance(case, dict) else "",
    }


def _level(slug: str, actor: Actor, problems: list[Problem]) -> Level:
    try:
        level = levels.from_slug(slug)
    except KeyError:
        problems.append(Problem("level", read.NOT_ON_THE_LIST, ", ".join(one.slug for one in Level)))
        return Level.OFFICIAL_USE_ONLY
    if level > actor.clearance:
        accepted = f"{actor.clearance.slug} or lower."
        problems.append(Problem("level", mark("This is above your own clearance."), accepted))
    return level
