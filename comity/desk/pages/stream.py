"""The live stream of the desk, for who may watch it."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse

from comity.desk import access, live
from comity.network.access import actor_of


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Server-sent events: "queue", "shift", "incident" or "figures" whenever these have changed."""
    actor = await sync_to_async(actor_of)(request)
    access.require_may_watch(actor)
    return live.stream()
