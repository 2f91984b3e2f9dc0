"""Tables of the notices room: notices as they stand, what belongs to them, and what was reported about them."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression

from comity.core import ids
from comity.core.languages import LANGUAGES
from comity.core.levels import Level
from comity.network.models import Bureau
from comity.notices.manifests.shape import ATTACHMENTS
from comity.notices.rules import GROUNDS, RENEWAL_GRACE, STATE_LABELS, Changed, State
from comity.records.models import Record


class Notice(models.Model):
    """What a requester asks all members for. `content` is {group: {field: value}}, as the colour's manifest reads it.

    What a source asks to change of a published one stands apart, in `pending`, until it has been reviewed.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    colour = models.CharField(max_length=8)
    requester = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(
        max_length=10, choices=[(state.value, STATE_LABELS[state]) for state in State], default=State.DRAFT
    )
    # Where it goes back to when a block ends.
    state_before = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=12, blank=True)  # "2026/1234", given when it is published
    title = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2, choices=list(LANGUAGES.items()), default="en")  # of its free texts
    languages = ArrayField(models.CharField(max_length=2), default=list)  # in which it stands
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.label) for level in Level], default=1)
    conditions = ArrayField(models.CharField(max_length=200), default=list)
    is_public = models.BooleanField(default=False)  # the requester consents to a public extract (art. 61)
    is_urgent = models.BooleanField(default=False)
    reference = models.CharField(max_length=60, blank=True)  # the requester's own

    # The record that answers checks while this is published: its own, or one that the requester had and cites.
    database = models.CharField(max_length=20, blank=True)
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="notices")
    is_record_cited = models.BooleanField(default=False)

    # What the review said last: {"field", "problem", "accepted"} or codes with reasons; and who reviewed.
    rounds = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(default=list)
    codes = ArrayField(models.CharField(max_length=20), default=list)
    reason = models.CharField(max_length=4000, blank=True)
    reviewers = ArrayField(models.CharField(max_length=80), default=list)

    # A change, or a renewal, that waits for its review.
    pending = models.JSONField(null=True)
    pending_at = models.DateTimeField(null=True)
    pending_by = models.CharField(max_length=80, blank=True)
    renewal_asked_at = models.DateTimeField(null=True)
    renewal_reason = models.CharField(max_length=1000, blank=True)
    renewals = models.PositiveSmallIntegerField(default=0)  # since there was last any news
    # Why the General Secretariat should look again: papers not sent, extradition refused, need doubtful.
    look_again = models.CharField(max_length=20, blank=True)
    look_again_at = models.DateTimeField(null=True)

    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)  # returned or refused
    published_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateField(null=True)
    blocked_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    need_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_notice_per_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["requester", "state", "-changed_at"], name="notice_by_requester"),
            models.Index(fields=["state", "submitted_at"], name="notice_by_state"),
            models.Index(fields=["colour", "-published_at"], condition=Q(state="published"), name="notice_published"),
            models.Index(fields=["expires_on"], condition=~Q(expires_on=None), name="notice_by_end"),
            models.Index(fields=["pending_at"], condition=~Q(pending=None), name="notice_pending"),
            models.Index(fields=["look_again_at"], condition=~Q(look_again=""), name="notice_look_again"),
        ]

    def __str__(self) -> str:
        return f"{self.colour} {self.number or self.pk}"

    def move_to(self, state: State, at: datetime, **columns: Any) -> None:
        """Changes the notice on condition that nobody else has since it was read. Raises Changed."""
        columns |= {"state": state, "changed_at": at}
        moved = Notice.objects.filter(pk=self.pk, state=self.state, changed_at=self.changed_at, version=self.version)
        if not moved.update(**columns):
            raise Changed
        for name, value in columns.items():
            if name != "version":
                setattr(self, name, value)
        if "version" in columns:
            self.refresh_from_db(fields=["version"])

    @property
    def lasts_until(self) -> date | None:
        """Until when its record must answer: while a renewal is examined, for as long as that may take."""
        if self.expires_on is None or self.renewal_asked_at is None:
            return self.expires_on
        return self.expires_on + RENEWAL_GRACE

    @property
    def next_version(self) -> CombinedExpression:
        return F("version") + 1


