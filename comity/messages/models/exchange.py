"""What passed between bureaus: threads, messages, where each stands with each recipient, and receipts."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.core.errors import Conflict
from comity.core.levels import Level
from comity.messages.rules import Folder, Kind, Priority, Reason, Said, State
from comity.network.models import Bureau

_LEVELS: Any = [(level.value, level.label) for level in Level]


class Moved(Conflict):
    """Something else happened to this message meanwhile: look again."""


# A foreign key has no index of its own here where another begins with it: every index is paid for with every message.


class Thread(models.Model):
    """Messages that belong together. `parties` is every bureau that sent or was sent one of them; each sees its own."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Kind])  # its first message's
    hit = models.UUIDField(null=True)
    parties = ArrayField(models.CharField(max_length=12), default=list)
    opened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["hit"], condition=~Q(hit=None), name="thread_by_hit")]


class Message(models.Model):
    """One message. `envelope`, its exact bytes, is the truth; the columns are drawn from it and held against it.

    `position` counts what its sender has sent; `owed` is how many recipients still owe an answer.
    """

    id = models.UUIDField(primary_key=True)  # the sender's
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, db_index=False, related_name="messages")
    sender = models.ForeignKey(Bureau, on_delete=models.PROTECT, db_index=False, related_name="sent_messages")
    sender_key = models.CharField(max_length=64)
    envelope = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the envelope's bytes, which receipts name
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Kind])
    priority = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Priority])
    level = models.PositiveSmallIntegerField(choices=_LEVELS)
    asks = models.CharField(max_length=12, blank=True)
    names_person = models.BooleanField(default=False)
    cites = ArrayField(models.CharField(max_length=60), default=list)
    is_automatic = models.BooleanField(default=False)
    answers = models.UUIDField(null=True)
    size = models.PositiveIntegerField()
    sent_by = models.CharField(max_length=80)  # the actor: officer, system or command
    sent_at = models.DateTimeField()  # as the sender says
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    position = models.BigIntegerField()
    owed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sender", "position"], name="one_message_a_place")]
        indexes: ClassVar = [
            models.Index(fields=["sender", "position"], condition=Q(owed__gt=0, is_automatic=False),
                         name="message_waiting"),
            models.Index(fields=["sender", "position"], condition=Q(is_automatic=False), name="message_written"),
            models.Index(fields=["thread", "received_at"], name="message_by_thread"),
            models.Index(fields=["received_at"], name="message_by_time"),
            models.Index(fields=["sender", "received_at", "id"], name="message_of_sender"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class Delivery(models.Model):
    """One message with one recipient. `position` counts what that bureau received, without a gap, in the order of
    commits; null while it waits for a link. `role`: to or cc. What is repeated here of the message never changes, and
    is what lists are drawn by."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_index=False, related_name="deliveries")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, db_index=False, related_name="received_messages")
    role = models.CharField(max_length=2)
    key = models.CharField(max_length=64)  # the recipient's, for which it was sealed
    level = models.PositiveSmallIntegerField(choices=_LEVELS)
    priority = models.CharField(max_length=8)
    position = models.BigIntegerField(null=True)
    state = models.CharField(max_length=14, choices=[(one.value, one.value) for one in State])
    folder = models.CharField(max_length=14, choices=[(one.value, one.value) for one in Folder])
    reason = models.CharField(max_length=20, blank=True, choices=[(one.value, one.value) for one in Reason])
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # set where an answer is owed
    listed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "bureau"], name="one_delivery_a_bureau"),
            models.UniqueConstraint(fields=["bureau", "position"], name="one_delivery_a_place"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["bureau", "folder", "position"], name="delivery_by_folder"),
            models.Index(fields=["bureau", "position"], condition=Q(read_at=None, state__in=["listed", "delivered"]),
                         name="delivery_unread"),
            models.Index(fields=["bureau", "made_at"], condition=Q(state="waits"), name="message_waits"),
            models.Index(fields=["bureau", "made_at", "message"], name="delivery_by_time"),
            models.Index(fields=["due_at"], condition=Q(folder="needs_answer"), name="delivery_due"),
            models.Index(fields=["made_at"], condition=Q(state="undeliverable"), name="delivery_failed"),
            models.Index(fields=["key"], condition=Q(state__in=["waits", "listed"]), name="delivery_by_key"),
            models.Index(fields=["bureau", "position"], condition=Q(priority="flash", folder__in=["needs_answer",
                         "to_read"]), name="delivery_flash"),
        ]  # fmt: skip

    def move_to(self, folder: Folder, at: datetime, **columns: Any) -> None:
        """Conditional on the folder read before: of two steps at once one wins, the other is told."""
        columns |= {"folder": folder}
        if not Delivery.objects.filter(pk=self.pk, folder=self.folder).update(**columns):
            raise Moved
        for name, value in columns.items():
            setattr(self, name, value)


class Mailbox(models.Model):
    """How far a bureau's lists are counted. Its row is locked while places are given out, always in order of code."""

    bureau = models.OneToOneField(Bureau, on_delete=models.PROTECT, primary_key=True, related_name="mailbox")
    last = models.BigIntegerField(default=0)  # messages received
    sent = models.BigIntegerField(default=0)  # messages sent
    receipts = models.BigIntegerField(default=0)  # receipts for what it sent


class Receipt(models.Model):
    """What a recipient signed: exact bytes and signature, to be shown and verified by anybody with its public key.

    `position` counts the receipts that a message's sender was given, as `Delivery.position` counts messages.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, db_index=False, related_name="receipts")
    sender = models.ForeignKey(
        Bureau, on_delete=models.PROTECT, db_index=False, related_name="message_receipts"
    )  # of the message
    position = models.BigIntegerField()
    said = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Said])
    receipt = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()  # as the recipient says
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "said"], name="one_receipt_a_kind"),
            models.UniqueConstraint(fields=["sender", "position"], name="one_receipt_a_place"),
        ]
