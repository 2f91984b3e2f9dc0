"""What parties disclosed to compliance: sealed for compliance alone, signed by who disclosed it."""

from typing import ClassVar

from django.db import models

from comity.core import ids
from comity.messages.models.exchange import Message
from comity.network.models import Bureau


class Disclosure(models.Model):
    """One message that one of its parties handed over. Reason and content are in `sealed`, for `key` to open."""

    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="disclosures")
    by = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="disclosures")
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    sealed = models.BinaryField()
    key = models.CharField(max_length=64)  # compliance's
    statement = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "by"], name="one_disclosure_a_party"),
        ]
        indexes: ClassVar = [models.Index(fields=["-at"], name="disclosure_by_time")]


class DisclosedFile(models.Model):
    """One file of a disclosed message, sealed anew for compliance. What it must be once opened, the message says."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="files")
    attachment = models.UUIDField()  # its id in the message
    size = models.BigIntegerField()  # sealed
    file = models.FileField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disclosure", "attachment"], name="one_disclosed_file"),
        ]
