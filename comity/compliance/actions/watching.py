"""Watching envelopes: requests that name a person and rest on nothing reviewed are counted, and the unusual is noted.

Nothing here opens a message, or could (RPD art. 22(6)). Envelopes are counted once, as they come, so that a look costs
the same however much was ever sent.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum

from comity.audit import actions as audit
from comity.compliance.engine.messages import BASELINE_DAYS, Unusual, is_unusual
from comity.compliance.models import Anomaly, MessagesWatched, UncitedTally
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Status
from comity.messages.actions.citing import parts
from comity.messages.models import Delivery, Message
from comity.messages.rules import GROUNDS
from comity.network.rules import Actor
from comity.notices.models import Notice
from comity.notices.rules import State

WATCHER: Final = Actor(id="command:envelopes", name="Envelopes", bureau="GS", lineage=("GS",))
# What a slow sender commits late must not be passed over.
LAG: Final = timedelta(seconds=10)
MOST: Final = 20_000
STANDS: Final = timedelta(hours=24)
KEPT: Final = timedelta(days=2 * BASELINE_DAYS)
_TURNED_DOWN: Final = frozenset({State.REFUSED, State.CANCELLED, State.BLOCKED})
_TAKEN_BACK: Final = frozenset({Status.REFUSED, Status.RECALLED})


class Came(NamedTuple):
    """What is looked at of an envelope."""

    pk: UUID
    sender: str
    cites: list[str]
    received_at: datetime


def watch(now: datetime) -> int:
    """Looks at the envelopes that came since the last look; how many there were."""
    with transaction.atomic():
        MessagesWatched.objects.bulk_create([MessagesWatched(pk=1, until=now - STANDS)], ignore_conflicts=True)
        place = MessagesWatched.objects.select_for_update().get(pk=1)
        came = _came(place.until, now - LAG)
        if not came:
            return 0
        uncited = [one for one in came if not _rests(one)]
        counted = _count(uncited)
        MessagesWatched.objects.filter(pk=1).update(until=came[-1].received_at)
        UncitedTally.objects.filter(day__lt=(now - KEPT).date()).delete()
    _note_unusual(counted, now)
    _note_turned_down([one for one in came if _rests(one)], now)
    return len(came)


def _came(after: datetime, until: datetime) -> list[Came]:
    """Requests about persons, in the order in which they came."""
    asks = Q(kind="request") | ~Q(asks="")
    rows = Message.objects.filter(asks, names_person=True, is_automatic=False, received_at__gt=after)
    rows = rows.filter(received_at__lte=until).order_by("received_at", "pk")
    listed = [Came(*row) for row in rows.values_list("pk", "sender", "cites", "received_at")[:MOST]]
    if len(listed) < MOST:
        return listed
    # Of those that came in one moment, all are counted together.
    return [one for one in listed if one.received_at < listed[-1].received_at] or listed


def _count(uncited: Iterable[Came]) -> set[tuple[date, str, str]]:
    """Adds to the tally of each day and pair; which were added to."""
    by_message = {one.pk: one for one in uncited}
    found: Counter[tuple[date, str, str]] = Counter()
    for message, bureau in Delivery.objects.filter(message__in=list(by_message)).values_list("message", "bureau"):
        row = by_message[message]
        found[row.received_at.astimezone(UTC).date(), row.sender, bureau] += 1
    UncitedTally.objects.bulk_create(
        [UncitedTally(day=day, sender=sender, recipient=to) for day, sender, to in sorted(found)], ignore_conflicts=True
    )
    for (day, sender, to), count in sorted(found.items()):
        UncitedTally.objects.filter(day=day, sender=sender, recipient=to).update(count=F("count") + count)
    return set(found)


def _note_unusual(counted: set[tuple[date, str, str]], now: datetime) -> None:
    for day, sender, to in sorted(counted):
        _hold_against(Unusual.UNCITED_PAIR, day, sender, to, now)
    for day, sender in sorted({(day, sender) for day, sender, _to in counted}):
        _hold_against(Unusual.UNCITED_VOLUME, day, sender, "", now)


def _hold_against(rule: Unusual, day: date, sender: str, to: str, now: datetime) -> None:
    """Today against what was usual a day in the four weeks before."""
    tallies = UncitedTally.objects.filter(sender=sender, **({"recipient": to} if to else {}))
    count = tallies.filter(day=day).aggregate(sum=Sum("count"))["sum"] or 0
    before = tallies.filter(day__lt=day, day__gte=day - timedelta(days=BASELINE_DAYS))
    usual = (before.aggregate(sum=Sum("count"))["sum"] or 0) / BASELINE_DAYS
    if is_unusual(rule, count, usual):
        since = datetime.combine(day, time(), UTC)
        _note(Anomaly(rule=rule, bureau=sender, towards=to, count=count, usual=usual, since=since), now)


def _note_turned_down(came: Iterable[Came], now: datetime) -> None:
    cited = [(one, *parts(text)) for one in came for text in one.cites]
    keys = {kind: {key for _one, of, key in cited if of == kind and key} for kind in ("notice", "diffusion")}
    bad = set(Notice.objects.filter(pk__in=keys["notice"], state__in=_TURNED_DOWN).values_list("pk", flat=True))
    bad |= set(Diffusion.objects.filter(pk__in=keys["diffusion"], status__in=_TAKEN_BACK).values_list("pk", flat=True))
    found: Counter[str] = Counter(one.sender for one, _kind, key in cited if key in bad)
    for sender, count in sorted(found.items()):
        _note(Anomaly(rule=Unusual.CITES_REFUSED, bureau=sender, count=count, since=now), now)


def _note(seen: Anomaly, now: datetime) -> None:
    """A new one, or one that still stands, with its count of now."""
    known = Anomaly.objects.filter(rule=seen.rule, bureau=seen.bureau, towards=seen.towards, until__gt=now).first()
    if known is None:
        note_anomaly(actor=WATCHER, seen=seen, now=now)
        return
    adds = known.count if seen.rule == Unusual.CITES_REFUSED else 0
    Anomaly.objects.filter(pk=known.pk).update(count=seen.count + adds, until=now + STANDS)


@audit.verb("anomaly.found")
def note_anomaly(*, actor: Actor, seen: Anomaly, now: datetime) -> Anomaly:
    """Something unusual about a bureau's envelopes, for the desk and for reviewers."""
    seen.until = now + STANDS
    seen.save(force_insert=True)
    audit.about(subject=seen, details={"rule": seen.rule, "bureau": seen.bureau, "count": seen.count})
    return seen


def _rests(one: Came) -> bool:
    """Whether it cites anything that was reviewed."""
    return any(parts(cited)[0] in GROUNDS for cited in one.cites)
