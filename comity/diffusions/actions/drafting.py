"""The sender's verbs: draft, change, sign, send (one, or many at once), withdraw."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from comity.audit import actions as audit
from comity.core import ids
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark
from comity.diffusions import access, codes, reading, rules, stating
from comity.diffusions.actions import recording, writing
from comity.diffusions.models import Assurance, Diffusion
from comity.diffusions.rules import Route, Status
from comity.diffusions.stating import Stated
from comity.network.access import get_bureau
from comity.network.rules import Actor
from comity.notices import actions as notices
from comity.notices import manifests

# Without vowels and look-alikes, so that no number is a word and none is misread over the telephone.
_SIGNS: Final = "23456789BCDFGHJKLMNPQRSTVWXZ"


@audit.verb("diffusion.drafted")
def draft(*, actor: Actor, colour: str, stated: Stated, now: datetime) -> Diffusion:
    """A new draft, which nobody else sees. It may be incomplete; what cannot be read is refused, with every field.

    Raises NotFound for no such colour, NotOpenToYou for one that is not open to the bureau.
    """
    access.require_may_send(actor)
    stating.require_may_ask(get_bureau(actor.bureau), manifests.get(colour), now.date())
    columns = stating.read(actor, colour, stated, now.date())
    diffusion = Diffusion.objects.create(
        colour=colour,
        number=_new_number(actor.bureau),
        sender_id=actor.bureau,
        status=Status.DRAFT,
        made_at=now,
        made_by=actor.id,
        changed_at=now,
        **columns,
    )
    audit.about(subject=diffusion, details={"colour": colour})
    writing.note(diffusion, actor, "drafted", now, by_name=actor.name)
    return diffusion


@audit.verb("diffusion.changed", subject="diffusion_id")
def change(*, actor: Actor, diffusion_id: UUID | str, stated: Stated, now: datetime) -> Diffusion:
    """States a draft anew. What was signed is signed no more: a signature stands for the words it was put under."""
    diffusion = access.get_for_changing(actor, diffusion_id)
    step = rules.require_step("change", Status(diffusion.status))
    columns = stating.read(actor, diffusion.colour, stated, now.date())
    diffusion.move_to(step.to, now, version=diffusion.version + 1, **columns)
    diffusion.assurances.all().delete()
    return diffusion


@audit.verb("diffusion.signed", subject="diffusion_id")
def sign_assurance(*, actor: Actor, diffusion_id: UUID | str, number: int, now: datetime) -> Assurance:
    """Signs one of the assurances of article 84, by name, for what is said now. Raises NotByMachine for a system."""
    diffusion = access.get_for_changing(actor, diffusion_id)
    rules.require_step("change", Status(diffusion.status))
    if not rules.is_person(actor):
        raise rules.NotByMachine
    asked = {one.number for one in reading.manifest_of(diffusion).assurances if one.applies(diffusion.content)}
    if number not in asked:
        raise Invalid(
            Problem("number", mark("There is no such assurance to sign."), ", ".join(map(str, sorted(asked))))
        )
    signed, _made = Assurance.objects.update_or_create(
        diffusion=diffusion,
        number=number,
        defaults={"signed_by": actor.id, "signed_name": actor.name, "signed_at": now},
    )
    audit.about(details={"number": number})
    return signed


@audit.verb("diffusion.sent", subject="diffusion_id")
def send(*, actor: Actor, diffusion_id: UUID | str, now: datetime, batch: UUID | None = None) -> Diffusion:
    """Sends it on its way: out at once where it names nobody, else to the machine, and then perhaps to a person.

    Raises Invalid with everything that is missing, LinkClosed.
    """
    diffusion = access.get_for_changing(actor, diffusion_id)
    step = rules.require_step("send", Status(diffusion.status))
    stating.require_complete(diffusion, now)
    stating.require_linked(diffusion)
    sent = {
        "sent_at": now,
        "sent_by": actor.id,
        "sent_by_name": actor.name,
        "holds": [],
        "findings": [],
        "is_screened": False,
    }
    diffusion.move_to(step.to, now, batch=batch or diffusion.batch, **sent)
    audit.about(details={"colour": diffusion.colour, "is_urgent": diffusion.is_urgent})
    writing.note(diffusion, actor, "sent", now, by_name=actor.name)
    recording.keep_held(diffusion, actor, now)
    notices.count_elsewhere(bureau=diffusion.sender_id, colour=diffusion.colour, of=diffusion.pk, now=now)
    if rules.may_go_directly(reading.facts_of(diffusion, now)):
        writing.hand_out(diffusion, actor, Route.DIRECT, now)
    return diffusion


@audit.verb("diffusions.sent")
def send_many(*, actor: Actor, requests: Sequence[tuple[str, Stated]], now: datetime) -> list[Diffusion | Refused]:
    """Drafts and sends each of (colour, what is stated), or says why not; one is not held up by another's faults.

    All of it is one step, so that whoever judges a number of requests sees the whole number (compliance, C-39).
    """
    access.require_may_send(actor)
    if not 0 < len(requests) <= rules.MOST_AT_ONCE:
        raise Invalid(Problem("", mark("There is nothing to send, or too much at once."), f"1 - {rules.MOST_AT_ONCE}"))
    batch = ids.new()
    done: list[Diffusion | Refused] = []
    for colour, stated in requests:
        try:
            done.append(_draft_and_send(actor=actor, colour=colour, stated=stated, batch=batch, now=now))
        except Refused as refusal:
            done.append(refusal)
    sent = sum(isinstance(one, Diffusion) for one in done)
    audit.about(subject=batch, details={"sent": sent, "refused": len(done) - sent})
    return done


@audit.verb("diffusion.sent_at_once")
def _draft_and_send(*, actor: Actor, colour: str, stated: Stated, batch: UUID, now: datetime) -> Diffusion:
    diffusion = draft(actor=actor, colour=colour, stated=stated, now=now)
    return send(actor=actor, diffusion_id=diffusion.pk, batch=batch, now=now)


@audit.verb("diffusion.withdrawn", subject="diffusion_id")
def withdraw(*, actor: Actor, diffusion_id: UUID | str, reason: str, now: datetime) -> Diffusion:
    """Takes it back, wherever it stands (art. 101). Recipients are told not to use it, and must acknowledge."""
    diffusion = access.get_for_changing(actor, diffusion_id)
    step = rules.require_step("withdraw", Status(diffusion.status))
    reason = rules.require_reason(reason)
    writing.take_back(diffusion, actor, step.to, now, code=codes.WITHDRAWN_CODE, reason=reason)
    return diffusion


def _new_number(sender: str) -> str:
    return f"{sender}-{''.join(secrets.choice(_SIGNS) for _ in range(8))}"
