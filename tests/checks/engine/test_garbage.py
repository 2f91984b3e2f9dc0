"""What a process that answers checks leaves to the collector of cycles, which looks at the young alone."""

import gc
from collections.abc import Iterator

import msgspec
import pytest

from comity.checks.engine import garbage, question
from comity.checks.engine.question import Question
from tests.checks.engine.conftest import NOW, World, world

__all__ = ["world"]

ASKED = (
    {"document": {"number": "12AB34567", "issuer": "FRA"}},
    {"document": {"number": "X1"}},
    {"vehicle": {"vin": "1HGBH41JXMN109186"}},
)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
    gc.enable()


def test_the_old_are_never_looked_at() -> None:
    garbage.spare_collections()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] < 10_000
    assert min(gc.get_threshold()[1:]) > 1_000_000


@pytest.mark.parametrize("subject", ASKED, ids=lambda asked: next(iter(asked)))
def test_a_check_leaves_no_cycles(world: World, subject: dict[str, object]) -> None:
    world.document("12AB34567")
    body = msgspec.json.encode({"purpose": "border_control"} | subject)

    def ask() -> None:
        asked: Question = question.decoder.decode(body)
        world.checker.say(asked, world.asker, NOW)

    ask()
    gc.collect()
    gc.disable()
    for _ in range(50):
        ask()
    assert gc.collect() == 0
