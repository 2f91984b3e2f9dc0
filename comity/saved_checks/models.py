"""Tables of the saved checks room: what waits, what was told of it, and how far the asking has come."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.core.databases import DATABASES
from comity.network.models import Bureau
from comity.saved_checks.rules import Pause, State, StepTaken


class SavedCheck(models.Model):
    """A question that is asked again whenever something changed. All of it is personal data, and goes with its end."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="saved_checks")
    owner = models.CharField(max_length=80)  # "officer:<id>" or "system:<id>": in whose name it is asked
    owner_name = models.CharField(max_length=120)
    question = models.JSONField()  # checks.engine.question.Question
    purpose = models.CharField(max_length=30)
    case_reference = models.CharField(max_length=60)
    reason = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    pause = models.CharField(max_length=12, blank=True, choices=[(why.value, why.value) for why in Pause])
    renewals = models.PositiveIntegerField(default=0)
    renewal_reason = models.CharField(max_length=1000, blank=True)
    asked_at = models.DateTimeField(null=True)  # the first time; null until then
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["bureau", "state", "-made_at"], name="saved_check_by_bureau"),
            models.Index(fields=["id"], condition=Q(state="running"), name="saved_check_running"),
            models.Index(fields=["id"], condition=Q(state="running", asked_at=None), name="saved_check_unasked"),
            models.Index(fields=["ends_on"], condition=Q(state="running"), name="saved_check_by_end"),
            models.Index(fields=["ended_at"], condition=~Q(state="running"), name="saved_check_ended"),
        ]

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    def move_to(self, state: State, at: datetime, **columns: Any) -> None:
        """Conditional on the state read before: of two steps at once, one wins and the other is told (StepTaken)."""
        columns |= {"state": state, "changed_at": at}
        if not SavedCheck.objects.filter(pk=self.pk, state=self.state).update(**columns):
            raise StepTaken
        for name, value in columns.items():
            setattr(self, name, value)


class Telling(models.Model):
    """What was told of one record to one saved check, the last time. The record's page and the hit say the rest.

    Once the record is gone (withdrawn, restricted, out of reach) nothing is kept but what still keeps it from readers
    who might not have seen it.
    """

    id = models.BigAutoField(primary_key=True)
    saved_check = models.ForeignKey(SavedCheck, on_delete=models.CASCADE, related_name="tellings")
    record = models.UUIDField()
    database = models.CharField(max_length=20, choices=list(DATABASES.items()))
    level = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # hit | possible
    digest = models.BinaryField(max_length=32)  # keyed, of what the answer said of it
    check_made = models.UUIDField(null=True)
    told_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=80, blank=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["saved_check", "record"], name="one_telling_per_record")]
        indexes = [
            models.Index(fields=["saved_check"], condition=Q(noted_at=None, gone_at=None), name="telling_new"),
        ]


class Sweep(models.Model):
    """How far the asking of all saved checks has come: one row. `seq` is the place in the change log of the last."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=-1)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    took = models.DurationField(null=True)
    asked = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"up to {self.seq}"
