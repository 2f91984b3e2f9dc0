"""What a name is to the matcher: tokens in order, each with its script, its role and its spellings in Latin letters."""

from typing import Literal

import msgspec

Role = Literal["name", "particle", "initial", "patronymic", "generation"]


class Token(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One part of a name.

    `text` is the normal form in its own script (NFC, lower case, optional marks gone). `romanised` are its spellings in
    ASCII lower-case letters, the most likely first; for a Latin token the first is the token without diacritics.
    """

    text: str
    script: str
    romanised: tuple[str, ...]
    role: Role = "name"


class Name(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A name as read. `text` is as it was given; `family` are the positions of tokens known to be the family name,
    empty where the order of family and given names is not known."""

    text: str
    tokens: tuple[Token, ...]
    family: tuple[int, ...] = ()


class Part(msgspec.Struct, frozen=True, gc=False):
    """One reason for a score: `points` (may be negative) of the 0 to 1 that the score is the sum of.

    `says` is a sentence marked for translation with {left} (what was asked) and {right} (what is recorded) in it.
    """

    feature: str
    points: float
    says: str
    left: str = ""
    right: str = ""

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return self.says.format(left=self.left, right=self.right)


class Person(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What is known of a person on one side of a comparison.

    `names` are all names, the main one first; `births` partial dates as the records hold them ("1985", "1985-04",
    "1985-04-12", "1985~", "1983/1987"); `sex` M, F, X or ""; `nationalities` and `places` codes of states and folded
    names of places; `documents` normal forms of numbers with their issuer ("FRA 12AB34567").
    """

    names: tuple[Name, ...]
    births: tuple[str, ...] = ()
    sex: str = ""
    nationalities: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


class Comparison(msgspec.Struct, frozen=True, gc=False):
    """How far two sides can be one person: `score` is the sum of the points of `parts`; `probability` what was measured
    for such a score; `outcome` is "possible" or "different", never more. `asked` and `held` are the two names, of all
    that both sides have, that were found most alike."""

    score: float
    probability: float
    outcome: Literal["possible", "different"]
    parts: tuple[Part, ...]
    asked: str = ""
    held: str = ""
