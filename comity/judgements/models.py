"""The table of judgements. Of the traveller it holds a keyed digest only; the evidence can be erased, and is."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comity.core import ids
from comity.judgements.rules import LONGEST_OFFICER, LONGEST_TEXT, AlreadyEnded


class Judgement(models.Model):
    """The holder of one document is not the person of one record: found by an officer, for that officer's bureau.

    `record`, `check_made` and `bureau` are no foreign keys: a judgement outlives none of them by more than its end.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    bureau = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32)  # of the bureau and the traveller (rules.digest)
    record = models.UUIDField()
    facts = models.BinaryField(max_length=32)  # of the record's identity as it was judged (rules.facts_digest)
    check_made = models.UUIDField()  # the check whose answer was judged
    compared = ArrayField(models.CharField(max_length=20))
    text = models.CharField(max_length=LONGEST_TEXT)
    decided_by = models.CharField(max_length=80)
    decided_by_name = models.CharField(max_length=LONGEST_OFFICER)
    decided_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_by_name = models.CharField(max_length=LONGEST_OFFICER, blank=True)
    reason = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest", "record"], condition=Q(withdrawn_at=None), name="one_judgement_at_a_time"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="judgement_by_end"),
            models.Index(fields=["bureau", "expires_at"], condition=Q(withdrawn_at=None), name="judgement_by_bureau"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.pk}"

    def end(self, *, by: str, name: str, reason: str, at: datetime) -> None:
        """Conditional on standing: of two withdrawals at once, one wins and the other is told (AlreadyEnded)."""
        ended = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_by_name": name, "reason": reason}
        if not Judgement.objects.filter(pk=self.pk, withdrawn_at=None).update(**ended):
            raise AlreadyEnded()
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_by_name, self.reason = at, by, name, reason
