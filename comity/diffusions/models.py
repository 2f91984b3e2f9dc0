"""Tables of the diffusions room: what was sent, to whom it went, what recipients did and answered."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.core.levels import Level
from comity.diffusions.codes import DONE_LABELS, EVENT_LABELS, REPORT_LABELS, Done, Report
from comity.diffusions.rules import NotNow, Route, Status
from comity.network.models import Bureau
from comity.notices.manifests.shape import ATTACHMENTS


class Diffusion(models.Model):
    """One request or warning, as its sender states it, and how it stands.

    `number` is what it is called between bureaus. It is drawn by chance: with numbers in a row a bureau would learn
    from a gap that there is one it was not sent.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    number = models.CharField(max_length=24, unique=True)
    colour = models.CharField(max_length=20)  # a manifest of the notices room
    sender = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="diffusions")
    reference = models.CharField(max_length=60, blank=True)  # the sender's own case
    content = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.label) for level in Level], default=1)
    conditions = ArrayField(models.CharField(max_length=200), default=list)
    is_urgent = models.BooleanField(default=False)
    to_all = models.BooleanField(default=False)
    recipients = ArrayField(models.CharField(max_length=12), default=list)  # as chosen; empty with `to_all`
    names_nobody = models.BooleanField(default=False)  # the sender's own statement, asked for where no person is sought
    ends_on = models.DateField()
    batch = models.UUIDField(null=True)  # sent together with others
    version = models.PositiveIntegerField(default=1)

    status = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Status])
    route = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Route])
    holds = ArrayField(models.CharField(max_length=40), default=list)  # why it waits: for reviewers alone
    is_screened = models.BooleanField(default=False)  # the room above has looked at this one itself
    findings = models.JSONField(default=list)  # what is to be put right, for the sender: field, problem, accepted
    code = models.CharField(max_length=20, blank=True)  # why it was refused or taken back
    reason = models.CharField(max_length=2000, blank=True)
    is_reviewed = models.BooleanField(default=False)
    record = models.UUIDField(null=True)  # what checks of its recipients find

    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=80, blank=True)
    sent_by_name = models.CharField(max_length=120, blank=True)
    target_at = models.DateTimeField(null=True)  # by when a person should have decided
    delivered_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["sender", "status", "-made_at"], name="diffusion_by_sender"),
            models.Index(fields=["sender", "-sent_at"], name="diffusion_by_sending"),
            models.Index(fields=["sent_at"], condition=Q(is_screened=False, status__in=["submitted", "held"]),
                         name="diffusion_unscreened"),
            models.Index(fields=["delivered_at"], condition=Q(status="delivered", is_reviewed=False),
                         name="diffusion_unreviewed"),
            models.Index(fields=["ends_on"], condition=Q(status__in=["submitted", "held", "delivered"]),
                         name="diffusion_by_end"),
            models.Index(fields=["batch"], condition=~Q(batch=None), name="diffusion_by_batch"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def move_to(self, status: Status, at: datetime, **columns: Any) -> None:
        """Conditional on the status and version read before: of two steps at once one wins, the other is told."""
        columns |= {"status": status, "changed_at": at}
        same = Diffusion.objects.filter(pk=self.pk, status=self.status, version=self.version)
        if not same.update(**columns):
            raise NotNow
        for name, value in columns.items():
            setattr(self, name, value)


class Assurance(models.Model):
    """One of the assurances of article 84, signed by a named officer for one version of what is said."""

    id = models.BigAutoField(primary_key=True)
    diffusion = models.ForeignKey(Diffusion, on_delete=models.CASCADE, related_name="assurances")
    number = models.PositiveSmallIntegerField()
    signed_by = models.CharField(max_length=80)
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["diffusion", "number"], name="one_signature_each")]


class Photograph(models.Model):
    """A picture of the subject, drawn anew, without the data its camera wrote into it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    diffusion = models.ForeignKey(Diffusion, on_delete=models.CASCADE, related_name="photographs")
    file = models.FileField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(max_length=200, blank=True)
    taken_on = models.CharField(max_length=10, blank=True)  # as far as known
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]


class Attachment(models.Model):
    """A document behind a diffusion. `is_shared`: its recipients may download it while it stands; else the review."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    diffusion = models.ForeignKey(Diffusion, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=12, choices=list(ATTACHMENTS.items()))
    title = models.CharField(max_length=200)
    file = models.FileField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    is_shared = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]


class Delivery(models.Model):
    """One diffusion to one recipient. `delivered_at` is null while the recipient's link is closed."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    diffusion = models.ForeignKey(Diffusion, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="received_diffusions")
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=80, blank=True)
    # It was taken back: since when the recipient is told, and what it says it did.
    recalled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    done = models.CharField(max_length=16, blank=True, choices=[(one.value, one.value) for one in Done])
    done_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-delivered_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["diffusion", "recipient"], name="one_delivery_per_recipient")
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-delivered_at"], name="delivery_by_recipient"),
            models.Index(fields=["recipient", "made_at"], condition=Q(delivered_at=None), name="delivery_waiting"),
            models.Index(fields=["recalled_at"], condition=Q(acknowledged_at=None) & ~Q(recalled_at=None),
                         name="delivery_unacknowledged"),
        ]  # fmt: skip

    @property
    def done_label(self) -> str:
        return DONE_LABELS[Done(self.done)] if self.done else ""


class Answer(models.Model):
    """What a recipient answered: for the sender alone, and for who reviews. The place is the recipient's to give."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    diffusion = models.ForeignKey(Diffusion, on_delete=models.PROTECT, related_name="answers")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="diffusion_answers")
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Report])
    text = models.CharField(max_length=2000)
    place = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["given_at"]

    @property
    def label(self) -> str:
        return REPORT_LABELS[Report(self.kind)]


class Event(models.Model):
    """One line of a diffusion's history. What is said here is fit for its sender."""

    id = models.BigAutoField(primary_key=True)
    diffusion = models.ForeignKey(Diffusion, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=20)
    bureau = models.CharField(max_length=12)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    @property
    def label(self) -> str:
        return EVENT_LABELS.get(self.verb, self.verb)
