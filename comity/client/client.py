"""The client: one bureau's system, its token and its unlocked keyring, at one server.

What it is told it verifies: keys against those it knows, envelopes and receipts against their signatures, contents and
files against their envelopes. Every sending may be repeated with the same bytes, and is, until it is answered.
"""

import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
from msgspec import Struct

from comity.client import files, told
from comity.client.calls import Calls, NotAccepted, refused
from comity.client.known import KnownKeys
from comity.core import ids
from comity.core.errors import Problem
from comity.core.languages import mark
from comity.keys.engine.ring import Keyring, PublicKey, Role
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import receipts, verifying, writing
from comity.messages.engine.content import AttachedFile, Content, digest
from comity.messages.engine.envelope import AttachmentSeal, Envelope
from comity.messages.engine.receipts import Receipt, SignedReceipt
from comity.messages.engine.verifying import NotGenuine
from comity.messages.engine.writing import Letter, LetterFile, Sealed

MOST_AT_ONCE: Final = 200
_MESSAGES: Final = "/api/v1/messages"


class Sent(Struct, frozen=True, kw_only=True):
    """A message that was accepted: its place among those that the bureau sent, and what exactly was sent."""

    id: str
    position: int
    sealed: Sealed


class Opened(Struct, frozen=True, kw_only=True):
    """A message that was fetched, verified and unsealed. `key`: with which its sender signed it."""

    envelope: Envelope
    content: Content
    key: PublicKey
    told: told.Message


