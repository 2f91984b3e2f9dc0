"""The background work of the checks room, one step at a time: the worker process calls them for ever.

Each step may be repeated and may die anywhere. They return whether there was something to do.
"""

from functools import cache

from django.conf import settings

from comity.checks.jobs import ingesting
from comity.checks.jobs.following import Follower


@cache
def _follower() -> Follower:
    return Follower(settings.CHECK_INDEX)


def follow_step() -> bool:
    """Carries changes of records and access into this host's index."""
    return _follower().step()


def let_go() -> None:
    """Closes this host's index well, so that it is trusted also after the machine was started anew."""
    _follower().close()


def ingest_step() -> bool:
    """Brings what this host's journals hold into the database: checks, looks, hits, ledger entries."""
    return ingesting.ingest(settings.CHECK_JOURNAL)
