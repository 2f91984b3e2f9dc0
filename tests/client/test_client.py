"""Two systems exchange sealed messages; nobody else reads them, and nothing that was changed on the way passes."""

import base64
from datetime import timedelta
from pathlib import Path
from random import Random

import httpx
import msgspec
import pytest

from comity.client import Client, Letter, NotAccepted, NotReached
from comity.core import clock, ids
from comity.keys.engine.sealing import Altered, NotForThisKey
from comity.messages.engine import receipts, writing
from comity.messages.engine.receipts import SignedReceipt
from comity.messages.engine.verifying import NotGenuine
from comity.messages.engine.writing import Sealed
from comity.messages.models import Attachment, Delivery, Message, Receipt
from tests.client.conftest import Systems, token_of

SUBJECT, BODY = "The ferry of the ninth", "الرجل ليس هو المطلوب. Nobody real was seen there."


def _letter(*to: str, **said: object) -> Letter:
    given = {"to": to or ("KE",), "subject": SUBJECT, "body": BODY, "kind": "request", "asks": "information"}
    return Letter(**(given | said))


def _in_base64(data: bytes) -> bytes:
    return base64.b64encode(bytes(data))


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "statement.pdf"
    path.write_bytes(b"%PDF-1.7 " + b"what the witness said " * 20_000)
    return path


def test_two_bureaus_exchange_a_message_with_a_file(systems: Systems, statement: Path, tmp_path: Path) -> None:
    sent = systems["FR"].send(_letter(), files=[statement])
    [listed] = list(systems["KE"].since(0))
    assert str(listed.id) == sent.id and listed.position == 1 and listed.content is None
    opened = systems["KE"].read(listed.id)
    assert (opened.content.subject, opened.content.body) == (SUBJECT, BODY)
    assert (opened.envelope.sender, opened.key.bureau) == ("FR", "FR")
    [file] = opened.content.attachments
    assert (file.name, file.media_type, file.size) == ("statement.pdf", "application/pdf", statement.stat().st_size)
    systems["KE"].download(opened, file, tmp_path / "got.pdf")
    assert (tmp_path / "got.pdf").read_bytes() == statement.read_bytes()
    assert systems["FR"].read(sent.id).content.body == BODY, "its sender reads it too"


def test_an_answer_and_its_receipts(systems: Systems) -> None:
    sent = systems["FR"].send(_letter())
    [listed] = list(systems["KE"].since(0))
    for said in ("delivered", "read"):
        assert systems["KE"].acknowledge([listed], said) == [None]
    systems["KE"].send(_letter("FR", kind="answer", asks="", answers=sent.id, thread=sent.id, follows=sent.id))
    assert systems["KE"].acknowledge([listed], "answered") == [None]
    told = list(systems["FR"].receipts_since(0))
    assert [one.kind for _place, one in told] == ["delivered", "read", "answered"]
    assert [place for place, _one in told] == [1, 2, 3]
    fetched = systems["FR"].fetch(sent.id)
    for one in fetched.receipts:
        assert systems["FR"].verified_receipt(one, fetched.envelope).bureau == "KE"
    [delivery] = fetched.deliveries
    assert delivery.answered_at is not None


def test_a_third_bureau_and_the_secretariat_read_nothing(systems: Systems, statement: Path) -> None:
    sent = systems["FR"].send(_letter(), files=[statement])
    fetched = systems["FR"].fetch(sent.id)
    [file] = systems["FR"].read(sent.id).envelope.attachments
    for other in ("BR", "GS"):
        assert list(systems[other].since(0)) == []
        with pytest.raises(NotAccepted) as refusal:
            systems[other].fetch(sent.id)
        assert refusal.value.status == 404
        with pytest.raises(NotAccepted) as refusal:
            systems[other]._calls.get(f"/api/v1/messages/{sent.id}/attachments/{file.id}", dict)
        assert refusal.value.status == 404
        with pytest.raises(NotForThisKey):
            systems.offices[other].ring.unseal(fetched.content or b"")


def test_the_same_again_is_the_same_message(systems: Systems) -> None:
    sealed = systems["FR"].compose(_letter())
    first, again = systems["FR"].deliver(sealed), systems["FR"].deliver(sealed)
    assert (first.id, first.position) == (again.id, again.position)
    assert len(list(systems["KE"].since(0))) == 1
    other = systems["FR"].compose(_letter(id=first.id, thread=first.id))
    with pytest.raises(NotAccepted) as refusal:
        systems["FR"].deliver(other)
    assert refusal.value.status == 409 and refusal.value.code == "other_bytes"


