"""Which part of one name is which part of the other: one to one, in any order, written as one word or as two."""

import math
from functools import lru_cache
from typing import Final, Literal

import msgspec

from comity.checks.engine.names import parsing_tables, scripts, spelling
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.romanising import romanise

Kind = Literal["same", "alike", "joined", "nickname", "initial", "differ"]
Form = Literal["whole", "joined", "with particle", "stripped", "stem"]

MOST: Final = 10  # parts of a name that are compared
MOST_CHOICES: Final = 4  # counterparts that are tried for each
SPEAKS_FOR: Final = 0.5  # evidence from which two parts are taken for one
COSTS: Final = {"whole": 0.0, "joined": 2.0, "with particle": 0.5, "stripped": 1.0, "stem": 0.0}  # of another form
NICKNAME: Final = 4.0  # the evidence of a nickname
NICKNAME_BELOW: Final = 2.0  # where the spelling says no more
INITIAL: Final = 1.0


class Pair(msgspec.Struct, frozen=True):
    """Parts taken for each other: their positions on both sides, the evidence and how much there could be at most for
    names so rare, and how they agree."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    evidence: float
    most: float
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
    form: Form
    token: Token

    @property
    def mask(self) -> int:
        return ((1 << self.length) - 1) << self.at


@lru_cache(maxsize=65_536)
def units(name: Name) -> tuple[tuple[Unit, ...], Name]:
    """All units of a name, and the same as a name for `spelling.evidences`."""
    tokens = name.tokens[:MOST]
    found = [Unit(at, 1, "whole", token) for at, token in enumerate(tokens)]
    found += [Unit(at, 1, "stem", stem) for at, token in enumerate(tokens) if (stem := _stem(token))]
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
    form: Form = "with particle" if any(token.role == "particle" for token in run) else "joined"
    return Unit(at, length, form, _token(text, run[0].script))


def _stem(token: Token) -> Token | None:
    """The father's name in a name from the father, whose endings are alike in all."""
    if token.role != "patronymic":
        return None
    endings = parsing_tables.words().patronymics
    longest = max((ending for ending in endings if token.text.endswith(ending)), key=len, default="")
    text = token.text.removesuffix(longest)
    return _token(text, token.script) if len(text) > 1 else None


def _without_article(token: Token, at: int) -> Unit | None:
    """ "Alhamid" as "Hamid"."""
    if token.role == "name" and (
        (token.script == scripts.LATIN and len(token.text) > 5 and token.text[:2] in ("al", "el"))
        or (token.script == scripts.ARABIC and len(token.text) > 4 and token.text.startswith("ال"))
    ):
        return Unit(at, 1, "stripped", _token(token.text[2:], token.script))
    return None


@lru_cache(maxsize=131_072)
def _token(text: str, script: str) -> Token:
    return Token(text, script, romanise(text, script))


def align(a: Name, b: Name) -> Alignment:
    """The pairs whose evidence is the greatest together; then what is left of both sides, beside each other."""
    if b.text < a.text:  # from one side always, so that both sides get the same answer where several are equally good
        found = _align(b, a)
        swapped = tuple(Pair(pair.right, pair.left, pair.evidence, pair.most, pair.kind) for pair in found.pairs)
        return Alignment(swapped, found.right, found.left)
    return _align(a, b)


def _align(a: Name, b: Name) -> Alignment:
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
                found.append(Pair((i,), (j,), min(weight, SPEAKS_FOR), 0.0, "differ"))
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
        choices.sort(key=lambda edge: (-edge[0], abs(edge[3].right[0] - unit.at)))
        found[unit.at] += choices[:MOST_CHOICES]
    return found


def _pair(unit: Unit, other: Unit, weight: float) -> Pair | None:
    one, two = unit.token, other.token
    if one.role == "generation" or two.role == "generation":
        return None
    kind: Kind = "same" if one.text == two.text else "alike"
    if not unit.form == other.form == "whole":
        if (unit.form == "stem") != (other.form == "stem") or (
            unit.form != "stem" and "whole" not in (unit.form, other.form)
        ):
            return None
        weight -= COSTS[unit.form] + COSTS[other.form]
        kind = kind if unit.form == "stem" else "joined"
    elif one.role == two.role == "patronymic" and one.text != two.text:
        return None
    elif one.role == "initial" or two.role == "initial":
        if not _same_initial(one, two):
            return None
        weight, kind = INITIAL, "initial"
    elif one.text == two.text:
        weight = max(weight, SPEAKS_FOR)
    elif weight < NICKNAME_BELOW and is_nickname(one, two):
        weight, kind = NICKNAME, "nickname"
    if weight < SPEAKS_FOR:
        return None
    most = rarity(one, two)
    return Pair(_span(unit), _span(other), weight, max(weight, most), kind)


def rarity(one: Token, two: Token) -> float:
    """The most that two tokens can say for each other: the rarer, the more."""
    return -math.log(max(spelling.commonness(one), spelling.commonness(two)))


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
