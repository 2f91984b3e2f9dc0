"""The envelope and the content have one form each, and are bound to each other."""

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import ids
from comity.core.errors import Invalid, Refused
from comity.keys.engine.ring import Keyring, PublicKey, new_key
from comity.messages.engine import content as contents
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import verifying, writing
from comity.messages.engine.content import Content
from comity.messages.engine.envelope import AttachmentSeal, Envelope
from comity.messages.engine.verifying import NotGenuine
from comity.messages.engine.writing import Letter
from tests.messages.conftest import NOW


def ring(code: str) -> Keyring:
    new = new_key(id=str(ids.new()), bureau=code, role="messages", held_by="bureau", after=None)
    said = new.statement
    key = PublicKey(id=said.id, bureau=code, role="messages", generation=1, signing=said.signing,
                    sealing=said.sealing, fingerprint="", made_at=NOW)  # fmt: skip
    return Keyring(code, key, new.signing.secret, [new.sealing.secret])


RINGS = {code: ring(code) for code in ("FR", "KE", "BR")}
KEYS = {code: one.current for code, one in RINGS.items()}

texts = st.text(max_size=40)
codes = st.lists(st.text(max_size=5), max_size=4).map(tuple)
perhaps = st.none() | texts
seals = st.builds(AttachmentSeal, texts, st.integers(0, 2**40), texts)
envelopes_made = st.builds(
    Envelope,
    id=texts, thread=texts, sender=texts, sender_key=texts, officer=texts, to=codes, cc=codes, priority=texts,
    level=texts, kind=texts, asks=texts, names_person=st.booleans(), cites=codes, answers=perhaps, forwards=perhaps,
    consent=perhaps, follows=perhaps, due_at=perhaps, language=texts, conditions=codes, automatic=st.booleans(),
    size=st.integers(0, 2**40), digest=texts, commitment=texts,
    attachments=st.lists(seals, max_size=3).map(tuple), sealed_for=codes, sent_at=texts,
)  # fmt: skip


@given(envelopes_made)
def test_an_envelope_is_read_as_it_was_written(one: Envelope) -> None:
    assert envelopes.decode(envelopes.encode(one)) == one


@given(envelopes_made, st.data())
def test_every_change_of_a_byte_is_another_envelope_or_none(one: Envelope, data: Any) -> None:
    written = envelopes.encode(one)
    place = data.draw(st.integers(0, len(written) - 1))
    changed = bytearray(written)
    changed[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(Refused):
        assert envelopes.decode(bytes(changed)) != one


@given(st.binary(max_size=300))
def test_any_bytes_are_an_envelope_or_refused(data: bytes) -> None:
    for decode in (envelopes.decode, contents.decode):
        with pytest.raises(Refused):
            decode(data)


def composed(**said: Any) -> writing.Sealed:
    letter = Letter(**({"to": ("KE",), "subject": "S", "body": "B"} | said))
    return writing.compose(letter, keyring=RINGS["FR"], keys=KEYS, now=NOW)


@pytest.mark.parametrize(
    "reform",
    [
        lambda data: b" " + data,
        lambda data: data.replace(b'":', b'": ', 1),
        lambda data: data.replace(b'"cc":[],', b"").replace(b"}", b',"cc":[]}', 1) if b"}" in data else data,
        lambda data: data[:-1] + b',"more":1}',
        lambda data: data.replace(b'"automatic":false', b'"automatic":0'),
        lambda data: data.replace(b'"cc":[]', b'"cc":[],"cc":[]'),
        lambda data: data.replace(b'"size":', b'"size":0', 1),
        lambda data: data.replace(b'"kind":"administrative"', b'"kind":"\\u0061dministrative"'),
    ],
)
def test_an_envelope_has_one_form(reform: Any) -> None:
    data = composed().envelope
    assert reform(data) != data
    with pytest.raises(Invalid):
        envelopes.decode(reform(data))


def test_every_wrong_field_is_named() -> None:
    said = msgspec.json.decode(composed().envelope)
    said |= {"to": "KE", "size": "big", "cc": [1]}
    del said["kind"]
    with pytest.raises(Invalid) as refusal:
        envelopes.decode(msgspec.json.encode(said))
    assert {one.field for one in refusal.value.problems} == {"to", "size", "cc[0]", "kind"}


def test_too_long_an_envelope_is_not_even_read() -> None:
    with pytest.raises(Invalid):
        envelopes.decode(b" " * (envelopes.LARGEST + 1))


def test_every_party_opens_it_and_a_stranger_does_not() -> None:
    sealed = composed(to=("KE",), body="مرحبا بكم")
    for code in ("FR", "KE"):
        envelope = verifying.verify(sealed.envelope, sealed.signature, sealed.content, KEYS["FR"])
        assert verifying.read(sealed.content, RINGS[code], envelope).body == "مرحبا بكم"
    with pytest.raises(Refused):
        verifying.read(sealed.content, RINGS["BR"], envelopes.decode(sealed.envelope))


def test_a_key_of_another_bureau_verifies_nothing() -> None:
    sealed = composed()
    for key in (KEYS["KE"], msgspec.structs.replace(KEYS["FR"], bureau="KE"),
                msgspec.structs.replace(KEYS["FR"], signing=KEYS["KE"].signing)):  # fmt: skip
        with pytest.raises(NotGenuine):
            verifying.verify(sealed.envelope, sealed.signature, sealed.content, key)


def test_a_recipient_without_a_key_is_named_by_its_place() -> None:
    with pytest.raises(Invalid) as refusal:
        composed(to=("KE", "XX"), cc=("YY",))
    assert [one.field for one in refusal.value.problems] == ["to[1]", "cc[0]"]


# --- The commitment ---


def test_what_was_signed_can_be_proved_and_nothing_else() -> None:
    sealed = composed(body="What was said")
    envelope = envelopes.decode(sealed.envelope)
    plain = RINGS["KE"].unseal(sealed.content)
    assert verifying.opened(plain, envelope).body == "What was said"
    for forged in (plain.replace(b"What was said", b"Something else"), plain.replace(b"said", b"SAID")):
        with pytest.raises(NotGenuine):
            verifying.opened(forged, envelope)


def test_another_opening_opens_nothing() -> None:
    sealed = composed()
    content = contents.decode(RINGS["KE"].unseal(sealed.content))
    other = msgspec.structs.replace(content, opening=contents.new_opening())
    with pytest.raises(NotGenuine):
        verifying.opened(contents.encode(other), envelopes.decode(sealed.envelope))


def test_the_commitment_tells_nothing_of_two_letters_that_say_the_same() -> None:
    first, second = (envelopes.decode(composed(body="The same").envelope) for _ in range(2))
    assert first.commitment != second.commitment


@pytest.mark.parametrize("opening", ["", "zz", "00" * 31, "00" * 33])
def test_an_opening_that_is_none_is_refused(opening: str) -> None:
    said = contents.encode(Content(subject="", body="", opening=opening))
    with pytest.raises(Invalid):
        contents.decode(said)


def test_a_refusal_of_a_content_says_nothing_of_it() -> None:
    with pytest.raises(Invalid) as refusal:
        contents.decode(b'{"subject":"Word-in-the-subject","body":1,"Word-as-a-field":2}')
    assert "Word" not in str(refusal.value)
    assert refusal.value.__cause__ is None
