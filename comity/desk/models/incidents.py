"""Incidents: what belongs to one crisis, in one place, in the order in which it became known."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.core.levels import Level
from comity.desk.duty import INCIDENT_KINDS, EntryKind, IncidentState


class Incident(models.Model):
    """One crisis or event. Closed with a summary; it can be reopened."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in INCIDENT_KINDS])
    place = models.CharField(max_length=200, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.label) for level in Level], default=1)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in IncidentState])
    summary = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    opened_by_name = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["state", "-opened_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-opened_at", "-id"], condition=Q(state="open"), name="incident_open"),
            models.Index(fields=["-opened_at", "-id"], name="incident_by_age"),
        ]

    def __str__(self) -> str:
        return self.title


class IncidentTask(models.Model):
    """Something to be done in an incident: by whom, by when, and when it was."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    assigned_to = models.CharField(max_length=80, blank=True)
    assigned_to_name = models.CharField(max_length=120, blank=True)
    urgency = models.CharField(max_length=8, default="routine")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [models.Index(fields=["due_at"], condition=Q(done_at=None), name="task_due")]

    def __str__(self) -> str:
        return self.title


class IncidentEntry(models.Model):
    """One line of an incident: a link to what belongs to it, something done, or a line of the log. Never changed:
    a correction is a line of its own that names the one it corrects."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in EntryKind])
    ref = models.UUIDField(null=True)  # of what is linked, or of the task
    text = models.CharField(max_length=4000, blank=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "number"], name="one_entry_a_number")]
