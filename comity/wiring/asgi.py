"""The web process: pages and the API, and the check service mounted at its address, so that one address has it all."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.wiring.settings")
os.environ.setdefault("COMITY_DATABASE_POOL", "10")

import django

django.setup(set_prefix=False)

from comity.wiring.bodies import Pages  # noqa: E402 - Django must be ready before anything that touches its models

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

pages: Any = Pages()

from comity.checks.asgi import app as checks  # noqa: E402 - after Django, whose settings name the folder it reads

CHECKS = frozenset({"/api/v1/checks", "/api/v1/checks/batch", "/api/v1/checks/passenger-list"})


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: checks, and the process's start and end, go to the check service; the rest to Django."""
    if scope["type"] == "lifespan" or scope.get("path") in CHECKS:
        await checks(scope, receive, send)
    else:
        await pages(scope, receive, send)
