"""Secrets of an installation that are files: written once, for us alone."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, content: bytes) -> None:
    """Writes a file, mode 0600, that appears whole or not at all; of several processes, the first wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