class Client:
    """Speaks for one bureau. `known`: the keys of others that it came to know, best in a file."""

    def __init__(
        self,
        address: str,
        token: str,
        keyring: Keyring,
        *,
        known: KnownKeys | None = None,
        patience: float = 60.0,
        http: httpx.Client | None = None,
    ) -> None:
        self.keyring = keyring
        self._calls = Calls(address, token, patience=patience, http=http)
        self._known = known or KnownKeys()
        self._keys: dict[tuple[str, Role], list[PublicKey]] = {}

    def close(self) -> None:
        self._calls.close()

    # --- Keys ---

    def keys(self, bureaus: Iterable[str], role: Role = "messages", *, is_anew: bool = False) -> dict[str, PublicKey]:
        """The current key of each bureau that has one. Raises NotTrusted."""
        asked = sorted(set(bureaus))
        missing = [code for code in asked if is_anew or (code, role) not in self._keys]
        if missing:
            for code, chain in self._told_keys(missing, role).items():
                self._keys[code, role] = self._known.accept(code, role, chain)
        chains = ((code, self._keys.get((code, role), [])) for code in asked)
        return {
            code: chain[-1] for code, chain in chains if chain and not (chain[-1].retired_at or chain[-1].revoked_at)
        }

    def compared(self, bureau: str, fingerprint: str, role: Role = "messages") -> PublicKey:
        """Says that an officer compared the fingerprint of the bureau's newest key. Raises NotTrusted if it differs."""
        chain = self._told_keys([bureau], role).get(bureau, [])
        self._keys[bureau, role] = self._known.compared(bureau, role, chain, fingerprint)
        return self._keys[bureau, role][-1]

    def register(self, key: told.Key) -> None:
        """Registers a key that a Keyfile made. The same again is the same answer."""
        offered = {
            "statement": key.statement,
            "own_signature": key.own_signature,
            "signature_before": key.signature_before,
        }
        self._calls.post("/api/v1/keys", offered, dict[str, Any])

    # --- Out ---

    def send(self, letter: Letter, files: Sequence[Path] = ()) -> Sent:
        """Seals, signs and sends. Raises NotAccepted with every field that is wrong, NotReached.

        Keys that changed meanwhile are asked for anew, once.
        """
        try:
            return self.deliver(self.compose(letter, files))
        except NotAccepted as refusal:
            if refusal.code != "keys_changed":
                raise
        self.keys((*letter.to, *letter.cc), is_anew=True)
        return self.deliver(self.compose(letter, files))

    def compose(self, letter: Letter, files: Sequence[Path] = ()) -> Sealed:
        """The letter as it will be sent, its files deposited. Who keeps it can `deliver` it again, whatever happens."""
        keys = self.keys((*letter.to, *letter.cc))
        if files:
            opened_by = writing.keys_of(letter, self.keyring, keys)
            letter = msgspec.structs.replace(letter, files=tuple(self.deposit(one, opened_by) for one in files))
        return writing.compose(letter, keyring=self.keyring, keys=keys, now=datetime.now(UTC))

    def deliver(self, sealed: Sealed) -> Sent:
        """Sends what was composed; the same again is the same message. Raises NotAccepted, NotReached."""
        outcome = self._calls.post(_MESSAGES, sealed, told.Outcome)
        return _sent(outcome, sealed)

    def deliver_many(self, sealed: Sequence[Sealed]) -> list[Sent | NotAccepted]:
        """Each with its own outcome, in order. Raises NotReached when nobody knows of any of them."""
        done: list[Sent | NotAccepted] = []
        for first in range(0, len(sealed), MOST_AT_ONCE):
            some = sealed[first : first + MOST_AT_ONCE]
            outcomes = self._calls.post_lines(f"{_MESSAGES}/batch", some, told.Outcome)
            done += [
                _sent(outcome, one) if outcome.id else refused(outcome)
                for outcome, one in zip(outcomes, some, strict=True)
            ]
        return done

    def deposit(self, path: Path, keys: Sequence[PublicKey], media_type: str = "") -> LetterFile:
        """Seals a file for these keys and deposits it. A file of any size takes little memory."""
        made = ids.new()
        with path.open("rb") as plain:
            size, plain_digest = files.measured(plain)
        with files.sealed(path, [key.sealing for key in keys]) as sealed:
            sealed_size, sealed_digest = files.measured(sealed)
            there = self._calls.put_file(f"/api/v1/attachments/{made}", sealed, sealed_size, told.Deposited)
        if (there.size, there.digest) != (sealed_size, sealed_digest):
            raise NotGenuine(Problem("attachments", mark("The server has another file than the one that was sent.")))
        kind = media_type or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        attached = AttachedFile(str(made), path.name, kind, size, plain_digest)
        return LetterFile(attached, AttachmentSeal(str(made), sealed_size, sealed_digest))

    # --- In ---

    def page(self, after: int = 0, *, box: str = "received", limit: int = MOST_AT_ONCE) -> told.Messages:
        """What arrived (or was sent) after a position: envelopes, without their contents. Nothing is verified yet."""
        return self._calls.get(_MESSAGES, told.Messages, after=after, box=box, limit=limit)

    def since(self, after: int = 0, *, box: str = "received") -> Iterator[told.Message]:
        """The same to the end of the list, by pages. The last position seen is where to begin the next time."""
        while (told_of := self.page(after, box=box)).messages:
            yield from told_of.messages
            after = told_of.next

    def fetch(self, message_id: UUID | str) -> told.Message:
        return self._calls.get(f"{_MESSAGES}/{message_id}", told.Message)

    def read(self, message_id: UUID | str) -> Opened:
        """Fetches, verifies and unseals. Raises NotGenuine, NotTrusted, NotForThisKey, Altered."""
        fetched = self.fetch(message_id)
        envelope, key = self.verified(fetched)
        sealed = fetched.content or b""
        verifying.verify(fetched.envelope, fetched.signature, sealed, key)
        return Opened(envelope=envelope, content=verifying.read(sealed, self.keyring, envelope), key=key, told=fetched)

    def verified(self, message: told.Message) -> tuple[Envelope, PublicKey]:
        """The envelope, once its sender's signature fits, and the key. Raises NotGenuine, NotTrusted."""
        said = envelopes.decode(message.envelope)
        if said.id != str(message.id):
            raise NotGenuine(Problem("id", mark("This is another message than the one asked for.")))
        key = self.key(said.sender, said.sender_key, "automatic" if said.automatic else "messages")
        return verifying.verify_signature(message.envelope, message.signature, key), key

    def key(self, bureau: str, key_id: str, role: Role = "messages") -> PublicKey:
        """A key of any generation. Raises NotGenuine when the bureau has no such key, NotTrusted."""
        for is_anew in (False, True):
            self.keys([bureau], role, is_anew=is_anew)
            for key in self._keys.get((bureau, role), ()):
                if key.id == key_id:
                    return key
        raise NotGenuine(Problem("sender_key", mark("The key is not the sender's.")))

    def download(self, message: Opened, file: AttachedFile, path: Path) -> None:
        """A file of a message at `path`: whole and as it was sent, or not at all. Raises Altered."""
        [seal] = [one for one in message.envelope.attachments if one.id == file.id]
        with files.temporary() as sealed:
            self._calls.get_file(f"{_MESSAGES}/{message.envelope.id}/attachments/{file.id}", sealed)
            files.open_into(sealed, seal, file, self.keyring, path)

    # --- Receipts ---

    def acknowledge(self, messages: Iterable[told.Message], said: str = "delivered") -> list[NotAccepted | None]:
        """Signs and gives a receipt for each: delivered, read or answered. None for each that is there now.

        One that was given before, at another moment, stands as it was.
        """
        now = datetime.now(UTC)
        signed = [receipts.sign(one.envelope, str(one.id), said, keyring=self.keyring, now=now) for one in messages]
        done: list[NotAccepted | None] = []
        for first in range(0, len(signed), MOST_AT_ONCE):
            body = {"receipts": signed[first : first + MOST_AT_ONCE]}
            outcomes = self._calls.post("/api/v1/receipts", body, told.Outcomes).receipts
            done += [refused(one) if one.refusal not in ("", "another_receipt") else None for one in outcomes]
        return done

    def receipts_since(self, after: int = 0) -> Iterator[tuple[int, Receipt]]:
        """Receipts for what was sent, each verified, with its position. Raises NotGenuine, NotTrusted."""
        while (page := self._calls.get("/api/v1/receipts", told.Receipts, after=after)).receipts:
            for one in page.receipts:
                yield one.position, self.verified_receipt(one)
            after = page.next

    def verified_receipt(self, one: told.Receipt, envelope: bytes | None = None) -> Receipt:
        """What the recipient signed. With the envelope's bytes: that it is about exactly these."""
        signed = SignedReceipt(one.receipt, one.signature)
        said = receipts.verify(signed, lambda key_id: self.key(one.bureau, key_id))
        if said.message != str(one.message) or (envelope is not None and said.envelope_digest != digest(envelope)):
            raise NotGenuine(Problem("receipt", mark("The receipt is about another message.")))
        return said

    def _told_keys(self, bureaus: Sequence[str], role: Role) -> Mapping[str, list[told.Key]]:
        """What the server tells of them: by bureau, the oldest first."""
        chains: dict[str, list[told.Key]] = {}
        for first in range(0, len(bureaus), MOST_AT_ONCE):
            asked = ",".join(bureaus[first : first + MOST_AT_ONCE])
            for key in self._calls.get("/api/v1/keys", told.Keys, bureaus=asked, role=role).keys:
                chains.setdefault(_bureau_of(key), []).append(key)
        return chains


def _sent(outcome: told.Outcome, sealed: Sealed) -> Sent:
    return Sent(id=str(outcome.id), position=outcome.position, sealed=sealed)


def _bureau_of(key: told.Key) -> str:
    """As its statement says; whether that is true is looked at with the rest."""
    try:
        return str(msgspec.json.decode(key.statement)["bureau"])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
        return ""
