"""The background work of the checks room, one step at a time: the worker process calls them for ever.

Each step may be repeated and may die anywhere. They return whether there was something to do.
"""

from functools import cache

from django.conf import settings

from comity.checks.jobs.following import Follower


@cache
def _follower() -> Follower:
    return Follower(settings.CHECK_INDEX)


def follow_step() -> bool:
    """Carries changes of records and access into this host's index."""
    return _follower().step()
