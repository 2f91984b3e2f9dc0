"""Finding words in free text of several languages: casefolded, without accents, by whole word, stem or phrase.

What is found is a flag for a person to look at, never a reason to refuse: words are cheap, and easily left out.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
# Arabic writes article, "and", "by", "for" together with the word.
_ARABIC_FRONT: Final = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل|[وفبكل])(?=\w{3,})")
_ARABIC_MARKS: Final = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS: Final = str.maketrans("أإآٱىة", "اااايه")
_SHORTEST_STEM: Final = 3
LONGEST_READ: Final = 100_000  # letters of one text; the rest of a longer one is not read


@lru_cache(maxsize=512)
def plain(text: str) -> str:
    """The words of a text, without case, accents and punctuation, one blank between them."""
    cut = text[:LONGEST_READ]
    if not cut.isascii():
        spread = unicodedata.normalize("NFKD", cut)
        cut = "".join(letter for letter in spread if not unicodedata.combining(letter))
        cut = _ARABIC_MARKS.sub("", cut).translate(_ARABIC_LETTERS)
    return " ".join(_WORD.findall(cut.casefold()))


def shingles(text: str, width: int = 5) -> frozenset[str]:
    """Every run of `width` words, for telling how much two texts have in common."""
    words = plain(text).split()
    return frozenset(" ".join(words[at : at + width]) for at in range(max(1, len(words) - width + 1)))


def share(one: str, other: str) -> float:
    """How much of the runs of five words two texts have in common, 0 to 1."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / len(left | right) if left | right else 0.0


class Lexicon:
    """A set of words to look for. "debt" is the word itself, "loan*" all that begins so, "civil court" a phrase."""

    def __init__(self, *lines: str) -> None:
        entries = sorted({self._entry(one) for line in lines for one in line.split(",") if one.strip()})
        self.entries: Final = tuple(entries)
        self._words = {entry for entry in entries if " " not in entry and not entry.endswith("*")}
        self._stems = {entry[:-1] for entry in entries if " " not in entry and entry.endswith("*")}
        self._phrases = tuple(entry for entry in entries if " " in entry)
        self._lengths = sorted({len(stem) for stem in self._stems})

    @staticmethod
    def _entry(text: str) -> str:
        stripped = text.strip()
        return plain(stripped.rstrip("*")) + ("*" if stripped.endswith("*") else "")

    def __repr__(self) -> str:
        return f"Lexicon{self.entries}"

    def found(self, text: str) -> tuple[str, ...]:
        """The words, stems and phrases of this lexicon that stand in the text, each once, in alphabetical order."""
        return self._in(plain(text))

    def found_in(self, texts: Iterable[str]) -> tuple[str, ...]:
        return self.found("\n".join(texts))

    def _in(self, words: str) -> tuple[str, ...]:
        seen = set()
        for word in set(words.split()):
            for form in {word, _ARABIC_FRONT.sub("", word)}:
                seen |= self._of_word(form)
        padded = f" {words} "
        seen |= {phrase.rstrip("*") for phrase in self._phrases if self._stands(phrase, padded)}
        return tuple(sorted(seen))

    def _of_word(self, word: str) -> set[str]:
        stems = {word[:length] for length in self._lengths if length <= len(word)} & self._stems
        return stems | ({word} & self._words)

    @staticmethod
    def _stands(phrase: str, padded: str) -> bool:
        return f" {phrase[:-1]}" in padded if phrase.endswith("*") else f" {phrase} " in padded
