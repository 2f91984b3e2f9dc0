"""Tables of the blind registers: what is remembered, and the keys by which it is found. Nothing in them can be read."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comity.protection.rules import KIND_LABELS, Kind


class Entry(models.Model):
    """One thing remembered. Its id is drawn by lot: one made of the time would say when somebody was registered.

    Of a registration `owner` stands for the bureau that made it (rules.owner_of), `made_at` is the day, and the
    ledger names no entry: so nobody can lay the two side by side. Of everything else `owner` is null.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=[(kind.value, KIND_LABELS[kind]) for kind in Kind])
    requester = models.CharField(max_length=12, blank=True)  # whose request was refused, cancelled or deleted
    against = ArrayField(models.CharField(max_length=12), default=list)  # empty: against everybody
    code = models.CharField(max_length=60, blank=True)
    decision = models.UUIDField(null=True)
    owner = models.UUIDField(null=True)
    receipt = models.UUIDField(null=True)  # a digest of the receipt's number
    made_at = models.DateTimeField()
    until = models.DateField(null=True)  # the last day
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "-made_at"], condition=Q(owner__isnull=False), name="entry_by_owner"),
            models.Index(fields=["until"], condition=Q(ended_at=None, until__isnull=False), name="entry_by_end"),
            models.Index(fields=["decision"], condition=Q(decision__isnull=False), name="entry_by_decision"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["receipt"], condition=Q(receipt__isnull=False), name="one_receipt_each"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class EntryKey(models.Model):
    """One key of an entry: rules.blind of one form. It has no number of its own, which would say in what order."""

    pk = models.CompositePrimaryKey("key", "entry_id")
    key = models.UUIDField()
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="keys")
    version = models.PositiveSmallIntegerField()
