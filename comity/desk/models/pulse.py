"""The pulse: how many checks, hits and messages each bureau made in each minute, folded from the ledger."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class _Counts(models.Model):
    bureau = models.CharField(max_length=12)
    checks = models.IntegerField(default=0)
    hits = models.IntegerField(default=0)
    messages = models.IntegerField(default=0)
    signs = models.IntegerField(default=0)  # anything that shows that somebody is there

    class Meta:
        abstract = True


class PulseMinute(_Counts):
    """One bureau's minute: kept for seven days."""

    pk = models.CompositePrimaryKey("minute", "bureau")
    minute = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["minute", "bureau"]


class PulseHour(_Counts):
    """One bureau's hour: kept when its minutes are gone."""

    pk = models.CompositePrimaryKey("hour", "bureau")
    hour = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["hour", "bureau"]


class PulsePlace(models.Model):
    """How far the ledger is folded, and up to when the network was watched: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    hour_minutes = models.FloatField(default=0)  # watched in the hour under way

    def __str__(self) -> str:
        return f"up to {self.seq}"


class Rhythm(models.Model):
    """When a bureau usually shows itself, hour by hour of the week, and how much of that it owes since it last did."""

    bureau = models.CharField(max_length=12, primary_key=True)
    # Active minutes in each hour of the week, from Monday 00:00 UTC; of an hour not learnt yet, what is expected of it.
    usual = ArrayField(models.FloatField(), size=168)
    weeks = ArrayField(models.PositiveSmallIntegerField(), size=168)  # how often each hour was learnt
    owed = models.FloatField(default=0)  # active minutes expected since its last sign, over the time we watched
    watched = models.FloatField(default=0)  # minutes watched since its last sign
    last_sign_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.bureau
