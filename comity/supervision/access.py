"""Gates of supervision: which measures exist for whom, and who may order and endorse them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from comity.core.errors import NotFound
from comity.network.rules import Actor, Right, require_right
from comity.supervision.models import Measure

# Who decides on requests must know what holds for whom; the Commission sees everything.
SEES_ALL = (
    Right.ORDER_MEASURES, Right.ENDORSE_MEASURES, Right.REVIEW, Right.RELEASE_DIFFUSIONS, Right.READ_EVERY_RECORD,
)  # fmt: skip
# Who runs the desk of a bureau reads what holds for it, and why.
SEES_OWN = (Right.WRITE_RECORDS, Right.WRITE_NOTICES, Right.SEND_DIFFUSIONS, Right.READ_LOOKS)


def visible_to(actor: Actor) -> QuerySet[Measure]:
    """All for who decides; one's own bureau's for its desk; those published for everybody who reads notices."""
    measures = Measure.objects.select_related("bureau")
    if any(actor.may(right) for right in SEES_ALL):
        return measures
    seen = Q(pk__in=())
    if actor.may(Right.READ_NOTICES):
        seen |= Q(is_published=True)
    if any(actor.may(right) for right in SEES_OWN):
        seen |= Q(bureau__in=actor.lineage)
    return measures.filter(seen)


def get_for_reading(actor: Actor, measure_id: UUID | str) -> Measure:
    """One measure, or NotFound: for hidden and absent alike."""
    try:
        return visible_to(actor).get(pk=UUID(str(measure_id)))
    except (ValueError, Measure.DoesNotExist):
        raise NotFound from None


def get_for_step(actor: Actor, measure_id: UUID | str, right: Right) -> Measure:
    """The same, for who may take steps of this right. Raises NotAllowed."""
    require_right(actor, right)
    return get_for_reading(actor, measure_id)
