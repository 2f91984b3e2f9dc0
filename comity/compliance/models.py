"""Tables of the compliance room: what the rulebook is asked with, what it found, and how people decided."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import ContextKind
from comity.compliance.engine.messages import SENTENCES, Found, Unusual
from comity.compliance.engine.tables import CONTEXT_LABELS
from comity.compliance.rules import OPEN, Matter, Needs, State, StepTaken, Verdict
from comity.core import ids
from comity.messages.models import Disclosure
from comity.network.models import Bureau, Member

_OPEN = sorted(state.value for state in OPEN)


class Context(models.Model):
    """A country and period whose requests a person looks at (C-24), or a danger feared there (C-31), with a reason."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    country = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="contexts")
    towards = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="contexts_towards")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in ContextKind])
    title = models.CharField(max_length=160)
    reason = models.CharField(max_length=2000)  # with its source: who found it, in which document
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day; null while it goes on
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["country", "-starts_on", "-id"]
        indexes = [models.Index(fields=["country", "starts_on"], name="context_by_country")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="context_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return CONTEXT_LABELS[ContextKind(self.kind)]


class ProtectedFunction(models.Model):
    """A function whose holders no request reaches without the director: judges of a court, heads of state (A-11)."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    title = models.CharField(max_length=160)
    body = models.CharField(max_length=160, blank=True)  # the court or office it belongs to
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)  # how it is called, in any language
    reason = models.CharField(max_length=2000)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["title", "-id"]

    def __str__(self) -> str:
        return self.title


class Holder(models.Model):
    """Who holds or held a protected function, as published: found by name even where the requester does not say it."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    function = models.ForeignKey(ProtectedFunction, on_delete=models.CASCADE, related_name="holders")
    name = models.CharField(max_length=200)
    birth_year = models.PositiveSmallIntegerField(null=True)
    keys = ArrayField(models.CharField(max_length=80), default=list)  # normal forms of the name (engine.functions)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["keys"], name="holder_by_key")]

    def __str__(self) -> str:
        return self.name


class Trace(models.Model):
    """That a request was screened: when, whose, about whom and what, as blind keys. Kept when the request is gone.

    Told by it: texts that are alike, others about the same person. No name and no word can be read in it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    kind = models.CharField(max_length=16)  # engine.request.Subject
    subject = models.UUIDField(unique=True)
    requester = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]


class TraceKey(models.Model):
    """One key of a trace: of its person, or of one band of its facts."""

    pk = models.CompositePrimaryKey("key", "trace_id")
    key = models.UUIDField()
    on = models.CharField(max_length=6)  # person | facts
    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="keys")


class Screening(models.Model):
    """What the rulebook found in one version of a request, once: kept, so that the decision can be explained later."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    matter = models.CharField(max_length=16, choices=[(matter.value, matter.value) for matter in Matter])
    subject = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    requester = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="screenings")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    findings = models.JSONField()  # [engine.findings.Finding], with the version of each rule
    is_closed = models.BooleanField(default=False)  # confirmed protection: nobody may let it out

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject", "-at"], name="screening_by_subject")]


