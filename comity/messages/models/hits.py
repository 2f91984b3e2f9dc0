"""Conversations about hits: which hit has which thread, what was posted in it, and how far hits have been read."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comity.checks.models import Hit


class Conversation(models.Model):
    """A hit and its thread. Without a thread, `reason` says why there is none yet; it is tried again at `retry_at`."""

    hit = models.OneToOneField(Hit, on_delete=models.PROTECT, primary_key=True, related_name="conversation")
    thread = models.UUIDField(null=True, unique=True)  # also the id of its first message
    reason = models.CharField(max_length=40, blank=True)
    retry_at = models.DateTimeField(null=True)
    half_at = models.DateTimeField()
    due_at = models.DateTimeField()
    half_told_at = models.DateTimeField(null=True)
    over_told_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["half_at"], condition=Q(half_told_at=None), name="conversation_half"),
            models.Index(fields=["due_at"], condition=Q(over_told_at=None), name="conversation_over"),
            models.Index(fields=["retry_at"], condition=~Q(retry_at=None), name="conversation_retry"),
        ]


class Posted(models.Model):
    """One step of a hit that was said in its conversation: no step is said twice."""

    step = models.BigIntegerField(primary_key=True)  # HitStep
    message = models.UUIDField()
    at = models.DateTimeField()


class HitsRead(models.Model):
    """How far the changes of hits have been read (Hit.change): one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    change = models.BigIntegerField(default=0)
