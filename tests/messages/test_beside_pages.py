"""The pages of consent and disclosure: both sides in browsers, locked keys lose nothing, strangers find nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comity.keys import founding
from comity.keys.engine.ring import Keyring
from comity.messages.models import Consent, Disclosure, Message
from comity.network.models import Officer
from comity.testing.fixtures import stage
from comity.testing.stage import Stage
from tests.messages import parties

__all__ = ["stage"]

PASSPHRASE = "quiet maple under seven bridges"


@pytest.fixture
def rings(stage: Stage) -> dict[str, Keyring]:
    """France and Kenya keep their keys here, for their officers."""
    made = {}
    for code, names in {"FR": ("fr.bureau", "fr.head"), "KE": ("ke.bureau", "ke.head")}.items():
        officers = [Officer.objects.get(username=name) for name in names]
        made[code] = founding.found_hosted(code, officers, PASSPHRASE, stage.now)
    return made | parties.found(stage, "BR")


@pytest.fixture
def message(stage: Stage, rings: dict[str, Keyring]) -> Message:
    """France has written to Kenya."""
    return parties.send(stage, rings["FR"], to=("KE",), body="What France knows.")


def unlocked(stage: Stage, username: str) -> Client:
    client = stage.client(username)
    assert client.post("/keys/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def asked(stage: Stage, **more: Any) -> dict[str, Any]:
    until = (stage.now + timedelta(days=3)).date().isoformat()
    return {"to": "br", "purpose": "criminal_investigation", "until": until} | more


def test_asked_and_answered_in_two_browsers(stage: Stage, message: Message) -> None:
    kenya, france = unlocked(stage, "ke.bureau"), unlocked(stage, "fr.bureau")
    address = f"/messages/{message.pk}/ask-consent"
    assert address in kenya.get(f"/messages/threads/{message.thread_id}/").content.decode()
    assert kenya.post(address, asked(stage)).status_code == 302
    consent = Consent.objects.get()
    assert "Passing on (1)" in france.get("/messages/").content.decode()
    listed = france.get("/messages/consents/").content.decode()
    assert "Your bureau is asked" in listed and f"/messages/consents/{consent.pk}/" in listed
    page = france.get(f"/messages/consents/{consent.pk}/").content.decode()
    assert "Do not consent" in page and "Kenya" in page and "What France knows" not in page
    assert "Do not consent" not in kenya.get(f"/messages/consents/{consent.pk}/").content.decode()
    assert france.post(f"/messages/consents/{consent.pk}/answer", {"granted": "yes"}).status_code == 302
    seen = kenya.get(f"/messages/consents/{consent.pk}/").content.decode()
    assert "Pass it on" in seen
    taken_back = france.post(f"/messages/consents/{consent.pk}/answer", {"granted": "no"})
    assert taken_back.status_code == 302
    assert "Pass it on" not in kenya.get(f"/messages/consents/{consent.pk}/").content.decode()


def test_what_is_wrong_is_said_at_the_field_and_stays_typed(stage: Stage, message: Message) -> None:
    kenya = unlocked(stage, "ke.bureau")
    for wrong in ({"to": "ZZ"}, {"until": "2020-01-01"}, {"until": "tomorrow"}, {"purpose": "fun"}, {"to": "FR"}):
        said = kenya.post(f"/messages/{message.pk}/ask-consent", asked(stage, **wrong))
        assert said.status_code == 422, wrong
        [value] = wrong.values()
        assert value in said.content.decode() or "purpose" in wrong
    assert not Consent.objects.exists()


def test_locked_keys_ask_for_the_passphrase_and_lose_nothing(stage: Stage, message: Message) -> None:
    kenya = stage.client("ke.bureau")
    for address in (f"/messages/{message.pk}/ask-consent", f"/messages/{message.pk}/disclose"):
        reached = kenya.get(address)
        assert reached.status_code == 302 and reached["Location"].startswith("/keys/unlock/?next=")
    said = kenya.post(f"/messages/{message.pk}/disclose", {"reason": "Typed before it was locked."})
    assert said.status_code == 422 and "Typed before it was locked." in said.content.decode()
    assert not Disclosure.objects.exists()


def test_a_whole_thread_is_disclosed_at_once(stage: Stage, message: Message, rings: dict[str, Keyring]) -> None:
    founding.found_own("GS", stage.now, role="compliance")
    kenya = unlocked(stage, "ke.bureau")
    answer = parties.send(
        stage, rings["KE"], to=("FR",), kind="answer", thread=str(message.thread_id), answers=str(message.pk)
    )
    said = kenya.post(f"/messages/{message.pk}/disclose", {"reason": "Look at both.", "whole_thread": "on"})
    assert said.status_code == 302, said.content[:400]
    assert set(Disclosure.objects.values_list("message", flat=True)) == {message.pk, answer.pk}
    page = unlocked(stage, "fr.head").get(f"/messages/threads/{message.thread_id}/").content.decode()
    assert page.count("Kenya disclosed it to compliance.") == 2


def test_strangers_find_none_of_it(stage: Stage, message: Message) -> None:
    kenya = unlocked(stage, "ke.bureau")
    kenya.post(f"/messages/{message.pk}/ask-consent", asked(stage))
    consent = Consent.objects.get()
    brazil = stage.client("br.bureau")
    assert str(consent.pk) not in brazil.get("/messages/consents/").content.decode()
    for address in (f"consents/{consent.pk}/", f"{message.pk}/ask-consent", f"{message.pk}/disclose"):
        assert brazil.get(f"/messages/{address}").status_code == 404, address
    assert brazil.post(f"/messages/consents/{consent.pk}/answer", {"granted": "yes"}).status_code == 404
    for username in ("gs.reviewer", "gs.administrator", "ke.border"):
        assert stage.client(username).get("/messages/consents/").status_code == 403, username
