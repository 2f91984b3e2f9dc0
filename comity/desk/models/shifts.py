"""Shifts of the desk: who is on duty, what they hand over, and that somebody accepted it."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.desk.duty import NotThisShift, ShiftState
from comity.desk.models.items import Item


class Shift(models.Model):
    """One officer's duty. It ends when another has accepted its notes, and not before."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in ShiftState])
    began_at = models.DateTimeField()
    notes = models.TextField(blank=True)
    offered_to = models.CharField(max_length=80, blank=True)  # "officer:<id>"; "" for whoever comes
    offered_to_name = models.CharField(max_length=120, blank=True)
    offered_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=80, blank=True)
    handed_to_name = models.CharField(max_length=120, blank=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer"], condition=Q(ended_at=None), name="one_shift_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["began_at"], condition=Q(ended_at=None), name="shift_on"),
            models.Index(fields=["-began_at", "-id"], name="shift_log"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_name} {self.began_at:%Y-%m-%d %H:%M}"

    def move_to(self, state: ShiftState, at: datetime, **columns: Any) -> None:
        """Conditional on what was read: of two who accept at once, one wins. Raises NotThisShift."""
        columns |= {"state": state, "changed_at": at}
        if not Shift.objects.filter(pk=self.pk, state=self.state, changed_at=self.changed_at).update(**columns):
            raise NotThisShift
        for name, value in columns.items():
            setattr(self, name, value)


class ShiftLine(models.Model):
    """One line of the notes: what the next officer should know of one thing of the queue."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lines")
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["shift", "item"], name="one_line_for_each_item")]


class ShiftStep(models.Model):
    """One step of a shift: begun, offered, taken back, declined, accepted, taken over. Never changed."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
