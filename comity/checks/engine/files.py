"""Small files that are swapped as a whole, so that a reader sees the old one or the new one and nothing between."""

import os
from pathlib import Path


def state(path: Path) -> tuple[int, int]:
    """What differs whenever the file has been swapped: two numbers; zeros while there is no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_ino, found.st_mtime_ns


def swap(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Puts the content at `path`, on disk when this returns. `mode` as for any new file: less what the mask takes."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
