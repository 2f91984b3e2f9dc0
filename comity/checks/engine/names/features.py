"""The reasons for and against two sides being one person: each a pure function over what the two sides hold."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

import msgspec

from comity.checks.engine.names import births
from comity.checks.engine.names.aligning import Alignment, Pair
from comity.checks.engine.names.name import Name, Person
from comity.checks.engine.names.weights import MOST_OF_ONE

LEAST: Final = -8.0  # evidence against of one part that counts in full
LEAST_SHORT: Final = 0.05  # differences of spelling below are not worth a word
DIFFERS_SHORT: Final = 7.0  # how short of one name a contradiction is taken to be
_OF_ROLE: Final = {"patronymic": "patronymic_differs", "initial": "initial_differs"}
CLOSE: Final = 0.6  # the share of what names so rare could say, from which two spellings are close


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One reason of the table in weights.py: how much of it there is, and what stands on both sides."""

    feature: str
    amount: float
    left: str = ""
    right: str = ""


def of_names(a: Name, b: Name, found: Alignment) -> list[Reason]:
    """All reasons that two names give."""
    reasons: list[Reason] = []
    for feature in _OF_NAMES:
        reasons += feature(a, b, found)
    return reasons


def of_facts(a: Person, b: Person) -> list[Reason]:
    """All reasons beside the name."""
    reasons: list[Reason] = []
    for feature in _OF_FACTS:
        reasons += feature(a, b)
    return reasons


