"""A bureau that keeps its keys itself registers their public halves over the API, each signed by the one before."""

import base64
import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from comity.audit.models import Entry
from comity.core import ids
from comity.keys import actions, queries
from comity.keys.api import read_statement
from comity.keys.engine import ring, sealing, signing
from comity.keys.engine.ring import Keyring, NewKey, PublicKey, bundle_from
from comity.keys.forms import encode_offered
from comity.keys.models import Holder, Key, Ring
from comity.keys.rules import Reason
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.network.rules import COMMAND, Level
from tests.contract import garbage
from tests.keys.conftest import NOW, PASSPHRASE, actor, client

ADDRESS = "/api/v1/keys"


def made(after: PublicKey | None = None, bureau: str = "FR") -> NewKey:
    return ring.new_key(id=str(ids.new()), bureau=bureau, role="messages", held_by="bureau", after=after)


def signed(new: NewKey, by: bytes) -> bytes:
    return signing.sign(by, ring.DOMAIN, new.statement.encode())


def body(new: NewKey, before: bytes = b"", **changes: Any) -> dict[str, Any]:
    own = signed(new, new.signing.secret)
    parts = {"statement": new.statement.encode(), "own_signature": own, "signature_before": before} | changes
    return {name: base64.b64encode(text).decode() for name, text in parts.items()}


class System:
    """A national system of a bureau, with a token."""

    def __init__(self, bureau: str, may_write: bool = True) -> None:
        reach = Reach(databases=frozenset({"persons"}), purposes=frozenset({"border_control"}), clearance=Level(1))
        terms = TokenTerms(
            name="Messages", reach=reach, entity=None, may_write=may_write, rate=0, expires_at=NOW + timedelta(300)
        )
        issued = network.issue_token(actor=COMMAND, bureau=bureau, terms=terms, now=NOW)
        self.headers = {"host": "localhost", "authorization": f"Bearer {issued.text}"}

    def register(self, offered: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = Client(headers=self.headers).post(ADDRESS, json.dumps(offered), content_type="application/json")
        return answer.status_code, answer.json()

    def listed(self, query: str) -> tuple[int, dict[str, Any]]:
        answer = Client(headers=self.headers).get(f"{ADDRESS}?{query}")
        return answer.status_code, answer.json()


@pytest.fixture
def france(cast: None) -> System:
    return System("FR")


def current(bureau: str = "FR") -> PublicKey:
    found = queries.current(bureau)
    assert found is not None
    return found


def test_a_bureau_registers_its_keys_and_each_signs_the_next(france: System) -> None:
    first = made()
    status, told = france.register(body(first))
    assert status == 201 and told["is_chained"] and told["held_by"] == "bureau"
    assert france.register(body(first)) == (201, told)  # the same again is the same answer
    second = made(current())
    status, told = france.register(body(second, signed(second, first.signing.secret)))
    assert status == 201 and told["generation"] == 2
    status, page = france.listed("bureaus=FR,KE")
    assert [key["generation"] for key in page["keys"]] == [1, 2]
    # What is listed is enough to walk the chain without believing the server.
    statements = [read_statement(base64.b64decode(key["statement"])) for key in page["keys"]]
    link = base64.b64decode(page["keys"][1]["signature_before"])
    assert signing.is_signed(statements[0].signing, ring.DOMAIN, statements[1].encode(), link)
    assert Entry.objects.filter(verb="keys.registered", outcome="done").count() == 3


def test_a_key_that_the_current_one_did_not_sign_is_refused(france: System) -> None:
    first = made()
    france.register(body(first))
    second, stranger = made(current()), signing.new_signing_key()
    for before in (b"", signed(second, stranger.secret), signed(second, second.signing.secret), b"x" * 64):
        status, told = france.register(body(second, before))
        assert status == 422 and told["errors"][0]["field"] == "signature_before"
    assert current().id == first.statement.id


def test_a_lost_key_is_revoked_on_the_page_and_its_successor_is_to_be_compared(france: System) -> None:
    france.register(body(made()))
    assert actions.revoke(actor=actor("fr.head"), reason=Reason.LOST, now=NOW) is None
    assert queries.current("FR") is None
    last = queries.history("FR")[0]
    status, told = france.register(body(made(last)))
    assert status == 201 and not told["is_chained"]
    status, page = System("KE").listed("bureaus=FR")
    assert [key["to_compare"] for key in page["keys"]] == [False, True]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("id", {"id": "not an id"}),
        ("id", {"id": "0198C0DE-0000-7000-8000-000000000000"}),
        ("bureau", {"bureau": "KE"}),
        ("role", {"role": "automatic"}),
        ("held_by", {"held_by": "house"}),
        ("generation", {"generation": 7}),
        ("signing", {"signing": "00" * 32}),
        ("signing", {"signing": "short"}),
        ("sealing", {"sealing": "age1nonsense"}),
        ("previous", {"previous": "0198c0de-0000-7000-8000-000000000000"}),
    ],
)
def test_what_is_wrong_with_an_offered_key_is_named(france: System, field: str, changes: dict[str, Any]) -> None:
    new = made()
    parts = json.loads(new.statement.encode()) | changes
    text = json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()
    own = signing.sign(new.signing.secret, ring.DOMAIN, text)
    status, told = france.register(body(new, statement=text, own_signature=own))
    assert status == 422 and field in [error["field"] for error in told["errors"]], told
    assert not Key.objects.exists()


