"""Tables of the records room: records as they stand, what they said before, the marks that rooms above put on them."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from comity.core import ids
from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.network.models import Bureau
from comity.records.rules import STATUS_LABELS, Changed, Status


class Stated(models.Model):
    """What a source states of a record: the columns that a version keeps."""

    reference = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    fields = models.JSONField()
    purposes = ArrayField(models.CharField(max_length=30), default=list)  # empty = every purpose
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.label) for level in Level], default=1)
    conditions = ArrayField(models.CharField(max_length=200), default=list)
    status = models.CharField(
        max_length=12, choices=[(status.value, STATUS_LABELS[status]) for status in Status], default=Status.ACTIVE
    )
    occurred_on = models.DateField(null=True)
    review_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    # The last change: which verb, who, when, and why where the law asks for a reason.
    verb = models.CharField(max_length=20, default="added")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class Record(Stated):
    """One thing or person that a source shares. The source owns it; (source, database, reference) names it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    database = models.CharField(max_length=20, choices=list(DATABASES.items()))
    source = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="records", db_index=False)
    created_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    # Renewals since the source last had anything new to say (RPD art. 50; rules.needs_examination).
    renewals = models.PositiveSmallIntegerField(default=0)
    renewal_reason = models.CharField(max_length=500, blank=True)
    # The bureaus it is for, beside its source; empty = everybody. Set by the room above whose diffusion it stands for.
    audience = ArrayField(models.CharField(max_length=12), default=list, db_default=[])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "database", "reference"], name="one_record_per_reference"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["database", "source", "-id"], name="record_by_source"),
            models.Index(fields=["review_on"], condition=Q(status="active"), name="record_by_review"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.database} {self.reference}"

    def move_to(self, status: Status, **columns: object) -> None:
        """Changes the record on condition that nobody else has since it was read. Raises Changed."""
        moved = Record.objects.filter(pk=self.pk, version=self.version, status=self.status).update(
            status=status, version=F("version") + 1, **columns
        )
        if not moved:
            raise Changed()


class RecordVersion(Stated):
    """What a record said before a change: a full copy, made when the change is. The record itself is the latest."""

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "version"], name="one_copy_per_version")]


class Hold(models.Model):
    """Why a record is held, and until when it was: for reviewers alone, so it is no column of the record.

    `reasons` are slugs of records.engine.holds; `matches` the entries of the blind registers, `measures` the measures.
    Where `reasons` is empty a room above holds the record, and that room releases it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="holds")
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    measures = ArrayField(models.UUIDField(), default=list)
    matches = ArrayField(models.UUIDField(), default=list)
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["held_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record"], condition=Q(ended_at=None), name="one_open_hold")
        ]


class Mark(models.Model):
    """What a room above has put on a record: a marker (a notice rests on it) or a caution (handle with care)."""

    class Kind(models.TextChoices):
        MARKER = "marker"
        CAUTION = "caution"

    id = models.UUIDField(primary_key=True, default=ids.new)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind)
    from_room = models.CharField(max_length=20)
    reason_code = models.CharField(max_length=60)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["placed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "kind", "from_room", "reason_code"], condition=Q(ended_at=None), name="one_open_mark"
            )
        ]

    def end(self, at: datetime) -> None:
        """Raises Changed when it has ended already."""
        if not Mark.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            raise Changed()