def test_many_at_once_have_an_outcome_each(systems: Systems) -> None:
    client = systems["FR"]
    good = [client.compose(_letter()) for _ in range(5)]
    spoilt = msgspec.structs.replace(good[2], signature=bytes(64))
    done = client.deliver_many([*good[:2], spoilt, *good[3:]])
    assert [isinstance(one, NotAccepted) for one in done] == [False, False, True, False, False]
    assert [one.position for one in systems["KE"].since(0)] == [1, 2, 3, 4]
    again = client.deliver_many(good)
    assert len(list(systems["KE"].since(0))) == 5 and not [one for one in again if isinstance(one, NotAccepted)]


def test_an_answer_that_got_lost_is_asked_for_again(systems: Systems) -> None:
    """The message was taken, and nobody heard so: the client says the same bytes again."""
    client = systems["FR"]
    client.keys(["KE"])
    transport = systems.transports["FR"]

    def taken_and_lost(request: httpx.Request) -> httpx.Response:
        transport.pass_on(request)
        raise httpx.ReadError("the line broke")

    transport.faults = [taken_and_lost, lambda request: httpx.Response(503, headers={"Retry-After": "0"})]
    sent = client.send(_letter())
    assert transport.asked[-3:] == ["POST /api/v1/messages"] * 3
    assert [str(one.id) for one in systems["KE"].since(0)] == [sent.id]


def test_a_server_that_is_away_is_said_to_be_away(systems: Systems) -> None:
    client = systems.new("FR", systems.offices["FR"].ring, patience=0.3)
    systems.transports["FR"].faults = [lambda request: httpx.Response(502)] * 50
    with pytest.raises(NotReached):
        client.page()


def test_without_tls_no_token_leaves_this_machine(systems: Systems) -> None:
    with pytest.raises(ValueError, match="https"):
        Client("http://comity.example", "token", systems.offices["FR"].ring)


@pytest.mark.parametrize("part", ["envelope", "signature", "content"])
def test_a_changed_bit_on_its_way_in_is_refused(systems: Systems, part: str) -> None:
    sealed = systems["FR"].compose(_letter())
    random = Random(part)
    for _ in range(25):
        data = bytearray(getattr(sealed, part))
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        spoilt = msgspec.structs.replace(sealed, **{part: bytes(data)})
        with pytest.raises(NotAccepted) as refusal:
            systems["FR"].deliver(spoilt)
        assert refusal.value.status in (409, 422) and refusal.value.problems
    assert not Message.objects.exists()
    systems["FR"].deliver(sealed)


@pytest.mark.parametrize("part", ["envelope", "signature", "content"])
def test_a_changed_bit_on_its_way_out_is_found(systems: Systems, part: str) -> None:
    sent = systems["FR"].send(_letter())
    client, transport = systems["KE"], None
    client.read(sent.id)
    transport = systems.transports["KE"]
    random = Random(part)

    def change(body: bytes) -> bytes:
        said = msgspec.json.decode(body)
        if part not in said:
            return body
        data = bytearray(base64.b64decode(said[part]))
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        return msgspec.json.encode(said | {part: base64.b64encode(data).decode()})

    transport.change = change
    for _ in range(25):
        with pytest.raises((NotGenuine, Altered, NotForThisKey, ValueError, Exception)) as found:
            client.read(sent.id)
        assert not isinstance(found.value, AssertionError)


def test_another_recipient_list_is_another_message(systems: Systems) -> None:
    """Whoever adds a recipient to a signed envelope has no signature for it."""
    sealed = systems["FR"].compose(_letter("KE"))
    widened = sealed.envelope.replace(b'"to":["KE"]', b'"to":["KE","BR"]')
    assert widened != sealed.envelope
    with pytest.raises(NotAccepted):
        systems["FR"].deliver(msgspec.structs.replace(sealed, envelope=widened))


def test_nobody_sends_in_anothers_name(systems: Systems) -> None:
    sealed = systems["BR"].compose(_letter())
    with pytest.raises(NotAccepted) as refusal:
        systems["FR"].deliver(sealed)
    assert "sender" in {one.field for one in refusal.value.problems}


def test_a_forged_receipt_is_refused(systems: Systems) -> None:
    sent = systems["FR"].send(_letter("KE", "BR"))
    [listed] = list(systems["KE"].since(0))
    by_another = receipts.sign(listed.envelope, sent.id, "read", keyring=systems.offices["BR"].ring, now=clock.now())
    good = receipts.sign(listed.envelope, sent.id, "delivered", keyring=systems.offices["KE"].ring, now=clock.now())
    for forged in (by_another, SignedReceipt(good.receipt, by_another.signature)):
        outcome = systems["KE"]._calls.post("/api/v1/receipts", {"receipts": [forged]}, dict)
        assert outcome["receipts"][0]["refusal"]
    assert not Receipt.objects.exists()
    assert systems["KE"].acknowledge([listed]) == [None]
    assert systems["KE"].acknowledge([listed]) == [None], "again, at another moment: the first stands"
    assert Receipt.objects.count() == 1


