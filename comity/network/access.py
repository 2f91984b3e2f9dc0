"""Gates of the network: who acts, and which officers, entities, tokens and restrictions they may see.

A bureau sees its own and only its own; what belongs to another bureau is not found.
"""

from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from comity.core.errors import Invalid, NotFound, Problem, Refused
from comity.core.languages import mark
from comity.core.levels import HIGHEST_FOR_SYSTEMS, Level
from comity.network.models import Bureau, Entity, Officer, Restriction, Token
from comity.network.rules import Actor, Post, Right, is_command, require_right
from comity.sign_in.access import account_of

Row = TypeVar("Row", bound=Model)


class NotSignedIn(Refused):
    """Sign in first."""

    status = 401
    headers = {"WWW-Authenticate": "Bearer"}


class TokenNotGood(Refused):
    """This token is unknown, expired or revoked."""

    status = 401


# --- Who acts ---


def actor_for(officer: Officer, now: datetime) -> Actor:
    """The authority of an officer at this moment: posts, and databases and purposes within their bureau and entity."""
    databases, purposes = _reach(officer.bureau, officer.entity, now)
    return Actor(
        id=f"officer:{officer.pk}",
        name=officer.name,
        bureau=officer.bureau_id,
        lineage=lineage(officer.bureau),
        entity=str(officer.entity_id) if officer.entity_id else None,
        entity_name=officer.entity.name if officer.entity else "",
        nationality=officer.nationality,
        # An officer of a service whose authorisation ended holds nothing, whatever was given before.
        posts=frozenset() if _is_ended(officer.entity, now) else frozenset(Post(post) for post in officer.posts),
        databases=databases,
        purposes=purposes,
        clearance=_clearance(officer.clearance, officer.entity),
    )


def actor_for_token(token: Token, now: datetime) -> Actor:
    """The authority of a national system: never beyond its bureau's or entity's, never above Restricted."""
    databases, purposes = _reach(token.bureau, token.entity, now)
    return Actor(
        id=f"system:{token.pk}",
        name=token.name,
        bureau=token.bureau_id,
        lineage=lineage(token.bureau),
        entity=str(token.entity_id) if token.entity_id else None,
        entity_name=token.entity.name if token.entity else "",
        posts=frozenset({Post.SYSTEM if token.may_write else Post.ASKING_SYSTEM}),
        databases=databases & frozenset(token.databases),
        purposes=purposes & frozenset(token.purposes),
        clearance=min(_clearance(token.clearance, token.entity), HIGHEST_FOR_SYSTEMS),
        rate=token.rate,
    )


def officer_of(actor: Actor) -> Officer:
    """The officer behind an actor. A system has no account to look after: NotFound."""
    officer = account_of(actor)
    assert isinstance(officer, Officer)
    return officer


def actor_from_bearer(text: str, now: datetime) -> Actor:
    """The actor of an Authorization header ("Bearer comity_..."), or of the bare token. Raises TokenNotGood."""
    bare = text.strip().removeprefix("Bearer ").strip()
    token = good_tokens(now).filter(digest=digest(bare)).first()
    if token is None:
        raise TokenNotGood
    return actor_for_token(token, now)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request (set by the middleware). Raises NotSignedIn for a stranger."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotSignedIn
    return actor


def digest(token: str) -> bytes:
    """What is stored of a token. It has 256 random bits, so a plain hash cannot be guessed backwards."""
    return sha256(token.encode()).digest()


def good_tokens(now: datetime) -> QuerySet[Token]:
    """Tokens that open something now: not revoked, not expired, their bureau connected, their entity authorised."""
    return (
        Token.objects.filter(revoked_at=None, expires_at__gt=now, bureau__connected=True)
        .exclude(entity__ends_at__lte=now)
        .select_related("bureau__parent__parent", "entity")
    )


def lineage(bureau: Bureau) -> tuple[str, ...]:
    """The bureau's code and those above it: a restriction against any of them reaches it."""
    codes = [bureau.pk]
    above = bureau.parent
    while above is not None:
        codes.append(above.pk)
        above = above.parent
    return tuple(codes)


