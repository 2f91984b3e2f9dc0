"""Tokens of national systems: scoped, shown once, stored hashed, expiring, revocable at once."""

import secrets
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from comity.audit import actions as audit
from comity.core import changes
from comity.core.errors import Invalid
from comity.network import access, appointments
from comity.network.actions.entities import AlreadyEnded, entity_of, reach_of
from comity.network.appointments import TokenTerms
from comity.network.models import Officer, Token
from comity.network.rules import Actor, Right

PREFIX = "comity_"


class Issued(Struct, frozen=True):
    """A new token: its row, and its text, which is shown this once and stored nowhere."""

    token: Token
    text: str


@audit.verb("token.issued")
def issue_token(*, actor: Actor, bureau: str, terms: TokenTerms, now: datetime) -> Issued:
    """Gives a system of the bureau (or of one of its services) a key within the reach of both, for a year at most."""
    own = access.get_bureau_to_run(actor, bureau, Right.MANAGE_TOKENS)
    entity = entity_of(own, terms.entity)
    if problems := appointments.problems_with_token(terms, reach_of(own, entity), now):
        raise Invalid(problems)
    text = PREFIX + secrets.token_urlsafe(32)
    kind, _, key = actor.id.partition(":")
    token = Token.objects.create(
        bureau=own,
        entity=entity,
        name=terms.name.strip(),
        digest=access.digest(text),
        databases=sorted(terms.reach.databases),
        purposes=sorted(terms.reach.purposes),
        clearance=terms.reach.clearance,
        may_write=terms.may_write,
        rate=terms.rate,
        issued_by=Officer.objects.filter(pk=key).first() if kind == "officer" else None,
        issued_at=now,
        expires_at=terms.expires_at,
    )
    details = {"databases": token.databases, "purposes": token.purposes, "rate": token.rate, "to": own.pk}
    audit.about(subject=token, details=details | {"may_write": token.may_write, "expires_at": token.expires_at})
    changes.note("access", [token.pk], now=now)
    return Issued(token, text)


@audit.verb("token.revoked", subject="token_id")
def revoke_token(*, actor: Actor, token_id: UUID, now: datetime) -> Token:
    """Ends a token. Checks with it are refused as soon as the index has seen the change, within a second."""
    token = access.get_token(actor, token_id)
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        raise AlreadyEnded
    token.revoked_at = now
    changes.note("access", [token.pk], now=now)
    return token
