"""Reads of the diffusions room: queues for the room above, lists, one diffusion as one reader may see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.core.languages import mark
from comity.diffusions import access, codes, reading, rules
from comity.diffusions.models import Answer, Assurance, Attachment, Delivery, Diffusion, Event, Photograph
from comity.diffusions.reading import reasons_to_hold
from comity.diffusions.rules import Hold, Side, Status, Step
from comity.network.rules import Actor
from comity.notices.manifests import reading as contents
from comity.notices.manifests import words
from comity.notices.manifests.shape import SEEKS, Manifest
from comity.notices.manifests.words import Section

__all__ = ["reasons_to_hold"]

Say = Callable[[str], str]

# --- Queues: a queue is a query ---


def awaiting_screening() -> QuerySet[Diffusion]:
    """Sent, and not looked at by the room above; also what waits only because of others in its batch."""
    waiting = Diffusion.objects.filter(status__in=[Status.SUBMITTED, Status.HELD], is_screened=False)
    return waiting.select_related("sender").order_by("-is_urgent", "sent_at", "pk")


def held() -> QuerySet[Diffusion]:
    """What waits for a person: the urgent first, then what is due first."""
    waiting = Diffusion.objects.filter(status=Status.HELD)
    return waiting.select_related("sender").order_by("-is_urgent", "target_at", "pk")


def awaiting_review() -> QuerySet[Diffusion]:
    """Delivered before any person has read it: the oldest first."""
    delivered = Diffusion.objects.filter(status=Status.DELIVERED, is_reviewed=False)
    return delivered.select_related("sender").order_by("-is_urgent", "delivered_at", "pk")


def of_batch(diffusion: Diffusion) -> QuerySet[Diffusion]:
    """What was sent together with it, itself among it."""
    same = Q(pk=diffusion.pk) if diffusion.batch is None else Q(batch=diffusion.batch)
    return Diffusion.objects.filter(same).order_by("pk")


def unacknowledged() -> QuerySet[Delivery]:
    """Recipients that have not said what became of one that was taken back: the longest silence first."""
    owing = Delivery.objects.filter(recalled_at__isnull=False, acknowledged_at=None)
    return owing.select_related("diffusion", "recipient").order_by("recalled_at", "pk")


# --- Lists ---

BOXES: Final = {"received": mark("Received"), "sent": mark("Sent"), "overseen": mark("All that was sent")}


def listed(actor: Actor, box: str, *, status: str = "", colour: str = "") -> QuerySet[Diffusion]:
    """One of the boxes, the latest first."""
    gates = {"sent": access.sent_by, "overseen": access.overseen_by}
    found = gates.get(box, access.received_by)(actor).select_related("sender")
    if status in set(Status):
        found = found.filter(status=status)
    if colour:
        found = found.filter(colour=colour)
    # A diffusion reaches all its recipients at once, but for who was away.
    return found.order_by("-made_at", "-pk") if box == "sent" else found.order_by("-delivered_at", "-sent_at", "-pk")


def deliveries_to(actor: Actor, diffusions: Iterable[Diffusion]) -> dict[UUID, Delivery]:
    """The deliveries of these to the actor's own bureau, by diffusion: what of a list is new, and what is owed."""
    mine = Delivery.objects.filter(recipient=actor.bureau, diffusion__in=[one.pk for one in diffusions])
    return {one.diffusion_id: one for one in mine}


def count_new(actor: Actor) -> int:
    """How many received ones nobody at the bureau has read, or has answered for: for the navigation."""
    if not rules.may_read(actor):
        return 0
    mine = Delivery.objects.filter(recipient=actor.bureau, delivered_at__isnull=False)
    new = mine.filter(seen_at=None) | mine.filter(recalled_at__isnull=False, acknowledged_at=None)
    return new.filter(diffusion__in=access.received_by(actor)).count()


# --- One ---


@dataclass(frozen=True, slots=True)
class DiffusionView:
    """One diffusion as one reader sees it. `is_readable` is False for a recipient of one that has ended: then there
    is nothing to read, and nothing is said but that it ended, how, and by whom."""

    diffusion: Diffusion
    manifest: Manifest
    side: Side
    is_readable: bool
    sections: tuple[Section, ...]
    photographs: tuple[Photograph, ...]
    attachments: tuple[Attachment, ...]
    deliveries: tuple[Delivery, ...]
    mine: Delivery | None
    answers: tuple[Answer, ...]
    history: tuple[Event, ...]
    holds: tuple[str, ...]
    steps: tuple[Step, ...]
    may_acknowledge: bool

    @property
    def title(self) -> str:
        return self.manifest.title(self.diffusion.content) if self.is_readable else ""

    @property
    def code_label(self) -> str:
        code = code_for(self.diffusion, self.side)
        return codes.label_of(code) if code else ""

    @property
    def is_unreviewed(self) -> bool:
        return self.diffusion.status == Status.DELIVERED and not self.diffusion.is_reviewed

    @property
    def status_of_person(self) -> str:
        """Presumed innocent, or convicted: said wherever the person is named (art. 44)."""
        said = self.diffusion.content.get("case") if self.is_readable else None
        return self.manifest.statuses.get((said or {}).get("status", ""), "")


