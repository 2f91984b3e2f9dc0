"""Gates of keys: public halves for whoever reads messages or manages keys, a bureau's own for its managers."""

from comity.core.errors import NotAllowed, NotFound
from comity.keys import rules
from comity.keys.engine.ring import Role
from comity.network.rules import Actor, Right, require_right


def require_may_read(actor: Actor) -> None:
    """Raises NotAllowed for who neither exchanges messages nor looks after keys."""
    if not any(actor.may(right) for right in (Right.READ_MESSAGES, Right.MANAGE_KEYS, Right.REVIEW)):
        raise NotAllowed


def require_may_manage(actor: Actor) -> None:
    """Raises NotAllowed for who does not look after their bureau's keys."""
    require_right(actor, Right.MANAGE_KEYS)


def role_for(actor: Actor, named: str) -> Role:
    """The ring of the actor's bureau by its role. Raises NotFound for one that their bureau has not."""
    for role in rules.roles_of(actor.bureau):
        if role == (named or rules.MESSAGES):
            return role
    raise NotFound
