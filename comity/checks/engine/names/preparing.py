"""Lays out a person as the flat words of `prepared.py`: once when it is filed, once when it is asked for."""

import struct
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from math import ceil
from typing import Final

import numpy as np

from comity.checks.engine.names import aligning_units, births, learned, prepared, scripts, sightings, spelling
from comity.checks.engine.names.aligning_units import Shape
from comity.checks.engine.names.name import Name, Person, Token
from comity.checks.engine.names.prepared import MASK, MOST_COUNTED, MOST_WRITTEN, Words

MOST_NAMES: Final = 24  # names of one side that are compared
_SEXES: Final = {"M": 1, "F": 2}
_CODES: Final = bytes(at + 1 if (at := learned.LATIN.find(chr(code))) >= 0 else learned.UNKNOWN for code in range(256))
_FORMS: Final = {form: at for at, form in enumerate(prepared.FORMS)}
_ROLES: Final = {role: at for at, role in enumerate(prepared.ROLES)}
_SCRIPTS: Final = {script: at for at, script in enumerate(prepared.SCRIPTS)}
_JOINED: Final = _SCRIPTS[scripts.LATIN] << prepared.AT_WRITING | 1 << prepared.AT_WRITTEN | 1 << prepared.AT_JOINED
_MOST_RARITY: Final = (1 << prepared.RARITY_BITS) - 1

_Part = tuple[int, bytes]  # what its first word says, where its place is not yet in it; the words behind it


def prepare(person: Person, known: bytes = b"") -> Words:
    """All that is known of a person, in any place of a file; `known`: what `beside` gave, where it is known already."""
    return np.frombuffer(
        (known or beside(person)) + b"".join([_name(one) for one in person.names[:MOST_NAMES]]), np.int64
    )


def lightly(person: Person, known: bytes = b"") -> Words:
    """The same in less time, for who is asked for: of the names nothing but the letters of their whole tokens."""
    return np.frombuffer(
        (known or beside(person)) + b"".join([_letters(one) for one in person.names[:MOST_NAMES]]), np.int64
    )


def beside(person: Person) -> bytes:
    """What is known beside the names."""
    words = [min(len(person.names), MOST_NAMES) << prepared.AT_NAMES | _SEXES.get(person.sex, 0) << prepared.AT_SEX]
    if person.births:
        words += map(_date, person.births[:MOST_COUNTED])
        words[0] |= len(words) - 1
    for place, texts in enumerate((person.nationalities, person.places, person.documents), start=1):
        if texts:
            found = _numbers(texts)
            words[0] |= len(found) << place * prepared.COUNT_BITS
            words += found
    return struct.pack(f"<{len(words)}q", *words)


@lru_cache(maxsize=65_536)
def _date(text: str) -> int:
    born = births.read(text)
    told = (learned.hashed(text) & (1 << prepared.TEXT_BITS) - 1) << prepared.AT_TEXT
    if born is None:
        return told | 1 << prepared.AT_NO_DATE
    day = born.month << prepared.AT_MONTH | born.day << prepared.AT_DAY
    return told | born.first | born.last << prepared.AT_LAST | day


def _numbers(texts: Collection[str]) -> list[int]:
    return sorted([learned.hashed(text) for text in texts])[:MOST_COUNTED]


def _letters(name: Name) -> bytes:
    tokens = name.tokens[: aligning_units.MOST]
    words = b"".join([_spelt(token.script, token.role, token.romanised) for token in tokens])
    head = len(words) // 8 + 1 | len(tokens) << prepared.AT_WHOLE | len(tokens) << prepared.AT_PARTS
    is_latin = _are_latin(tokens)
    return (head | is_latin << prepared.AT_LATIN).to_bytes(8, "little") + words


@lru_cache(maxsize=65_536)
def _spelt(script: str, role: str, romanised: tuple[str, ...]) -> bytes:
    head = _ROLES[role] << prepared.AT_ROLE | _SCRIPTS[script] << prepared.AT_WRITING
    head |= min(len(romanised), MOST_WRITTEN + 1) << prepared.AT_WRITTEN
    return head.to_bytes(8, "little") + b"".join(_written(romanised))


def _written(romanised: tuple[str, ...]) -> list[bytes]:
    """The Latin spellings: each its length and its letters."""
    spelt = [_codes(one) for one in romanised[:MOST_WRITTEN]]
    return [_padded(bytes((len(codes),)) + codes) for codes in spelt]


def _name(name: Name) -> bytes:
    tokens = name.tokens[: aligning_units.MOST]
    is_long = len(tokens) > prepared.MOST_TOKENS
    parts = [_whole(token, at) for at, token in enumerate(tokens)]
    if not is_long:
        shapes = aligning_units.shapes(name)
        if shapes:
            are_plain = [_is_spelt_so(token) for token in tokens]
            parts += [_other(shape, tokens, are_plain) for shape in shapes]
    words = b"".join(parts)
    family = sum([1 << at for at in name.family if at < aligning_units.MOST])
    last = _SCRIPTS[name.tokens[-1].script] if name.tokens else 0
    head = (
        len(words) // 8 + 1
        | len(tokens) << prepared.AT_WHOLE
        | len(parts) << prepared.AT_PARTS
        | _are_latin(tokens) << prepared.AT_LATIN
        | last << prepared.AT_SCRIPT
        | family << prepared.AT_FAMILY
        | bool(name.family) << prepared.AT_HAS_FAMILY
        | min(2, [token.role for token in name.tokens].count("name")) << prepared.AT_COUNT
        | is_long << prepared.AT_LONG
    )
    return head.to_bytes(8, "little") + words


