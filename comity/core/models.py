"""The change log: which thing changed, in the order of commits. Followers read it and then read the thing."""

from django.db import models


class Change(models.Model):
    """One thing that changed. A follower that knows `seq` knows everything up to it (see core.changes)."""

    class Topic(models.TextChoices):
        RECORD = "record"
        ACCESS = "access"
        JUDGEMENT = "judgement"

    seq = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=16, choices=Topic)
    subject = models.UUIDField(null=True)
    at = models.DateTimeField()
    # One of thousands that a load wrote together: a follower takes what single verbs changed before it.
    in_bulk = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["seq"], condition=models.Q(in_bulk=False), name="change_by_single_verb"),
        ]
