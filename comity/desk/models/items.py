"""The queue: things that need a human, and every step that was taken on one."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.desk.rules import UNRESOLVED, Facts, NotNow, Source, State, Urgency

_UNRESOLVED = sorted(state.value for state in UNRESOLVED)


class Item(models.Model):
    """One thing that needs a human, once for good: settled and come back, it is the same row with a longer history.

    `band` and `counts_from` are the order of the queue; neither is written anew as time passes (desk.rules).
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    source = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Source])
    of = models.CharField(max_length=90)  # "hit:<id>", "bureau:FR": what it is about, in the room it comes from
    bureau = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)  # whose nationals do not see it
    level = models.PositiveSmallIntegerField(default=1)
    urgency = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Urgency])
    names_person = models.BooleanField(default=False)
    more_waits = models.BooleanField(default=False)
    details = models.JSONField(default=dict)  # ids, slugs, codes, numbers
    told = models.CharField(max_length=16)  # digest of what the source told last: whether there is anything new in it
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    band = models.PositiveSmallIntegerField()
    counts_from = models.DateTimeField()
    rises_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    is_needed = models.BooleanField(default=True)  # the room below still says so
    times_back = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_by_name = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-band", "counts_from", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "of"], name="one_item_for_each")]
        indexes: ClassVar = [
            models.Index(fields=["-band", "counts_from", "id"], condition=Q(state__in=_UNRESOLVED), name="item_queue"),
            models.Index(fields=["source", "of"], condition=Q(is_needed=True), name="item_needed"),
            models.Index(fields=["claimed_by"], condition=Q(state__in=_UNRESOLVED) & ~Q(claimed_by=""),
                         name="item_by_holder"),
            models.Index(fields=["rises_at"], condition=Q(rises_at__isnull=False, state__in=_UNRESOLVED),
                         name="item_rising"),
            models.Index(fields=["-resolved_at"], condition=Q(state="resolved"), name="item_resolved"),
            models.Index(fields=["-changed_at"], name="item_by_change"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} {self.of}"

    @property
    def facts(self) -> Facts:
        """What its priority follows from."""
        return Facts(
            source=Source(self.source),
            urgency=Urgency(self.urgency),
            due_at=self.due_at,
            names_person=self.names_person,
            more_waits=self.more_waits,
            came_back=self.times_back > 0,
        )

    def move_to(self, state: State, at: datetime, **columns: Any) -> None:
        """Conditional on the state and holder read before: of two officers at once, one wins (NotNow for the other)."""
        columns |= {"state": state, "changed_at": at}
        same = Item.objects.filter(pk=self.pk, state=self.state, claimed_by=self.claimed_by)
        if not same.update(**columns):
            raise NotNow
        for name, value in columns.items():
            setattr(self, name, value)


class ItemStep(models.Model):
    """One step on a thing of the queue: who, when, why. Never changed."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    state_after = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120, blank=True)
    to_name = models.CharField(max_length=120, blank=True)  # to whom it was handed over
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