def pairs(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """Each pair of parts: rare names that agree count more, common ones less, none without bound."""
    for pair in found.pairs:
        left, right = _texts(a, pair.left), _texts(b, pair.right)
        if pair.kind == "differ":
            yield _contradiction(a, pair, left, right)
        elif pair.kind == "initial":
            yield Reason("initial", 1.0, left, right)
        elif a.tokens[pair.left[0]].role == b.tokens[pair.right[0]].role == "particle" and pair.kind != "joined":
            yield Reason("particle", 1.0, left, right)
        else:
            yield Reason(pair.kind, 1.0 if pair.kind == "nickname" else _full(pair), left, right)
            short = _short(pair)
            if short > LEAST_SHORT:
                yield Reason("spelt_otherwise", short, left, right)


def _contradiction(a: Name, pair: Pair, left: str, right: str) -> Reason:
    feature = _OF_ROLE.get(a.tokens[pair.left[0]].role)
    return Reason(feature, 1.0, left, right) if feature else Reason("differ", max(pair.evidence, LEAST), left, right)


def least_alike(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """The weakest pair once more: two names of one person rarely agree in all parts but one."""
    weakest: tuple[float, tuple[int, ...], tuple[int, ...]] = (LEAST_SHORT, (), ())
    for pair in found.pairs:
        short = _short(pair)
        if short > LEAST_SHORT and _is_name(a, b, pair):
            weakest = max(weakest, (short, pair.left, pair.right))
    if weakest[1]:
        yield Reason("least_alike", weakest[0], _texts(a, weakest[1]), _texts(b, weakest[2]))


def _short(pair: Pair) -> float:
    """How far the evidence of a pair stays behind what names so rare could say."""
    if pair.kind == "differ":
        return DIFFERS_SHORT
    return max(0.0, _full(pair) - pair.evidence) if pair.kind in ("alike", "joined", "gendered") else 0.0


def _full(pair: Pair) -> float:
    """What the pair counts if the spelling leaves no doubt: the rarer the name, the more, but not without bound."""
    return min(pair.most, MOST_OF_ONE)


def whole_name(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """All names of both sides have their counterpart, and none is spelt very differently."""
    if found.pairs and all(map(_is_close, found.pairs)):
        left = [name.tokens[at].role for name, free in ((a, found.left), (b, found.right)) for at in free]
        if "name" not in left:
            yield Reason("whole_name", 1.0)


def _is_close(pair: Pair) -> bool:
    if pair.kind in ("initial", "nickname"):
        return True
    return pair.kind != "differ" and pair.evidence >= CLOSE * _full(pair)


def order(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """The parts stand in another order, where no side says which is the family's: nothing much, for habits differ."""
    if not a.family and not b.family:
        places = sorted([(pair.left, pair.right[0]) for pair in found.pairs if pair.kind != "differ"])
        if any(one[1] > other[1] for one, other in pairwise(places)):
            yield Reason("other_order", 1.0)


def missing(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """Parts that stand on one side only: a second family name, a name from the father, a particle."""
    for name, free, is_left in ((a, found.left, True), (b, found.right, False)):
        for at in free:
            token = name.tokens[at]
            if token.role != "generation":
                feature = "name_missing" if token.role == "name" else "small_missing"
                yield Reason(feature, 1.0, token.text if is_left else "", "" if is_left else token.text)


def one_only(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """One part agrees of names that have several."""
    agree = [pair for pair in found.pairs if pair.kind not in ("differ", "initial") and _is_name(a, b, pair)]
    if len(agree) == 1 and len(agree[0].left) == 1 and len(agree[0].right) == 1 and max(_names(a), _names(b)) > 1:
        yield Reason("one_only", 1.0)


def family_as_given(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """The family name of one side is a given name of the other, where both sides say which is which."""
    if a.family and b.family:
        for pair in found.pairs:
            if (
                pair.kind != "differ"
                and _is_name(a, b, pair)
                and (pair.left[0] in a.family) != (pair.right[0] in b.family)
            ):
                yield Reason("family_as_given", 1.0, _texts(a, pair.left), _texts(b, pair.right))
                return


def generations(a: Name, b: Name, found: Alignment) -> Iterator[Reason]:
    """Junior is not senior, and the second is not the third; one side often leaves it out."""
    del found
    left, right = _of_generation(a), _of_generation(b)
    if left and right:
        feature = "generation_same" if left.keys() & right.keys() else "generation_differs"
        yield Reason(feature, 1.0, " ".join(left.values()), " ".join(right.values()))


def _of_generation(name: Name) -> dict[str, str]:
    return {one.romanised[0]: one.text for one in name.tokens if one.role == "generation" and one.romanised}


def born(a: Person, b: Person) -> Iterator[Reason]:
    """The best pair of dates of birth."""
    found = births.compare(a.births, b.births)
    if found:
        yield Reason(found[0], 1.0, found[1], found[2])


def sex(a: Person, b: Person) -> Iterator[Reason]:
    """Only where both sides say male or female, and not the same."""
    if {a.sex, b.sex} == {"M", "F"}:
        yield Reason("sex_differs", 1.0, a.sex, b.sex)


def nationality(a: Person, b: Person) -> Iterator[Reason]:
    """One in common, or none though both sides name some."""
    if a.nationalities and b.nationalities:
        both = a.nationalities & b.nationalities
        if both:
            yield Reason("nationality_same", 1.0, ", ".join(sorted(both)), ", ".join(sorted(both)))
        else:
            yield Reason(
                "nationality_differs", 1.0, ", ".join(sorted(a.nationalities)), ", ".join(sorted(b.nationalities))
            )


def place(a: Person, b: Person) -> Iterator[Reason]:
    """A place in common; people move, so other places say nothing."""
    both = ", ".join(sorted(a.places & b.places))
    if both:
        yield Reason("place_same", 1.0, both, both)


def document(a: Person, b: Person) -> Iterator[Reason]:
    """The same number of the same issuer."""
    both = ", ".join(sorted(a.documents & b.documents))
    if both:
        yield Reason("document_same", 1.0, both, both)


def _texts(name: Name, positions: tuple[int, ...]) -> str:
    if len(positions) == 1:
        return name.tokens[positions[0]].text
    return " ".join([name.tokens[at].text for at in positions])


def _is_name(a: Name, b: Name, pair: Pair) -> bool:
    for name, positions in ((a, pair.left), (b, pair.right)):
        for at in positions:
            if name.tokens[at].role in ("name", "patronymic"):
                return True
    return False


def _names(name: Name) -> int:
    return sum([token.role == "name" for token in name.tokens])


_OF_NAMES: Final[tuple[Callable[[Name, Name, Alignment], Iterator[Reason]], ...]] = (
    pairs,
    least_alike,
    whole_name,
    order,
    missing,
    one_only,
    family_as_given,
    generations,
)
_OF_FACTS: Final[tuple[Callable[[Person, Person], Iterator[Reason]], ...]] = (born, sex, nationality, place, document)
