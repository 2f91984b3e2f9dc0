"""Gates of the diffusions room: the sender sees its own, a recipient what was delivered to it, reviewers what was sent.

Hidden and absent are one answer: who was not sent a diffusion cannot learn that there is one.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.core.errors import NotAllowed, NotFound
from comity.diffusions import rules
from comity.diffusions.models import Attachment, Delivery, Diffusion, Photograph
from comity.diffusions.rules import Side, Status
from comity.network.rules import Actor, Right, require_right


def visible_to(actor: Actor) -> QuerySet[Diffusion]:
    """The diffusions that exist for this actor. Raises NotAllowed for who may read none."""
    return _within_reach(actor, _own(actor) | _arrived(actor) | _overseen(actor))


def sent_by(actor: Actor) -> QuerySet[Diffusion]:
    """Those of the actor's own bureau, in every status, as far as they are cleared."""
    return _within_reach(actor, _own(actor))


def received_by(actor: Actor) -> QuerySet[Diffusion]:
    """Those that were delivered to the actor's bureau, also after they ended."""
    return _within_reach(actor, _arrived(actor))


def overseen_by(actor: Actor) -> QuerySet[Diffusion]:
    """Everything that was ever sent, for reviewers, the duty officer and the Commission; for others, nothing."""
    return _within_reach(actor, _overseen(actor))


def _own(actor: Actor) -> Q:
    return Q(sender=actor.bureau)


def _arrived(actor: Actor) -> Q:
    delivered = Delivery.objects.filter(diffusion=OuterRef("pk"), recipient=actor.bureau, delivered_at__isnull=False)
    return Q(status__in=rules.KNOWN_TO_RECIPIENTS) & Q(Exists(delivered))


def _overseen(actor: Actor) -> Q:
    # A draft is nobody's but its sender's: reviewers read requests, not thoughts.
    return Q(sent_at__isnull=False) & ~Q(status=Status.DRAFT) if rules.may_oversee(actor) else Q(pk__in=())


def _within_reach(actor: Actor, which: Q) -> QuerySet[Diffusion]:
    require_may_read(actor)
    return Diffusion.objects.filter(which, level__lte=actor.clearance)


def require_may_read(actor: Actor) -> None:
    if not rules.may_read(actor):
        raise NotAllowed


def require_may_send(actor: Actor) -> None:
    if not rules.may_send(actor):
        raise NotAllowed


def side_of(actor: Actor, diffusion: Diffusion) -> Side:
    """From where this actor looks at a diffusion that is visible to them."""
    if diffusion.sender_id == actor.bureau:
        return Side.SENDER
    return Side.REVIEWER if rules.may_oversee(actor) else Side.RECIPIENT


def photographs_visible_to(actor: Actor, diffusion: Diffusion) -> QuerySet[Photograph]:
    """Of a diffusion that is visible to them: none of one that may not be read any more."""
    is_open = rules.is_readable(Status(diffusion.status), side_of(actor, diffusion))
    return diffusion.photographs.all() if is_open else diffusion.photographs.none()


def attachments_visible_to(actor: Actor, diffusion: Diffusion) -> QuerySet[Attachment]:
    """The same for documents; recipients get what its sender shares with them."""
    side = side_of(actor, diffusion)
    if not rules.is_readable(Status(diffusion.status), side):
        return diffusion.attachments.none()
    return diffusion.attachments.filter(is_shared=True) if side == Side.RECIPIENT else diffusion.attachments.all()


def get_for_reading(actor: Actor, diffusion_id: UUID | str) -> Diffusion:
    """One diffusion, or NotFound: for hidden and absent alike, and for an id that is none."""
    return _one(visible_to(actor), diffusion_id)


def get_for_changing(actor: Actor, diffusion_id: UUID | str) -> Diffusion:
    """One of the actor's own bureau. Raises NotAllowed for who may not send any."""
    require_may_send(actor)
    return _one(sent_by(actor), diffusion_id)


def get_for_deciding(actor: Actor, diffusion_id: UUID | str) -> Diffusion:
    """One that was sent, for who may release and recall. Raises NotAllowed for who may not."""
    require_right(actor, Right.RELEASE_DIFFUSIONS)
    return _one(overseen_by(actor), diffusion_id)


def get_any(diffusion_id: UUID | str) -> Diffusion:
    """For rooms above and the clock, which have asked their own rules. Raises NotFound."""
    return _one(Diffusion.objects.all(), diffusion_id)


def get_delivery(actor: Actor, diffusion_id: UUID | str) -> Delivery:
    """The delivery to the actor's own bureau of one that it may read. Raises NotAllowed, NotFound."""
    require_may_send(actor)
    diffusion = _one(received_by(actor), diffusion_id)
    return Delivery.objects.select_related("diffusion").get(diffusion=diffusion, recipient=actor.bureau)


def _one(diffusions: QuerySet[Diffusion], diffusion_id: UUID | str) -> Diffusion:
    try:
        return diffusions.select_related("sender").get(pk=UUID(str(diffusion_id)))
    except (ValueError, Diffusion.DoesNotExist):
        raise NotFound from None
