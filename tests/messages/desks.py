"""Officers of bureaus whose keys are held here, each in a browser of their own: signed in, and unlocked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comity.core import ids
from comity.keys import founding
from comity.keys.engine.ring import Keyring
from comity.messages.models import Message
from comity.network import actions as network
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.testing import demo

PASSPHRASE = "quiet maple under seven bridges"
BUREAUS = {"KE": ("ke.head", "ke.bureau"), "FR": ("fr.head", "fr.bureau"), "GS": ("gs.duty",), "BR": ("br.head",)}


class Desks:
    """Three bureaus and the Secretariat at work. `rings` are what their officers open with their passphrase."""

    def __init__(self) -> None:
        self.rings: dict[str, Keyring] = {}

    def officer(self, username: str) -> Officer:
        return Officer.objects.select_related("bureau__parent", "entity").get(username=username)

    def actor(self, username: str) -> Actor:
        return actor_for(self.officer(username), datetime.now(UTC))

    def browser(self, username: str, *, locked: bool = False) -> Client:
        browser = Client(headers={"host": "localhost"})
        assert browser.post(f"/account/demo/{username}/").status_code == 302
        if not locked:
            assert browser.post("/keys/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
        return browser

    def post(self, browser: Client, *, do: str = "send", draft: UUID | None = None, **said: Any) -> Any:
        """Presses a button in the form of a letter."""
        typed = {"to": ["FR"], "kind": "administrative", "priority": "routine", "level": "official_use_only"}
        typed |= {"asks": "", "language": "en", "subject": "Made-up matter", "body": "Nobody real is meant."}
        return browser.post(f"/messages/drafts/{draft or ids.new()}/", typed | {"do": do} | said)

    def send(self, username: str, **said: Any) -> Message:
        """A letter sent through the page."""
        draft = ids.new()
        answer = self.post(self.browser(username), draft=draft, **said)
        assert answer.status_code == 302, said_wrong(answer)
        return Message.objects.get(pk=draft)


def said_wrong(answer: Any) -> str:
    """The list of problems on a page, for a test that did not expect one."""
    text = answer.content.decode()
    start = text.find('class="problems"')
    return text[start : start + 2000] if start >= 0 else text[:300]


@pytest.fixture
def desks(db: None, settings: Any, tmp_path: Path) -> Iterator[Desks]:
    settings.DEMO = True
    settings.INSTALLATION_KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"
    now = datetime.now(UTC)
    network.found(now)
    demo.sign_on(now)
    made = Desks()
    for code, names in BUREAUS.items():
        officers = [made.officer(name) for name in names]
        made.rings[code] = founding.found_hosted(code, officers, PASSPHRASE, now)
    yield made
