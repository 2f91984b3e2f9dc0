"""Gates of the judgements room. A judgement exists for the bureau that made it, and for nobody else; there is no set of
them to be shown, so there is no gate for sets."""

from uuid import UUID

from comity.core.errors import NotFound
from comity.judgements.models import Judgement
from comity.network.rules import Actor, Right, require_right


def get_for_reading(actor: Actor, judgement_id: UUID | str) -> Judgement:
    """One judgement of the actor's own bureau, or NotFound. Raises NotAllowed for who may not judge at all."""
    require_right(actor, Right.JUDGE)
    try:
        return Judgement.objects.get(pk=UUID(str(judgement_id)), bureau=actor.bureau)
    except (ValueError, Judgement.DoesNotExist):
        raise NotFound() from None
