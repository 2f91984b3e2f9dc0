"""Labelled pairs of made-up persons: what `bench.names` measures on where no file of real pairs is given.

True pairs are one person spelt twice; false ones are two persons of one culture who share one part of the name.
"""

import random
from collections import defaultdict
from collections.abc import Iterator

from bench.people import MadePerson, Piece, people, spelt, spelt_at_home
from bench.queries import slip
from learning.pairs import Labelled

# Scripts by the letters of the cultures.
SCRIPTS = {
    "ar": "arabic", "ma": "arabic", "fa": "arabic", "ur": "arabic", "he": "hebrew", "ru": "cyrillic", "uk": "cyrillic",
    "bg": "cyrillic", "mk": "cyrillic", "sr": "cyrillic", "el": "greek", "hy": "armenian", "ka": "georgian",
    "hi": "devanagari", "bn": "bengali", "th": "thai", "zh": "han", "ja": "kanji", "ko": "hangul",
}  # fmt: skip


def made_pairs(each: int, seed: int) -> list[Labelled]:
    """About `each` true and as many false pairs of each kind."""
    chance = random.Random(seed)
    groups: dict[str, list[MadePerson]] = defaultdict(list)
    for person in people(each * 60, seed):
        groups[SCRIPTS.get(person.culture.writes, "latin")].append(person)
    pairs: list[Labelled] = []
    for script, persons in sorted(groups.items()):
        if script == "latin":
            pairs += _latin(persons, each, chance)
        else:
            pairs += _across(script, persons, each, chance)
    return [*pairs, *_variants(groups, each, chance), *_namesakes(groups, each, chance)]


def _across(script: str, persons: list[MadePerson], each: int, chance: random.Random) -> Iterator[Labelled]:
    kind = f"made_{script}"
    for one in chance.sample(persons, min(each, len(persons))):
        yield Labelled(_home(one, chance), "", _latin_name(one, chance), "", True, kind)
    for one, other in _neighbours(persons, each, chance):
        yield Labelled(_home(one, chance), "", _latin_name(other, chance), "", False, f"neg_{kind}")


def _latin(persons: list[MadePerson], each: int, chance: random.Random) -> Iterator[Labelled]:
    for one in chance.sample(persons, min(each, len(persons))):
        if typed := slip(_latin_name(one, chance), chance):
            yield Labelled(typed, "", one.names[0].text, "", True, "made_typed")
    for one, other in _neighbours(persons, each, chance):
        yield Labelled(_latin_name(one, chance), "", other.names[0].text, "", False, "neg_made_typed")


def _variants(groups: dict[str, list[MadePerson]], each: int, chance: random.Random) -> Iterator[Labelled]:
    """The same name by two Latin habits, of cultures at home in other letters."""
    persons = [one for script in sorted(groups) if script != "latin" for one in groups[script]]
    for one in chance.sample(persons, min(3 * each, len(persons))):
        left = spelt(one.culture, one.given, one.family, one.habit, style=0).text
        right = spelt(one.culture, one.given, one.family, one.habit + chance.choice((1, 2)), style=0).text
        if left != right:
            yield Labelled(left, "", right, "", True, "made_latin_habits")
    for one, other in _neighbours(persons, 2 * each, chance):
        left, right = _latin_name(one, chance), _latin_name(other, chance)
        yield Labelled(left, "", right, "", False, "neg_made_latin_habits")


def _namesakes(groups: dict[str, list[MadePerson]], each: int, chance: random.Random) -> Iterator[Labelled]:
    """The same name, and another year of birth: far enough that no slip and no register explains it."""
    persons = [one for script in sorted(groups) for one in groups[script]]
    for one in chance.sample(persons, min(each, len(persons))):
        year = int(one.birth[:4]) + chance.choice((-1, 1)) * chance.randint(7, 30)
        other = f"{year}-{one.birth[5:]}" if not one.birth.endswith("02-29") else f"{year}-02-28"
        yield Labelled(one.names[0].text, one.birth, one.names[0].text, other, False, "neg_namesake_other_dob")


def _home(person: MadePerson, chance: random.Random) -> str:
    return spelt_at_home(person.culture, person.given, person.family, variant=chance.random() < 0.3).text


def _latin_name(person: MadePerson, chance: random.Random) -> str:
    return spelt(person.culture, person.given, person.family, person.habit, style=chance.choice((0, 0, 2))).text


def _neighbours(
    persons: list[MadePerson], count: int, chance: random.Random
) -> Iterator[tuple[MadePerson, MadePerson]]:
    """Two persons who share one part of the name, and whose other parts are spelt apart."""
    by_part: dict[str, list[MadePerson]] = defaultdict(list)
    for person in persons:
        for piece in (person.given[0], person.family[0]):
            by_part[f"{person.culture.name} {piece.source}"].append(person)
    shared = [group for group in by_part.values() if len(group) > 1]
    found = 0
    for _ in range(count * 20):
        if found == count or not shared:
            return
        one, other = chance.sample(chance.choice(shared), 2)
        if not _is_one_name(one, other):
            found += 1
            yield one, other


def _is_one_name(one: MadePerson, other: MadePerson) -> bool:
    """Also where only the rest is the same by another habit: such a pair would be labelled wrongly."""
    return _spellings(one.given[0], other.given[0]) and _spellings(one.family[0], other.family[0])


def _spellings(one: Piece, other: Piece) -> bool:
    return one.source == other.source or bool({*one.latin} & {*other.latin}) or bool({*one.native} & {*other.native})
