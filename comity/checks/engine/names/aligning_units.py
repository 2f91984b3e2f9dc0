"""What can be one part of a name: a token, neighbours written as one word, a token without its article or ending."""

import re
from functools import lru_cache
from typing import Final, Literal

import msgspec

from comity.checks.engine.names import parsing_tables, scripts, sightings
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.romanising import romanise
from comity.checks.engine.names.spelling import Parts

Form = Literal["whole", "hyphened", "joined", "with particle", "stripped", "stem"]

MOST_SPELT: Final = 4  # Latin spellings by which a part may be known at once
MOST: Final = 10  # parts of a name that are compared
# What a part loses for being tried in another form; what was written with a hyphen is hardly another.
COSTS: Final = {"whole": 0.0, "hyphened": 0.3, "joined": 2.0, "with particle": 0.5, "stripped": 1.0, "stem": 0.0}
SPEAKS_FOR: Final = 0.5  # evidence from which two parts are taken for one
_BEHIND: Final = (("din",), ("oglu",), ("kyzy",))  # particles that stand behind a name

# Endings of his and her form of a family name, behind what both share: Slavic, Greek, Lithuanian.
_GENDERED: Final = (
    re.compile(r"(?P<stem>.{2,}(?:sk|ck|tsk|zk))(?:(?P<her>aya|aia|aja|a)|(?:iy|ii|ij|yy|yj|y|i))"),
    re.compile(r"(?P<stem>.{2,}(?:ov|ev|ow|kin|khin|shin|chin|zhin))(?P<her>a)?"),
    re.compile(r"(?P<stem>.{2,}poul)(?:(?P<her>ou)|os)"),
    re.compile(r"(?P<stem>.{2,}(?:iad|id))(?:(?P<her>ou)|is|es)"),
    re.compile(r"(?P<stem>.{3,}?)(?:(?P<her>aite|yte|iute|ute|iene)|as|is|ys|us)"),
)
_NONE: Final[frozenset[int]] = frozenset()
_ARTICLES: Final = ("al", "el", "ال")
_NOT_HYPHENED: Final[frozenset[str]] = frozenset()
_LAST_LETTERS: Final = frozenset("aeijnsuvwy")  # of those endings


class Unit(msgspec.Struct, frozen=True, gc=False):
    """One such part: where it stands, how it came about, and what is known of it beside its spelling.

    `signs`: by one bit each whether it is known by nicknames, and has his or her ending."""

    at: int
    length: int
    form: Form
    token: Token
    mask: int
    commonness: float
    nicknames: frozenset[int] = frozenset()
    spelt: frozenset[str] = frozenset()
    his: str = ""
    hers: str = ""
    signs: int = 0
    span: tuple[int, ...] = ()


class Shape(msgspec.Struct, frozen=True, gc=False):
    """A part in another form before anything is known of its spelling, which takes long to find out."""

    at: int
    length: int
    form: Form
    text: str
    script: str


class Outline(msgspec.Struct, frozen=True, eq=False, gc=False):
    """The whole tokens of a name, and its other parts in outline; `texts` are all in order."""

    whole: tuple[Unit, ...]
    parts: Parts
    others: tuple[Shape, ...]
    texts: list[str]


@lru_cache(maxsize=131_072)
def _facts(token: Token) -> tuple[float, frozenset[int], frozenset[str], str, str, int]:
    """What is known of a whole token beside its spelling, as a unit has it."""
    known, (his, hers) = _NONE, ("", "")
    if token.role == "name":
        known, (his, hers) = nicknames(token), gendered(token)
    signs = bool(known) | bool(his or hers) << 1
    return sightings.commonness(token), known, _spelt(token), his, hers, signs


def _spelt(token: Token) -> frozenset[str]:
    return frozenset([spelling for spelling in token.romanised[:MOST_SPELT] if len(spelling) > 1])


@lru_cache(maxsize=65_536)
def outline(name: Name) -> Outline:
    """The whole tokens of a name, and which other parts it has."""
    tokens = name.tokens[:MOST]
    whole = tuple([Unit(at, 1, "whole", token, 1 << at, *_facts(token), (at,)) for at, token in enumerate(tokens)])
    others = shapes(name)
    texts = [*(token.text for token in tokens), *(shape.text for shape in others)]
    return Outline(whole, Parts(tokens), tuple(others), texts)


def shapes(name: Name) -> list[Shape]:
    """The parts of a name in other forms than as whole tokens."""
    tokens = name.tokens[:MOST]
    roles = [token.role for token in tokens]
    others = []
    if "patronymic" in roles:
        others += [stem for at, token in enumerate(tokens) if (stem := _stem(token, at))]
    hyphened, lengths = _hyphened(name.text), (2, 3) if "particle" in roles else (2,)
    for at in range(len(tokens) - 1):
        others += [joined for length in lengths if (joined := _joined(tokens, at, length, hyphened))]
    for at, token in enumerate(tokens):
        if token.text.startswith(_ARTICLES) and (stripped := _without_article(token, at)):
            others.append(stripped)
    return others


