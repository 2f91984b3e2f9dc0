"""The background work of the checks room, one step at a time: the worker process calls them for ever.

Each step may be repeated and may die anywhere. They return whether there was something to do.
"""

import atexit
from functools import cache

from django.conf import settings

from comity.checks.jobs import ingesting, looking
from comity.checks.jobs.following import Follower


@cache
def _follower() -> Follower:
    follower = Follower(settings.CHECK_INDEX)
    # Closed well, the index is trusted even after the machine itself has stopped.
    atexit.register(follower.close)
    return follower


def follow_step() -> bool:
    """Carries changes of records and access into this host's index."""
    return _follower().step()


def let_go() -> None:
    """Closes this host's index well, so that it is trusted also after the machine was started anew."""
    _follower().close()


def ingest_step() -> bool:
    """Brings what this host's journals hold into the database: checks, looks, hits, ledger entries; and the looks
    that other rooms left in the ledger."""
    took = ingesting.ingest(settings.CHECK_JOURNAL)
    return looking.take_looks() or took
