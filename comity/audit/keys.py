"""The ledger's two secrets, files that only we can read: the key of the entries' codes and the key that signs seals.

Both lie outside the database, so whoever rules the database alone can forge neither an entry nor a seal. The public
half of every signing key ever used stays beside them: seals outlive the key that made them.
"""

import secrets
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from comity.core.secret_files import write_once


class SealKey(NamedTuple):
    """A signing key and the id by which seals name it: the first 16 hex digits of its public half."""

    id: str
    private: Ed25519PrivateKey


def entry_key() -> bytes:
    """32 bytes that key the code (HMAC-SHA-256) of every entry; made on first use."""
    return _secret(_folder() / "ledger_entries")


def exist() -> bool:
    """True when the entries' key is there. Verifying with a key made just now would call every entry forged."""
    return (_folder() / "ledger_entries").exists()


def seal_key() -> SealKey:
    """The key that signs seals; made on first use."""
    return _seal_key(_folder())


def public_keys() -> dict[str, Ed25519PublicKey]:
    """Key id -> public key, for every signing key this installation has used."""
    return {path.name.split(".")[1]: _public_key(path) for path in _folder().glob("ledger_seals.*.pub")}


def is_signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _folder() -> Path:
    return Path(settings.LEDGER_KEYS)


@lru_cache
def _public_key(path: Path) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text().strip()))


@lru_cache
def _seal_key(folder: Path) -> SealKey:
    private = Ed25519PrivateKey.from_private_bytes(_secret(folder / "ledger_seals"))
    public = private.public_key().public_bytes_raw().hex()
    write_once(folder / f"ledger_seals.{public[:16]}.pub", public.encode())
    return SealKey(public[:16], private)


@lru_cache
def _secret(path: Path) -> bytes:
    """32 bytes kept in hex at `path`, made once."""
    if not path.exists():
        write_once(path, secrets.token_hex(32).encode())
    return bytes.fromhex(path.read_text().strip())