def is_readable(diffusion: Diffusion, side: Side) -> bool:
    """A recipient reads one that stands, and of one that ended only that it did."""
    return rules.is_readable(Status(diffusion.status), side)


def code_for(diffusion: Diffusion, side: Side) -> str:
    """Why it was refused or taken back, as far as this side may know."""
    return diffusion.code if side == Side.REVIEWER else codes.code_told(diffusion.code)


def content_for(diffusion: Diffusion, side: Side) -> dict[str, Any]:
    """What is stated, as far as this side may read it: what is for the review is not for recipients."""
    if not is_readable(diffusion, side):
        return {}
    manifest = reading.manifest_of(diffusion)
    return contents.shown(manifest, diffusion.content) if side == Side.RECIPIENT else diffusion.content


def view(actor: Actor, diffusion: Diffusion, say: Say = str) -> DiffusionView:
    """One diffusion as this actor may see it; it was fetched through a gate."""
    side, manifest = access.side_of(actor, diffusion), reading.manifest_of(diffusion)
    mine = diffusion.deliveries.filter(recipient=actor.bureau).first() if side == Side.RECIPIENT else None
    may_act = rules.may_send(actor)
    answers = diffusion.answers.select_related("bureau")
    return DiffusionView(
        diffusion=diffusion,
        manifest=manifest,
        side=side,
        is_readable=is_readable(diffusion, side),
        sections=tuple(words.sections(manifest, content_for(diffusion, side), say)),
        photographs=tuple(access.photographs_visible_to(actor, diffusion)),
        attachments=tuple(access.attachments_visible_to(actor, diffusion)),
        deliveries=() if mine or side == Side.RECIPIENT else tuple(_receipts(diffusion)),
        mine=mine,
        answers=tuple(answers.filter(bureau=actor.bureau) if side == Side.RECIPIENT else answers),
        history=() if side == Side.RECIPIENT else tuple(diffusion.events.all()),
        holds=tuple(hold_in_words(diffusion)) if side == Side.REVIEWER else (),
        steps=rules.steps_for(Status(diffusion.status), side, may_act=may_act),
        may_acknowledge=bool(may_act and mine and mine.recalled_at and not mine.acknowledged_at),
    )


def _receipts(diffusion: Diffusion) -> QuerySet[Delivery]:
    return diffusion.deliveries.select_related("recipient").order_by("recipient__name", "pk")


def hold_in_words(diffusion: Diffusion) -> list[str]:
    """Why it waits: this room's reasons in words, a rule of the room above by its number."""
    return [rules.HOLD_LABELS[Hold(code)] if code in set(Hold) else code for code in diffusion.holds]


def seeks_in_words(manifest: Manifest) -> list[str]:
    """What is sought, in the order of the table."""
    return [said for what, said in SEEKS.items() if what in manifest.seeks]


@dataclass(frozen=True, slots=True)
class AssuranceView:
    """One of the assurances that a diffusion needs, and who signed it."""

    number: int
    says: str
    signed: Assurance | None


def assurances_of(view: DiffusionView) -> list[AssuranceView]:
    """What is assured, or is still to be; nothing of one that is not to be read any more."""
    if not view.is_readable:
        return []
    signed = {one.number: one for one in view.diffusion.assurances.all()}
    asked = (one for one in view.manifest.assurances if one.applies(view.diffusion.content))
    return [AssuranceView(one.number, one.says, signed.get(one.number)) for one in asked]


# --- For the clock ---


def is_any_over(today: date) -> bool:
    return Diffusion.objects.filter(status__in=rules.UNDER_WAY, ends_on__lt=today).exists()


def waiting_for_a_link() -> QuerySet[Delivery]:
    """Deliveries that waited for a link that is open again, of diffusions that still stand."""
    return Delivery.objects.filter(delivered_at=None, recipient__connected=True, diffusion__status=Status.DELIVERED)


def owing(now: datetime) -> QuerySet[Delivery]:
    """Deliveries taken back and not acknowledged whose reminder is due."""
    before = now - rules.REMIND_EVERY
    is_due = Q(reminded_at=None, recalled_at__lte=before) | Q(reminded_at__lte=before)
    return Delivery.objects.filter(is_due, recalled_at__isnull=False, acknowledged_at=None)