def _reach(bureau: Bureau, entity: Entity | None, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    nothing: frozenset[str] = frozenset()
    if not bureau.connected:
        return nothing, nothing
    databases, purposes = frozenset(bureau.databases), frozenset(bureau.purposes)
    if entity is None:
        return databases, purposes
    if _is_ended(entity, now):
        return nothing, nothing
    return databases & frozenset(entity.databases), purposes & frozenset(entity.purposes)


def _is_ended(entity: Entity | None, now: datetime) -> bool:
    return entity is not None and entity.ends_at is not None and entity.ends_at <= now


def _clearance(own: int, entity: Entity | None) -> Level:
    return Level(min(own, entity.clearance) if entity else own)


# --- Whose things one may see ---


def officers_visible_to(actor: Actor) -> QuerySet[Officer]:
    officers = Officer.objects.select_related("bureau", "entity")
    return officers if is_command(actor) else officers.filter(bureau=actor.bureau)


def entities_visible_to(actor: Actor) -> QuerySet[Entity]:
    entities = Entity.objects.select_related("bureau")
    return entities if is_command(actor) else entities.filter(bureau=actor.bureau)


def tokens_visible_to(actor: Actor) -> QuerySet[Token]:
    tokens = Token.objects.select_related("bureau", "entity", "issued_by")
    return tokens if is_command(actor) else tokens.filter(bureau=actor.bureau)


def restrictions_visible_to(actor: Actor) -> QuerySet[Restriction]:
    """A source's own. Who is restricted must not learn of it from here, so nobody else's are ever visible."""
    return Restriction.objects.select_related("against").filter(source=actor.bureau)


def get_officer(actor: Actor, officer_id: UUID | str) -> Officer:
    _require_may_manage(actor, Right.MANAGE_OFFICERS)
    return _one(officers_visible_to(actor), officer_id)


def get_entity(actor: Actor, entity_id: UUID | str) -> Entity:
    _require_may_manage(actor, Right.MANAGE_ENTITIES)
    return _one(entities_visible_to(actor), entity_id)


def entity_id_of(actor: Actor, bureau: str, name: str) -> str | None:
    """The id of the bureau's entity of this name; None for "" (the bureau itself). Raises Invalid for another name."""
    if not name:
        return None
    entity = entities_visible_to(actor).filter(bureau=bureau, name=name, ends_at=None).first()
    if entity is None:
        raise Invalid(Problem("entity", mark("This bureau has no such entity.")))
    return str(entity.pk)


def get_token(actor: Actor, token_id: UUID | str) -> Token:
    _require_may_manage(actor, Right.MANAGE_TOKENS)
    return _one(tokens_visible_to(actor), token_id)


def get_restriction(actor: Actor, restriction_id: UUID | str) -> Restriction:
    require_right(actor, Right.MANAGE_RESTRICTIONS)
    return _one(restrictions_visible_to(actor), restriction_id)


def get_bureau_to_run(actor: Actor, code: str, right: Right) -> Bureau:
    """The bureau whose affairs this actor may run with this right: their own; any, for the operator."""
    _require_may_manage(actor, right)
    if not is_command(actor) and code != actor.bureau:
        raise NotFound
    return get_bureau(code)


def get_bureau(code: str) -> Bureau:
    """Any bureau: the directory is open to every officer."""
    bureau = Bureau.objects.filter(pk=code).select_related("parent__parent", "member").first()
    if bureau is None:
        raise NotFound
    return bureau


def _require_may_manage(actor: Actor, right: Right) -> None:
    if not is_command(actor):
        require_right(actor, right)


def _one(rows: QuerySet[Row], pk: UUID | str) -> Row:
    try:
        row = rows.filter(pk=UUID(str(pk))).first()
    except ValueError:
        raise NotFound from None
    if row is None:
        raise NotFound
    return row
