"""Draws templates as a page of the web process would, without a database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from comity.core.levels import Level
from comity.network.rules import Actor, Post

Draw = Callable[..., str]


def actor_with(*posts: Post) -> Actor:
    """Somebody of the French bureau with these posts."""
    return Actor(
        id="officer:0192f0c1-7a55-7c3e-9b1d-5f0a6c2e4b11",
        name="Awa <b>Example</b>",
        bureau="FR",
        lineage=("FR",),
        entity_name="Border police",
        posts=frozenset(posts),
        clearance=Level.RESTRICTED,
    )


def request_of(actor: Actor | None, path: str = "/somewhere/") -> HttpRequest:
    """A request as the middleware would hand it on."""
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    return request


@pytest.fixture
def draw() -> Draw:
    """draw(template, context, actor=..., path=...) -> HTML."""

    def drawn(
        name: str, context: dict[str, Any] | None = None, *, actor: Actor | None = None, path: str = "/somewhere/"
    ) -> str:
        return render_to_string(name, context or {}, request_of(actor, path))

    return drawn