class Review(models.Model):
    """One request before people, from the screening to the decision."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    matter = models.CharField(max_length=16, choices=[(matter.value, matter.value) for matter in Matter])
    subject = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    requester = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="reviews")
    country = models.CharField(max_length=2, blank=True)  # of the requester: none of its nationals may sit
    colour = models.CharField(max_length=10, blank=True)
    reference = models.CharField(max_length=80, blank=True)  # the requester's own, for its own page
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in State])
    is_urgent = models.BooleanField(default=False)
    opinions_needed = models.PositiveSmallIntegerField(default=1)
    director_needed = models.BooleanField(default=False)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="reviews")
    why = models.CharField(max_length=200, blank=True)  # what opened it, where no request did
    holder = models.CharField(max_length=80, blank=True)  # "officer:<id>" while assigned or asked
    holder_name = models.CharField(max_length=120, blank=True)
    held_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    target_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Verdict])

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "subject"], condition=Q(state__in=_OPEN), name="one_open_review"),
        ]
        indexes = [
            models.Index(fields=["-is_urgent", "target_at"], condition=Q(state__in=_OPEN), name="review_queue"),
            models.Index(fields=["holder", "state"], condition=~Q(holder=""), name="review_by_holder"),
            models.Index(fields=["requester", "-made_at"], name="review_by_requester"),
            models.Index(fields=["subject"], name="review_by_subject"),
            models.Index(fields=["-decided_at"], condition=Q(state="decided"), name="review_decided"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def channel(self) -> str:
        """What it came as, for its badge."""
        return "diffusion" if self.matter in (Matter.DIFFUSION, Matter.DELIVERED) else "notice"

    @property
    def needs(self) -> Needs:
        return Needs(self.opinions_needed, self.director_needed)

    def move_to(self, state: State, at: datetime, **columns: Any) -> None:
        """Conditional on the state and holder read before: of two steps at once, one wins (StepTaken for the other)."""
        columns |= {"state": state, "changed_at": at}
        if not Review.objects.filter(pk=self.pk, state=self.state, holder=self.holder).update(**columns):
            raise StepTaken
        for name, value in columns.items():
            setattr(self, name, value)


class Seat(models.Model):
    """One person's time with a review: who took it, and how it ended."""

    class End(models.TextChoices):
        OPINION = "opinion"
        GIVEN_BACK = "given_back"
        LEFT_ALONE = "left_alone"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=ids.new)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="seats")
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    nationality = models.CharField(max_length=2)
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, blank=True, choices=End)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["taken_at", "id"]


class Opinion(models.Model):
    """What one reviewer found, with reasons; never changed. Each reviewer has one on a review."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="opinions")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="opinions")
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    nationality = models.CharField(max_length=2)
    is_director = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Verdict])
    codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reasons = models.TextField()
    told = models.TextField(blank=True)  # what the requester is to read, in the reviewer's words
    answers = models.JSONField(default=dict)  # rule -> {"remains": bool, "words": str}
    factors = models.JSONField(default=dict)  # the predominance test: factor -> words
    conclusion = models.CharField(max_length=10, blank=True)
    what_is_new = models.TextField(blank=True)
    exception = models.TextField(blank=True)  # why art. 83(1)(b) applies
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "officer"], name="one_opinion_each")]


class Question(models.Model):
    """What a reviewer asked the requester, until when, and the answer."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    asked_by = models.CharField(max_length=80)
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # when nobody had answered in time (RPD art. 128)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(answered_at=None, lapsed_at=None), name="question_due")]

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None and self.lapsed_at is None


class Decision(models.Model):
    """What was decided, on which grounds, and the letter as the requester read it. Never changed."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Verdict])
    codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    by_exception = models.BooleanField(default=False)  # RPD art. 83(1)(b)
    letter = models.JSONField()  # sentences, in order
    by = ArrayField(models.CharField(max_length=80), default=list)  # officers whose opinions agree with it
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-id"]


class Judged(models.Model):
    """What one reviewer found of a disclosed message. The reasons are sealed for compliance, as what they speak of."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="judged")
    officer = models.CharField(max_length=80)
    officer_name = models.CharField(max_length=120)
    found = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Found])
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["disclosure", "officer"], name="judged_once_each")]


class UncitedTally(models.Model):
    """How many requests that name a person and cite nothing reviewed one bureau sent another on one day (A-06)."""

    pk = models.CompositePrimaryKey("day", "sender", "recipient")
    day = models.DateField()
    sender = models.CharField(max_length=12)
    recipient = models.CharField(max_length=12)
    count = models.PositiveIntegerField(default=0)


class MessagesWatched(models.Model):
    """Up to when envelopes have been looked at: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()


class Anomaly(models.Model):
    """Something unusual about a bureau's messages, seen in envelopes alone. It stands until `until`, and is renewed."""

    id = models.UUIDField(primary_key=True, default=ids.new)
    rule = models.CharField(max_length=40, choices=[(one.value, one.value) for one in Unusual])
    bureau = models.CharField(max_length=12)
    towards = models.CharField(max_length=12, blank=True)  # "" for all
    count = models.PositiveIntegerField()
    usual = models.FloatField(default=0)  # a day, before
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [models.Index(fields=["until"], name="anomaly_by_end")]

    def __str__(self) -> str:
        return f"{self.rule} {self.bureau}"

    @property
    def sentence(self) -> str:
        return SENTENCES[Unusual(self.rule)]
