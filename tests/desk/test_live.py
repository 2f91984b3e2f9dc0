"""What open desks are told of: the subjects by name, however many changes there are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comity.desk import live
from comity.desk.live import FIGURES, INCIDENT, QUEUE, SHIFT

MOMENT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_few_changes_are_told_apart() -> None:
    rows: list[Any] = [(1, MOMENT), (2, MOMENT)]
    assert live.told_apart(rows, MOMENT) == live.told_apart(rows, MOMENT + timedelta(seconds=1)) == frozenset(rows)


def test_more_than_can_be_told_apart_is_news() -> None:
    many: list[Any] = [(number, MOMENT) for number in range(live.MOST)]
    assert live.told_apart(many, MOMENT + timedelta(seconds=1)) - live.told_apart(many, MOMENT)


@pytest.mark.django_db
def test_it_looks_at_every_subject_that_a_page_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    words: dict[str, tuple[str, str]] = {}
    monkeypatch.setattr(live.live, "stream", lambda _look, says: words.update(says))
    live.stream()
    assert words == {subject: (subject, "changed") for subject in (QUEUE, SHIFT, INCIDENT, FIGURES)}
    assert set(live.changed(MOMENT)) == set(words)
