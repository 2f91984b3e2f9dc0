"""Tables of the network: members, bureaus, entities, officers, tokens, restrictions."""

from django.contrib.auth.models import BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from comity.core import ids
from comity.core.levels import HIGHEST_FOR_SYSTEMS, Level
from comity.network.rules import Post
from comity.sign_in.models import Account


class Member(models.Model):
    """A member country. It has one vote, whatever its size; nobody can remove it."""

    code = models.CharField(max_length=2, primary_key=True)  # ISO 3166-1 alpha-2
    alpha3 = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=80)
    names = models.JSONField(default=dict)  # language -> name, from CLDR
    region = models.CharField(max_length=40)  # the region used in elections
    region_on_pages = models.CharField(max_length=40)
    is_region_certain = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Bureau(models.Model):
    """An office with its own channel: a National Central Bureau, a sub-bureau, the General Secretariat and its offices,
    a regional bureau, a liaison office, the Commission, or a partner (an international entity)."""

    class Kind(models.TextChoices):
        NATIONAL = "national"
        SUB_BUREAU = "sub_bureau"
        GENERAL_SECRETARIAT = "general_secretariat"
        COMMISSION = "commission"
        OFFICE = "office"
        REGIONAL = "regional"
        LIAISON = "liaison"
        PARTNER = "partner"

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    city = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=200, blank=True)  # how to reach its desk, shown with every hit
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="bureaus")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="under")
    connected = models.BooleanField(default=True)
    # How far its people and systems may ever reach: everything for a member's bureau, its agreement for a partner.
    databases = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    purposes = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # Databases whose hits this bureau, as the source, does not want to be told of (RPD arts 104-106).
    hits_not_wanted = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(kind="national"), name="one_bureau_per_member"),
        ]

    def __str__(self) -> str:
        return self.name


class Entity(models.Model):
    """A national service authorised by its bureau, and only by it, for named databases and purposes (RPD art. 21)."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="entities")
    name = models.CharField(max_length=120)
    databases = ArrayField(models.CharField(max_length=20), default=list)
    purposes = ArrayField(models.CharField(max_length=30), default=list)
    clearance = models.PositiveSmallIntegerField(choices=[(level.value, level.label) for level in Level], default=1)
    authorised_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="entity_name_in_bureau")]

    def __str__(self) -> str:
        return self.name


class OfficerManager(BaseUserManager["Officer"]):
    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(username=username)


class Officer(Account):
    """A person with an account, appointed to posts by their bureau."""

    name = models.CharField(max_length=120)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="officers")
    entity = models.ForeignKey(Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="officers")
    posts = ArrayField(
        models.CharField(max_length=30, choices=[(post.value, post.value) for post in Post]), default=list
    )
    clearance = models.PositiveSmallIntegerField(choices=[(level.value, level.label) for level in Level], default=1)
    language = models.CharField(max_length=2, default="en")
    nationality = models.CharField(
        max_length=2, blank=True
    )  # a member's code; nobody reviews their own country's requests
    is_demo = models.BooleanField(default=False)  # one of the demo's cast: may be signed in by one click, on loopback
    created_at = models.DateTimeField()

    objects = OfficerManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A national system's key: shown once, stored hashed, scoped, expiring, revocable at once."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="tokens")
    entity = models.ForeignKey(Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32, unique=True)  # SHA-256; the token itself has 256 random bits
    databases = ArrayField(models.CharField(max_length=20), default=list)
    purposes = ArrayField(models.CharField(max_length=30), default=list)
    clearance = models.PositiveSmallIntegerField(
        choices=[(level.value, level.label) for level in Level if level <= HIGHEST_FOR_SYSTEMS], default=1
    )
    may_write = models.BooleanField(default=False)
    rate = models.PositiveIntegerField(default=0)  # checks a second; 0 = no limit
    issued_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.name


class Restriction(models.Model):
    """A source denies its data to a bureau and everything under it: a whole database, or one record (RPD art. 58)."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    source = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="restrictions")
    against = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="restricted_by")
    database = models.CharField(
        max_length=20, blank=True
    )  # "" = every database; always "" on an individual restriction
    record = models.UUIDField(null=True, db_index=True)  # null = general
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("against")), name="nobody_restricts_itself"),
            models.UniqueConstraint(
                fields=["source", "against", "database", "record"],
                condition=Q(ends_at=None),
                nulls_distinct=False,
                name="one_open_restriction",
            ),
        ]
