"""Consent to pass a message on: what was asked, and what each bureau that wrote it, or part of it, has replied."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from comity.core import ids
from comity.core.purposes import PURPOSES
from comity.messages.models.exchange import Message
from comity.network.models import Bureau


class Consent(models.Model):
    """One question, as it was signed. `of`: the bureaus whose yes it needs; the columns are drawn from the bytes."""

    id = models.UUIDField(primary_key=True)  # the asker's
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="consents")
    asked_by = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="consents_asked")
    of = ArrayField(models.CharField(max_length=12))
    to = ArrayField(models.CharField(max_length=12))
    purpose = models.CharField(max_length=30, choices=list(PURPOSES.items()))
    until = models.DateField()  # the last day
    statement = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    digest = models.CharField(max_length=64)  # SHA-256 of the statement, which replies name
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["asked_by", "-asked_at"], name="consent_by_asker"),
            GinIndex(fields=["of"], name="consent_by_originator"),
        ]


class ConsentReply(models.Model):
    """Yes or no of one of those bureaus, as it was signed. Never changed: the latest counts."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="replies")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="consents_answered")
    granted = models.BooleanField()
    statement = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
