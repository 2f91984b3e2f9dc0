"""Bech32 as in BIP 173, as far as the age format writes its keys in it: five bits a letter and a checksum of six."""

from collections.abc import Iterable
from typing import Final

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM: Final = 6


def encode(prefix: str, data: bytes) -> str:
    """The text of `data` under a prefix of lower-case letters."""
    words = list(_regroup(data, 8, 5, is_padded=True))
    whole = _polymod([*_expand(prefix), *words, *[0] * _CHECKSUM]) ^ 1
    words += [whole >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    return f"{prefix}1{''.join(_LETTERS[word] for word in words)}"


def decode(prefix: str, text: str) -> bytes | None:
    """The bytes of a text under this prefix, in lower case; None when it is anything else."""
    body = text.removeprefix(f"{prefix}1")
    if body == text or len(body) < _CHECKSUM or not set(body) <= set(_LETTERS):
        return None
    words = [_LETTERS.index(letter) for letter in body]
    if _polymod([*_expand(prefix), *words]) != 1:
        return None
    data = bytes(_regroup(words[:-_CHECKSUM], 5, 8, is_padded=False))
    return data if encode(prefix, data) == text else None


def _regroup(values: Iterable[int], size: int, to: int, is_padded: bool) -> Iterable[int]:
    """The same bits in groups of another size; the last group is filled with zeros, or left out."""
    held, bits = 0, 0
    for value in values:
        held, bits = held << size | value, bits + size
        while bits >= to:
            bits -= to
            yield held >> bits & (1 << to) - 1
        held &= (1 << bits) - 1
    if bits and is_padded:
        yield held << (to - bits) & (1 << to) - 1


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            checksum ^= term if top >> place & 1 else 0
    return checksum
