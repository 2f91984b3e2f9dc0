"""What parties disclosed to compliance: sealed for compliance alone, signed by who disclosed it."""

from typing import ClassVar

from django.db import models

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
