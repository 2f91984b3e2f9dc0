"""Tables of the checks room: checks as asked, hits with their steps, looks at data, the place in each journal."""

from datetime import datetime

from django.db import models

from comity.checks.rules import STATE_LABELS, Side, State, StepTaken
from comity.core import ids
from comity.core.changes import take_log_lock
from comity.core.databases import DATABASES
from comity.network.models import Bureau


class Check(models.Model):
    """One question that was answered. Comes from a journal, in bulk; `question` is personal data and can be erased."""

    class Face(models.TextChoices):
        PAGE = "page"
        API = "api"
        BATCH = "batch"
        COMMAND = "command"
        SAVED = "saved"  # asked again by the worker, for whoever saved it

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    bureau = models.CharField(max_length=12)
    entity = models.UUIDField(null=True)
    purpose = models.CharField(max_length=30)
    place = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12)
    outcomes = models.JSONField(default=dict)  # database -> outcome
    question = models.JSONField(null=True)  # null once erased
    face = models.CharField(max_length=8, choices=Face)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["bureau", "-at"], name="check_by_bureau")]


class Hit(models.Model):
    """A positive answer, between the bureau that asked and the source. `record` is no foreign key: hits outlive it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    check_made = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="hits")
    record = models.UUIDField(db_index=True)
    database = models.CharField(max_length=20, choices=list(DATABASES.items()))
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=12)  # hit | possible
    source = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="hits_on_its_data")
    asking = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="hits_of_its_checks")
    entity = models.UUIDField(null=True)
    asked_by = models.CharField(max_length=80)
    at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=[(state.value, STATE_LABELS[state]) for state in State])
    # False when the source opted out of hits for this database: it is then not told.
    told_source = models.BooleanField()
    # The side that asked wants the source not to be told (RPD art. 105; protection).
    silent = models.BooleanField(default=False)
    # The person is protected against the source, which must not learn where they are (`shielding`).
    shielded = models.BooleanField(default=False)
    place_released_at = models.DateTimeField(null=True)
    # Who the person is, as the answer showed it (judgements.rules.facts_digest): what may be judged afterwards.
    facts = models.BinaryField(max_length=32, default=b"")
    changed_at = models.DateTimeField()
    # The number of its last change among those of all hits (`next_change`).
    change = models.BigIntegerField(editable=False)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["check_made", "record"], name="one_hit_per_check_and_record")]
        indexes = [
            models.Index(fields=["source", "-at"], name="hit_by_source"),
            models.Index(fields=["asking", "-at"], name="hit_by_asking"),
            models.Index(fields=["changed_at"], name="hit_by_change"),
            models.Index(fields=["change"], name="hit_in_order"),
            models.Index(fields=["answer_due_at"], condition=models.Q(state="open"), name="hit_awaited"),
        ]

    def move_to(self, state: State, at: datetime) -> None:
        """Conditional on the state read before: of two answers at once, one wins and the other is told (StepTaken)."""
        change = next_change()
        moved = Hit.objects.filter(pk=self.pk, state=self.state).update(state=state, changed_at=at, change=change)
        if not moved:
            raise StepTaken()
        self.state, self.changed_at, self.change = state, at, change


def next_change() -> int:
    """The number of the next change of a hit, in the caller's transaction.

    Numbers are given under the log's lock, so their order is the order of commits: whoever has read up to one has
    missed none below it. Moments are not so: an earlier one may be committed later. Call it before a hit is locked.
    """
    take_log_lock()
    return (Hit.objects.aggregate(last=models.Max("change"))["last"] or 0) + 1


class HitStep(models.Model):
    """One step of a hit: who said what, when, why. Never changed."""

    id = models.BigAutoField(primary_key=True)
    hit = models.ForeignKey(Hit, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    side = models.CharField(max_length=8, choices=[(side.value, side.value) for side in Side])
    state_before = models.CharField(max_length=20)
    state_after = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    bureau = models.CharField(max_length=12)
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Look(models.Model):
    """Somebody saw a record's data. The source may read every one of them (product principle 5; RPD art. 126).

    A look of a silent check holds nothing that gives away who looked, where or at which hour: no actor, bureau, entity
    or check, and midnight for `at`. The ledger has it all.
    """

    class How(models.TextChoices):
        CHECK = "check"
        PAGE = "page"
        API = "api"
        EXPORT = "export"

    id = models.BigAutoField(primary_key=True)
    record = models.UUIDField()
    source = models.CharField(max_length=12)
    database = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    bureau = models.CharField(max_length=12)
    entity = models.UUIDField(null=True)
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=How)
    check_made = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["record", "-at"], name="look_by_record"),
            models.Index(fields=["source", "-at"], name="look_by_source"),
        ]


class JournalPosition(models.Model):
    """How far a journal file has been ingested: stored with what was ingested, so each check arrives exactly once."""

    file = models.CharField(max_length=200, primary_key=True)
    offset = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file} at {self.offset}"
