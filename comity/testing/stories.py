"""What has happened in the demo before anybody signs in: checks made by the cast, and hits in different states."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.conf import settings

from comity.checks import actions as checks
from comity.checks import jobs
from comity.checks.engine.index import Index
from comity.checks.engine.question import Question
from comity.checks.engine.writing import Busy, Writer
from comity.checks.jobs import following
from comity.checks.models import Check, Hit
from comity.core import changes, clock
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.testing import sought, tour

# Who asked what, how many minutes ago, where.
ASKED: Final[tuple[tuple[str, dict[str, Any], int, str], ...]] = (
    ("jp.border", {"mrz": tour.clean_zone()}, 190, "Kitasaki airport, counter 3"),
    ("br.border", {"document": {"number": tour.REVOKED_NUMBER, "issuer": "MAR"}}, 175, "Rio Branco bridge"),
    ("fr.border", {"document": {"number": tour.LOST_NUMBER, "issuer": "BRA"}}, 130, "Port-Lacour, gate 12"),
    ("ma.border", {"vehicle": {"plate": tour.STOLEN_PLATE, "country": "BR"}}, 95, "Ras Amer, ferry ramp"),
    ("fr.bureau", {"firearm": {"serial": tour.STOLEN_SERIAL, "make": "Glock"}}, 70, ""),
    ("ke.border", {"document": {"number": f"{tour.BLANKS[0][:-1]}7", "issuer": "FRA"}}, 44, "Tana airport, desk 9"),
    (
        "ma.border",
        {"person": {"name": sought.FUGITIVE_ARABIC, "birth_date": sought.FUGITIVE_BORN}},
        19,
        "Ras Amer, gate 4",
    ),
    ("fr.border", {"person": {"name": tour.CHARGED_NAME, "birth_date": tour.CHARGED_BORN}}, 7, "Port-Lacour, gate 2"),
)
PURPOSES: Final = {"fr.bureau": "criminal_investigation"}

# Steps taken since, by the bureau's desk: (asked by, step, who answers, reason).
ANSWERED: Final = (
    ("br.border", "confirm", "ma.bureau", ""),
    ("br.border", "acted", "br.bureau", "Document kept; holder sent to the consulate."),
    ("fr.border", "outdated", "br.bureau", "Found by its owner in May; the record will be withdrawn."),
    ("ma.border", "confirm", "br.bureau", ""),
    ("fr.bureau", "not_same", "fr.bureau", "Another make: the serial number is shared."),
)


def tell(now: datetime) -> None:
    """Makes the checks and takes the steps, once."""
    bring_index_up_to_date()
    if Check.objects.exists():
        return
    for username, fields, minutes, place in ASKED:
        at = now - timedelta(minutes=minutes)
        question = msgspec.convert(
            fields | {"purpose": PURPOSES.get(username, "border_control"), "place": place}, Question
        )
        checks.ask(actor=_actor(username, now), question=question, face="page", now=at)
    # Beside a running worker, either of the two brings a journal in: what counts is that all have arrived.
    wait_until(lambda: not jobs.ingest_step() and Check.objects.count() >= len(ASKED))
    for asked_by, verb, answered_by, reason in ANSWERED:
        hit = Hit.objects.filter(asked_by=_actor(asked_by, now).id, state__in=["open", "confirmed"]).earliest("at")
        answered = min(now, hit.at + timedelta(minutes=12))
        checks.answer_hit(actor=_actor(answered_by, now), hit_id=hit.pk, verb=verb, reason=reason, now=answered)


def bring_index_up_to_date(progress: Callable[[int], None] = lambda _done: None) -> None:
    """Builds the index if it is missing, then follows the log to its end; a running follower is waited for."""
    with suppress(Busy), Writer(settings.CHECK_INDEX) as writer:
        if not writer.is_built:
            following.build(writer, clock.now(), progress)
    head, index, follower = changes.head(), Index(settings.CHECK_INDEX), following.Follower(settings.CHECK_INDEX)
    wait_until(lambda: not follower.step() and index.current() is not None and index.seq >= head)
    follower.close()


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for another process. Raises TimeoutError."""
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            raise TimeoutError(
                "The demo waited too long for the worker. Is it running? Try again: it is safe to repeat."
            )
        time.sleep(0.05)


def _actor(username: str, now: datetime) -> Actor:
    return actor_for(Officer.objects.select_related("bureau", "entity").get(username=username), now)