def test_a_statement_must_be_the_bytes_that_were_signed(france: System) -> None:
    new = made()
    loosely = json.dumps(json.loads(new.statement.encode())).encode()
    own = signing.sign(new.signing.secret, ring.DOMAIN, loosely)
    status, told = france.register(body(new, statement=loosely, own_signature=own))
    assert status == 422 and told["errors"][0]["field"] == "statement"
    for broken in (b"", b"{}", b"[1]", b"\xff", b'{"id":1}'):
        status, told = france.register(body(new, statement=broken))
        assert status == 422 and all(error["field"].startswith("statement") for error in told["errors"])
    other = signing.sign(signing.new_signing_key().secret, ring.DOMAIN, new.statement.encode())
    status, told = france.register(body(new, own_signature=other))
    assert status == 422 and told["errors"][0]["field"] == "own_signature"


def test_a_key_is_used_once_and_by_one_bureau(france: System) -> None:
    first = made()
    france.register(body(first))
    parts = json.loads(first.statement.encode()) | {"bureau": "KE", "id": str(ids.new())}
    text = json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()
    own = signing.sign(first.signing.secret, ring.DOMAIN, text)
    status, told = System("KE").register(body(first, statement=text, own_signature=own))
    assert status == 409, told
    # The same id with other halves, by another bureau.
    other = ring.new_key(id=first.statement.id, bureau="KE", role="messages", held_by="bureau", after=None)
    assert System("KE").register(body(other))[0] == 409


def test_who_may_not_register_or_read(cast: None) -> None:
    asking = System("FR", may_write=False)
    assert asking.register(body(made()))[0] == 403
    assert asking.listed("bureaus=KE")[0] == 403
    assert Client(headers={"host": "localhost"}).get(ADDRESS).status_code == 401
    writing = System("FR")
    assert writing.listed("bureaus=KE&role=nonsense")[0] == 422
    assert writing.listed("bureau=KE")[0] == 422
    assert writing.listed("bureaus=" + ",".join(["KE"] * 251))[0] == 422
    assert writing.listed("") == (200, {"keys": []})


def test_keys_held_here_are_handed_over_and_nobody_here_holds_them_any_more(kenya: Keyring) -> None:
    sealed = sealing.seal(b"before", [kenya.current.sealing])
    head = client("ke.head")
    head.post("/keys/unlock/", {"passphrase": PASSPHRASE})
    new = made(current("KE"), "KE")
    offered = encode_offered(new.statement.encode(), signed(new, new.signing.secret))
    wrong = head.post("/keys/own-machine/", {"offered": offered[:-9]})
    assert wrong.status_code == 422
    left = head.post("/keys/own-machine/", {"offered": offered})
    assert left.status_code == 200 and left.headers["Content-Disposition"].startswith("attachment")
    bundle = bundle_from(sealing.unseal(left.content, [new.sealing.secret]))
    assert sealing.unseal(sealed, bundle.sealing) == b"before"
    assert current("KE").id == new.statement.id and current("KE").is_chained
    assert not Holder.objects.exists() and bytes(Ring.objects.get(bureau="KE").recovery_sealed) == b""
    assert "on its own machine" in head.get("/keys/unlock/").content.decode()
    # And back: the machine's key is revoked, and keys are made here that it does not vouch for.
    head.post("/keys/revoke/", {"reason": "lost"})
    head.post("/keys/found/")
    assert not current("KE").is_chained and current("KE").held_by == "house"


def test_spoilt_offers_are_refused_with_the_field_and_never_break_anything(france: System) -> None:
    random, new = Random("keys"), made()
    whole = json.loads(new.statement.encode())
    for number in range(300):
        parts = dict(whole)
        parts[random.choice([*whole, "strange"])] = random.choice([*garbage.TEXTS, None, 7, -1, 2**80, [], {}, True])
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        own = signing.sign(new.signing.secret, ring.DOMAIN, text)
        offered: Any = body(new, statement=text, own_signature=own)
        if number % 3 == 0:
            offered[random.choice([*offered, "strange"])] = random.choice([*garbage.TEXTS, None, 7, []])
        status, told = france.register(offered)
        assert (status == 201 and parts == whole) or (status == 422 and told["errors"]), (status, told, offered)
    assert Key.objects.count() <= 1


@pytest.mark.parametrize("code", ["XX", "%00", "%ff", "x" * 300, "..%2f"])
def test_a_bureau_that_is_not_there_has_no_page(cast: None, code: str) -> None:
    assert client("ke.head").get(f"/keys/others/{code}/").status_code == 404
