"""python -m learning.kanji --dictionary FOLDER: how Japanese names in kanji are read, from UniDic (BSD licence).

FOLDER is the compiled dictionary of UniDic 2.1.2 as the package unidic-lite 1.0.8 holds it in `dicdir`: `sys.dic` with
the words and `BSD` with the licence, which goes into the table whole. Names of families and given names are kept.
"""

import argparse
import json
import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from comity.checks.engine.names import han_names

HEAD: Final = 72  # bytes before the words: ten numbers and the name of the character set
TOKEN: Final = np.dtype("<u2, <u2, <u2, <i2, <u4, <u4")  # the fourth is the cost, the fifth where the text stands
NAMES: Final = "名詞,固有名詞,人名,".encode()
KANJI: Final = re.compile(r"[\u3400-\u9fff々]+")
FAMILY, GIVEN = "姓", "名"
UNSEEN: Final = {FAMILY: 9770, GIVEN: 10617}  # the cost of a name that the makers' corpora never showed
LONGEST: Final = 5  # characters of a name that is kept
FARTHEST: Final = 2600  # a reading that costs so much more than the usual one is not kept

_ROWS: Final = (
    ("アイウエオ", "a i u e o"), ("カキクケコ", "ka ki ku ke ko"), ("ガギグゲゴ", "ga gi gu ge go"),
    ("サシスセソ", "sa shi su se so"), ("ザジズゼゾ", "za ji zu ze zo"), ("タチツテト", "ta chi tsu te to"),
    ("ダヂヅデド", "da ji zu de do"), ("ナニヌネノ", "na ni nu ne no"), ("ハヒフヘホ", "ha hi fu he ho"),
    ("バビブベボ", "ba bi bu be bo"), ("パピプペポ", "pa pi pu pe po"), ("マミムメモ", "ma mi mu me mo"),
    ("ヤユヨ", "ya yu yo"), ("ラリルレロ", "ra ri ru re ro"), ("ワヰヱヲン", "wa i e o n"),
)  # fmt: skip
_SOUNDS: Final = {kana: sound for row, said in _ROWS for kana, sound in zip(row, said.split(), strict=True)}
_SMALL: Final = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}


class Entry(NamedTuple):
    """A name of the dictionary: written so, read so; a low `cost` means that it is usual."""

    kind: str
    kanji: str
    reading: str
    cost: int


def entries(dictionary: bytes) -> Iterator[Entry]:
    """The names of a compiled dictionary whose every character is kanji."""
    _, _, _, _, _, _, trie, tokens, features, _ = struct.unpack_from("<10I", dictionary, 0)
    start = HEAD + trie
    table = np.frombuffer(dictionary, TOKEN, tokens // TOKEN.itemsize, start)
    texts = dictionary[start + tokens : start + tokens + features]
    for at, cost in zip(table["f4"].tolist(), table["f3"].tolist(), strict=True):
        if not texts.startswith(NAMES, at):
            continue
        fields = texts[at : texts.index(0, at)].decode().split(",")
        kind, kana, kanji, said = fields[3], fields[6], fields[8], fields[9]
        reading = spelt(kana, said)
        if kind in UNSEEN and reading and len(kanji) <= LONGEST and KANJI.fullmatch(kanji):
            yield Entry(kind, kanji, reading, cost - UNSEEN[kind])


def spelt(kana: str, said: str) -> str:
    """Katakana by Hepburn's rules; the letter that only makes a vowel long is a capital: "satoU" but "inoue"."""
    found: list[str] = []
    for at, letter in enumerate(kana):
        if letter in _SMALL and found:
            before = found.pop()[:-1]
            found.append(before + (_SMALL[letter][1:] if before in ("sh", "ch", "j") else _SMALL[letter]))
        elif letter == "ッ":
            found.append("+")
        elif letter not in _SOUNDS:
            return ""
        else:
            is_long = len(kana) == len(said) and said[at] == "ー" and letter in "ウオ"
            found.append(_SOUNDS[letter].upper() if is_long else _SOUNDS[letter])
    doubled = re.sub(r"\+(?=ch)", "t", "".join(found))
    return re.sub(r"\+([a-z])", r"\1\1", doubled).replace("+", "")


def lines(names: list[Entry]) -> list[str]:
    """One line a name: kanji, what it is (f family, g given name, F and G usual ones), readings, the usual first."""
    kinds: dict[str, set[str]] = defaultdict(set)
    costs: dict[str, dict[str, int]] = defaultdict(dict)
    for one in names:
        mark = "g" if one.kind == GIVEN else "f"
        kinds[one.kanji].add(mark.upper() if one.cost < 0 else mark)
        costs[one.kanji][one.reading] = min(one.cost, costs[one.kanji].get(one.reading, one.cost))
    found = []
    for kanji in sorted(kinds):
        read = sorted(costs[kanji].items(), key=lambda way: (way[1], way[0]))
        kept = [reading for reading, cost in read if cost <= read[0][1] + FARTHEST][: han_names.MOST]
        found.append("\t".join([kanji, "".join(sorted(kinds[kanji])), " ".join(kept)]))
    return found


def main() -> None:
    """Writes the table of Japanese names."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--dictionary", type=Path, required=True)
    folder = given.parse_args().dictionary
    found = lines(list(entries((folder / "sys.dic").read_bytes())))
    about = {
        "made by": "python -m learning.kanji",
        "from": "UniDic 2.1.2 as in the package unidic-lite 1.0.8, read on 22 November 2026; names of persons in kanji",
        "licence": "BSD (of GPL, LGPL and BSD, which its COPYING offers)",
        "text": (folder / "BSD").read_text(encoding="utf-8"),
        "names": len(found),
    }
    np.savez_compressed(
        han_names.FILE, about=json.dumps(about), lines=np.frombuffer("\n".join(found).encode(), np.uint8)
    )


if __name__ == "__main__":
    main()
