"""What is one bureau's alone: files that it deposited for a message, and drafts, both sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.messages.models.exchange import Message
from comity.network.models import Bureau


class Draft(models.Model):
    """A letter that is being written: sealed for the bureau's own key, so that nobody reads it here either."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, db_index=False, related_name="message_drafts")
    officer = models.CharField(max_length=80)  # the actor; "" in its bureau's own system
    officer_name = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["bureau", "officer", "-updated_at"], name="draft_by_officer")]


class Attachment(models.Model):
    """One sealed file. It is deposited first and bound to a message by its sending; one that never is goes away."""

    id = models.UUIDField(primary_key=True)  # the sender's
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="message_attachments")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="attachments")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="attachments")
    size = models.BigIntegerField()  # of the sealed bytes, as the digest
    digest = models.CharField(max_length=64)
    file = models.FileField(max_length=120)
    deposited_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["deposited_at"], condition=Q(message=None, draft=None), name="attachment_unbound"),
        ]
