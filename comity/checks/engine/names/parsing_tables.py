"""The words in names that are not names, and families written without a space: read once, when first used."""

import functools
from pathlib import Path
from typing import Final

import msgspec

from comity.checks.engine.names import scripts

_FOLDER: Final = Path(__file__).parent / "tables"
_MOST_FORMS: Final = 3


class Words(msgspec.Struct, frozen=True):
    """What a folded word is, if it is not a name: titles and honorifics, particles and generations by one form each;
    `known` are all of these.
    """

    titles: frozenset[str]
    honorifics: frozenset[str]
    particles: dict[str, str]
    assimilated: dict[str, str]
    generations: dict[str, str]
    patronymics: tuple[str, ...]
    han_families: frozenset[str]
    hangul_families: frozenset[str]

    known: frozenset[str]

    def __contains__(self, word: str) -> bool:
        return word in self.known


@functools.cache
def words() -> Words:
    """The table `words_kinds.json`."""
    read = msgspec.json.decode((_FOLDER / "words_kinds.json").read_bytes())
    titles, honorifics = _folded(read["titles"]), _folded(read["honorifics"])
    by_form = {kind: _by_form(read[kind]) for kind in ("particles", "assimilated", "generations")}
    return Words(
        titles=titles,
        honorifics=honorifics,
        **by_form,
        patronymics=tuple(sorted(_folded([read["patronymics"], read["separate_patronymics"]]))),
        han_families=frozenset(read["han_families"])
        | _folded([read["han_double_families"], read["han_japanese_families"]]),
        hangul_families=frozenset(read["hangul_families"]) | _folded([read["hangul_double_families"]]),
        known=titles.union(honorifics, *by_form.values()),
    )


@functools.cache
def nicknames() -> dict[str, frozenset[int]]:
    """For each short, pet or national form of a given name (a-z), the numbers of the groups it is in."""
    groups = msgspec.json.decode((_FOLDER / "words_nicknames.json").read_bytes())["groups"]
    found: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for word in group.split():
            found.setdefault(plain(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def plain(word: str) -> str:
    """A word of a table as names are folded: without apostrophes and full stops."""
    return scripts.fold(word).replace("'", "").replace(".", "")


def _folded(lines: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for line in lines for word in line.split())


def _by_form(groups: dict[str, str]) -> dict[str, str]:
    return {plain(word): form for form, line in groups.items() for word in [form, *line.split()]}
