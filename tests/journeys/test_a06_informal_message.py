"""A-06: a request that was refused goes round its review as a message between two bureaus."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comity.compliance import queries
from comity.compliance.actions import watching
from comity.compliance.engine.messages import Unusual
from comity.core.errors import Invalid
from comity.keys import founding
from comity.keys.engine.ring import Keyring
from comity.messages.engine.content import Person
from comity.messages.models import Message
from comity.network.models import Officer
from comity.testing.stage import Stage
from tests.compliance.conftest import refused, stage
from tests.messages import parties

__all__ = ["stage"]

PASSPHRASE = "quiet maple under seven bridges"
HER = Person(names=("Ilva Marette Tolvander",), birth="1979-03-21")
WORDS = "A request about a person of this name and date of birth was refused, cancelled or deleted."


@pytest.fixture
def rings(stage: Stage) -> dict[str, Keyring]:
    """Brazil keeps its keys; Kenya's officer and compliance hold theirs here."""
    kenya, reviewer = (Officer.objects.get(username=name) for name in ("ke.bureau", "gs.reviewer"))
    founding.found_hosted("KE", [kenya], PASSPHRASE, stage.now)
    founding.found_hosted("GS", [reviewer], PASSPHRASE, stage.now, role="compliance")
    return parties.found(stage, "BR")


def unlocked(stage: Stage, username: str) -> Client:
    client = stage.client(username)
    assert client.post("/keys/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def ask(stage: Stage, ring: Keyring, **more: Any) -> Message:
    letter = {"to": ("KE",), "kind": "request", "names_person": True, "person": HER, "asks": "information"}
    return parties.send(stage, ring, **(letter | {"body": "Where is she? Hold her if you can."} | more))


def page_of(client: Client, message: Message) -> str:
    return client.get(f"/messages/threads/{message.thread_id}/").content.decode()


def test_a06_an_arrest_cannot_be_asked_for_on_what_was_refused(stage: Stage, rings: dict[str, Keyring]) -> None:
    subject = refused(stage).review.subject
    for cites in ((), (f"notice:{subject}",)):
        for asks in ("arrest", "location"):
            with pytest.raises(Invalid) as refusal:
                ask(stage, rings["BR"], asks=asks, cites=cites)
            assert {one.field for one in refusal.value.problems} == {"cites"}
    assert not Message.objects.exists()


def test_a06_whoever_reads_the_softer_question_is_warned(stage: Stage, rings: dict[str, Keyring]) -> None:
    before = ask(stage, rings["BR"])
    kenya = unlocked(stage, "ke.bureau")
    assert WORDS not in page_of(kenya, before)
    subject = refused(stage).review.subject
    after = ask(stage, rings["BR"], cites=(f"notice:{subject}",))
    for message in (before, after):
        assert WORDS in page_of(kenya, message)
    assert "The cited notice was refused by the General Secretariat." in page_of(kenya, after)
    locked = page_of(stage.client("ke.bureau"), after)
    assert WORDS not in locked, "whom it names is sealed"
    assert "The cited notice was refused by the General Secretariat." in locked


def test_a06_a_recipient_discloses_and_the_reviewer_has_proof(stage: Stage, rings: dict[str, Keyring]) -> None:
    message = ask(stage, rings["BR"])
    kenya = unlocked(stage, "ke.bureau")
    sent = kenya.post(f"/messages/{message.pk}/disclose", {"reason": "It asks to hold her without a notice."})
    assert sent.status_code == 302
    [row] = message.disclosures.all()
    page = unlocked(stage, "gs.reviewer").get(f"/compliance/disclosed/{row.pk}/").content.decode()
    assert "Proven: this is what the bureau of Brazil signed." in page
    assert "Hold her if you can." in page
    assert "Kenya disclosed it to compliance." in page_of(kenya, message)


def test_a06_a_habit_of_it_is_seen_in_envelopes_alone(stage: Stage, rings: dict[str, Keyring]) -> None:
    for _ in range(5):
        ask(stage, rings["BR"])
    now = stage.now + timedelta(minutes=1)
    watching.watch(now)
    [found] = queries.anomalies(now)
    assert (found.rule, found.bureau, found.towards, found.count) == (Unusual.UNCITED_PAIR, "BR", "KE", 5)
