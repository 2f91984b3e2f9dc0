"""A hit at a border becomes a conversation: the source answers within its clock, both read it, nobody else can."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comity.checks.models import Hit
from comity.keys import founding
from comity.messages import conversations
from comity.messages.models import Delivery, Message, Thread
from comity.network.models import Officer
from comity.testing import tour
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]

BORDER = "Passenger control, Tana airport"
PASSPHRASE = "quiet maple under seven bridges"


@pytest.fixture
def desks(stage: Stage, settings: Any) -> dict[str, Client]:
    """Officers of three bureaus, the duty officer, and the keys of each, unlocked."""
    settings.INSTALLATION_KEYS = stage.folder / "keys"
    names = {"FR": "fr.bureau", "KE": "ke.bureau", "BR": "br.bureau", "GS": "gs.duty"}
    for code, username in names.items():
        founding.found_hosted(code, [Officer.objects.get(username=username)], PASSPHRASE, stage.now)
    clients = {code: stage.client(username) for code, username in names.items()}
    for client in clients.values():
        assert client.post("/keys/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return clients


def make_hit(stage: Stage) -> Hit:
    question = {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": "Tana, desk 9"}
    stage.ask_api(stage.tokens[BORDER], question)
    stage.ingest()
    return Hit.objects.get()


def read(client: Client, hit: Hit) -> str:
    """The conversation as one reaches it from the hit."""
    reached = client.get(f"/messages/of-hit/{hit.pk}")
    assert reached.status_code == 302, reached.content[:300]
    return client.get(reached["Location"]).content.decode()


def test_a_hit_is_answered_and_both_sides_read_it(stage: Stage, desks: dict[str, Client]) -> None:
    hit = make_hit(stage)
    conversations.converse_step(stage.now)
    told = read(desks["FR"], hit)
    assert "say whether your data are valid" in told
    assert "Tana" not in told and tour.STOLEN_NUMBER not in told
    assert f"/hits/{hit.pk}/" in told, "the hit's own verbs are one click away"
    assert f"/messages/of-hit/{hit.pk}" in desks["FR"].get(f"/hits/{hit.pk}/").content.decode()
    assert desks["FR"].post(f"/hits/{hit.pk}/confirm", {"reason": ""}).status_code == 302
    conversations.converse_step(stage.now + timedelta(seconds=30))
    hit.refresh_from_db()
    assert hit.state == "confirmed" and hit.changed_at < hit.answer_due_at
    assert "The data are valid" in read(desks["KE"], hit)
    opening = Thread.objects.get(hit=hit.pk).pk
    assert Delivery.objects.get(message=opening, bureau="FR").answered_at is not None


def test_a_third_bureau_and_the_secretariat_read_nothing_of_it(stage: Stage, desks: dict[str, Client]) -> None:
    hit = make_hit(stage)
    conversations.converse_step(stage.now)
    thread = Thread.objects.get(hit=hit.pk)
    assert desks["BR"].get(f"/messages/threads/{thread.pk}/").status_code == 404
    assert desks["BR"].get(f"/messages/of-hit/{hit.pk}")["Location"] == f"/hits/{hit.pk}/"
    secretariat = desks["GS"].get(f"/messages/threads/{thread.pk}/").content.decode()
    assert "say whether your data are valid" not in secretariat
    sealed = bytes(Message.objects.get().sealed)
    assert b"valid" not in sealed and b"France" not in sealed


def test_a_bureau_writes_in_the_conversation_and_the_clock_still_runs(stage: Stage, desks: dict[str, Client]) -> None:
    """Words are no answer to a hit: its own verb is, so that both sides mean the same."""
    hit = make_hit(stage)
    conversations.converse_step(stage.now)
    conversations.converse_step(hit.answer_due_at + timedelta(seconds=1))
    assert "silence confirms nothing" in read(desks["KE"], hit)
    assert Delivery.objects.filter(bureau="FR", answered_at=None, due_at__isnull=False).exists()
