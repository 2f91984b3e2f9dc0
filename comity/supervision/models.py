"""Tables of supervision: measures, and every step that was taken on one."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.network.models import Bureau
from comity.supervision.rules import BASIS_LABELS, IN_FORCE, REFERENCE_LENGTH, STATE_LABELS, Basis, State, StepTaken


class Measure(models.Model):
    """One measure over one bureau's channel: what it covers, what it does, on what basis and why."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="measures", db_index=False)
    scopes = ArrayField(models.CharField(max_length=20))
    effects = ArrayField(models.CharField(max_length=20))
    quota = models.PositiveIntegerField(null=True)  # a day
    countries = ArrayField(models.CharField(max_length=2), default=list)  # empty: everything
    basis = models.CharField(max_length=20, choices=[(basis.value, BASIS_LABELS[basis]) for basis in Basis])
    reasons = models.CharField(max_length=2000)
    is_published = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=[(state.value, STATE_LABELS[state]) for state in State])
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=80)
    lapses_at = models.DateTimeField(null=True)  # null once endorsed
    endorsed_at = models.DateTimeField(null=True)
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bureau"], condition=Q(ended_at=None), name="measure_in_force"),
            models.Index(fields=["lapses_at"], condition=Q(state="ordered"), name="measure_to_lapse"),
            models.Index(fields=["-ordered_at", "id"], name="measure_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.pk}"

    @property
    def is_in_force(self) -> bool:
        return State(self.state) in IN_FORCE

    def move_to(self, state: State, at: datetime, **columns: object) -> None:
        """Changes the measure on condition that nobody else has since it was read. Raises StepTaken."""
        columns |= {"state": state, "changed_at": at}
        if not Measure.objects.filter(pk=self.pk, state=self.state, changed_at=self.changed_at).update(**columns):
            raise StepTaken
        for name, value in columns.items():
            setattr(self, name, value)


class MeasureStep(models.Model):
    """One thing that was decided on a measure: kept for ever, and public where the measure is."""

    id = models.BigAutoField(primary_key=True)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    reference = models.CharField(max_length=REFERENCE_LENGTH, blank=True)
    text = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
