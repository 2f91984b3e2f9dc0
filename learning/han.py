"""python -m learning.han --unihan FOLDER: the readings of Han characters, and which is a variant of which.

FOLDER holds Unihan_Readings.txt and Unihan_Variants.txt of the Unicode Character Database (Unicode licence).
"""

import argparse
import json
import unicodedata
from collections import defaultdict
from pathlib import Path

import numpy as np

from comity.checks.engine.names import han

FIELDS = ("kMandarin", "kCantonese", "kHangul", "kJapaneseOn", "kJapaneseKun", "kVietnamese")
USED = ("kTGHZ2013", "kHanyuPinlu", "kHangul", "kJapaneseOn")  # a character with none of these is in no name
MOST = 4  # readings of one kind that are kept


def read(file: Path) -> dict[str, dict[str, str]]:
    """Character -> field -> value."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t", 2)
            found[chr(int(code[2:], 16))][field] = value
    return found


def simpler(variants: dict[str, dict[str, str]]) -> dict[str, str]:
    """Every traditional character with the one simplified form that it has."""
    found = {}
    for letter, fields in variants.items():
        forms = [chr(int(form.split("<")[0][2:], 16)) for form in fields.get("kSimplifiedVariant", "").split()]
        if forms and letter not in forms:
            found[letter] = forms[0]
    return found


def readings(fields: dict[str, str]) -> list[str]:
    """The readings in the order of FIELDS, each kind a list in one word; tones and marks are gone."""
    return [" ".join(_spelt(field, fields.get(field, ""))[:MOST]) for field in FIELDS]


def _spelt(field: str, value: str) -> list[str]:
    found = []
    for reading in value.lower().split():
        spelt = reading.split(":")[0] if field == "kHangul" else reading.rstrip("0123456789")
        if field in ("kMandarin", "kVietnamese"):
            spelt = unicodedata.normalize("NFD", spelt).replace("u\u0308", "v").replace("đ", "d")
            spelt = "".join(x for x in spelt if not unicodedata.combining(x))
        if spelt not in found:
            found.append(spelt)
    return found


def main() -> None:
    """Writes the table of readings."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--unihan", type=Path, required=True)
    folder = given.parse_args().unihan
    known, plain = read(folder / "Unihan_Readings.txt"), simpler(read(folder / "Unihan_Variants.txt"))
    lines = [
        "\t".join([letter, plain.get(letter, ""), *readings(fields)])
        for letter, fields in sorted(known.items())
        if any(field in fields for field in USED) or letter in plain
    ]
    about = {
        "made by": "python -m learning.han",
        "from": "Unihan database of the Unicode Character Database 15.0",
        "licence": "Unicode License, copyright Unicode, Inc.; tones and rare characters left out",
        "characters": len(lines),
    }
    np.savez_compressed(han.FILE, about=json.dumps(about), lines="\n".join(lines))


if __name__ == "__main__":
    main()