def test_the_server_cannot_make_up_a_receipt(systems: Systems) -> None:
    sent = systems["FR"].send(_letter())
    [listed] = list(systems["KE"].since(0))
    systems["KE"].acknowledge([listed])
    transport = systems.transports["FR"]
    transport.change = lambda body: body.replace(_in_base64(Receipt.objects.get().signature), _in_base64(bytes(64)))
    with pytest.raises(NotGenuine):
        list(systems["FR"].receipts_since(0))
    transport.change = lambda body: body
    other = systems["FR"].send(_letter())
    one = systems["FR"].fetch(sent.id).receipts[0]
    with pytest.raises(NotGenuine):
        systems["FR"].verified_receipt(one, systems["FR"].fetch(other.id).envelope)


def test_what_waits_for_a_closed_link_comes_on_return(systems: Systems) -> None:
    client = systems["KE"]
    client.page()
    bureau = systems.offices["KE"].officer.bureau
    type(bureau).objects.filter(pk="KE").update(connected=False)
    sent = systems["FR"].send(_letter())
    assert [one.state for one in systems["FR"].fetch(sent.id).deliveries] == ["waits"]
    with pytest.raises(NotAccepted) as refusal:
        client.page()
    assert refusal.value.status == 401
    assert Delivery.objects.get().position is None


def test_a_draft_letter_survives_every_refusal(systems: Systems) -> None:
    """Wrong fields are named; the letter is an object that the caller still has, and can mend and send."""
    for wrong, field in (
        ({"to": ("XX",)}, "to[0]"),
        ({"language": "xq"}, "language"),
        ({"priority": "soon"}, "priority"),
        ({"level": "top"}, "level"),
        ({"due_at": clock.now() - timedelta(days=1)}, "due_at"),
        ({"cites": ("notice:x",)}, "cites[0]"),
        ({"answers": str(ids.new())}, "answers"),
        ({"names_person": True, "asks": "arrest"}, "cites"),
    ):
        letter = _letter(**wrong)
        with pytest.raises((NotAccepted, writing.Invalid)) as refusal:
            systems["FR"].send(letter)
        assert field in {one.field for one in refusal.value.problems}, (wrong, refusal.value)
    assert not Message.objects.exists()


def test_files_are_checked_against_what_is_signed(systems: Systems, statement: Path) -> None:
    client = systems["FR"]
    keys = writing.keys_of(_letter(), client.keyring, client.keys(["KE"]))
    deposited = client.deposit(statement, keys)
    wrong = msgspec.structs.replace(deposited.sealed, digest="0" * 64)
    for field, seal in (
        ("attachments[0].digest", wrong),
        ("attachments[0].size", msgspec.structs.replace(deposited.sealed, size=1)),
        ("attachments[0].id", msgspec.structs.replace(deposited.sealed, id=str(ids.new()))),
    ):
        letter = _letter(files=(msgspec.structs.replace(deposited, sealed=seal),))
        with pytest.raises(NotAccepted) as refusal:
            client.deliver(writing.compose(letter, keyring=client.keyring, keys=client.keys(["KE"]), now=clock.now()))
        assert field in {one.field for one in refusal.value.problems}
    assert Attachment.objects.get().message is None


def test_a_file_that_was_changed_in_the_store_is_not_given_out(
    systems: Systems, statement: Path, tmp_path: Path
) -> None:
    sent = systems["FR"].send(_letter(), files=[statement])
    row = Attachment.objects.get()
    path = Path(row.file.path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    opened = systems["KE"].read(sent.id)
    target = tmp_path / "got.pdf"
    with pytest.raises(Altered):
        systems["KE"].download(opened, opened.content.attachments[0], target)
    assert not target.exists() and not target.with_name("got.pdf.part").exists()
    path.unlink()
    with pytest.raises(NotAccepted) as refusal:
        systems["KE"].download(opened, opened.content.attachments[0], target)
    assert refusal.value.status == 409


def test_a_token_that_only_asks_sends_and_reads_nothing(systems: Systems) -> None:
    client = systems.new("FR", systems.offices["FR"].ring, token=token_of("FR", may_write=False))
    with pytest.raises(NotAccepted) as refusal:
        client.page()
    assert refusal.value.status == 403
    with pytest.raises(NotAccepted) as refusal:
        client.deliver(Sealed(b"{}", b"", b""))
    assert refusal.value.status == 403
