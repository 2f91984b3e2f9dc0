"""A bureau's inbox: `python -m bench.inbox --scale small|full`.

Fills the list of one bureau in an installation of its own, the newest hundred of it with letters that are really sealed
and signed, and measures how long the server takes to draw the pages of its folders for an officer who has unlocked:
rows read, signatures verified, subjects unsealed. Figures need the machine to themselves.
"""

import argparse
import logging
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import bulk
from bench.figures import say, var

# How much is in the list, and how often each page is opened.
SCALES = {"small": (20_000, 30), "full": (200_000, 200)}
REAL = 120
PASSPHRASE = "quiet maple under seven bridges"
PAGES = {"needs_answer": "?folder=needs_answer", "to_read": "?folder=to_read", "all": "?folder=all", "first": ""}

# The rest of the list: the rows of one letter again and again, half of it done, a quarter waiting for an answer.
FILL = """
WITH made AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, %(count)s) AS n),
threads AS (
    INSERT INTO i247_thread (id, kind, parties, opened_at)
    SELECT id, 'request', ARRAY['FR', 'KE'], %(at)s::timestamptz + n * interval '1 second' FROM made RETURNING id
),
messages AS (
    INSERT INTO i247_message
    SELECT (jsonb_populate_record(one, jsonb_build_object('id', made.id, 'thread_id', made.id,
        'position', one.position + made.n, 'received_at', %(at)s::timestamptz + made.n * interval '1 second'))).*
    FROM i247_message AS one, made WHERE one.id = %(of)s AND (SELECT count(*) FROM threads) >= 0 RETURNING id
)
INSERT INTO i247_delivery
SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'message_id', made.id,
    'position', one.position + made.n, 'made_at', %(at)s::timestamptz + made.n * interval '1 second',
    'folder', CASE made.n %% 4 WHEN 0 THEN 'needs_answer' WHEN 1 THEN 'to_read' ELSE 'done' END,
    'read_at', CASE WHEN made.n %% 4 > 1 THEN %(at)s::timestamptz END,
    'state', CASE WHEN made.n %% 4 > 1 THEN 'read' ELSE 'listed' END))).*
FROM i247_delivery AS one, made WHERE one.message_id = %(of)s AND (SELECT count(*) FROM messages) >= 0
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    count, times = SCALES[parser.parse_args().scale]
    folder = var() / "inbox"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ |= {
        "COMITY_VAR": str(folder),
        "COMITY_DEMO": "1",
        "COMITY_AS_OWNER": "1",
        "DJANGO_SETTINGS_MODULE": "comity.wiring.settings",
    }
    with bulk.server():
        bulk.comity("init")
        measure(count, times)
    shutil.rmtree(folder, ignore_errors=True)


def measure(count: int, times: int) -> None:
    """Fills the list and opens its folders, again and again."""
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.test import Client

    from comity.keys.founding import found_hosted
    from comity.network import actions as network
    from comity.network.models import Officer
    from comity.testing import demo

    now = datetime.now(UTC)
    network.found(now)
    demo.sign_on(now)
    rings = {
        code: found_hosted(code, Officer.objects.filter(username=f"{code.lower()}.bureau"), PASSPHRASE, now)
        for code in ("FR", "KE")
    }
    fill(count - REAL, rings["FR"], now)
    browser = Client(headers={"host": "localhost"})
    for path, said in (("/account/demo/ke.bureau/", {}), ("/keys/unlock/", {"passphrase": PASSPHRASE})):
        if browser.post(path, said).status_code != 302:
            raise SystemExit(f"{path} did not let us in")
    for name, query in PAGES.items():
        taken = sorted(opened(browser, f"/messages/{query}") for _ in range(times))
        for share, figure in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
            value = 1000 * taken[min(len(taken) - 1, int(share * len(taken)))]
            say(f"inbox.{name}.{figure}", value, "ms", messages=count, opened=times, unlocked=True)


def opened(browser: Any, path: str) -> float:
    begun = time.perf_counter()
    answer = browser.get(path)
    taken = time.perf_counter() - begun
    if answer.status_code != 200 or b"Made-up matter" not in answer.content:
        raise SystemExit(f"{path} is not the page it should be")
    return taken


def fill(count: int, ring: Any, now: datetime) -> None:
    """A list of so many, and then of REAL more that can be opened."""
    from django.db import connection

    from comity.messages.models import Delivery, Mailbox

    (first,) = send(1, ring, now)
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"count": count, "at": now - timedelta(days=30), "of": first.pk})
        for table in ("message", "delivery", "thread"):
            cursor.execute(f"VACUUM ANALYZE i247_{table}")
    Mailbox.objects.filter(bureau="KE").update(last=count + 1)
    Mailbox.objects.filter(bureau="FR").update(sent=count + 1)
    send(REAL, ring, now)
    held = Delivery.objects.filter(bureau="KE").count()
    if held != count + REAL + 1:
        raise SystemExit(f"the list has {held} rows")


def send(count: int, ring: Any, now: datetime) -> list[Any]:
    from comity.core.errors import Refused
    from comity.keys import queries as keys
    from comity.messages.actions import sending
    from comity.messages.engine.writing import Letter, compose
    from comity.network.access import actor_for
    from comity.network.models import Officer

    officer = Officer.objects.select_related("bureau__parent", "entity").get(username="fr.bureau")
    current, letters = keys.current_of(["KE"]), []
    for place in range(count):
        kind = "request" if place % 2 else "alert"
        said = Letter(
            to=("KE",), kind=kind, officer=officer.name, subject=f"Made-up matter {place}", body="Nobody. " * 80
        )
        one = compose(said, keyring=ring, keys=current, now=now)
        letters.append((one.envelope, one.signature, one.content))
    done = sending.send_many(actor=actor_for(officer, now), letters=letters, now=now)
    for outcome in done:
        if isinstance(outcome, Refused):
            raise outcome
    return done


if __name__ == "__main__":
    main()
