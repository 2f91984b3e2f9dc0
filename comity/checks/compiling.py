"""Compiling the loops of the search by name: once for a version and a machine, so that no service does it for itself.

python -m comity.checks.compiling
"""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from comity.checks.engine.names.kernel import HAS_NUMBA

# Beside the loops: all are there. The folder alone says little, for whoever met one loop has made it.
_ALL: Final = "all"
_FOLDERS: Final = "compiled-"


def is_done() -> bool:
    """Whether nothing is left to compile, or nothing could be."""
    return not HAS_NUMBA or (_folder() / _ALL).exists()


def compile_loops() -> None:
    """Compiles them all, in a minute or two, and drops those of versions before this one. Repeated, it does nothing."""
    if is_done():
        return
    # Loaded here, for it brings numba, which who only asks whether it is done is spared.
    importlib.import_module("comity.checks.engine.persons.searching").warm()
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _ALL).touch()
    if folder.name.startswith(_FOLDERS):
        for other in folder.parent.glob(f"{_FOLDERS}*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


def compile_apart() -> None:
    """The same in a process of its own, before others start that would all compile at once. Where it fails, they do."""
    if not is_done():
        subprocess.run([sys.executable, "-m", __name__], check=False)


def _folder() -> Path:
    return Path(os.environ["NUMBA_CACHE_DIR"])


if __name__ == "__main__":
    compile_loops()
