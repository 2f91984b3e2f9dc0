"""The names of the made-up world: lists, the letters of home, and the Latin habits.

Nothing here is shared with the matcher that is measured with it: the rules that spell a name are this folder's own.
"""

from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent


@cache
def lists(file: str = "names.txt") -> dict[str, list[str]]:
    """The lists of a file by the heading over each."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in (HERE / file).read_text().splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(heading, []).extend(line.split())
    return found
