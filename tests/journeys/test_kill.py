"""Killed at random moments under load: no answered check is lost, no accepted record, and the index agrees afterwards.

Real processes on a database and in a folder of their own. COMITY_KILLS says how often (4 by default, 30 for the claim
in docs/performance.md).
"""

import itertools
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.wiring import database
from tests.installation import Installation, installed, kill
from tests.journeys.load import Promises, load

KILLS = int(os.environ.get("COMITY_KILLS") or 4)
SEED = int(os.environ.get("COMITY_KILL_SEED") or 20261122)
ROWS = 12_000  # three batches of a load

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    if not database.is_embedded():
        pytest.skip("needs the embedded database, which it kills beside the rest")
    with installed(tmp_path) as made:
        made.found()
        yield made


def test_killed_under_load_nothing_is_lost(installation: Installation) -> None:
    chance = random.Random(SEED)
    installation.up()
    with load(installation) as promises:
        for number, strike in enumerate(itertools.islice(_victims(chance), KILLS)):
            time.sleep(chance.uniform(0.05, 1.0))
            strike(installation, chance, promises, number)
            installation.wait_until(installation.is_ready, f"kill {number} ({strike.__name__}): being ready again")
        time.sleep(1)
    assert len(promises.answered) > 10 * KILLS and len(promises.recorded) > KILLS
    assert len(promises.answered) == len(set(promises.answered))
    assert promises.statuses <= {503}, "an installation under fire may be away, and nothing else"
    compare(installation, promises)
    installation.down()
    assert not installation.processes()


Strike = Callable[[Installation, random.Random, Promises, int], None]


def _victims(chance: random.Random) -> Iterator[Strike]:
    """Each in its turn, the turns in random order."""
    while True:
        yield from chance.sample(VICTIMS, len(VICTIMS))


def checks(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    kill(installation.group("checks"), chance)


def web(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    kill(installation.group("web"), chance)


def worker(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    kill(installation.group("worker"), chance)


def database_server(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    kill(installation.database()[:1], chance)


def database_connection(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    """One of the server's children: it then ends all others, and recovers by itself."""
    kill(installation.database()[1:], chance)


def supervisor(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    assert installation.supervisor is not None
    installation.supervisor.kill()
    installation.supervisor.wait()
    time.sleep(chance.uniform(0, 1))  # what it left behind goes on answering
    installation.up()


def running_import(installation: Installation, chance: random.Random, promises: Promises, number: int) -> None:
    """Killed in the middle of the file; then the file is loaded again."""
    references = [f"FR-FILE-{number}-{row}" for row in range(ROWS)]
    rows = [f"{reference},stolen,{number:02d}QK{row:05d},FRA,passport\n" for row, reference in enumerate(references)]
    path = installation.folder / f"load-{number}.csv"
    path.write_text("reference,kind,number,issuer,type\n" + "".join(rows))
    arguments = ("import", str(path), "--database", "travel_documents", "--source", "FR")
    half = installation.start(*arguments)
    time.sleep(chance.uniform(1.0, 4.0))
    half.kill()
    half.wait()
    whole = installation.run(*arguments)
    assert whole.returncode == 0, whole.stderr
    promises.recorded.update(references)


VICTIMS: list[Strike] = [checks, web, worker, database_server, database_connection, supervisor, running_import]


def compare(installation: Installation, promises: Promises) -> None:
    """What was promised against what is there."""
    answered = set(promises.answered)
    facts: dict[str, list[str]] = {}

    def all_there() -> bool:
        done = installation.python("-c", FACTS)
        assert done.returncode == 0, done.stderr
        facts.update(json.loads(done.stdout))
        return answered <= set(facts["ledger"])

    installation.wait_until(all_there, "every answered check being in the ledger")
    assert len(facts["ledger"]) == len(set(facts["ledger"])), "a check is in the ledger twice"
    assert set(facts["ledger"]) == set(facts["checks"])
    active, withdrawn = set(facts["active"]), set(facts["withdrawn"])
    assert promises.recorded <= active | withdrawn
    assert promises.withdrawn <= withdrawn
    assert promises.recorded - promises.unknown <= active
    for arguments in (("index", "verify"), ("audit", "verify")):
        verified = installation.run(*arguments)
        assert verified.returncode == 0, verified.stdout + verified.stderr


FACTS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.wiring.settings"
import django
django.setup()
from comity.audit.models import Entry
from comity.checks.models import Check
from comity.records.models import Record
def references(status):
    return list(Record.objects.filter(status=status).values_list("reference", flat=True))
print(json.dumps({
    "ledger": list(Entry.objects.filter(verb="check.made").values_list("subject", flat=True)),
    "checks": [str(pk) for pk in Check.objects.values_list("pk", flat=True)],
    "active": references("active"),
    "withdrawn": references("withdrawn"),
}))
"""
