"""Which part of one name is which part of the other: one to one, in any order, written as one word or as two."""

import math
from typing import Final, Literal

import msgspec

from comity.checks.engine.names import bounding, spelling
from comity.checks.engine.names.aligning_units import MOST, SPEAKS_FOR, Outline, Unit, cost, outline, units
from comity.checks.engine.names.bounding import COVERED
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.spelling import Parts

Kind = Literal["same", "alike", "joined", "nickname", "gendered", "initial", "differ"]

MOST_CHOICES: Final = 4  # counterparts that are tried for each
NICKNAME: Final = 4.0  # the evidence of a nickname
GENDERED_COST: Final = 1.0  # what the other ending loses of the evidence
KNOWN_OTHER: Final = 4.0  # what two given names lose that are known to be two
NICKNAME_BELOW: Final = 2.0  # where the spelling says no more
INITIAL: Final = 1.0
_EQUAL: Final = 1e-9


class Pair(msgspec.Struct, frozen=True, gc=False):
    """Parts taken for each other: their positions on both sides, the evidence and how much there could be at most for
    names so rare, and how they agree."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    evidence: float
    most: float
    kind: Kind


class Alignment(msgspec.Struct, frozen=True, gc=False):
    """The pairs, best for the whole, those that differ last; `left` and `right` are the positions beside nothing."""

    pairs: tuple[Pair, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]


def align(a: Name, b: Name) -> Alignment:
    """The pairs whose evidence is the greatest together; then what is left of both sides, beside each other."""
    if b.text < a.text:  # from one side always, so that both sides get the same answer where several are equally good
        return swapped(_align(b, a))
    return _align(a, b)


def swapped(found: Alignment) -> Alignment:
    """The same seen from the other side."""
    pairs = tuple(Pair(pair.right, pair.left, pair.evidence, pair.most, pair.kind) for pair in found.pairs)
    return Alignment(pairs, found.right, found.left)


def _align(a: Name, b: Name) -> Alignment:
    """What the whole tokens tell, and where parts in other forms may be chosen, with these."""
    left, right = outline(a), outline(b)
    if not left.whole or not right.whole:
        return Alignment((), tuple(range(len(left.whole))), tuple(range(len(right.whole))))
    weights = spelling.evidences(left.parts, right.parts, is_behind=left.texts > right.texts).tolist()
    edges = _edges(left.whole, right.whole, weights)
    found = _alignment(a, b, edges, weights)
    if not (left.others or right.others):
        return found
    gained = sum([pair.evidence + 2 * COVERED for pair in found.pairs if pair.kind != "differ"])
    choices = [[(edge[3].right[0], edge[0]) for edge in of_one] for of_one in edges]
    kept = bounding.kept((left, right), choices, gained, MOST_CHOICES)
    return (any(kept) and _of_forms((a, b), (left, right), weights, kept)) or found


def of_all_forms(a: Name, b: Name) -> Alignment | None:
    """With parts in every form, whether or not they are worth a look."""
    return _of_forms((a, b), (outline(a), outline(b)), None, bounding.ALL)


def _of_forms(
    names: tuple[Name, Name], sides: tuple[Outline, Outline], known: list[list[float]] | None, kept: tuple[int, int]
) -> Alignment | None:
    """With parts in other forms; `known` are the weights of the whole tokens, where these are known, and `kept` has by
    side a bit for each part in another form that is worth a look. None where none of them is like any."""
    is_behind = sides[0].texts > sides[1].texts
    (left, left_parts), (right, right_parts) = units(sides[0], kept[0]), units(sides[1], kept[1])
    if known is None:
        left_parts, right_parts = Parts(left_parts.tokens), Parts(right_parts.tokens)
    found = spelling.evidences(left_parts, right_parts, is_behind=is_behind)
    if known is not None and found.max() < SPEAKS_FOR and not _has_spelling_in_common(left, right):
        return None
    weights = found.tolist()
    for row, of_whole in zip(weights, known or (), strict=False):
        row[: len(of_whole)] = of_whole
    return _alignment(*names, _edges(left, right, weights), weights)


def _has_spelling_in_common(left: tuple[Unit, ...], right: tuple[Unit, ...]) -> bool:
    """Whether a part in another form is spelt in Latin letters as one of other letters is."""
    pairs = [(one, other) for one in left for other in right if not one.form == other.form == "whole"]
    return any(one.token.script != other.token.script and not one.spelt.isdisjoint(other.spelt) for one, other in pairs)


def _alignment(a: Name, b: Name, edges: "list[list[_Edge]]", weights: list[list[float]]) -> Alignment:
    counts = min(len(a.tokens), MOST), min(len(b.tokens), MOST)
    pairs = _best(edges, counts[0])
    used_left, used_right = 0, 0
    for pair in pairs:
        used_left |= sum([1 << at for at in pair.left])
        used_right |= sum([1 << at for at in pair.right])
    left = [at for at in range(counts[0]) if not used_left >> at & 1]
    right = [at for at in range(counts[1]) if not used_right >> at & 1]
    if left and right:
        pairs += _differing(a, b, (left, right), weights)
    return Alignment(tuple(pairs), tuple(left), tuple(right))


def _differing(a: Name, b: Name, free: tuple[list[int], list[int]], weights: list[list[float]]) -> list[Pair]:
    """Parts of one kind that are left on both sides contradict each other: out of `free`, the most alike first."""
    found = []
    for role in ("name", "patronymic", "initial"):
        left = [at for at in free[0] if a.tokens[at].role == role]
        right = [at for at in free[1] if b.tokens[at].role == role]
        for weight, i, j in sorted([(weights[i][j], i, j) for i in left for j in right], reverse=True):
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
            # Nearly all are too unlike to be looked at any closer, and are told by the numbers alone.
            if weight >= SPEAKS_FOR or unit.signs & other.signs or _has_sign(unit, other):
                pair = _pair(unit, other, weight)
                if pair is not None:
                    covered = COVERED * (unit.length + other.length)
                    choices.append((pair.evidence + covered, unit.length, other.mask, pair))
        if len(choices) > 1:
            choices.sort(key=lambda edge: (-edge[0], abs(edge[3].right[0] - unit.at)))
        found[unit.at] += choices[:MOST_CHOICES]
    return found


def _has_sign(unit: Unit, other: Unit) -> bool:
    """Whether anything but the letters may speak for the two."""
    one, two = unit.token, other.token
    if one.script != two.script and not unit.spelt.isdisjoint(other.spelt):
        return True
    return one.text == two.text or one.role == "initial" or two.role == "initial"


def _pair(unit: Unit, other: Unit, weight: float) -> Pair | None:
    one, two = unit.token, other.token
    if one.role == "generation" or two.role == "generation":
        return None
    most = -math.log(max(unit.commonness, other.commonness))
    if one.script != two.script and not unit.spelt.isdisjoint(other.spelt):
        weight = max(weight, most * _known_spelling(one, two))
    kind: Kind = "same" if one.text == two.text else "alike"
    if not unit.form == other.form == "whole":
        if not _may_meet(unit, other):
            return None
        weight -= max(cost(unit, two), cost(other, one))
        kind = kind if unit.form == "stem" else "joined"
    elif one.role == two.role == "patronymic" and one.text != two.text:
        return None
    elif one.role == "initial" or two.role == "initial":
        if not _same_initial(one, two):
            return None
        weight, kind = INITIAL, "initial"
    elif one.text == two.text:
        weight = max(weight, SPEAKS_FOR)
    elif _is_his_and_hers(unit, other):
        weight, kind = max(weight, most - GENDERED_COST), "gendered"
    elif unit.nicknames and other.nicknames:
        weight, kind = _given(unit, other, weight, kind)
    return Pair(unit.span, other.span, weight, max(weight, most), kind) if weight >= SPEAKS_FOR else None


def _known_spelling(one: Token, two: Token) -> float:
    """The share of full evidence where one is spelt as the other is romanised, most where that is the likeliest way."""
    return 0.8 if one.romanised[0] == two.romanised[0] else 0.6


def _is_his_and_hers(unit: Unit, other: Unit) -> bool:
    return (unit.his != "" and unit.his == other.hers) or (unit.hers != "" and unit.hers == other.his)


def _given(unit: Unit, other: Unit, weight: float, kind: Kind) -> tuple[float, Kind]:
    """Two given names that the table knows: forms of one, or two names however alike ("Hassan" and "Hussein")."""
    if unit.nicknames.isdisjoint(other.nicknames):
        return weight - KNOWN_OTHER, kind
    return (NICKNAME, "nickname") if weight < NICKNAME_BELOW else (weight, kind)


def _may_meet(unit: Unit, other: Unit) -> bool:
    """A word made of two meets a whole one; a father's name only a father's name."""
    if "stem" in (unit.form, other.form):
        return unit.form == other.form
    return "whole" in (unit.form, other.form)


def _same_initial(one: Token, two: Token) -> bool:
    letters = {spelt[0] for spelt in one.romanised if spelt}
    return any(spelt and spelt[0] in letters for spelt in two.romanised)


def _best(edges: list[list[_Edge]], length: int) -> list[Pair]:
    """The disjoint pairs with the greatest sum: exact, by dynamic programming over positions and used masks."""
    used, found = 0, []
    for choices in filter(None, edges[:length]):
        best, span, mask, pair = choices[0]
        for choice in choices:
            if choice[0] > best + _EQUAL:
                best, span, mask, pair = choice
        if span > 1 or used & mask:
            return list(_from(0, 0, edges[:length], {})[1])
        used |= mask
        found.append(pair)
    # The best for each position stands in nobody's way.
    return found


_Found = tuple[float, tuple[Pair, ...]]


def _from(at: int, used: int, edges: list[list[_Edge]], known: dict[tuple[int, int], _Found]) -> _Found:
    """From a position on, with so much used on the right."""
    if at >= len(edges):
        return 0.0, ()
    found = known.get((at, used))
    if found is None:
        found = _from(at + 1, used, edges, known)
        for gain, span, mask, pair in edges[at]:
            if not used & mask:
                total, rest = _from(at + span, used | mask, edges, known)
                if total + gain > found[0] + _EQUAL:
                    found = (total + gain, (pair, *rest))
        known[at, used] = found
    return found
