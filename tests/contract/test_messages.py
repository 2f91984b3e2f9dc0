"""Messages by the description of the API: every answer as documented, and bad input refused with the field it is in."""

import base64
import json
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import pytest

from comity.client import Client, Letter
from comity.core import clock
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.keys.founding import found_own
from comity.messages.engine import receipts
from comity.messages.engine.writing import Sealed, compose
from comity.network.models import Token
from comity.testing.stage import Stage
from tests.contract import garbage
from tests.contract.conftest import WRITING
from tests.contract.outside import LINES, Outside, Schemas, faulty, problem_of, scaled

MESSAGES, BATCH, RECEIPTS = "/api/v1/messages", "/api/v1/messages/batch", "/api/v1/receipts"
ONE, FILE, DEPOSIT = f"{MESSAGES}/{{message_id}}", f"{MESSAGES}/{{message_id}}/attachments/{{attachment_id}}", (
    "/api/v1/attachments/{attachment_id}"
)  # fmt: skip
OCTETS = {"content-type": "application/octet-stream"}


@pytest.fixture
def ring(stage: Stage) -> Keyring:
    """The keys of the bureau whose system writes; those it writes to have theirs too."""
    found_own("NZ", clock.now())
    return found_own(Token.objects.get(name=WRITING).bureau_id, clock.now())


def _sealed(ring: Keyring, **said: Any) -> Sealed:
    letter = Letter(**({"to": ("NZ",), "subject": "Made up", "body": "Nobody real."} | said))
    return compose(letter, keyring=ring, keys=keys.current_of(["NZ", ring.bureau]), now=clock.now())


def _json(sealed: Sealed, **changes: Any) -> dict[str, Any]:
    said = {"envelope": sealed.envelope, "signature": sealed.signature, "content": sealed.content}
    return {name: base64.b64encode(data).decode() for name, data in said.items()} | changes


def test_a_message_from_its_file_to_its_answer(writing: Outside, schemas: Schemas, ring: Keyring) -> None:
    file = f"/api/v1/attachments/{uuid4()}"
    data = sealing.seal(b"a picture", [ring.current.sealing])
    put = writing.request("PUT", file, content=data, headers=OCTETS)
    schemas.check("put", DEPOSIT, put)
    assert put.status_code == 201
    sealed = _sealed(ring)
    sent = writing.post(MESSAGES, _json(sealed))
    schemas.check("post", MESSAGES, sent)
    assert sent.status_code == 201
    again = writing.post(MESSAGES, _json(sealed))
    assert (again.status_code, again.json()) == (201, sent.json())
    read = writing.get(f"{MESSAGES}/{sent.json()['id']}")
    schemas.check("get", ONE, read)
    assert base64.b64decode(read.json()["envelope"]) == sealed.envelope
    for query in ({}, {"box": "sent"}, {"box": "sent", "content": "true", "limit": "1"}):
        listed = writing.get(MESSAGES, params=query)
        schemas.check("get", MESSAGES, listed)
    assert base64.b64decode(listed.json()["messages"][0]["content"]) == sealed.content
    schemas.check("get", RECEIPTS, writing.get(RECEIPTS))


def test_many_at_once_as_documented(writing: Outside, schemas: Schemas, ring: Keyring) -> None:
    lines = [json.dumps(_json(_sealed(ring))).encode(), b"{", b'{"envelope": "e30="}', b"[]", b"null"]
    answer = writing.post(BATCH, content=b"\n".join(lines), headers={"content-type": LINES})
    schemas.check("post", BATCH, answer)
    said = [json.loads(line) for line in answer.content.splitlines()]
    assert [one["line"] for one in said] == [1, 2, 3, 4, 5]
    assert "id" in said[0] and all(one["refusal"] for one in said[1:])
    for body in (b"", b"\n" * 50, lines[0] + b"\n" * 3 + b"\n".join([b"{}"] * 200)):
        refused = writing.post(BATCH, content=body, headers={"content-type": LINES})
        schemas.check("post", BATCH, refused)
        assert refused.status_code == 422


