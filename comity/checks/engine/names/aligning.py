"""Which part of one name is which part of the other: one to one, in any order, written as one word or as two."""

from functools import lru_cache
from typing import Final, Literal

import msgspec

from comity.checks.engine.names import parsing_tables, scripts, spelling
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.romanising import romanise

Kind = Literal["same", "alike", "joined", "nickname", "initial", "differ"]

MOST: Final = 10  # parts of a name that are compared
MOST_CHOICES: Final = 4  # counterparts that are tried for each
SPEAKS_FOR: Final = 0.5  # evidence from which two parts are taken for one
JOINED_COST: Final = 1.0
NICKNAME: Final = 4.0
INITIAL: Final = 1.0


class Pair(msgspec.Struct, frozen=True):
    """Parts taken for each other: their positions on both sides, the evidence, and how they agree."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    evidence: float
    kind: Kind


class Alignment(msgspec.Struct, frozen=True):
    """The pairs, best for the whole, those that differ last; `left` and `right` are the positions beside nothing."""

    pairs: tuple[Pair, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]


class Unit(msgspec.Struct, frozen=True):
    """Something that can be one part of a name: a token, neighbours together, or a token without article."""

    at: int
    length: int
    is_whole: bool
    token: Token

    @property
    def mask(self) -> int:
        return ((1 << self.length) - 1) << self.at


@lru_cache(maxsize=65_536)
def units(name: Name) -> tuple[tuple[Unit, ...], Name]:
    """All units of a name, and the same as a name for `spelling.evidences`."""
    tokens = name.tokens[:MOST]
    found = [Unit(at, 1, True, token) for at, token in enumerate(tokens)]
    found += [joined for at in range(len(tokens)) for length in (2, 3) if (joined := _joined(tokens, at, length))]
    found += [stripped for at, token in enumerate(tokens) if (stripped := _without_article(token, at))]
    return tuple(found), Name(name.text, tuple(unit.token for unit in found))


def _joined(tokens: tuple[Token, ...], at: int, length: int) -> Unit | None:
    """Neighbours as one word; three only with a particle among them."""
    run = tokens[at : at + length]
    if len(run) < length or len({token.script for token in run}) > 1 or run[-1].role in ("initial", "generation"):
        return None
    if any(token.role == "generation" for token in run) or (length == 3 and all(t.role != "particle" for t in run)):
        return None
    if run[0].role == "particle" and run[0].romanised[:1] == ("abd",) and run[0].script == scripts.LATIN:
        text = "abdul" + run[-1].text if length == 2 or run[1].role == "particle" else ""
    else:
        text = "".join(token.text for token in run)
    if not text or len(text) > scripts.LONGEST:
        return None
    return Unit(at, length, False, _token(text, run[0].script))


def _without_article(token: Token, at: int) -> Unit | None:
    """ "Alhamid" as "Hamid"."""
    if token.role == "name" and (
        (token.script == scripts.LATIN and len(token.text) > 5 and token.text[:2] in ("al", "el"))
        or (token.script == scripts.ARABIC and len(token.text) > 4 and token.text.startswith("ال"))
    ):
        return Unit(at, 1, False, _token(token.text[2:], token.script))
    return None


@lru_cache(maxsize=131_072)
def _token(text: str, script: str) -> Token:
    return Token(text, script, romanise(text, script))


def align(a: Name, b: Name) -> Alignment:
    """The pairs whose evidence is the greatest together; then what is left of both sides, beside each other."""
    (left, left_name), (right, right_name) = units(a), units(b)
    if not left or not right:
        return Alignment((), tuple(range(len(a.tokens[:MOST]))), tuple(range(len(b.tokens[:MOST]))))
    weights = spelling.evidences(left_name, right_name).tolist()
    pairs = _best(_edges(left, right, weights), min(len(a.tokens), MOST))
    free_left = _free(a, {at for pair in pairs for at in pair.left})
    free_right = _free(b, {at for pair in pairs for at in pair.right})
    pairs += _differing(a, b, (free_left, free_right), weights)
    return Alignment(tuple(pairs), tuple(free_left), tuple(free_right))


def _free(name: Name, used: set[int]) -> list[int]:
    return [at for at in range(len(name.tokens[:MOST])) if at not in used]


def _differing(a: Name, b: Name, free: tuple[list[int], list[int]], weights: list[list[float]]) -> list[Pair]:
    """Parts of one kind that are left on both sides contradict each other: out of `free`, the most alike first."""
    found = []
    for role in ("name", "patronymic", "initial"):
        left = [at for at in free[0] if a.tokens[at].role == role]
        right = [at for at in free[1] if b.tokens[at].role == role]
        for weight, i, j in sorted(((weights[i][j], i, j) for i in left for j in right), reverse=True):
            if i in free[0] and j in free[1]:
                free[0].remove(i)
                free[1].remove(j)
                found.append(Pair((i,), (j,), min(weight, SPEAKS_FOR), "differ"))
    return found


_Edge = tuple[float, int, int, Pair]  # what choosing it gains, its length on the left, its mask on the right, the pair


def _edges(left: tuple[Unit, ...], right: tuple[Unit, ...], weights: list[list[float]]) -> list[list[_Edge]]:
    """For each position of the left side, the pairs that begin there, the best first."""
    found: list[list[_Edge]] = [[] for _ in range(MOST + 1)]
    for unit, row in zip(left, weights, strict=True):
        choices = []
        for other, weight in zip(right, row, strict=True):
            pair = _pair(unit, other, weight)
            if pair is not None:
                choices.append((pair.evidence, unit.length, other.mask, pair))
        choices.sort(key=lambda edge: -edge[0])
        found[unit.at] += choices[:MOST_CHOICES]
    return found


def _pair(unit: Unit, other: Unit, weight: float) -> Pair | None:
    one, two = unit.token, other.token
    if one.role == "generation" or two.role == "generation":
        return None
    kind: Kind = "same" if one.text == two.text else "alike"
    if not (unit.is_whole and other.is_whole):
        if not (unit.is_whole or other.is_whole):
            return None
        weight, kind = weight - JOINED_COST, "joined"
    elif one.role == "initial" or two.role == "initial":
        if not _same_initial(one, two):
            return None
        weight, kind = INITIAL, "initial"
    elif weight < NICKNAME and is_nickname(one, two):
        weight, kind = NICKNAME, "nickname"
    if weight < SPEAKS_FOR:
        return None
    return Pair(_span(unit), _span(other), weight, kind)


def _span(unit: Unit) -> tuple[int, ...]:
    return tuple(range(unit.at, unit.at + unit.length))


def _same_initial(one: Token, two: Token) -> bool:
    letters = {spelt[0] for spelt in one.romanised if spelt}
    return any(spelt and spelt[0] in letters for spelt in two.romanised)


def is_nickname(one: Token, two: Token) -> bool:
    """Whether both are forms of one given name ("Bill" and "William")."""
    table = parsing_tables.nicknames()
    groups = [found for spelt in (one.text, *one.romanised) if (found := table.get(spelt))]
    if not groups:
        return False
    return any(
        not mine.isdisjoint(found)
        for spelt in (two.text, *two.romanised)
        if (found := table.get(spelt))
        for mine in groups
    )


def _best(edges: list[list[_Edge]], length: int) -> list[Pair]:
    """The disjoint pairs with the greatest sum: exact, by dynamic programming over positions and used masks."""
    known: dict[tuple[int, int], tuple[float, tuple[Pair, ...]]] = {}

    def from_here(at: int, used: int) -> tuple[float, tuple[Pair, ...]]:
        if at >= length:
            return 0.0, ()
        found = known.get((at, used))
        if found is None:
            found = from_here(at + 1, used)
            for gain, span, mask, pair in edges[at]:
                if not used & mask:
                    total, rest = from_here(at + span, used | mask)
                    if total + gain > found[0] + 1e-9:
                        found = (total + gain, (pair, *rest))
            known[at, used] = found
        return found

    return list(from_here(0, 0)[1])
