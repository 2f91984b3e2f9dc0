"""Gates of the checks room: whose hits, checks and looks one may see, on which side of a hit one stands, and which
possible person one may judge."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from comity.checks.engine import answer, setting_aside
from comity.checks.engine.question import Question
from comity.checks.models import Check, Hit, Look
from comity.checks.rules import CheckTooOld, NoDocument, NotToBeJudged, Side, day_of
from comity.core.errors import NotFound
from comity.judgements.actions import Case
from comity.judgements.rules import CHECK_GOOD_FOR
from comity.network.rules import Actor, Right, require_right

SILENT = ""  # the bureau of a look whose side is not named
NO_SIDE: frozenset[Side] = frozenset()


def hits_visible_to(actor: Actor) -> QuerySet[Hit]:
    """A bureau's desk: hits on its data that it is told of, and hits of its bureau's checks. A service or a frontline
    officer: hits of their own service's or their own checks."""
    hits = Hit.objects.select_related("check_made", "source", "asking")
    if actor.may(Right.READ_HITS) and actor.entity is None:
        return hits.filter(
            Q(asking=actor.bureau) | Q(source=actor.bureau, told_source=True, silent=False, shielded=False)
        )
    if actor.may(Right.READ_HITS):
        return hits.filter(asking=actor.bureau, entity=UUID(actor.entity or ""))
    if actor.may(Right.ASK_CHECKS):
        return hits.filter(asked_by=actor.id, asking=actor.bureau)
    return hits.none()


def get_hit(actor: Actor, hit_id: UUID | str) -> Hit:
    """The hit, if this actor may see it. Raises NotFound, the same for hidden and absent."""
    try:
        return hits_visible_to(actor).get(pk=UUID(str(hit_id)))
    except (ValueError, Hit.DoesNotExist):
        raise NotFound() from None


def sides_of(actor: Actor, hit: Hit) -> frozenset[Side]:
    """On which sides of a hit that they see this actor may read. A bureau that checks its own data stands on both."""
    sides = set()
    if actor.bureau == hit.asking_id:
        sides.add(Side.ASKING)
    if actor.bureau == hit.source_id and hit.told_source and actor.entity is None and actor.may(Right.READ_HITS):
        sides.add(Side.SOURCE)
    return frozenset(sides)


def sides_to_speak_for(actor: Actor, hit: Hit) -> frozenset[Side]:
    """On which sides this actor may take steps: a desk speaks for its bureau, whoever asked speaks for the check."""
    if actor.may(Right.ANSWER_HITS):
        return sides_of(actor, hit)
    if actor.may(Right.ASK_CHECKS) and hit.asked_by == actor.id:
        return frozenset({Side.ASKING})
    return NO_SIDE


def looks_visible_to(actor: Actor, now: datetime) -> QuerySet[Look]:
    """Looks at the data of the actor's own bureau. Raises NotAllowed without the right to read them.

    Those of silent checks come when their day is over: who reloaded the list would learn the hour otherwise.
    """
    require_right(actor, Right.READ_LOOKS)
    return Look.objects.filter(source=actor.bureau).exclude(bureau=SILENT, at__gte=day_of(now))


def get_for_judging(actor: Actor, check_id: UUID, record_id: UUID, now: datetime) -> tuple[Hit, Case]:
    """A possible person of a check of the actor's bureau, and the case that can be judged.

    Raises NotAllowed, NotFound (the same for hidden and absent), NotToBeJudged, CheckTooOld or NoDocument.
    """
    require_right(actor, Right.JUDGE)
    hit = hits_visible_to(actor).filter(check_made=check_id, record=record_id, asking=actor.bureau).first()
    if hit is None:
        raise NotFound()
    if hit.database != setting_aside.DATABASE or hit.outcome != answer.POSSIBLE:
        raise NotToBeJudged()
    return hit, _case(hit, now)


def _case(hit: Hit, now: datetime) -> Case:
    made: Check = hit.check_made
    if made.question is None or now - made.at > CHECK_GOOD_FOR:
        raise CheckTooOld()
    try:
        asked = msgspec.convert(made.question, Question)
    except msgspec.ValidationError:
        # A question that this version cannot read any more.
        raise CheckTooOld() from None
    traveller, document_ends = setting_aside.holder(asked, made.at.date())
    if traveller is None:
        raise NoDocument()
    return Case(
        check=made.pk,
        purpose=made.purpose,
        traveller=traveller,
        document_ends=document_ends,
        record=hit.record,
        facts=bytes(hit.facts),
    )
