"""Tables of the ledger. All append-only: the database itself refuses to change or remove a row (migration 0002)."""

from django.db import models

from comity.audit.rules import LONGEST_SUBJECT, Outcome


class Entry(models.Model):
    """One verb, done, refused or failed. Numbers have no gap and their order is the order of commits."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    actor = models.CharField(max_length=80)
    bureau = models.CharField(max_length=12, blank=True)
    entity = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField()  # canonical JSON, kept as text: its bytes are what the code covers
    mac = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="entry_by_subject", condition=~models.Q(subject="")),
            models.Index(fields=["actor", "seq"], name="entry_by_actor"),
            models.Index(fields=["bureau", "seq"], name="entry_by_bureau"),
            models.Index(fields=["verb", "seq"], name="entry_by_verb"),
        ]


class Node(models.Model):
    """The root of a complete subtree of 256**level entries: what lets a root and a proof be made without rereading all.

    Derived from the entries, so `comity audit verify` recomputes it; one row for every 256 entries.
    """

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_node_per_place")]


class Seal(models.Model):
    """A signed statement of the whole ledger up to `size` entries: a signed tree head (RFC 6962)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    key = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ["-size"]
