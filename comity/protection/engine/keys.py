"""What a subject is recognised by: forms of a person, of papers, of cases and of facts, before they are made blind."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from anyascii import anyascii
from msgspec import Struct

from comity.protection.engine import facts, names

VERSION: Final = 1
MOST_NAMES: Final = 40
MOST_NUMBERS: Final = 60
_WIDEST: Final = 20
_BIRTH: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(~)?(?:/(\d{4})(?:-\d\d){0,2}~?)?", re.ASCII)
# A code of the kind of document may come first, as in "P FRA 12AB34567".
_DOCUMENT: Final = re.compile(
    r"(?:[A-Z]{1,2}<?\s+(?=[A-Z]{3}\s))?(?P<issuer>[A-Z]{1,3})\s+(?P<number>.+)", re.ASCII | re.DOTALL
)
_DRAWN_ALIKE: Final = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧOI", "ABEKMH0PCTYX1JSABEZH1KMN0PTYX01")


class Subject(Struct, frozen=True, kw_only=True):
    """Whom and what a request is about, as far as it says.

    `names` in any script and order; `births` as records write them ("1985-04-12", "1985", "1985~", "1983/1987");
    `documents` "FRA 12AB34567"; `cases` numbers of warrants and files with their authority; `facts` as told.
    """

    names: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    facts: str = ""


class Key(Struct, frozen=True):
    """One form: what it is of ("person", "case", "facts"), how much it says ("exact", "near"), and itself."""

    on: str
    strength: str
    form: str


class Keys(Struct, frozen=True):
    """The forms of a subject: those a register keeps of it, and those it is looked up by."""

    kept: tuple[Key, ...]
    asked: tuple[Key, ...]


def keys_of(subject: Subject) -> Keys:
    """The forms of a subject.

    A person is recognised exactly by the whole name with the whole date of birth or by a document, and nearly by two
    parts of the name with the year of birth. Where one side knows no date, the whole name alone is a near likeness.
    """
    wholes, pairs = _names(subject.names)
    dates, years = _births(subject.births)
    same = [Key("person", "exact", f"whole|{name}|{day}") for name in wholes for day in dates]
    same += [Key("person", "near", f"pair|{pair}|{year}") for pair in pairs for year in years]
    same += [Key("person", "exact", f"document|{number}") for number in _documents(subject.documents)]
    same += [Key("case", "exact", f"case|{number}") for number in _cases(subject.cases)]
    same += _facts(subject.facts)
    to_undated = [Key("person", "near", f"undated|{name}") for name in wholes]
    to_dated = [Key("person", "near", f"any date|{name}") for name in wholes]
    if years:
        return Keys(_once(same + to_dated), _once(same + to_undated))
    return Keys(_once(same + to_undated + to_dated), _once(same + to_undated + to_dated))


def birth_is_readable(text: str) -> bool:
    """Whether a date of birth says a year that keys can be made of."""
    return bool(_births((text,))[1])


def _names(given: Iterable[str]) -> tuple[list[str], list[str]]:
    """The whole names, and the pairs of their parts (a name of one part is a pair with nothing)."""
    wholes: dict[str, None] = {}
    pairs: dict[str, None] = {}
    for name in itertools.islice(given, MOST_NAMES):
        for parts in names.bones(name):
            wholes["+".join(parts)] = None
            of_two = itertools.combinations(parts, 2) if len(parts) > 1 else [(parts[0], "")]
            pairs.update(dict.fromkeys("+".join(pair) for pair in of_two))
    return list(wholes), list(pairs)


def _births(given: Iterable[str]) -> tuple[list[str], list[int]]:
    """The whole dates of birth, and every year in which the person may be born."""
    dates: dict[str, None] = {}
    years: dict[int, None] = {}
    for text in itertools.islice(given, MOST_NAMES):
        read = _BIRTH.fullmatch("".join(_digit(c) for c in text.strip()))
        if read is None:
            continue
        first, month, day, about, last = read.groups()
        spread = 1 if about else 0
        span = range(int(first) - spread, int(last or first) + spread + 1)
        if len(span) <= _WIDEST:
            years.update(dict.fromkeys(span))
        if month and day and not about and not last:
            dates[f"{first}-{month}-{day}"] = None
    return list(dates), list(years)


def _documents(given: Iterable[str]) -> Iterator[str]:
    for text in itertools.islice(given, MOST_NUMBERS):
        read = _DOCUMENT.fullmatch(text[:80].strip().upper())
        plain = _number(read["number"]) if read else ""
        if read and plain:
            yield f"{read['issuer']}|{plain}"


def _cases(given: Iterable[str]) -> Iterator[str]:
    for text in itertools.islice(given, MOST_NUMBERS):
        plain = anyascii("".join(_digit(c) for c in unicodedata.normalize("NFKC", text[:300]))).lower()
        found = sorted(re.findall(r"[a-z]+|\d+", plain))
        if any(part.isdigit() for part in found):
            yield " ".join(part.lstrip("0") or "0" if part.isdigit() else part for part in found)


def _facts(text: str) -> list[Key]:
    found = facts.bands(text)
    if not found:
        return []
    return [
        Key("facts", "exact", "text|" + " ".join(facts.words(text))),
        *(Key("facts", "near", f"band|{band}") for band in found),
    ]


def _number(text: str) -> str:
    folded = unicodedata.normalize("NFKC", "".join(_digit(c) for c in text)).upper()
    return "".join(c for c in folded if c.isalnum()).translate(_DRAWN_ALIKE)


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _once(keys: Iterable[Key]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(keys))
