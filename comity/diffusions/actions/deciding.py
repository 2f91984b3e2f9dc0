"""What the room above and its people decide: deliver, hold, return, release, refuse, recall, mark as reviewed.

Upstairs decides, downstairs remembers; but what must wait for a person waits here, whatever a room above says.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from comity.audit import actions as audit
from comity.diffusions import access, codes, reading, rules
from comity.diffusions.actions import recording, writing
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Decider, Hold, Route, Status
from comity.network.models import Officer
from comity.network.rules import RIGHTS, Actor, Post, Right
from comity.notices import actions as notices

# With one of these a whole batch waits: compliance's name for it, and this room's.
_OF_BATCH: Final = frozenset({Hold.BULK.value, "C-39"})
FINDING: Final = ("field", "problem", "accepted")


@audit.verb("diffusion.delivered", subject="diffusion_id")
def deliver(*, actor: Actor, diffusion_id: UUID | str, now: datetime, route: Route = Route.SCREENED) -> Diffusion:
    """Lets out what the machine above is content with; a person reads it afterwards. Raises MustBeHeld."""
    diffusion = access.get_any(diffusion_id)
    if diffusion.status == Status.HELD:
        raise rules.MustBeHeld
    rules.require_step("deliver", Status(diffusion.status))
    # Where nobody is left to receive it, somebody must look as well.
    is_held = bool(reading.reasons_to_hold(diffusion, now)) or not reading.recipients_of(diffusion, now)
    if route != Route.SCREENED or is_held:
        raise rules.MustBeHeld
    writing.hand_out(diffusion, actor, route, now)
    return diffusion


@audit.verb("diffusion.held", subject="diffusion_id")
def hold(*, actor: Actor, diffusion_id: UUID | str, reasons: Sequence[str], now: datetime) -> Diffusion:
    """Lets it wait for a person, with a target. `reasons` are codes, for reviewers alone; a batch waits as a whole.

    One that waits already, because of what was sent together with it, may be looked at and held for itself too.
    """
    diffusion = access.get_any(diffusion_id)
    rules.require_step("hold", Status(diffusion.status))
    if diffusion.status == Status.HELD and diffusion.is_screened:
        raise rules.NotNow
    said = [*dict.fromkeys([*reasons, *reading.reasons_to_hold(diffusion, now)])]
    together = [diffusion]
    if _OF_BATCH & set(said):
        said = [*dict.fromkeys([*said, Hold.BULK.value])]
        together += reading.siblings_waiting(diffusion)
    _hold(diffusion, actor, [*dict.fromkeys([*diffusion.holds, *said])], now, is_screened=True)
    for one in together[1:]:
        _hold(one, actor, [Hold.BULK.value], now)
    audit.about(details={"reasons": said, "together": len(together)})
    return diffusion


def _hold(diffusion: Diffusion, actor: Actor, codes: list[str], now: datetime, *, is_screened: bool = False) -> None:
    is_new = diffusion.status != Status.HELD
    target = rules.release_target(is_urgent=diffusion.is_urgent, now=now, hours=settings.RELEASE_HOURS)
    target = target if is_new or diffusion.target_at is None else diffusion.target_at
    diffusion.move_to(Status.HELD, now, holds=codes, route=Route.HELD, target_at=target, is_screened=is_screened)
    if is_new:
        writing.note(diffusion, actor, "held", now)


@audit.verb("diffusion.returned", subject="diffusion_id")
def return_incomplete(
    *, actor: Actor, diffusion_id: UUID | str, findings: Sequence[Mapping[str, Any]], now: datetime
) -> Diffusion:
    """Gives it back to its sender, to be put right. `findings`: {field, problem, accepted}, fit for the sender."""
    diffusion = access.get_any(diffusion_id)
    step = rules.require_step("return", Status(diffusion.status))
    said = [{name: str(one.get(name, "")) for name in FINDING} for one in findings]
    diffusion.move_to(step.to, now, findings=said, route=Route.NONE, holds=[], target_at=None)
    audit.about(details={"findings": len(said)})
    notices.count_no_more(of=diffusion.pk)
    writing.note(diffusion, actor, "returned", now)
    return diffusion


@audit.verb("diffusion.released", subject="diffusion_id")
def release(*, actor: Actor, diffusion_id: UUID | str, now: datetime, reviewers: Sequence[str] = ()) -> Diffusion:
    """A person lets out what was held. `reviewers`: the ids of all who agreed ("officer:..."); by default the actor.

    Raises NotAllowed, NotByMachine, NotByCompatriot, and NeedsAnother where a measure asks for two.
    """
    diffusion = access.get_for_deciding(actor, diffusion_id)
    rules.require_step("release", Status(diffusion.status))
    agreed = _require_deciders(diffusion, actor, reviewers, needed=2 if reading.needs_two(diffusion) else 1)
    writing.hand_out(diffusion, actor, Route.HELD, now, is_reviewed=True, reviewed_at=now)
    audit.about(details={"reviewers": agreed})
    return diffusion


@audit.verb("diffusion.refused", subject="diffusion_id")
def refuse(*, actor: Actor, diffusion_id: UUID | str, code: str, reason: str, now: datetime) -> Diffusion:
    """A person refuses it, with a code and reasons; no recipient ever learns of it."""
    diffusion = access.get_for_deciding(actor, diffusion_id)
    step = rules.require_step("refuse", Status(diffusion.status))
    _require_deciders(diffusion, actor)
    code, reason = codes.require_code(code), rules.require_reason(reason)
    writing.take_back(diffusion, actor, step.to, now, code=code, reason=reason)
    return diffusion


@audit.verb("diffusion.recalled", subject="diffusion_id")
def recall(*, actor: Actor, diffusion_id: UUID | str, code: str, reason: str, now: datetime) -> Diffusion:
    """A person takes back what was delivered: every recipient is told, and must say what became of it."""
    diffusion = access.get_for_deciding(actor, diffusion_id)
    step = rules.require_step("recall", Status(diffusion.status))
    _require_deciders(diffusion, actor)
    code, reason = codes.require_code(code), rules.require_reason(reason)
    writing.take_back(diffusion, actor, step.to, now, code=code, reason=reason)
    return diffusion


@audit.verb("diffusion.reviewed", subject="diffusion_id")
def mark_reviewed(*, actor: Actor, diffusion_id: UUID | str, now: datetime) -> Diffusion:
    """A person has read what went out after the machine: recipients see "not yet reviewed" no longer."""
    diffusion = access.get_for_deciding(actor, diffusion_id)
    step = rules.require_step("review", Status(diffusion.status))
    _require_deciders(diffusion, actor)
    if not diffusion.is_reviewed:
        diffusion.move_to(step.to, now, is_reviewed=True, reviewed_at=now)
        writing.note(diffusion, actor, "reviewed", now)
        recording.say_reviewed(diffusion, actor, now)
    return diffusion


def _require_deciders(
    diffusion: Diffusion, actor: Actor, reviewers: Sequence[str] = (), *, needed: int = 1
) -> list[str]:
    """The ids of who decided: the actor is always one of them."""
    named = list(dict.fromkeys([actor.id, *reviewers]))
    known = _officers(named)
    deciders = [known.get(one, Decider(id="", nationality="", bureau="")) for one in named]
    countries = reading.countries_of_bureau(diffusion.sender)
    rules.require_deciders(deciders, sender=diffusion.sender_id, countries=countries, needed=needed)
    return named


def _officers(named: Sequence[str]) -> dict[str, Decider]:
    """Those of the ids that are officers who may release, now; a system, or who has left, is not among them."""
    keys = [key for one in named if (key := _key(one))]
    officers = Officer.objects.filter(pk__in=keys, is_active=True)
    may = [one for one in officers if any(Right.RELEASE_DIFFUSIONS in RIGHTS[Post(post)] for post in one.posts)]
    return {
        f"officer:{one.pk}": Decider(id=f"officer:{one.pk}", nationality=one.nationality, bureau=one.bureau_id)
        for one in may
    }


def _key(actor_id: str) -> UUID | None:
    try:
        return UUID(actor_id.removeprefix("officer:")) if actor_id.startswith("officer:") else None
    except ValueError:
        return None