class Series(models.Model):
    """The last number given in a year: whoever publishes takes the row's lock, so no number is given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Opening(models.Model):
    """A colour that is open to one bureau beside those its manifest names: a pilot's member, or by an agreement."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="openings")
    colour = models.CharField(max_length=8)
    basis = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    set_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["colour", "bureau"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bureau", "colour"], condition=Q(ends_on=None), name="one_open_opening")
        ]


class Elsewhere(models.Model):
    """One of a colour that a bureau has on its way, or in circulation, by another door than a notice.

    A pilot's share is one for both doors. The room behind the other door writes it down here and takes it away again.
    """

    id = models.UUIDField(primary_key=True)  # of the thing itself
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="requests_elsewhere")
    colour = models.CharField(max_length=8)
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since", "id"]
        indexes: ClassVar = [models.Index(fields=["bureau", "colour"], name="elsewhere_by_bureau")]
        verbose_name_plural = "elsewhere"


class Event(models.Model):
    """One step in the life of a notice; with what it said before, where the step changed that."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=30)
    state = models.CharField(max_length=10)  # after it
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    bureau = models.CharField(max_length=12)
    reason = models.CharField(max_length=4000, blank=True)
    version = models.PositiveIntegerField()
    content = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Photograph(models.Model):
    """A picture of the subject, re-encoded and without the data its camera wrote into it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="photographs")
    file = models.FileField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(max_length=200, blank=True)
    taken_on = models.CharField(max_length=10, blank=True)  # as far as known
    position = models.PositiveSmallIntegerField(default=0)
    is_pending = models.BooleanField(default=False)  # added to a published notice, and not reviewed yet
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class Attachment(models.Model):
    """A document behind a notice: a scan of the warrant, papers for extradition. Downloaded, never shown in the page.

    `is_shared`: other members may have it while the notice is published (art. 85); else it is for the review.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=12, choices=list(ATTACHMENTS.items()))
    title = models.CharField(max_length=200)
    file = models.FileField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    is_shared = models.BooleanField(default=False)
    is_pending = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]


class Assurance(models.Model):
    """A statement of article 84, signed by a named officer of the requester, for what the notice said then."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="assurances")
    number = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_signature_per_assurance")
        ]


class Text(models.Model):
    """One free text of a notice in one more language. `place` is its path ("charges[0].facts"); `of` what was put."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DRAFT = "draft"
        DONE = "done"

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="texts")
    place = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=list(LANGUAGES.items()))
    of = models.TextField()
    text = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    taken_by = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField(null=True)
    translated_by = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "place", "language"], name="one_text_per_language")
        ]
        indexes: ClassVar = [
            models.Index(fields=["language", "asked_at"], condition=~Q(state="done"), name="text_to_translate")
        ]


class Report(models.Model):
    """What a bureau reported of a notice: found, extradition refused, information. `due_at` is the clock it starts."""

    class Kind(models.TextChoices):
        LOCATED = "located"
        EXTRADITION_REFUSED = "extradition_refused"
        INFORMATION = "information"

    id = models.UUIDField(primary_key=True, default=ids.new)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=20, choices=Kind)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="notice_reports")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    place = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=4000, blank=True)
    ground = models.CharField(max_length=20, blank=True, choices=list(GROUNDS.items()))
    # Until when the country that found the person waits for the requester's papers; when they were sent.
    due_at = models.DateTimeField(null=True)
    papers_sent_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(papers_sent_at=None, handled_at=None) & ~Q(due_at=None),
                name="report_waiting",
            )
        ]


class Addendum(models.Model):
    """What the General Secretariat adds to a published notice for all to read: extradition refused, where and why."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="addenda")
    text = models.CharField(max_length=4000)
    country = models.CharField(max_length=2, blank=True)
    ground = models.CharField(max_length=20, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["added_at"]
        verbose_name_plural = "addenda"
