"""The worker process: carries changes into the index, checks into the ledger, seals the ledger, does the jobs.

Each is a loop in a thread of its own: one step, and a short rest when there was nothing to do. A step that fails is
logged and tried again; every step may be repeated, and may die anywhere.
"""

import os
import signal
import threading
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.wiring.settings")

import django

django.setup()

import structlog  # noqa: E402 - Django must be ready before anything that touches its models
from django.db import close_old_connections, connection  # noqa: E402

from comity.audit import jobs as audit  # noqa: E402
from comity.checks import jobs as checks  # noqa: E402
from comity.compliance import jobs as compliance  # noqa: E402
from comity.core import clock  # noqa: E402
from comity.desk import jobs as desk  # noqa: E402
from comity.diffusions import jobs as diffusions  # noqa: E402
from comity.judgements import jobs as judgements  # noqa: E402
from comity.keys import jobs as keys  # noqa: E402
from comity.later import queue  # noqa: E402
from comity.messages import conversations  # noqa: E402
from comity.messages import jobs as messages  # noqa: E402
from comity.notices import jobs as notices  # noqa: E402
from comity.protection import jobs as protection  # noqa: E402
from comity.records import jobs as records  # noqa: E402
from comity.saved_checks import jobs as saved_checks  # noqa: E402
from comity.supervision import jobs as supervision  # noqa: E402

Step = Callable[[], object]
SLOWEST = 10.0  # seconds between attempts of a step that keeps failing
log = structlog.get_logger("comity.worker")


def loop(name: str, step: Step, rest: float, stop: threading.Event) -> None:
    """Runs `step` until `stop`; rests `rest` seconds after a step that found nothing to do, longer after failures."""
    failures = 0
    while not stop.is_set():
        try:
            did = step()
            failures = 0
        except Exception:
            failures += 1
            did = None
            log.exception("step failed", step=name, failures=failures)
            connection.close()
        if not did:
            stop.wait(min(SLOWEST, rest * 2**failures))
        close_old_connections()
    connection.close()


def steps(stop: threading.Event) -> dict[str, tuple[Step, float]]:
    """What the worker does: a step and the seconds it rests when there is nothing to do."""
    return {
        "follow": (checks.follow_step, 0.05),
        "ingest": (checks.ingest_step, 0.1),
        "seal": (lambda: audit.seal_step(clock.now()), 1.0),
        "expire": (lambda: records.expire_step(clock.now()), 60.0),
        "erase": (lambda: judgements.erase_step(clock.now()), 60.0),
        "end_notices": (lambda: notices.tend_step(clock.now()), 60.0),
        "sweep": (lambda: saved_checks.sweep_step(clock.now()), 1.0),
        "tend": (lambda: saved_checks.tend_step(clock.now()), 60.0),
        "unprotect": (lambda: protection.expire_step(clock.now()), 60.0),
        "lapse_keys": (lambda: keys.lapse_step(clock.now()), 60.0),
        "lapse": (lambda: supervision.lapse_step(clock.now()), 60.0),
        "arrive": (lambda: diffusions.catch_up_step(clock.now()), 1.0),
        "end_diffusions": (lambda: diffusions.tend_step(clock.now()), 60.0),
        "deliver": (lambda: messages.deliver_step(clock.now()), 1.0),
        "give_up": (lambda: messages.give_up_step(clock.now()), 30.0),
        "forget_files": (lambda: messages.forget_step(clock.now()), 600.0),
        "converse": (lambda: conversations.converse_step(clock.now()), 1.0),
        "screen": (lambda: compliance.screen_step(clock.now()), 0.5),
        "watch": (lambda: compliance.watch_step(clock.now()), 60.0),
        "reviews": (lambda: compliance.tend_step(clock.now()), 5.0),
        "pulse": (lambda: desk.pulse_step(clock.now()), 5.0),
        "gather": (lambda: desk.gather_step(clock.now()), 1.0),
        "clear_desk": (lambda: desk.erase_step(clock.now()), 60.0),
        "jobs": (lambda: queue.work(stop), 1.0),  # one step that ends with the worker
    }


def main() -> None:
    """Works until SIGTERM or SIGINT."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    threads = [
        threading.Thread(target=loop, args=(name, step, rest, stop), name=name)
        for name, (step, rest) in steps(stop).items()
    ]
    for thread in threads:
        thread.start()
    log.info("worker ready")
    for thread in threads:
        thread.join()
    checks.let_go()


if __name__ == "__main__":
    main()
