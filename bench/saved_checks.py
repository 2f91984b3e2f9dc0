"""Saved checks: `python -m bench.saved_checks --scale small|full`.

Saves checks of documents, vehicles and persons in an installation of its own, over the made-up world, and measures a
sweep that tells of one in a hundred, and one that finds nothing new. Figures need the machine to themselves.
"""

import argparse
import os
import random
import shutil
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import bulk
from bench.figures import say, var

# Saved checks, and the part of the world that they look in.
SCALES = {"small": (1_000, 0.1), "full": (10_000, 1.0)}
ONE_TOLD_IN = 100
SEED = 20261122


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--json", action="store_true", help="print nothing but figures")
    count, scale = SCALES[parser.parse_args().scale]
    folder = var() / "saved_checks"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ |= {"COMITY_VAR": str(folder), "COMITY_DEMO": "1", "DJANGO_SETTINGS_MODULE": "comity.wiring.settings"}
    with bulk.server():
        bulk.comity("init")
        measure(count, scale)
    shutil.rmtree(folder, ignore_errors=True)


def measure(count: int, scale: float) -> None:
    """Makes the world, saves the checks, and asks them all twice."""
    import django

    django.setup()
    from comity.checks.asgi import app
    from comity.checks.jobs import follow_step
    from comity.network import actions as network
    from comity.saved_checks.models import SavedCheck, Sweep, Telling
    from comity.saved_checks.sweeping import Sweeper
    from comity.testing import demo
    from comity.testing.loading import load_batches

    now = datetime.now(UTC)
    network.found(now)
    demo.sign_on(now)
    load_batches(demo.every_batch(now, scale))
    while follow_step():
        pass
    save(count, now)
    sweeper, setting = Sweeper(app.checker), {"saved": count, "records": app.checker.index.seq}
    for name, later in (("telling", 1), ("nothing_new", 2)):
        begun, worked = time.perf_counter(), time.process_time()
        while sweeper.step(now + timedelta(hours=later)):
            pass
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
        say(f"saved_checks.sweep_{name}", seconds, "s", **setting, told=Telling.objects.count())
        say(f"saved_checks.processor_{name}", worked, "s", **setting)
    sweep = Sweep.objects.get()
    if sweep.asked != count or SavedCheck.objects.filter(pause="").count() != count or not Telling.objects.exists():
        raise SystemExit("The sweep did not ask them all.")


def save(count: int, now: datetime) -> None:
    """Saves the checks without the verb, which writes an entry for each: it is the sweep that is measured."""
    from comity.network.models import Officer
    from comity.saved_checks.models import SavedCheck

    chance = random.Random(SEED)
    owner = Officer.objects.get(username="gs.duty")
    rows = [
        SavedCheck(
            bureau_id="GS",
            owner=f"officer:{owner.pk}",
            owner_name=owner.name,
            question=one,
            purpose="locate",
            case_reference="1",
            reason="Measured.",
            made_at=now,
            ends_on=now.date() + timedelta(days=90),
            state="running",
            changed_at=now,
        )
        for one in questions(count, chance)
    ]
    SavedCheck.objects.bulk_create(rows, batch_size=1000)


def questions(count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Two in five documents, two in five persons with their birth, one in five vehicles; a few that are recorded."""
    from comity.records.models import Record
    from comity.testing import names

    known = list(Record.objects.filter(database="travel_documents", kind="stolen", purposes=[], level=1)[:count])
    asked: list[dict[str, Any]] = []
    for number in range(count):
        if number % ONE_TOLD_IN == 0:
            fields = known[number // ONE_TOLD_IN].fields
            subject: dict[str, Any] = {"document": {"number": fields["number"], "issuer": fields["issuer"]}}
        elif number % 5 < 2:
            subject = {"document": {"number": f"{chance.randrange(10**9):09d}", "issuer": "FRA"}}
        elif number % 5 < 4:
            name = names.drawn(chance.choice(names.CULTURES), chance.choice("FM"), chance)
            born = f"{chance.randint(1950, 2005)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            subject = {"person": {"name": f"{name.given} {name.family}", "birth_date": born}}
        else:
            subject = {"vehicle": {"plate": f"{chance.randrange(10**6):06d}", "country": "FR"}}
        asked.append({"purpose": "locate", **subject})
    return asked


if __name__ == "__main__":
    main()
