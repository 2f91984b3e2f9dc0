"""Folders for the installations of tests.

pytest closes its own folder to all others whenever another run of it begins. A database server that does not run as
root could then not be started anew in it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_folder(kept_in: Path) -> Iterator[Path]:
    """A folder that no other run closes; what is in it afterwards moves to `kept_in`, which pytest keeps and clears."""
    folder = Path(tempfile.mkdtemp(prefix="comity-test-"))
    try:
        yield folder
    finally:
        shutil.move(folder, kept_in / "installation")
