"""What a process that answers checks leaves to the collector of cycles, which looks at the young alone."""

import gc
import weakref
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
    {"person": {"name": "Oksana Dovzhenko", "birth_date": "1985-04-12", "sex": "F", "nationality": "UKR"}},
    {"person": {"name": "Довженкив Оксана"}},
)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.callbacks[:] = [told for told in gc.callbacks if told is not garbage._note]
    gc.set_threshold(*before)
    gc.unfreeze()
    gc.enable()


def test_the_old_are_never_looked_at() -> None:
    garbage.spare_collections()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] < 10_000
    assert min(gc.get_threshold()[1:]) > 1_000_000


class Cycle:
    def __init__(self) -> None:
        self.own = self


def test_what_slipped_by_is_found_when_enough_was_found_among_the_young(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "_UNTIL_ALL", 30_000)
    monkeypatch.setattr(garbage, "_found", 0)
    garbage.spare_collections()
    slipped: list[Cycle] | None = [Cycle() for _ in range(100)]
    gone = [weakref.ref(cycle) for cycle in slipped or ()]
    gc.collect(0)
    slipped = None
    for _ in range(10_000):
        Cycle()
    assert all(cycle() is not None for cycle in gone)
    for _ in range(40_000):
        Cycle()
    assert not any(cycle() is not None for cycle in gone)
    assert min(gc.get_threshold()[1:]) > 1_000_000


@pytest.mark.parametrize("subject", ASKED, ids=lambda asked: next(iter(asked)))
def test_a_check_leaves_no_cycles(world: World, subject: dict[str, object]) -> None:
    world.document("12AB34567")
    world.put("persons", {"name": "Oksana Dovzhenkiv", "birth_dates": ["1985-04-12"]}, kind="charged")
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
