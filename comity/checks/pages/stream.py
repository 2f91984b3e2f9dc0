"""The live stream of hits: tells an open page that some have changed."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import datetime

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse

from comity.checks.models import Hit
from comity.look import live
from comity.network.access import actor_of


async def hits(request: HttpRequest) -> StreamingHttpResponse:
    """Server-sent events: "changed" whenever a hit of the reader's bureau, as source or as asker, has changed."""
    actor = await sync_to_async(actor_of)(request)
    return live.stream(changed_hits, {actor.bureau: ("changed", "hits")})


def changed_hits(since: datetime) -> live.Seen:
    """The bureaus concerned, each with its hits that changed since."""
    seen: dict[str, set[Hashable]] = defaultdict(set)
    rows = Hit.objects.filter(changed_at__gt=since).values_list(
        "pk", "changed_at", "asking", "source", "told_source", "silent", "shielded"
    )
    for pk, changed_at, asking, source, told, silent, shielded in rows:
        for bureau in (asking, source) if told and not silent and not shielded else (asking,):
            seen[bureau].add((pk, changed_at))
    return {bureau: frozenset(changes) for bureau, changes in seen.items()}
