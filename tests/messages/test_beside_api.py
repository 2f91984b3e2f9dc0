"""Consent and disclosure over HTTP: a bureau that keeps its keys signs on its own side."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from comity.core import ids
from comity.core.levels import Level
from comity.keys import founding
from comity.keys.engine.ring import Keyring
from comity.messages.actions import disclosing
from comity.messages.engine import consent as statements
from comity.messages.engine.consent import Question, Reply, Signed
from comity.messages.engine.writing import moment
from comity.messages.models import Consent, Disclosure, Message
from comity.network.access import digest
from comity.network.models import Token
from comity.testing.fixtures import stage
from comity.testing.stage import Stage
from tests.messages import parties

__all__ = ["stage"]


@pytest.fixture
def rings(stage: Stage) -> dict[str, Keyring]:
    return parties.found(stage, "FR", "KE", "BR")


@pytest.fixture
def message(stage: Stage, rings: dict[str, Keyring]) -> Message:
    return parties.send(stage, rings["FR"], to=("KE",), body="What France knows.")


@pytest.fixture
def systems(stage: Stage) -> dict[str, dict[str, str]]:
    """The headers of a writing system of each bureau."""
    return {code: {"Authorization": f"Bearer {token_of(stage, code)}"} for code in ("FR", "KE", "BR")}


def token_of(stage: Stage, code: str) -> str:
    bare = f"comity_{code.lower()}{'0' * 30}"
    Token.objects.create(
        bureau_id=code,
        name=f"System of {code}",
        digest=digest(bare),
        may_write=True,
        clearance=Level.RESTRICTED,
        issued_at=stage.now,
        expires_at=stage.now + timedelta(days=1),
    )
    return bare


def b64(signed: Signed) -> dict[str, str]:
    return {
        "statement": base64.b64encode(signed.statement).decode(),
        "signature": base64.b64encode(signed.signature).decode(),
    }


def question(stage: Stage, about: Message, ring: Keyring, **more: Any) -> Signed:
    asked: dict[str, Any] = {
        "id": str(ids.new()),
        "message": str(about.pk),
        "envelope_digest": about.digest,
        "asked_by": ring.bureau,
        "key": ring.current.id,
        "to": ("BR",),
        "purpose": "locate",
        "until": (stage.now + timedelta(days=7)).date().isoformat(),
        "at": moment(stage.now),
    }
    return statements.ask(Question(**(asked | more)), ring)


def post(headers: dict[str, str], path: str, body: dict[str, Any]) -> Any:
    return Client(headers={"host": "localhost"}).post(path, body, content_type="application/json", headers=headers)


def get(headers: dict[str, str], path: str) -> Any:
    return Client(headers={"host": "localhost"}).get(path, headers=headers)


def test_asked_listed_answered_and_verified(
    stage: Stage, rings: dict[str, Keyring], systems: dict[str, dict[str, str]], message: Message
) -> None:
    made = post(systems["KE"], "/api/v1/consents", b64(question(stage, message, rings["KE"])))
    assert (made.status_code, made.json()["standing"], made.json()["of"]) == (201, "waiting", ["FR"])
    [waits] = get(systems["FR"], "/api/v1/consents?waiting=true").json()["consents"]
    reply = Reply(
        question=waits["id"],
        question_digest=waits["digest"],
        bureau="FR",
        key=rings["FR"].current.id,
        granted=True,
        at=moment(stage.now),
    )
    said = post(systems["FR"], f"/api/v1/consents/{waits['id']}/replies", b64(statements.reply(reply, rings["FR"])))
    assert (said.status_code, said.json()["standing"]) == (201, "granted")
    [seen] = get(systems["KE"], "/api/v1/consents").json()["consents"]
    [one] = seen["replies"]
    signed = Signed(base64.b64decode(one["statement"]), base64.b64decode(one["signature"]))
    assert statements.verify_reply(signed, lambda _key: rings["FR"].current).granted
    assert get(systems["BR"], "/api/v1/consents").json()["consents"] == []
    assert get(systems["FR"], "/api/v1/consents?waiting=true").json()["consents"] == []


def test_bad_input_is_named_and_nothing_is_written(
    stage: Stage, rings: dict[str, Keyring], systems: dict[str, dict[str, str]], message: Message
) -> None:
    good = b64(question(stage, message, rings["KE"]))
    cases: list[tuple[dict[str, Any], int]] = [
        ({}, 422),
        (good | {"signature": "AAAA"}, 422),
        (good | {"statement": base64.b64encode(b"{}").decode()}, 422),
        (good | {"statement": base64.b64encode(b"\xff\x00").decode()}, 422),
        (good | {"more": 1}, 422),
        (b64(question(stage, message, rings["KE"], to=("ZZ",))), 422),
        (b64(question(stage, message, rings["KE"], message=str(uuid4()))), 404),
        (b64(question(stage, message, rings["KE"], message="none", id="none")), 404),
        (b64(question(stage, message, rings["KE"], id="none")), 422),
        (b64(question(stage, message, rings["FR"], to=("BR",))), 422),
    ]
    for body, status in cases:
        assert post(systems["KE"], "/api/v1/consents", body).status_code == status, body
    assert get(systems["KE"], "/api/v1/consents?waiting=no").status_code == 422
    assert get(systems["KE"], "/api/v1/consents?colour=red").status_code == 422
    assert get({}, "/api/v1/consents").status_code == 401
    assert not Consent.objects.exists()


def test_a_system_discloses(
    stage: Stage, rings: dict[str, Keyring], systems: dict[str, dict[str, str]], message: Message
) -> None:
    founding.found_own("GS", stage.now, role="compliance")
    handed = disclosing.sealed_for_compliance(
        Message.objects.get(pk=message.pk), "Look.", keyring=rings["KE"], disclosure_id=ids.new(), now=stage.now
    )
    body = b64(Signed(handed.statement, handed.signature)) | {"sealed": base64.b64encode(handed.sealed).decode()}
    path = f"/api/v1/messages/{message.pk}/disclosures"
    assert post(systems["BR"], path, body).status_code == 404
    assert post(systems["KE"], path, body | {"sealed": "AAAA"}).status_code == 422
    said = post(systems["KE"], path, body)
    assert said.status_code == 201, said.content
    assert post(systems["KE"], path, body).status_code == 409
    assert str(Disclosure.objects.get().pk) == said.json()["id"]
