"""Gates of the notices room: which notices exist for an actor, and which are theirs to change or to review.

Other members see a notice in one state alone, published, and not when its source denies them its data (art. 58).
Hidden and absent are one answer, so every gate raises the same NotFound.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from comity.core.errors import NotAllowed, NotFound
from comity.network.models import Bureau, Restriction
from comity.network.rules import Actor, Right, require_right
from comity.notices import manifests, rules
from comity.notices.manifests.shape import Manifest, Requester
from comity.notices.models import Attachment, Notice, Opening, Photograph, Report, Text
from comity.notices.rules import State


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The notices that exist for this actor. None for who may not read notices."""
    if not actor.may(Right.READ_NOTICES):
        return Notice.objects.none()
    cleared = Notice.objects.filter(level__lte=actor.clearance)
    if actor.may(Right.READ_EVERY_RECORD) or rules.may_review(actor):
        return cleared.exclude(Q(state=State.DRAFT) & ~Q(requester=actor.bureau))
    shared = Q(state__in=rules.VISIBLE) & _within_reach(actor) & ~Q(Exists(_denials(actor)))
    if rules.may_read_own(actor):
        return cleared.filter(Q(requester=actor.bureau) | shared)
    return cleared.filter(Q(requester=actor.bureau, state__in=rules.VISIBLE) | shared)


def _within_reach(actor: Actor) -> Q:
    """A partner sees what its agreement covers, a service what its bureau gave it, a bureau that is away nothing."""
    return Q(database__in=actor.databases) | (Q(database="") if actor.databases else Q(pk__in=()))


def _denials(actor: Actor) -> QuerySet[Restriction]:
    """Open restrictions of the requester against this actor: on the record, on its database, or on everything."""
    now = Now()
    is_open = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    covers = Q(record=OuterRef("record_id")) | Q(record=None, database__in=["", OuterRef("database")])
    return Restriction.objects.filter(is_open & covers, source=OuterRef("requester"), against__in=actor.lineage)


def own(actor: Actor) -> QuerySet[Notice]:
    """Notices of the actor's own bureau, in every state, for who keeps them."""
    if not rules.may_read_own(actor) or not actor.may(Right.READ_NOTICES):
        return Notice.objects.none()
    return Notice.objects.filter(requester=actor.bureau, level__lte=actor.clearance)


def get_for_reading(actor: Actor, notice_id: UUID | str) -> Notice:
    """One notice as far as the actor may see it, or NotFound: for hidden and absent alike."""
    return _one(visible_to(actor), notice_id)


def get_for_changing(actor: Actor, notice_id: UUID | str) -> Notice:
    """One notice of the actor's own bureau. NotFound for others', NotAllowed for who only reads."""
    notice = _one(own(actor) if rules.may_read_own(actor) else visible_to(actor), notice_id)
    if notice.requester_id != actor.bureau:
        raise NotFound
    if not rules.may_write(actor):
        raise NotAllowed
    return notice


def get_for_review(actor: Actor, notice_id: UUID | str) -> Notice:
    """One notice in any state but draft, for who reviews, whoever asked for it. NotFound for everyone else."""
    if not rules.may_review(actor):
        raise NotFound
    return _one(Notice.objects.exclude(state=State.DRAFT), notice_id)


def get_any(notice_id: UUID | str) -> Notice:
    """One notice, for rooms above, which have asked their own rules whether the actor may."""
    return _one(Notice.objects.all(), notice_id)


def get_for_reporting(actor: Actor, notice_id: UUID | str) -> Notice:
    """One published notice that this actor's bureau may report about: a bureau's desk, of another bureau."""
    require_right(actor, Right.READ_NOTICES)
    notice = _one(visible_to(actor).filter(state__in=rules.VISIBLE), notice_id)
    if not rules.may_write(actor) or notice.requester_id == actor.bureau:
        raise NotAllowed
    return notice


def texts_for(actor: Actor) -> QuerySet[Text]:
    """The free texts of notices in review or in circulation. Raises NotAllowed for who does not translate."""
    require_right(actor, Right.TRANSLATE_NOTICES)
    open_states = [State.IN_REVIEW, State.PUBLISHED, State.SUSPENDED]
    return Text.objects.filter(notice__state__in=open_states, notice__level__lte=actor.clearance)


def photographs_visible_to(actor: Actor, notice: Notice) -> QuerySet[Photograph]:
    """Of a notice that the actor may see: what waits for review is its source's and the reviewers'."""
    return notice.photographs.all() if is_behind(actor, notice) else notice.photographs.filter(is_pending=False)


def attachments_visible_to(actor: Actor, notice: Notice) -> QuerySet[Attachment]:
    """Of a notice that the actor may see: other members get what its source shares, and nothing that waits."""
    behind = notice.attachments.all()
    return behind if is_behind(actor, notice) else behind.filter(is_pending=False, is_shared=True)


def is_behind(actor: Actor, notice: Notice) -> bool:
    """Whether the actor sees all that belongs to the request: its own desk, reviewers, the Commission."""
    is_own = notice.requester_id == actor.bureau and rules.may_read_own(actor)
    return is_own or rules.may_review(actor) or actor.may(Right.READ_EVERY_RECORD)


def reports_visible_to(actor: Actor, notice: Notice) -> QuerySet[Report]:
    """What was reported: for the notice's source, for who reviews, and one's own bureau's."""
    told = notice.reports.select_related("bureau")
    return told if is_behind(actor, notice) else told.filter(bureau=actor.bureau)


# --- Who may ask ---


def requester_of(bureau: Bureau) -> Requester | None:
    return rules.requester_kind(bureau.pk, bureau.kind)


def openings(colour: str, today: date) -> QuerySet[Opening]:
    """To whom a colour is open on that day beside those its manifest names."""
    in_time = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gt=today))
    return Opening.objects.filter(in_time, colour=colour)


def may_ask(actor: Actor, manifest: Manifest, now: datetime) -> bool:
    """Whether the actor may ask for a notice of this colour in their bureau's name."""
    if not rules.may_write(actor):
        return False
    bureau = Bureau.objects.get(pk=actor.bureau)
    is_open = openings(manifest.colour, now.date()).filter(bureau=bureau).exists()
    return rules.may_ask(manifest, requester_of(bureau), is_open=is_open)


def require_may_ask(actor: Actor, colour: str, now: datetime) -> Manifest:
    """The manifest. Raises NotFound for no colour, NotAllowed for who may not ask for it."""
    manifest = manifests.get(colour)
    if not rules.may_write(actor):
        raise NotAllowed
    if not may_ask(actor, manifest, now):
        raise rules.NotOpenToYou
    return manifest


def _one(notices: QuerySet[Notice], notice_id: UUID | str) -> Notice:
    try:
        return notices.select_related("requester").get(pk=UUID(str(notice_id)))
    except (ValueError, Notice.DoesNotExist):
        raise NotFound from None
