"""Sealing, signing, wrapping and chains of keys, as rules that hold for everything."""

import io
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.errors import Refused
from comity.keys.engine import bech32, ring, sealing, signing, wrapping
from comity.keys.engine.ring import Bundle, Keyring, NewKey, PublicKey
from comity.keys.engine.sealing import Altered, NotAKey, NotForThisKey
from comity.keys.engine.wrapping import Cost, WrongPassphrase
from tests.keys.conftest import NOW

CHEAP = Cost(64, 1, 1)
ONE, TWO, OTHER = (sealing.new_identity() for _ in range(3))
SIGNER, STRANGER = signing.new_signing_key(), signing.new_signing_key()
WRAPPED = wrapping.wrap(b"a secret", "open, please, now", CHEAP).encode()
bits = st.integers(min_value=0)
texts = st.binary(max_size=200)


def flipped(text: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned over."""
    place, changed = bit % (len(text) * 8), bytearray(text)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def as_public(new: NewKey, is_chained: bool = True) -> PublicKey:
    said = new.statement
    return PublicKey(
        id=said.id,
        bureau=said.bureau,
        role=said.role,
        generation=said.generation,
        signing=said.signing,
        sealing=said.sealing,
        fingerprint=ring.fingerprint(said),
        made_at=NOW,
        is_chained=is_chained,
    )


def made(generation: str = "1", after: PublicKey | None = None, bureau: str = "KE") -> NewKey:
    return ring.new_key(id=generation, bureau=bureau, role="messages", held_by="house", after=after)


# --- Sealing ---


@given(texts)
def test_each_recipient_opens_what_was_sealed_and_nobody_else(plain: bytes) -> None:
    sealed = sealing.seal(plain, [ONE.public, TWO.public])
    assert sealing.unseal(sealed, [ONE.secret]) == sealing.unseal(sealed, [OTHER.secret, TWO.secret]) == plain
    assert len(plain) < 8 or plain not in sealed
    with pytest.raises(NotForThisKey):
        sealing.unseal(sealed, [OTHER.secret])


@given(texts, bits)
def test_a_changed_bit_of_what_is_sealed_is_found(plain: bytes, bit: int) -> None:
    sealed = sealing.seal(plain, [ONE.public, TWO.public])
    with pytest.raises((Altered, NotForThisKey)):
        sealing.unseal(flipped(sealed, bit), [ONE.secret])


@given(texts, st.integers(min_value=1, max_value=300), st.binary(min_size=1, max_size=40))
def test_what_is_cut_short_or_longer_is_found(plain: bytes, missing: int, more: bytes) -> None:
    sealed = sealing.seal(plain, [ONE.public])
    for broken in (sealed[:-missing], sealed + more, b""):
        with pytest.raises((Altered, NotForThisKey)):
            sealing.unseal(broken, [ONE.secret])


@given(st.integers(min_value=0, max_value=300_000), st.binary(min_size=1, max_size=50))
@settings(max_examples=25)
def test_a_stream_opens_as_the_whole_does(size: int, piece: bytes) -> None:
    plain = (piece * (size // len(piece) + 1))[:size]
    streamed, opened = io.BytesIO(), io.BytesIO()
    sealing.seal_stream(io.BytesIO(plain), streamed, [ONE.public])
    assert sealing.unseal(streamed.getvalue(), [ONE.secret]) == plain
    sealing.unseal_stream(io.BytesIO(sealing.seal(plain, [ONE.public])), opened, [ONE.secret])
    assert opened.getvalue() == plain


@given(bits, st.integers(min_value=1, max_value=150_000))
@settings(max_examples=40)
def test_a_changed_stream_is_refused_however_far_it_was_read(bit: int, missing: int) -> None:
    sealed = sealing.seal(b"x" * 150_000, [ONE.public])
    for broken in (flipped(sealed, bit), sealed[:-missing]):
        with pytest.raises((Altered, NotForThisKey)):
            sealing.unseal_stream(io.BytesIO(broken), io.BytesIO(), [ONE.secret])


def test_what_is_sealed_for_a_whole_network_opens_for_each_and_more_is_refused() -> None:
    keys = [sealing.new_identity() for _ in range(sealing.MOST)]
    sealed = sealing.seal(b"to all", [key.public for key in keys])
    assert sealing.unseal(sealed, [keys[0].secret]) == sealing.unseal(sealed, [keys[-1].secret]) == b"to all"
    with pytest.raises(NotAKey):
        sealing.seal(b"x", [key.public for key in keys] + [ONE.public])
    # A header made to be read for hours is not begun with.
    stanza = sealed[sealed.index(b"-> ") : sealed.index(b"-> ", 60)]
    for count in (300, 30_000):
        endless = sealed[:22] + stanza * count + sealed[sealed.index(b"--- ") :]
        with pytest.raises(Altered):
            sealing.unseal(endless, [ONE.secret])


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(1000, size) if size and size > 0 else 1000)

    opened = io.BytesIO()
    sealing.unseal_stream(Slow(sealing.seal(b"y" * 200_000, [ONE.public])), opened, [ONE.secret])
    assert opened.getvalue() == b"y" * 200_000


def test_a_disk_that_is_full_is_not_called_an_alteration() -> None:
    class Full(io.BytesIO):
        def write(self, *_: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError):
        sealing.unseal_stream(io.BytesIO(sealing.seal(b"x" * 70_000, [ONE.public])), Full(), [ONE.secret])


def test_nothing_is_sealed_for_nobody_or_for_what_is_no_key() -> None:
    anybodys = bech32.encode("age", bytes(32))
    for recipients in ([], [""], ["age1"], [ONE.secret], [ONE.public.upper()], [anybodys], [ONE.public, "x"]):
        with pytest.raises(NotAKey):
            sealing.seal(b"x", recipients)
    assert sealing.is_public(ONE.public) and not sealing.is_public(anybodys)
    with pytest.raises(NotAKey):
        sealing.unseal(sealing.seal(b"x", [ONE.public]), ["AGE-SECRET-KEY-1"])


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0, max_value=57), st.sampled_from("qpzry9x8gf2tvdw0"))
def test_the_text_of_a_key_is_its_bytes_and_a_typing_error_is_found(data: bytes, place: int, letter: str) -> None:
    text = bech32.encode("age", data)
    assert bech32.decode("age", text) == data
    wrong = text[: 4 + place] + letter + text[5 + place :]
    assert wrong == text or bech32.decode("age", wrong) is None


# --- Signing ---


@given(texts, st.sampled_from(["comity/message/1", "comity/receipt/1"]))
def test_only_what_was_signed_as_this_by_this_key_is_signed(message: bytes, domain: str) -> None:
    signature = signing.sign(SIGNER.secret, domain, message)
    assert signing.is_signed(SIGNER.public, domain, message, signature)
    assert not signing.is_signed(STRANGER.public, domain, message, signature)
    assert not signing.is_signed(SIGNER.public, domain + "0", message, signature)
    assert not signing.is_signed(SIGNER.public, domain[:-1], domain[-1:].encode() + message, signature)


@given(st.binary(min_size=1, max_size=200), bits)
def test_a_changed_bit_of_message_signature_or_key_is_found(message: bytes, bit: int) -> None:
    signature = signing.sign(SIGNER.secret, "d", message)
    assert not signing.is_signed(SIGNER.public, "d", flipped(message, bit), signature)
    assert not signing.is_signed(SIGNER.public, "d", message, flipped(signature, bit))
    changed = flipped(bytes.fromhex(SIGNER.public), bit).hex()
    assert not signing.is_signed(changed, "d", message, signature)


@given(st.text(max_size=70), texts)
def test_no_key_and_no_signature_are_no_proof(public: str, signature: bytes) -> None:
    assert not signing.is_signed(public, "d", b"", signature)
    assert not signing.is_signed(SIGNER.public, "d", b"", signature)


def test_points_that_anybody_can_sign_for_are_no_keys() -> None:
    # y = 1, the neutral point: R = A, S = 0 verifies over every message.
    neutral = (1).to_bytes(32, "little")
    assert not signing.is_signed(neutral.hex(), "d", b"anything", neutral + bytes(32))
    assert not signing.is_public(bytes(32).hex()) and signing.is_public(SIGNER.public)
    assert not signing.is_public(SIGNER.public.upper())


# --- Wrapping ---


@given(texts, st.text(min_size=1, max_size=30))
@settings(max_examples=30)
def test_the_passphrase_opens_and_another_does_not(secret: bytes, passphrase: str) -> None:
    wrapped = wrapping.decode(wrapping.wrap(secret, passphrase, CHEAP).encode())
    assert wrapping.unwrap(wrapped, passphrase) == secret
    with pytest.raises(WrongPassphrase):
        wrapping.unwrap(wrapped, passphrase + "x")


@given(bits)
def test_a_changed_bit_of_a_box_is_found(bit: int) -> None:
    with pytest.raises(WrongPassphrase):
        wrapping.unwrap(wrapping.decode(flipped(WRAPPED, bit)), "open, please, now")


@given(texts)
def test_what_is_no_box_opens_for_nobody(text: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        wrapping.unwrap(wrapping.decode(text), "open, please, now")


def test_a_box_that_asks_for_the_whole_machine_is_refused() -> None:
    wrapped = wrapping.decode(WRAPPED)
    for cost in (Cost(2**31, 1, 1), Cost(64, 2**30, 1), Cost(64, 1, 2**20)):
        with pytest.raises(WrongPassphrase):
            wrapping.unwrap(wrapping.Wrapped(cost, wrapped.salt, wrapped.nonce, wrapped.box), "open, please, now")


@pytest.mark.parametrize(
    ("typed", "again"), [("e\u0301t\u00e9 long", "\u00e9te\u0301 long"), ("a b", "a\u00a0b"), ("x", " x ")]
)
def test_a_passphrase_is_the_same_from_every_keyboard(typed: str, again: str) -> None:
    assert wrapping.unwrap(wrapping.wrap(b"s", typed, CHEAP), again) == b"s"


@given(texts, bits)
def test_a_sessions_box_opens_with_its_key_in_its_place_only(secret: bytes, bit: int) -> None:
    key = wrapping.new_key()
    box = wrapping.close(secret, key, "here")
    assert wrapping.open_with(box, key, "here") == secret
    assert wrapping.open_with(box, key, "there") is None
    assert wrapping.open_with(box, wrapping.new_key(), "here") is None
    assert wrapping.open_with(flipped(box, bit), key, "here") is None
    assert wrapping.open_with(b"", key, "here") is None and wrapping.open_with(box, b"", "here") is None


# --- Rings and chains ---


def test_a_chain_of_keys_leads_to_the_first_and_a_broken_one_is_seen() -> None:
    first = made("1")
    second = made("2", as_public(first))
    signature = signing.sign(first.signing.secret, ring.DOMAIN, second.statement.encode())
    assert ring.follows(second.statement, signature, as_public(first))
    third = made("3", as_public(second))
    own = signing.sign(third.signing.secret, ring.DOMAIN, third.statement.encode())
    assert not ring.follows(third.statement, own, as_public(second))
    assert not ring.follows(second.statement, signature, as_public(made("1")))
    assert not ring.follows(second.statement, flipped(signature, 7), as_public(first))
    # A signature that skips a generation, or speaks of another bureau's key, links nothing.
    skipping = signing.sign(first.signing.secret, ring.DOMAIN, third.statement.encode())
    assert not ring.follows(third.statement, skipping, as_public(first))
    assert not ring.follows(second.statement, signature, as_public(made("1", bureau="FR")))


def test_fingerprints_differ_wherever_the_keys_do() -> None:
    one, other = made("1").statement, made("1").statement
    assert len(ring.fingerprint(one)) == 47 and set(ring.fingerprint(one)) <= set("0123456789 ")
    assert len({ring.fingerprint(statement) for statement in (one, other)}) == 2


def test_a_ring_opens_what_every_generation_was_sent_and_a_removed_holder_does_not() -> None:
    first = made("1")
    bundle = Bundle(first.signing.secret, (first.sealing.secret,))
    second = made("2", as_public(first))
    before, after = (sealing.seal(b"text", [new.sealing.public]) for new in (first, second))
    now = Keyring.of(as_public(second), bundle.then(second))
    assert now.unseal(before) == now.unseal(after) == b"text"
    removed = Keyring.of(as_public(first), bundle)
    assert removed.unseal(before) == b"text"
    with pytest.raises(NotForThisKey):
        removed.unseal(after)
    assert as_public(second).is_signed("d", b"m", now.sign("d", b"m"))


def test_secrets_under_another_key_are_refused() -> None:
    first, other = made("1"), made("1")
    with pytest.raises(Altered):
        Keyring.of(as_public(other), Bundle(first.signing.secret, (first.sealing.secret,)))
    with pytest.raises(Altered):
        Keyring.of(as_public(first), Bundle(first.signing.secret, (other.sealing.secret,)))


def test_no_secret_is_shown_or_written_down() -> None:
    new = made("1")
    bundle = Bundle(new.signing.secret, (new.sealing.secret,))
    own = Keyring.of(as_public(new), bundle)
    shown = " ".join(map(repr, (new, new.signing, new.sealing, bundle, own, own.current)))
    shown += " ".join(f"{one}" for one in (new, bundle, own))
    assert "AGE-SECRET" not in shown and new.signing.secret.hex() not in shown and repr(new.signing.secret) not in shown
    with pytest.raises(TypeError):
        pickle.dumps(own)


def test_a_refusal_quotes_nothing_that_was_sealed() -> None:
    for broken in (sealing.seal(b"very secret", [ONE.public]), b"very secret"):
        with pytest.raises(Refused) as refused:
            sealing.unseal(broken[:-1], [OTHER.secret])
        assert "very secret" not in str(refused.value) and refused.value.__cause__ is None
