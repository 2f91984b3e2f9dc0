"""What two bureaus write each other leaves no trace with anybody else: every post x every address of messages.

The addresses are those of the application itself, so that one added later is asked for too. Whoever is no party gets
the very bytes that a message which never was gets; and no word of a content is on any page of anybody whose keys are
locked, a party's own officers and the desk included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from comity.core import clock, ids
from comity.desk import jobs as desk_jobs
from comity.desk.models import Item
from comity.messages.models import Delivery, Message
from comity.network import actions as network
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Right
from comity.testing import cast, demo
from tests.leaks.test_matrix import plain
from tests.messages.desks import Desks
from tests.messages.desks import desks as at_work

__all__ = ["at_work"]

PARTIES = ("KE", "FR")
WORDS = ("Kestrelmoor", "Vantrossi", "quillhaven", "Brindlewick", "Oskarinde")
UNLOCKED = ("br.head", "gs.duty")
LISTS = (
    "/messages/?folder=all",
    "/messages/?folder=needs_answer",
    "/messages/?folder=sent",
    "/messages/search/?q=Kestrelmoor",
    "/messages/consents/",
    "/keys/others/",
    "/api/v1/messages",
    "/api/v1/receipts",
)
DESK = ("/desk/", "/desk/now", "/desk/map/", "/desk/shifts/", "/desk/incidents/")


@dataclass(frozen=True)
class Address:
    """One address of the application that a message's ids belong in."""

    route: str
    names: tuple[str, ...]

    def of(self, values: dict[str, UUID]) -> str:
        made = self.route
        for name in self.names:
            made = made.replace(f"<uuid:{name}>", str(values[name]))
        return "/" + made


def _routes(resolver: URLResolver, before: str = "") -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one, route)
        elif isinstance(one, URLPattern) and one.pattern.converters.keys() & {"message_id", "thread_id"}:
            yield Address(route, tuple(one.pattern.converters))


ADDRESSES = tuple(_routes(get_resolver()))


@pytest.fixture
def desks(at_work: Desks) -> Desks:
    """The bureaus at work, and the whole of the cast beside them."""
    network.found(clock.now())
    demo.sign_on(clock.now())
    return at_work


@pytest.fixture
def sent(desks: Desks) -> Message:
    """A letter from Kenya to France with a file, about a person: everything that is sealed has a word of its own."""
    draft = ids.new()
    file = SimpleUploadedFile("quillhaven.txt", b"Brindlewick, twice.", "text/plain")
    answer = desks.post(
        desks.browser("ke.bureau"),
        draft=draft,
        kind="request",
        asks="information",
        priority="urgent",
        subject="The affair at Kestrelmoor",
        body="Vantrossi was seen with a lantern.",
        names_person="on",
        person_names="Oskarinde Example",
        files=file,
    )
    assert answer.status_code == 302
    return Message.objects.get(pk=draft)


def _is_party(username: str) -> bool:
    officer = Officer.objects.select_related("bureau__parent", "entity").get(username=username)
    actor = actor_for(officer, clock.now())
    return actor.bureau in PARTIES and actor.may(Right.READ_MESSAGES) and actor.entity is None


def _values(message: Message) -> dict[str, UUID]:
    file = message.attachments.get()
    return {"message_id": message.pk, "thread_id": message.thread_id, "attachment_id": file.pk}


def _absent() -> dict[str, UUID]:
    return {"message_id": ids.new(), "thread_id": ids.new(), "attachment_id": ids.new()}


def _said(client: Client, address: str, method: str) -> tuple[int, str]:
    answer = getattr(client, method)(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, plain(body.decode(errors="replace"))


def test_the_addresses_are_found() -> None:
    routes = {address.route for address in ADDRESSES}
    assert {"messages/threads/<uuid:thread_id>/", "api/v1/messages/<uuid:message_id>"} <= routes
    assert len(routes) >= 8


def test_who_is_no_party_meets_a_message_as_one_that_never_was(desks: Desks, sent: Message) -> None:
    strangers = [one.username for one in cast.CAST if not _is_party(one.username)]
    assert {"br.bureau", "gs.duty", "gs.director", "ccf.member", "fr.border", "fr.delegate"} <= set(strangers)
    for username in strangers:
        client = desks.browser(username, locked=username not in UNLOCKED)
        for address in ADDRESSES:
            for method in ("get", "post"):
                present, absent = (_said(client, address.of(one), method) for one in (_values(sent), _absent()))
                assert present == absent, f"{username}: {method} {address.route}"
                assert present[0] >= 400 or "/unlock/" in client.get(address.of(_values(sent))).get("Location", "")


def test_lists_of_others_do_not_change_when_it_is_sent(desks: Desks, request: pytest.FixtureRequest) -> None:
    clients = {
        name: desks.browser(name, locked=name not in UNLOCKED) for name in (*UNLOCKED, "jp.bureau", "ccf.member")
    }
    before = {name: [_said(client, address, "get") for address in LISTS] for name, client in clients.items()}
    request.getfixturevalue("sent")
    for name, client in clients.items():
        for place, address in enumerate(LISTS):
            assert _said(client, address, "get") == before[name][place], f"{name} sees a difference at {address}"


def test_no_word_of_a_content_is_on_a_page_whose_reader_is_locked(desks: Desks, sent: Message) -> None:
    """The parties' own officers see envelopes; the desk sees that an answer is overdue, and nothing more."""
    now = clock.now() + timedelta(hours=2)
    for _step in range(2):
        desk_jobs.Gatherer().step(now)
    assert Delivery.objects.get(message=sent).due_at < now
    assert Item.objects.filter(source="overdue_answer").exists()
    everywhere = [*LISTS, *DESK, *(address.of(_values(sent)) for address in ADDRESSES)]
    for username in ("fr.bureau", "fr.head", "fr.dpo", "ke.bureau", "gs.duty", "gs.director"):
        client = desks.browser(username, locked=True)
        for address in everywhere:
            status, body = _said(client, address, "get")
            assert status < 500, f"{username}: {address}"
            assert not [word for word in WORDS if word.casefold() in body.casefold()], f"{username}: {address}"


def test_a_party_that_is_unlocked_reads_every_word(desks: Desks, sent: Message) -> None:
    """So that the test above could find them."""
    france = desks.browser("fr.bureau")
    values = _values(sent)
    thread = _said(france, f"/messages/threads/{values['thread_id']}/", "get")[1]
    file = _said(france, f"/messages/{values['message_id']}/files/{values['attachment_id']}", "get")[1]
    assert all(word in thread + file for word in WORDS)


def test_systems_of_others_and_of_services_get_nothing(desks: Desks, sent: Message) -> None:
    addresses = [address for address in ADDRESSES if address.route.startswith("api/")]
    for one in demo.issue_tokens(clock.now()):
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {one['token']}"})
        seen = {
            address.route
            for address in addresses
            if _said(client, address.of(_values(sent)), "get") != _said(client, address.of(_absent()), "get")
        }
        is_own = one["name"] == "Passport register"  # France's own, not a service's
        assert bool(seen) is is_own, f"{one['name']}: {seen}"
        listed = client.get("/api/v1/messages")
        assert listed.status_code in ((200,) if is_own else (200, 403))
        shown = msgspec.json.decode(listed.content).get("messages", [])
        assert [UUID(message["id"]) for message in shown] == ([sent.pk] if is_own else [])