@lru_cache(maxsize=65_536)
def units(found: Outline, kept: int) -> tuple[tuple[Unit, ...], Parts]:
    """The units of a name, and the same for `spelling.evidences`; of its other parts those of which the bit is set."""
    others = [_as_unit(shape, found.parts.tokens) for at, shape in enumerate(found.others) if kept >> at & 1]
    every = (*found.whole, *others)
    places = range(len(found.whole), len(every))
    stems = sum([1 << at for at in places if every[at].form == "stem"])
    return every, Parts(tuple([unit.token for unit in every]), sum([1 << at for at in places]), stems)


def _as_unit(shape: Shape, tokens: tuple[Token, ...]) -> Unit:
    token = spelt(shape.text, shape.script)
    commonness = sightings.commonness(token)
    if shape.form == "with particle":
        # With its particle a common name is as common as without.
        run = tokens[shape.at : shape.at + shape.length]
        commonness = max([commonness, *[sightings.commonness(one) for one in run if one.role != "particle"]])
    span, mask = tuple(range(shape.at, shape.at + shape.length)), ((1 << shape.length) - 1) << shape.at
    return Unit(shape.at, shape.length, shape.form, token, mask, commonness, spelt=_spelt(token), span=span)


def _joined(tokens: tuple[Token, ...], at: int, length: int, hyphened: frozenset[str]) -> Shape | None:
    """Neighbours as one word; three only with a particle among them."""
    if length == 2 and tokens[at].role == tokens[at + 1].role == "name":
        return _two_joined(tokens[at], tokens[at + 1], at, hyphened)
    run = tokens[at : at + length]
    roles = [token.role for token in run]
    first, last = run[0], run[-1]
    if len(run) < length or roles[-1] == "initial" or "generation" in roles:
        return None
    for token in run:
        if token.script != first.script:
            return None
    with_particle = "particle" in roles
    if with_particle:
        text = _with_particle(run)
    else:
        text = first.text + last.text if length == 2 else ""
    if not text or len(text) > scripts.LONGEST:
        return None
    form: Form = "with particle" if with_particle else "hyphened" if text in hyphened else "joined"
    return Shape(at, length, form, text, first.script)


def _two_joined(first: Token, last: Token, at: int, hyphened: frozenset[str]) -> Shape | None:
    """The same of two names, as most are."""
    text = first.text + last.text
    if first.script != last.script or not text or len(text) > scripts.LONGEST:
        return None
    return Shape(at, 2, "hyphened" if text in hyphened else "joined", text, first.script)


def _with_particle(run: tuple[Token, ...]) -> str:
    """Neighbours with a particle among them; empty where they are not written as one word."""
    first, last = run[0], run[-1]
    if last.role == "particle" and last.romanised[:1] not in _BEHIND:
        return ""
    if first.role == "particle" and first.romanised[:1] == ("abd",) and first.script == scripts.LATIN:
        return "abdul" + last.text if len(run) == 2 or run[1].role == "particle" else ""
    return "".join([token.text for token in run])


def cost(unit: Unit | Shape, other: Token) -> float:
    """What a part loses for its form; syllables of East Asian names are written apart or together at will."""
    if unit.form == "joined" and other.script in (scripts.HAN, scripts.HANGUL) and len(other.text) == unit.length:
        return COSTS["hyphened"]
    return COSTS[unit.form]


def _hyphened(text: str) -> frozenset[str]:
    """The words of a text that were written with a hyphen, without it."""
    if "-" not in text and (text.isascii() or not any(hyphen in text for hyphen in "‐‑–")):
        return _NOT_HYPHENED
    words = scripts.fold(text).replace("'", "").replace(",", " ").split()
    return frozenset(word.replace("-", "") for word in words if "-" in word)


def _stem(token: Token, at: int) -> Shape | None:
    """The father's name in a name from the father, whose endings are alike in all."""
    if token.role != "patronymic":
        return None
    endings = parsing_tables.words().patronymics
    longest = max((ending for ending in endings if token.text.endswith(ending)), key=len, default="")
    text = token.text.removesuffix(longest)
    return Shape(at, 1, "stem", text, token.script) if len(text) > 1 else None


def _without_article(token: Token, at: int) -> Shape | None:
    """ "Alhamid" as "Hamid"."""
    if token.role == "name" and (
        (token.script == scripts.LATIN and len(token.text) > 5 and token.text[:2] in ("al", "el"))
        or (token.script == scripts.ARABIC and len(token.text) > 4 and token.text.startswith("ال"))
    ):
        return Shape(at, 1, "stripped", token.text[2:], token.script)
    return None


@lru_cache(maxsize=131_072)
def spelt(text: str, script: str) -> Token:
    return Token(text, script, romanise(text, script))


def nicknames(token: Token) -> frozenset[int]:
    """The groups of short, pet and national forms of one given name that the token is in."""
    table = parsing_tables.nicknames()
    known = [table[spelt] for spelt in (token.text, *token.romanised) if spelt in table]
    return _NONE.union(*known) if known else _NONE


def gendered(token: Token) -> tuple[str, str]:
    """The family name without the ending, if that is his, and if it is hers; empty where there is no such ending."""
    spelt = token.romanised[0] if token.romanised else ""
    if spelt[-1:] not in _LAST_LETTERS:
        return "", ""
    for endings in _GENDERED:
        found = endings.fullmatch(spelt)
        if found:
            return ("", found["stem"]) if found["her"] else (found["stem"], "")
    return "", ""
