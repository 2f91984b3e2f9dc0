"""Tables of sign-in: what an account is to the door, and how often it was knocked at in vain."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from comity.core import ids
from comity.sign_in.rules import Oneself


class Account(AbstractBaseUser):
    """What the door knows of an officer. The officers' room builds its table on it (AUTH_USER_MODEL)."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    username = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    # An initial password, known to whoever appointed them, ends by itself; null once they have set their own.
    initial_password_ends_at = models.DateTimeField(null=True)

    # Columns of the table above, of which the door passes the plain words on to the ledger.
    bureau_id: str
    entity_id: UUID | None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.username

    @property
    def oneself(self) -> Oneself:
        """Who acts while signing in: known by name, without authority yet."""
        entity = str(self.entity_id) if self.entity_id else None
        return Oneself(id=f"officer:{self.pk}", bureau=self.bureau_id, entity=entity)


class Attempts(models.Model):
    """How often signing in has failed lately, by bucket (sign_in.rules). A bucket's name is a keyed digest."""

    bucket = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
