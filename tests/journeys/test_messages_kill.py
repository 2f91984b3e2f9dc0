"""Killed at random moments while messages flow: none that was accepted is lost, none comes twice, no receipt is forged.

Real processes on a database and in a folder of their own. COMITY_KILLS says how often (5 by default, 50 for the claim
in docs/performance.md).
"""

import itertools
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from comity.wiring import database
from tests.installation import Installation, installed
from tests.journeys.correspondents import Correspondent, correspondence, offices
from tests.journeys.load import Promises
from tests.journeys.test_kill import database_connection, database_server, supervisor, web, worker

KILLS = int(os.environ.get("COMITY_KILLS") or 5)
SEED = int(os.environ.get("COMITY_KILL_SEED") or 20261123)
# The web process is what takes messages: it is struck as often as all others together.
VICTIMS = (web, database_server, web, worker, web, database_connection, web, supervisor)

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    if not database.is_embedded():
        pytest.skip("needs the embedded database, which it kills beside the rest")
    with installed(tmp_path) as made:
        done = made.run("init", "--quiet")
        assert done.returncode == 0, done.stderr
        yield made


def test_killed_while_messages_flow_nothing_is_lost(installation: Installation) -> None:
    chance = random.Random(SEED)
    installation.up()
    everyone = offices(installation)
    with correspondence(everyone, chance):
        for number, strike in enumerate(itertools.islice(itertools.cycle(VICTIMS), KILLS)):
            time.sleep(chance.uniform(0.1, 1.5))
            strike(installation, chance, Promises(), number)
            installation.wait_until(installation.is_ready, f"kill {number} ({strike.__name__}): being ready again")
        time.sleep(2)
    assert not [failure for one in everyone for failure in one.failures]
    assert sum(len(one.accepted) for one in everyone) > 10 * KILLS
    for one in everyone:
        _compare_lists(one, everyone)
        _compare_receipts(one, everyone)
    _compare_with_the_ledger(installation, everyone)
    installation.down()
    assert not installation.processes()


def _compare_lists(one: Correspondent, everyone: Sequence[Correspondent]) -> None:
    """What this bureau was sent, against what it saw while it was sent, and against what it sees now."""
    with closing(one.client()) as client:
        now = [(message.position, str(message.id)) for message in client.since(0)]
    assert one.seen == now[: len(one.seen)], "the list as it was read bit by bit is the list as it is"
    assert [position for position, _pk in now] == list(range(1, len(now) + 1)), "without a gap"
    places = {pk: position for position, pk in now}
    assert len(places) == len(now), "a message came twice"
    for sender in everyone:
        due = [pk for pk, recipients in sender.accepted if one.code in recipients]
        assert all(pk in places for pk in due), "an accepted message is lost"
        assert [places[pk] for pk in due] == sorted(places[pk] for pk in due), "in the order in which it was sent"
    sent = {pk for sender in everyone for pk, recipients in sender.accepted if one.code in recipients}
    assert not places.keys() - sent, "a message came that nobody knows to have sent"


def _compare_receipts(one: Correspondent, everyone: Sequence[Correspondent]) -> None:
    """Each verifies (the client raises where one does not), and is one that its bureau signed; none is lost."""
    mine = {pk for pk, _recipients in one.accepted}
    with closing(one.client()) as client:
        told = [(said.message, said.kind, said.bureau) for _place, said in client.receipts_since(0)]
    assert max(Counter(told).values()) == 1
    for other in everyone:
        if other is not one:
            got = {(message, kind) for message, kind, bureau in told if bureau == other.code}
            assert got <= other.signed, "a receipt that its bureau never signed"
            assert {(pk, said) for pk, said in other.given if pk in mine} <= got, "a receipt that was taken is lost"


def _compare_with_the_ledger(installation: Installation, everyone: Sequence[Correspondent]) -> None:
    done = installation.python("-c", FACTS)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    entered = Counter(facts["entered"])
    for pk, _recipients in itertools.chain.from_iterable(one.accepted for one in everyone):
        assert entered[pk] == 1, "one entry for each message"
    assert set(facts["messages"]) == set(entered)
    assert not facts["missing"], "a file that a message names is not there"
    verified = installation.run("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


FACTS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.wiring.settings"
import django
django.setup()
from django.core.files.storage import default_storage
from comity.audit.models import Entry
from comity.messages.models import Attachment, Message
print(json.dumps({
    "entered": list(Entry.objects.filter(verb="message.sent", outcome="done").values_list("subject", flat=True)),
    "messages": [str(pk) for pk in Message.objects.values_list("pk", flat=True)],
    "missing": [row.file.name for row in Attachment.objects.all() if not default_storage.exists(row.file.name)],
}))
"""
