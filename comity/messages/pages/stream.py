"""The live stream of a reader's list: tells an open page that something came, and nothing of what."""

from datetime import datetime

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse

from comity.look import live
from comity.messages import access, queries
from comity.network.access import actor_of


async def changed(request: HttpRequest) -> StreamingHttpResponse:
    """Server-sent events: "changed" whenever the reader's bureau sent a message, or was sent one or a receipt."""
    actor = await sync_to_async(actor_of)(request)
    access.require_may_read(actor)
    return live.stream(changed_lists, {actor.bureau: ("changed", "messages")})


def changed_lists(_since: datetime) -> live.Seen:
    """Bureaus, each with the mark of its lists: a mark misses nothing, whenever it is read."""
    return {bureau: frozenset([mark]) for bureau, mark in queries.marks().items()}
