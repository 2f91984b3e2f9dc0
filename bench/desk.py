"""The desk with much on it: `python -m bench.desk --scale small|full`.

Ten thousand open things, a week of pulse of every bureau, and as many hits in the tables below; measured are the page
as the duty officer opens it (in this process: all but the network), its parts, and what the worker does each second.
Figures need the machine to themselves.
"""

import argparse
import logging
import os
import random
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import bulk
from bench.figures import say, var

SCALES = {"small": (1_000, 1), "full": (10_000, 7)}  # things on the desk, days of pulse
ROUNDS = 200
SECONDS = 20
ENTRIES = 200_000  # of the ledger, folded at once
SEED = 20261123

_WEEK = """
    INSERT INTO desk_pulseminute (minute, bureau, checks, hits, messages, signs)
    SELECT minute, code, (random() * 90)::int, (random() * 1.01)::int, (random() * 1.1)::int, 50
    FROM generate_series(%s::timestamptz, %s::timestamptz, '1 minute') AS minute, network_bureau
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    count, days = SCALES[parser.parse_args().scale]
    folder = var() / "desk"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ |= {"COMITY_VAR": str(folder), "COMITY_DEMO": "1", "DJANGO_SETTINGS_MODULE": "comity.wiring.settings"}
    with bulk.server():
        bulk.comity("init")
        measure(count, days)
    shutil.rmtree(folder, ignore_errors=True)


def measure(count: int, days: int) -> None:
    """Lays out the desk, then times what reads it and what keeps it in step."""
    import django

    django.setup()
    logging.disable(logging.INFO)
    from comity.network import actions as network
    from comity.testing import demo

    now = datetime.now(UTC)
    network.found(now)
    demo.sign_on(now)
    working("desk.worker_idle", now, things=0)
    hits(count, now)
    pulse_of(days, now)
    gathering(count, now)
    reading(count)
    folding(now)


def hits(count: int, now: datetime) -> None:
    """So many hits that their sources have not answered in time, written without asking a check."""
    from comity.checks.models import Check, Hit
    from comity.core import ids
    from comity.network.models import Bureau

    chance = random.Random(SEED)
    codes = list(Bureau.objects.filter(kind="national").values_list("pk", flat=True))
    made = [Check(id=ids.new(), at=now, actor="system:x", bureau=chance.choice(codes), purpose="border_control",
                  outcome="hit", face="api") for _one in range(count)]  # fmt: skip
    Check.objects.bulk_create(made, batch_size=2000)
    rows = [
        Hit(check_made=one, record=ids.new(), database="persons", kind="wanted", outcome="hit", asking_id=one.bureau,
            source_id=chance.choice(codes), asked_by="system:x", at=now, urgent=chance.random() < 0.2, state="open",
            answer_due_at=now - timedelta(minutes=chance.randrange(600)), told_source=True, changed_at=now,
            change=number)
        for number, one in enumerate(made)
    ]  # fmt: skip
    Hit.objects.bulk_create(rows, batch_size=2000)


def pulse_of(days: int, now: datetime) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_WEEK, [now - timedelta(days=days), now])
        cursor.execute("ANALYZE")


def gathering(count: int, now: datetime) -> None:
    """What the worker does each second: everything new, and then nothing new."""
    from comity.desk import jobs
    from comity.desk.gathering import SOURCES
    from comity.desk.models import Item
    from comity.desk.rules import Source

    ask = SOURCES[Source.OVERDUE_HIT][0]
    begun = time.perf_counter()
    while jobs.gather(Source.OVERDUE_HIT, ask, now):
        pass
    say("desk.gather_all_new", time.perf_counter() - begun, "s", things=count)
    if Item.objects.count() != count:
        raise SystemExit("Not everything came to the desk.")
    timed("desk.gather_nothing_new", lambda: jobs.gather(Source.OVERDUE_HIT, ask, now), things=count, rounds=20)
    working("desk.worker", now, things=count)


def working(figure: str, now: datetime, things: int) -> None:
    """How much of a core the worker's two steps of the desk take in this process, when nothing changes."""
    from comity.desk import jobs

    gatherer = jobs.Gatherer()
    gatherer.step(now)
    begun, worked, steps = time.monotonic(), time.process_time(), 0
    while time.monotonic() < begun + SECONDS:
        gatherer.step(now)
        if steps % 5 == 0:
            jobs.pulse_step(datetime.now(UTC))
        steps += 1
        time.sleep(1)
    share = (time.process_time() - worked) / (time.monotonic() - begun)
    say(figure, share * 100, "% of a core", things=things)


def reading(count: int) -> None:
    """The page and its parts, as the duty officer sees them."""
    from django.test import Client

    from comity.core import clock
    from comity.desk import queries
    from comity.desk.queries import QueueFilter
    from comity.network.access import actor_for
    from comity.network.models import Officer

    client = Client(headers={"host": "localhost"})
    client.post("/account/demo/gs.duty/")
    officer = Officer.objects.select_related("bureau__parent", "entity").get(username="gs.duty")
    actor, now = actor_for(officer, clock.now()), clock.now()

    def page(address: str) -> Callable[[], Any]:
        def get() -> None:
            if client.get(address).status_code != 200:
                raise SystemExit(f"{address} is not there.")

        return get

    first = queries.queue(actor, QueueFilter())
    timed("desk.page", page("/desk/"), things=count)
    timed("desk.queue_api", page("/api/v1/desk/queue"), things=count)
    timed("desk.queue", lambda: queries.queue(actor, QueueFilter()), things=count)
    timed("desk.queue_next", lambda: queries.queue(actor, QueueFilter(), after=first.next), things=count)
    timed("desk.counts", lambda: queries.counts(actor), things=count)
    timed("desk.pulse", lambda: queries.pulse(now))
    timed("desk.map", lambda: queries.map_figures(now, actor))
    timed("desk.version", queries.version)


def folding(now: datetime) -> None:
    """A piece of the ledger into the pulse."""
    from django.db import transaction

    from comity.audit import actions as audit
    from comity.audit.rules import Event
    from comity.desk.actions import pulsing
    from comity.network.models import Bureau

    chance = random.Random(SEED)
    codes = list(Bureau.objects.values_list("pk", flat=True))
    pulsing.fold(now)
    said = {"face": "api", "outcome": "no_hit", "outcomes": {"persons": "no_hit"}, "purpose": "border_control"}
    for _piece in range(ENTRIES // 20_000):
        events = [Event(verb="check.made", at=now, actor="system:x", bureau=chance.choice(codes), details=said)
                  for _one in range(20_000)]  # fmt: skip
        with transaction.atomic():
            audit.write_many(events)
    begun = time.perf_counter()
    pulsing.fold(now + timedelta(seconds=5))
    say("desk.fold", ENTRIES / (time.perf_counter() - begun), "entries/s", entries=ENTRIES)


def timed(figure: str, act: Callable[[], Any], rounds: int = ROUNDS, **setting: Any) -> None:
    """Says the median, the 95th of a hundred, and the work of this process for one (the database's is not in it)."""
    act()
    took, worked = [], time.process_time()
    for _round in range(rounds):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1000)
    worked = (time.process_time() - worked) * 1000 / rounds
    took.sort()
    say(f"{figure}.p50", took[len(took) // 2], "ms", **setting)
    say(f"{figure}.p95", took[int(len(took) * 0.95)], "ms", **setting)
    say(f"{figure}.processor", worked, "ms", **setting)


if __name__ == "__main__":
    main()
