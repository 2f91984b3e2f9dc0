"""Two bureaus of the cast with keys: Kenya's are held here for its officers, France's on its own machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.keys import founding
from comity.keys.engine.ring import Keyring
from comity.network import actions as network
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.testing import demo

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PASSPHRASE = "quiet maple under seven bridges"


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path) -> None:
    """The network and the cast, who can be signed in by one click."""
    settings.DEMO = True
    settings.INSTALLATION_KEYS = tmp_path / "keys"
    network.found(NOW)
    demo.sign_on(NOW)


def officer(username: str) -> Officer:
    return Officer.objects.select_related("bureau__parent", "entity").get(username=username)


def actor(username: str) -> Actor:
    return actor_for(officer(username), NOW)


def client(username: str) -> Client:
    """A browser in which one of the cast has signed in."""
    browser = Client(headers={"host": "localhost"})
    assert browser.post(f"/account/demo/{username}/").status_code == 302
    return browser


@pytest.fixture
def kenya(cast: None) -> Iterator[Keyring]:
    """Kenya's ring, of which the head and the bureau officer are holders."""
    yield founding.found_hosted("KE", [officer("ke.head"), officer("ke.bureau")], PASSPHRASE, NOW)
