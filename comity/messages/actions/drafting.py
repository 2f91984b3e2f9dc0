"""Drafts: letters that are being written, sealed for the bureau's own key before they come here."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.messages import access, rules
from comity.messages.actions.admitting import AGE
from comity.messages.models import Draft
from comity.network.rules import Actor

MOST: Final = 500


class TooManyDrafts(Conflict):
    """Your bureau keeps as many drafts as there can be: send or discard some."""


def keep(*, actor: Actor, draft_id: UUID, sealed: bytes, now: datetime) -> Draft:
    """Keeps a draft as it is now. The first time is a verb; what is typed after it replaces it without an entry.

    Raises NotFound for a draft of another bureau, Invalid for what is not sealed or too large.
    """
    access.require_may_send(actor)
    if not sealed.startswith(AGE):
        raise Invalid(Problem("draft", mark("This is not sealed."), mark("A file in the age format, version 1.")))
    if len(sealed) > rules.LARGEST_CONTENT:
        raise Invalid(Problem("draft", mark("The draft is too large."), f"{rules.LARGEST_CONTENT}"))
    with transaction.atomic():
        if access.drafts_of(actor).filter(pk=draft_id).update(sealed=sealed, updated_at=now):
            return access.get_draft(actor, draft_id)
    return _begin(actor=actor, draft_id=draft_id, sealed=sealed, now=now)


@audit.verb("message.drafted", subject="draft_id")
def _begin(*, actor: Actor, draft_id: UUID, sealed: bytes, now: datetime) -> Draft:
    if access.drafts_of(actor).count() >= MOST:
        raise TooManyDrafts
    if Draft.objects.filter(pk=draft_id).exists():
        # Of another bureau, or it came twice at once: an id is used once.
        access.get_draft(actor, draft_id)
    kept, _made = Draft.objects.update_or_create(
        pk=draft_id,
        bureau_id=actor.bureau,
        defaults={"officer": actor.id, "officer_name": actor.name, "sealed": sealed, "updated_at": now},
    )
    return kept


@audit.verb("message.draft_discarded", subject="draft_id")
def discard(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Throws a draft away: it was sent, or will not be. Its files go with it, unless they went into a message."""
    access.get_draft(actor, draft_id).delete()