def test_errors_are_as_documented(writing: Outside, asking: Outside, schemas: Schemas, ring: Keyring) -> None:
    sealed = _sealed(ring)
    cases: list[tuple[int, str, str, httpx.Response]] = [
        (401, "post", MESSAGES, Outside().post(MESSAGES, _json(sealed))),
        (403, "post", MESSAGES, asking.post(MESSAGES, _json(sealed))),
        (415, "post", MESSAGES, writing.post(MESSAGES, content=b"<a/>", headers={"content-type": "text/xml"})),
        (413, "post", MESSAGES, writing.post(MESSAGES, content=b" " * (7 << 20), headers={"content-type": ""})),
        (422, "post", MESSAGES, writing.post(MESSAGES, _json(sealed, signature="AA=="))),
        (404, "get", ONE, writing.get(f"{MESSAGES}/{uuid4()}")),
        (404, "get", FILE, writing.get(f"{MESSAGES}/{uuid4()}/attachments/{uuid4()}")),
        (403, "get", RECEIPTS, asking.get(RECEIPTS)),
        (415, "put", DEPOSIT, writing.request("PUT", f"/api/v1/attachments/{uuid4()}", json={})),
        (422, "put", DEPOSIT, writing.request("PUT", f"/api/v1/attachments/{uuid4()}", content=b"x", headers=OCTETS)),
    ]
    for status, method, address, answer in cases:
        assert answer.status_code == status, (method, address, answer.text)
        schemas.check(method, address, answer)
        problem_of(answer)


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        (MESSAGES, {"after": "-1"}, "after"),
        (MESSAGES, {"after": "9" * 30}, "after"),
        (MESSAGES, {"limit": "0"}, "limit"),
        (MESSAGES, {"limit": "51", "content": "true"}, "limit"),
        (MESSAGES, {"box": "draft"}, "box"),
        (MESSAGES, {"content": "yes"}, "content"),
        (MESSAGES, {"afterwards": "1"}, "afterwards"),
        (RECEIPTS, {"after": "x"}, "after"),
        (RECEIPTS, {"box": "sent"}, "box"),
    ],
)
def test_a_filter_that_is_none_is_named(
    writing: Outside, schemas: Schemas, address: str, query: dict[str, str], field: str
) -> None:
    answer = writing.get(address, params=query)
    schemas.check("get", address, answer)
    assert faulty(answer) == [field]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"envelope", "signature", "content"}),
        ({"envelope": "e30=", "signature": "no base64 !", "content": 4}, {"signature", "content"}),
        ({"envelope": "e30=", "signature": "", "content": "", "to": ["FR"]}, {"to"}),
    ],
)
def test_a_wrong_message_names_its_fields(writing: Outside, body: dict[str, Any], fields: set[str]) -> None:
    assert fields <= set(faulty(writing.post(MESSAGES, body)))


def test_spoilt_messages_envelopes_and_receipts(writing: Outside, ring: Keyring) -> None:
    """No fault of ours, whatever is in the body, and in the envelope inside it; and nothing of it is sent."""
    random = Random("messages")
    good = _sealed(ring)
    said = json.loads(good.envelope)
    signed = receipts.sign(good.envelope, said["id"], "read", keyring=ring, now=clock.now())
    receipt = {name: base64.b64encode(getattr(signed, name)).decode() for name in ("receipt", "signature")}
    asked: list[tuple[str, bytes]] = [(address, body) for body in garbage.NOT_JSON for address in (MESSAGES, RECEIPTS)]
    for _ in range(scaled(60)):
        spoilt = garbage.spoilt(said, random)
        envelope = json.dumps(spoilt, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
        body = _json(good, envelope=base64.b64encode(envelope).decode())
        body["signature"] = base64.b64encode(ring.sign("comity/message/1", envelope)).decode()
        asked.append((MESSAGES, json.dumps(body).encode()))
        asked.append((MESSAGES, json.dumps(garbage.spoilt(_json(good), random)).encode()))
        asked.append((RECEIPTS, json.dumps(garbage.spoilt({"receipts": [receipt]}, random)).encode()))
    headers = {"content-type": "application/json"}
    answers = writing.send(*[("POST", address, {"content": body, "headers": headers}) for address, body in asked])
    for (_address, body), answer in zip(asked, answers, strict=True):
        if answer.status_code >= 400:
            problem_of(answer)
            assert answer.status_code in (409, 413, 422), body[:200]
    sent = writing.get(MESSAGES, params={"box": "sent"}).json()["messages"]
    assert {one["id"] for one in sent} <= {said["id"]}, "only what was signed as it is"


def test_the_client_reads_what_is_described(schemas: Schemas) -> None:
    """Every field that the client reads is in the description, under the same name."""
    from comity.client import told

    described = schemas.document["components"]["schemas"]
    for ours, theirs in (
        (told.Message, "MessageOut"),
        (told.Delivery, "MessageDelivery"),
        (told.Receipt, "ReceiptOut"),
        (told.Deposited, "FileDeposited"),
        (told.Key, "KeyOut"),
    ):
        missing = set(ours.__struct_fields__) - set(described[theirs]["properties"])
        assert not missing, (theirs, missing)
    assert Client
