"""Files that are sealed before they leave and unsealed after they came, a piece at a time."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from comity.client.calls import PIECE
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.keys.engine.sealing import Altered
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.envelope import AttachmentSeal

_IN_MEMORY: Final = 1 << 20


def measured(file: BinaryIO) -> tuple[int, str]:
    """Bytes and SHA-256 in hex, from the beginning; the file is at its beginning again."""
    said, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        said.update(piece)
        size += len(piece)
    file.seek(0)
    return size, said.hexdigest()


@contextmanager
def sealed(path: Path, recipients: Sequence[str]) -> Iterator[BinaryIO]:
    """The file, sealed for these keys, in a temporary file."""
    with temporary() as target, path.open("rb") as source:
        sealing.seal_stream(source, target, recipients)
        target.seek(0)
        yield target


def open_into(sealed_file: BinaryIO, seal: AttachmentSeal, plain: AttachedFile, keyring: Keyring, path: Path) -> None:
    """The plain file at `path`, whole or not at all. Raises Altered when it is not the one that was sent."""
    if measured(sealed_file) != (seal.size, seal.digest):
        raise Altered
    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("w+b") as target:
            keyring.unseal_stream(sealed_file, target)
            if measured(target) != (plain.size, plain.digest):
                raise Altered
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def temporary() -> Iterator[BinaryIO]:
    """For sealed bytes."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield cast(BinaryIO, file)
