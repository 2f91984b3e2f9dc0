"""The words the rules look for, by what they hint at: read once from lexicons.txt, which says how a line is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from comity.compliance.engine.words import Lexicon


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    name = ""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            if name:
                yield name, lines
            name, lines = line.strip("[]"), []
        elif line and not line.startswith("#"):
            lines.append(line)
    yield name, lines


_ALL: Final = {
    name: Lexicon(*lines) for name, lines in _sections(Path(__file__).with_name("lexicons.txt").read_text("utf-8"))
}

PRIVATE_DISPUTE: Final = _ALL["private dispute"]
FAMILY: Final = _ALL["family"]
NORMS: Final = _ALL["norms"]
NEUTRALITY: Final = _ALL["neutrality"]
SENSITIVE_STATUS: Final = _ALL["sensitive status"]
ASYLUM: Final = _ALL["asylum"]
JUDGED: Final = _ALL["judged"]
MEMBERSHIP: Final = _ALL["membership"]
ACTS: Final = _ALL["acts"]
THREAT: Final = _ALL["threat"]
VIOLENCE_AT_HOME: Final = _ALL["violence at home"]
PARENTAL: Final = _ALL["parental"]
SENSITIVE_DATA: Final = _ALL["sensitive data"]
FACTS_OF: Final = {name.removeprefix("facts of "): one for name, one in _ALL.items() if name.startswith("facts of ")}
