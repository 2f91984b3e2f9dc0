"""Keys: what a record can be found by, and the secret hash that says where the index keeps it.

The hash is XXH3 under a secret seed for each kind of key (docs/decisions/0003-exact-index.md). It is taken of the
*skeleton* of the normal form, so that an O read as 0 lands on the same slot; the full normal form decides afterwards.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Final

import numpy as np
import xxhash
from numpy.typing import NDArray

from comity.records.engine import numbers, vehicles


class Kind(IntEnum):
    """What a key is; manifests say it in lower case. The numbers are in the index files: add, never renumber."""

    DOCUMENT = 1
    VIN = 2
    PLATE = 3
    SERIAL = 4
    IMO = 5
    MMSI = 6
    HIN = 7
    REGISTRATION = 8
    VESSEL_NAME = 9
    WORK = 10  # 11 was a name with a date of birth, before names had an index of their own


# A key as a record carries it: its kind and its normal form.
Key = tuple[int, str]

# Names are as they are: 0 and O never meet in a name.
_SKELETONS: Final[dict[int, Callable[[str], str]]] = {
    Kind.VIN: vehicles.vin_skeleton,
    Kind.PLATE: vehicles.plate_skeleton,
    Kind.VESSEL_NAME: str,
}

EMPTY: Final = 0
REMOVED: Final = 1
_SECRET_BYTES: Final = 32


class Keyring:
    """The secret seeds. `id` tells whether an index file was made with these, and gives nothing away about them."""

    def __init__(self, secret: bytes) -> None:
        self.id = int.from_bytes(hashlib.blake2b(secret, digest_size=7, person=b"comity-id").digest(), "little")
        self.seeds: dict[int, int] = {kind: _seed(secret, kind) for kind in Kind}
        self.record_seed = _seed(secret, 0)

    def hash(self, kind: int, normal: str) -> int:
        """64 bits, never EMPTY or REMOVED, equal for normal forms with one skeleton."""
        return of_skeleton(skeleton(kind, normal), self.seeds[kind])

    def hash_record(self, record: bytes) -> int:
        """The hash of a record's id, for the table that finds a record's own entry."""
        value: int = xxhash.xxh3_64_intdigest(record, self.record_seed)
        return value if value > REMOVED else value + 2


def skeleton(kind: int, normal: str) -> str:
    """What is hashed: the normal form with look-alikes folded, as its kind folds them."""
    return _SKELETONS.get(kind, numbers.skeleton)(normal)


def kind(name: str) -> Kind:
    """The kind that manifests call so. Raises KeyError: a database cannot be found by a key the index does not know."""
    return Kind[name.upper()]


def of_skeleton(skeleton: str, seed: int) -> int:
    """The hash of a skeleton under the seed of its kind."""
    value: int = xxhash.xxh3_64_intdigest(skeleton.encode("utf-8", "surrogatepass"), seed)
    return value if value > REMOVED else value + 2


def of_skeletons(skeletons: Sequence[bytes], seed: int) -> NDArray[np.uint64]:
    """The hashes of many skeletons, in UTF-8, under one seed."""
    of = xxhash.xxh3_64_intdigest
    hashes = np.array([of(skeleton, seed) for skeleton in skeletons], np.uint64)
    return np.where(hashes > REMOVED, hashes, hashes + np.uint64(2))


def keyring(path: Path) -> Keyring:
    """The keyring kept at `path`, made at the first call, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Keyring(_read(path))
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return Keyring(_read(path))


def _read(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) != _SECRET_BYTES:
        raise ValueError(f"{path.name} does not hold {_SECRET_BYTES} bytes; rebuild the index.")
    return secret


def _seed(secret: bytes, purpose: int) -> int:
    return int.from_bytes(hashlib.blake2b(bytes([purpose]), key=secret, digest_size=8).digest(), "little")
