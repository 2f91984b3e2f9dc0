"""Tables of the compliance room: the contexts and the protected functions that the rulebook is asked with."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from comity.compliance.engine.known import ContextKind
from comity.core import ids
from comity.network.models import Member


class Context(models.Model):
    """A country and period whose requests a person looks at (C-24), or a danger feared there (C-31), with a reason."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    country = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="contexts")
    towards = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="contexts_towards")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in ContextKind])
    title = models.CharField(max_length=160)
    reason = models.CharField(max_length=2000)  # with its source: who found it, in which document
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day; null while it goes on
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["country", "-starts_on", "-id"]
        indexes = [models.Index(fields=["country", "starts_on"], name="context_by_country")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="context_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProtectedFunction(models.Model):
    """A function whose holders no request reaches without the director: judges of a court, heads of state (A-11)."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    title = models.CharField(max_length=160)
    body = models.CharField(max_length=160, blank=True)  # the court or office it belongs to
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)  # how it is called, in any language
    reason = models.CharField(max_length=2000)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["title", "-id"]

    def __str__(self) -> str:
        return self.title


class Holder(models.Model):
    """Who holds or held a protected function, as published: found by name even where the requester does not say it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    function = models.ForeignKey(ProtectedFunction, on_delete=models.CASCADE, related_name="holders")
    name = models.CharField(max_length=200)
    birth_year = models.PositiveSmallIntegerField(null=True)
    keys = ArrayField(models.CharField(max_length=80), default=list)  # normal forms of the name (engine.functions)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["keys"], name="holder_by_key")]

    def __str__(self) -> str:
        return self.name