def _are_latin(tokens: Sequence[Token]) -> bool:
    return [token.script for token in tokens].count(scripts.LATIN) == len(tokens)


def _whole(token: Token, at: int) -> bytes:
    head, rest = _part(token.text, token.script, token.role, token.romanised, True)
    rarity = head >> prepared.AT_RARITY & _MOST_RARITY
    length = min(3, len(token.text))
    return (head | at | length << prepared.AT_LENGTH | rarity << prepared.AT_OWN_RARITY).to_bytes(8, "little") + rest


def _other(shape: Shape, tokens: Sequence[Token], are_plain: list[bool]) -> bytes:
    run = slice(shape.at, shape.at + shape.length)
    if shape.form in ("joined", "hyphened") and all(are_plain[run]) and len(shape.text) <= spelling.LONGEST:
        head, rest = _joined(shape.text)
    else:
        token = aligning_units.spelt(shape.text, shape.script)
        head, rest = _part(token.text, token.script, "name", token.romanised, False)
    own = rarity = head >> prepared.AT_RARITY & _MOST_RARITY
    if shape.form == "with particle":
        own = min([rarity, *(_stepped(sightings.rarity(one)) for one in tokens[run] if one.role != "particle")])
    place = shape.at | shape.length << prepared.AT_LENGTH | _FORMS[shape.form] << prepared.AT_FORM
    return (head | place | own << prepared.AT_OWN_RARITY).to_bytes(8, "little") + rest


def _is_its_letters(text: str) -> bool:
    """Whether a text is its own and only Latin spelling, and kept in full."""
    return text.isascii() and text.isalpha() and text.islower() and len(text) <= spelling.LONGEST


def _is_spelt_so(token: Token) -> bool:
    return token.romanised == (token.text,) and _is_its_letters(token.text)


@lru_cache(maxsize=65_536)
def _joined(text: str) -> _Part:
    """Tokens in plain letters as one word: the letters are theirs."""
    seen, rarity = sightings.told(Token(text, scripts.LATIN, (text,)))
    mask, marks = _marks(seen)
    return _JOINED | mask | _stepped(rarity) << prepared.AT_RARITY, marks


@lru_cache(maxsize=65_536)
def _part(text: str, script: str, role: str, romanised: tuple[str, ...], is_whole: bool) -> _Part:
    token = Token(text, script, romanised, role)  # type: ignore[arg-type]
    seen, rarity = sightings.told(token)
    mask, marks = _marks(seen)
    rest: list[bytes] = []
    is_plain = _is_its_letters(text)
    if not is_plain or romanised[:1] != (text,):
        mask |= 1 << prepared.AT_TOLD_TEXT
        told = prepared.number(_codes(text)) if is_plain else learned.hashed(text) & MASK
        rest.append(told.to_bytes(8, "little"))
    if is_whole and role == "name":
        his, hers = aligning_units.gendered(token)
        if his or hers:
            mask |= 1 << prepared.AT_ENDINGS
            rest.append(struct.pack("<II", *(learned.hashed(one) & 0xFFFF_FFFF if one else 0 for one in (his, hers))))
        nicknames = aligning_units.nicknames(token)
        if nicknames:
            mask |= 1 << prepared.AT_NICKNAMES
            rest.append(_bits(nicknames).to_bytes(8, "little"))
    spoken = _spoken(token) if script != scripts.LATIN else []
    head = (
        _ROLES[role] << prepared.AT_ROLE
        | _SCRIPTS[script] << prepared.AT_WRITING
        | min(len(romanised), MOST_WRITTEN + 1) << prepared.AT_WRITTEN
        | len(spoken) << prepared.AT_SPOKEN
        | _stepped(rarity) << prepared.AT_RARITY
    )
    return head | mask, b"".join((*rest, marks, _spelt(script, role, romanised)[8:], *spoken))


def _bits(groups: Iterable[int]) -> int:
    """A bit for each group of nicknames; two of the many may share one."""
    found = 0
    for group in groups:
        found |= 1 << group % 61
    return found


def _marks(seen: sightings.Seen) -> tuple[int, bytes]:
    """The marks of the models that have seen the token, and which those are."""
    mask, marks = 0, b""
    if not any(seen.counts):
        return mask, marks
    for at, count in enumerate(seen.counts):
        if count:
            mask |= 1 << prepared.AT_MARKS + at
            marks += seen.marks[at].to_bytes(8, "little")
    return mask, marks


def _codes(spelt: str) -> bytes:
    return spelt[: spelling.LONGEST].encode("ascii", "replace").translate(_CODES)


def _spoken(token: Token) -> list[bytes]:
    """The token in the letters of its own script, where there is a model for them: each with its model."""
    found = (spelling.spoken(token.text, token.script) or [])[: prepared.MOST_SPOKEN]
    return [_padded(_long(model.at, learned.codes(marked).tolist())) for model, marked in found]


def _long(model: int, codes: list[int]) -> bytes:
    return struct.pack(f"<{len(codes) + 1}H", len(codes) | model << 8, *codes)


def _padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % 8)


def _stepped(rarity: float) -> int:
    """Rounded up: a rarer name speaks louder."""
    return min(_MOST_RARITY, ceil(rarity * prepared.RARITY_STEP))
