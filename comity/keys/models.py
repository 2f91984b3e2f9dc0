"""Tables of keys: rings and their generations, who holds them, and what two bureaus compared by telephone.

No column holds a private key that the database could open: `box` needs a passphrase, `sealed` an officer's own key,
and `recovery_sealed` a sheet of paper.
"""

from typing import ClassVar, get_args

from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.keys.engine.ring import HeldBy, Role
from comity.keys.rules import Due, Reason
from comity.network.models import Bureau, Officer

_ROLES: tuple[tuple[str, str], ...] = tuple((role, role) for role in get_args(Role))
_HOLDING: tuple[tuple[str, str], ...] = tuple((one, one) for one in get_args(HeldBy))


class OfficerKey(models.Model):
    """An officer's own key: what rings are sealed for, its secret behind the officer's passphrase (engine.wrapping)."""

    officer = models.OneToOneField(Officer, primary_key=True, on_delete=models.PROTECT, related_name="own_key")
    public = models.CharField(max_length=80)
    box = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"key of officer {self.pk}"


class Ring(models.Model):
    """What a bureau has keys for: one ring for its messages, at the Secretariat one more for disclosures."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="rings")
    role = models.CharField(max_length=12, choices=_ROLES)
    held_by = models.CharField(max_length=6, choices=_HOLDING)
    recovery_public = models.CharField(max_length=80, blank=True)
    recovery_sealed = models.BinaryField(default=bytes)
    recovery_made_at = models.DateTimeField(null=True)
    rotation_due = models.CharField(max_length=20, choices=[(due.value, due.value) for due in Due], blank=True)
    rotation_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bureau", "role"], name="one_ring_for_each_role"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.role}"


class Key(models.Model):
    """One generation: its public halves, and the statement as it was signed, by itself and by the key before it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="keys")
    generation = models.PositiveIntegerField()
    signing = models.CharField(max_length=64)
    sealing = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=60)
    statement = models.BinaryField()
    own_signature = models.BinaryField(max_length=64)
    signature_before = models.BinaryField(max_length=64, default=bytes)
    is_chained = models.BooleanField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=[(reason.value, reason.value) for reason in Reason], blank=True)

    class Meta:
        ordering: ClassVar = ["-generation"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ring", "generation"], name="one_key_a_generation"),
            models.UniqueConstraint(
                fields=["ring"], condition=Q(retired_at=None, revoked_at=None), name="one_current_key"
            ),
            models.UniqueConstraint(fields=["signing"], name="signing_key_used_once"),
            models.UniqueConstraint(fields=["sealing"], name="sealing_key_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} generation {self.generation}"

    @property
    def is_current(self) -> bool:
        return self.retired_at is None and self.revoked_at is None


class Holder(models.Model):
    """An officer whom a ring's secrets are sealed for. `endorsement` is the ring's signature under whose and which key.

    Without it, whoever can write in the database could put a key of their own beside an officer's name and wait for
    the next rotation.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="holders")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="rings_held")
    public = models.CharField(max_length=80)
    endorsement = models.BinaryField(max_length=64)
    sealed = models.BinaryField()
    admitted_by = models.CharField(max_length=60)
    admitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ring", "officer"], name="holds_a_ring_once"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} holds {self.ring_id}"


class Comparison(models.Model):
    """An officer of a bureau says that the fingerprint of another bureau's key was compared by another way."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="comparisons")
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="comparisons")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bureau", "key"], name="compared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} compared {self.key_id}"
