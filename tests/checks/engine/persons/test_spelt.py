"""How alike names are over flat words: as `letters` says of the names themselves."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import foreseeing, parsing, preparing
from comity.checks.engine.names.name import Person
from comity.checks.engine.persons import letters, spelt
from tests.checks.engine.persons.test_weeding import FAMILY, GIVEN

PARTS = (*GIVEN, *FAMILY, "al-Rahman", "bin", "J.", "Шевченко", "עמוס", "김")
_name = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(" ".join)
_slip = st.integers(0, 1000)


def slipped(name: str, seed: int) -> str:
    """With two letters exchanged."""
    at = random.Random(seed).randrange(len(name))
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


@given(_name, _name, _slip)
@settings(max_examples=150, deadline=None)
def test_prepared_names_are_as_alike_as_the_names(one: str, other: str, seed: int) -> None:
    for text in (other, slipped(one, seed)):
        left, right = parsing.parse(one), parsing.parse(text)
        if not left.tokens or not right.tokens or max(len(left.tokens), len(right.tokens)) > 6:
            continue
        words = [preparing.prepare(Person(names=(name,))) for name in (left, right)]
        at = [foreseeing.names_from(side, 0) for side in words]
        room = spelt.Rooms().room
        for own in (words[0], preparing.lightly(Person(names=(left,)))):
            spelt.lay_out(own, at[0], room)
            assert spelt.alike(words[1], at[1], room) == letters.alike(left, right)
