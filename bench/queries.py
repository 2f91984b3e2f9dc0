"""What officers type when they ask for a person: slips, habits, other letters, parts left out, births misread.

`queries(persons, kind, count, seed)` draws persons of whom the kind can be asked and gives a question for each;
"nobody" asks for persons who are not in the index.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, Literal, get_args

import msgspec

from bench.made.cultures import other_reading
from bench.people import MadeName, MadePerson, people, spelt, spelt_at_home

Kind = Literal[
    "same", "typo", "habit", "reading", "native", "order", "shorter", "initials", "swapped", "digit", "year", "undated",
    "nobody"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_OTHERS = 7_000_003


class Query(msgspec.Struct, frozen=True):
    """What is typed, and the number of the person who should be found; none where it is nobody of the index."""

    kind: Kind
    name: str
    family: str
    born: str
    sex: str
    nationality: str
    wanted: int | None
    culture: str = ""


def queries(persons: Sequence[MadePerson], kind: Kind, count: int, seed: int) -> list[Query]:
    """At most `count` questions: fewer where the persons are too few for the kind."""
    chance = random.Random(f"{kind} {seed}")
    if kind == "nobody":
        return [_asked("nobody", one, one.names[0], one.birth) for one in people(count, seed + _OTHERS)]
    found: list[Query] = []
    for _ in range(count * 60):
        if len(found) == count:
            break
        if asked := _TYPED[kind](persons[chance.randrange(len(persons))], chance):
            found.append(asked)
    return found


def _asked(kind: Kind, person: MadePerson, name: MadeName, born: str) -> Query:
    wanted = None if kind == "nobody" else person.number
    known = (born, person.sex, person.nationality, wanted, person.culture.name)
    return Query(kind, name.text, name.family, *known)


def _latin_name(person: MadePerson, chance: random.Random) -> MadeName | None:
    names = [name for name in person.names if name.script == "latin"]
    return chance.choice(names) if names else None


def _same(person: MadePerson, chance: random.Random) -> Query:
    return _asked("same", person, chance.choice(person.names), person.birth)


def _typo(person: MadePerson, chance: random.Random) -> Query | None:
    if (name := _latin_name(person, chance)) is None or (slipped := slip(name.text, chance)) is None:
        return None
    return _asked("typo", person, MadeName(slipped, ""), person.birth)


def _habit(person: MadePerson, chance: random.Random) -> Query | None:
    """Spelt in Latin letters by another habit than any recorded name; only names that are at home in other letters."""
    if not person.culture.writes or not _latin_name(person, chance):
        return None
    other = spelt(person.culture, person.given, person.family, person.habit + chance.choice((1, 2, 3)), style=0)
    return None if _is_recorded(person, other) else _asked("habit", person, other, person.birth)


def _is_recorded(person: MadePerson, name: MadeName) -> bool:
    """Whether the name stands in the record, in some order."""
    known = {" ".join(sorted(one.text.upper().replace(",", "").split())) for one in person.names}
    return " ".join(sorted(name.text.upper().split())) in known


def _reading(person: MadePerson, chance: random.Random) -> Query | None:
    """A Chinese name as the other of Beijing and Hong Kong reads it: Zhang for Cheung."""
    if person.culture.writes != "zh" or not _latin_name(person, chance):
        return None
    family, given = (
        " ".join(other_reading(piece.source, person.culture) for piece in pieces)
        for pieces in (person.family, person.given)
    )
    return _asked("reading", person, MadeName(f"{family} {given}", family), person.birth)


def _native(person: MadePerson, chance: random.Random) -> Query | None:
    if not person.is_latin_only:
        return None
    home = spelt_at_home(person.culture, person.given, person.family, variant=chance.random() < 0.3)
    return _asked("native", person, home, person.birth)


def _order(person: MadePerson, chance: random.Random) -> Query | None:
    """The parts of the main name the other way round, nothing saying which is the family name."""
    if (name := _latin_name(person, chance)) is None or not name.family:
        return None
    family, rest = name.family.split(), name.text.replace(",", " ").split()
    given = rest[len(family) :] if rest[: len(family)] == family else rest[: -len(family)]
    swapped = [*given, *family] if rest[: len(family)] == family else [*family, *given]
    return _asked("order", person, MadeName(" ".join(swapped), ""), person.birth) if given else None


def _shorter(person: MadePerson, chance: random.Random) -> Query | None:
    if len(person.given) + len(person.family) < 3:
        return None
    given, family = person.given[:1], person.family[:1]
    return _asked("shorter", person, spelt(person.culture, given, family, person.habit, style=0), person.birth)


def _initials(person: MadePerson, chance: random.Random) -> Query | None:
    if not _latin_name(person, chance):
        return None
    full = spelt(person.culture, person.given, person.family, person.habit, style=1)
    family, _, given = full.text.partition(", ")
    typed = f"{family}, {' '.join(f'{one[0]}.' for one in given.split() if one[0].isalpha())}"
    return _asked("initials", person, MadeName(typed, family), person.birth)


def _swapped(person: MadePerson, chance: random.Random) -> Query | None:
    year, month, day = person.birth.split("-")
    if len(person.born) < 10 or day > "12" or day == month:
        return None
    return _asked("swapped", person, chance.choice(person.names), f"{year}-{day}-{month}")


def _digit(person: MadePerson, chance: random.Random) -> Query | None:
    """One digit of the recorded birth wrong, and still a date."""
    if len(person.born) < 10:
        return None
    at = chance.choice((2, 3, 5, 6, 8, 9))
    digits = person.birth[:at] + chance.choice("0123456789") + person.birth[at + 1 :]
    try:
        is_other = date.fromisoformat(digits) != date.fromisoformat(person.birth)
    except ValueError:
        return None
    return _asked("digit", person, chance.choice(person.names), digits) if is_other else None


def _year(person: MadePerson, chance: random.Random) -> Query:
    return _asked("year", person, chance.choice(person.names), person.birth[:4])


def _undated(person: MadePerson, chance: random.Random) -> Query:
    return _asked("undated", person, chance.choice(person.names), "")


_TYPED: Final[dict[Kind, Callable[[MadePerson, random.Random], Query | None]]] = {
    "same": _same, "typo": _typo, "habit": _habit, "reading": _reading, "native": _native, "order": _order,
    "shorter": _shorter, "initials": _initials, "swapped": _swapped, "digit": _digit, "year": _year,
    "undated": _undated,
}  # fmt: skip

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for at, letter in enumerate(row):
            near = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            for other in (*_ROWS[max(0, number - 1) : number], *_ROWS[number + 1 : number + 2]):
                near += other[max(0, at - 1) : at + 1]
            found[letter] = near
    return found


NEAR: Final = _neighbours()


def slip(text: str, chance: random.Random) -> str | None:
    """One letter wrong, as fingers do: the neighbouring key, two letters exchanged, one left out, one twice."""
    places = [at for at in range(1, len(text)) if text[at].isalpha() and text[at - 1].isalpha()]
    if len(places) < 3:
        return None
    for _ in range(20):
        at = chance.choice(places)
        typed = _slipped(text, at, chance)
        if typed != text:
            return typed
    return None


def _slipped(text: str, at: int, chance: random.Random) -> str:
    how, letter = chance.randrange(4), text[at]
    if how == 0 and letter.lower() in NEAR:
        typed = chance.choice(NEAR[letter.lower()])
        return text[:at] + (typed.upper() if letter.isupper() else typed) + text[at + 1 :]
    if how == 1:
        return text[: at - 1] + letter + text[at - 1] + text[at + 1 :]
    return text[:at] + text[at + 1 :] if how == 2 else text[:at] + letter + text[at:]


def sample(count: int, seed: int, every: int = 97) -> Iterator[MadePerson]:
    """A part of the persons of an index, from all over it, when the whole does not fit: for asking."""
    return (person for person in people(count, seed) if person.number % every == 0)
