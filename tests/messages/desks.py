"""Officers of bureaus whose keys are held here, each in a browser of their own: signed in, and unlocked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comity.core import ids
from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.keys import founding
from comity.keys.engine.ring import Keyring
from comity.messages.models import Message
from comity.network.access import actor_for
from comity.network.models import Bureau, Member, Officer
from comity.network.rules import Actor, Post

PASSPHRASE = "quiet maple under seven bridges"
NAMES = {"FR": "France", "KE": "Kenya", "BR": "Brazil", "JP": "Japan", "GS": "General Secretariat"}
ALPHA3 = {"FR": "FRA", "KE": "KEN", "BR": "BRA", "JP": "JPN"}
POSTS = {
    "ke.head": Post.BUREAU_HEAD,
    "ke.bureau": Post.BUREAU_OFFICER,
    "fr.head": Post.BUREAU_HEAD,
    "fr.bureau": Post.BUREAU_OFFICER,
    "fr.border": Post.FRONTLINE,
    "br.head": Post.BUREAU_HEAD,
    "gs.duty": Post.DUTY_OFFICER,
}
HOLDERS = {"KE": ("ke.head", "ke.bureau"), "FR": ("fr.head", "fr.bureau"), "GS": ("gs.duty",), "BR": ("br.head",)}


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


def _found(now: datetime) -> None:
    """Five bureaus, of which Japan has no keys, and who works there: signed in by one click, as in a demo."""
    for code, alpha3 in ALPHA3.items():
        Member.objects.create(code=code, alpha3=alpha3, name=NAMES[code], region="r", region_on_pages="r")
    for code, name in NAMES.items():
        Bureau.objects.create(
            code=code,
            kind=Bureau.Kind.NATIONAL if code in ALPHA3 else Bureau.Kind.GENERAL_SECRETARIAT,
            name=name,
            member_id=code if code in ALPHA3 else None,
            databases=list(DATABASES),
            purposes=list(PURPOSES),
        )
    for username, post in POSTS.items():
        Officer.objects.create(
            username=username,
            name=f"Officer {username}",
            bureau_id=username[:2].upper(),
            posts=[post],
            clearance=Level.CONFIDENTIAL,
            is_demo=True,
            created_at=now,
        )


@pytest.fixture
def desks(db: None, settings: Any, tmp_path: Path) -> Iterator[Desks]:
    settings.DEMO = True
    settings.INSTALLATION_KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"
    now = datetime.now(UTC)
    _found(now)
    made = Desks()
    for code, names in HOLDERS.items():
        made.rings[code] = founding.found_hosted(code, [made.officer(name) for name in names], PASSPHRASE, now)
    yield made
