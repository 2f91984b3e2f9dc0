"""A bureau's own keys in a file, its secrets under a passphrase: made here, and never sent anywhere.

The file holds every generation's statement as it was signed, and one box with all secrets. Lost, nobody can open what
was sealed for it: keep a copy as safe as the machine.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from comity.client import told
from comity.client.known import replace
from comity.core import ids
from comity.keys.engine import ring, signing, wrapping
from comity.keys.engine.ring import Bundle, Keyring, NewKey, PublicKey, Role, Statement
from comity.keys.engine.wrapping import Cost

_FORMAT: Final = "comity/keyfile/1"


@dataclass(frozen=True)
class Keyfile:
    """Where the keys are; `cost` is what one guess at the passphrase costs."""

    path: Path
    cost: Cost = Cost()  # noqa: RUF009 - frozen

    def begin(
        self, bureau: str, passphrase: str, now: datetime, role: Role = "messages", after: PublicKey | None = None
    ) -> told.Key:
        """The first generation in a new file: to be registered. Raises FileExistsError.

        `after`: the key that the house held until now, whose officers hand over to this one (docs/keys.md).
        """
        if self.path.exists():
            raise FileExistsError(f"{self.path} is there already: keys are never written over")
        new = ring.new_key(id=str(ids.new()), bureau=bureau, role=role, held_by="bureau", after=after)
        bundle = Bundle(new.signing.secret, (new.sealing.secret,))
        return self._add([], new, b"", bundle, passphrase, now)

    def renew(self, passphrase: str, now: datetime) -> told.Key:
        """The next generation, signed by the present one: to be registered before anything else is signed."""
        present = self.open(passphrase)
        new = ring.new_key(
            id=str(ids.new()),
            bureau=present.bureau,
            role=present.current.role,
            held_by="bureau",
            after=present.current,
        )
        before = present.sign(ring.DOMAIN, new.statement.encode())
        return self._add(self.generations(), new, before, present.bundle.then(new), passphrase, now)

    def take_in(self, earlier: bytes, passphrase: str) -> int:
        """Keys that the house held before, sealed for the one in this file: what they open is readable here.

        How many. Raises NotForThisKey, Altered.
        """
        ring_here = self.open(passphrase)
        held = ring.bundle_from(ring_here.unseal(earlier)).sealing
        own = ring_here.bundle
        new = tuple(secret for secret in held if secret not in own.sealing)
        self._write(self.generations(), Bundle(own.signing, (*own.sealing, *new), own.recovery), passphrase)
        return len(new)

    def open(self, passphrase: str) -> Keyring:
        """Raises WrongPassphrase, Altered."""
        box = wrapping.decode(base64.b64decode(self._read()["box"]))
        bundle = ring.bundle_from(wrapping.unwrap(box, passphrase))
        return Keyring.of(public(self.generations()[-1]), bundle)

    def generations(self) -> list[told.Key]:
        """Every generation, the oldest first, as they are registered."""
        return [
            told.Key(
                id=one["id"],
                statement=base64.b64decode(one["statement"]),
                own_signature=base64.b64decode(one["own_signature"]),
                signature_before=base64.b64decode(one["signature_before"]),
                made_at=datetime.fromisoformat(one["made_at"]),
            )
            for one in self._read()["keys"]
        ]

    def _add(
        self, before: list[told.Key], new: NewKey, signature: bytes, bundle: Bundle, passphrase: str, now: datetime
    ) -> told.Key:
        text = new.statement.encode()
        own = signing.sign(new.signing.secret, ring.DOMAIN, text)
        made = told.Key(id=new.statement.id, statement=text, own_signature=own, signature_before=signature, made_at=now)
        self._write([*before, made], bundle, passphrase)
        return made

    def _write(self, generations: list[told.Key], bundle: Bundle, passphrase: str) -> None:
        box = wrapping.wrap(bundle.encode(), passphrase, self.cost).encode()
        said = {"format": _FORMAT, "box": box, "keys": generations}
        replace(self.path, json.dumps(json.loads(msgspec.json.encode(said)), indent=1))

    def _read(self) -> dict[str, Any]:
        read = json.loads(self.path.read_text())
        if not isinstance(read, dict) or read.get("format") != _FORMAT:
            raise ValueError(f"{self.path} is no file of keys")
        return cast("dict[str, Any]", read)


def public(one: told.Key) -> PublicKey:
    """One's own key as others know it."""
    statement = msgspec.json.decode(one.statement, type=Statement)
    return PublicKey(
        id=statement.id,
        bureau=statement.bureau,
        role=statement.role,
        generation=statement.generation,
        signing=statement.signing,
        sealing=statement.sealing,
        fingerprint=ring.fingerprint(statement),
        made_at=one.made_at,
        held_by=statement.held_by,
    )
