"""The stage, and a desk that saves checks on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from comity.checks.asgi import app
from comity.checks.engine.question import Question
from comity.network.rules import Actor
from comity.saved_checks import actions as saved_checks
from comity.saved_checks.models import SavedCheck
from comity.saved_checks.rules import Terms
from comity.saved_checks.sweeping import Sweeper
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]

NUMBER = "44QX50817"
QUESTION: dict[str, Any] = {"purpose": "criminal_investigation", "document": {"number": NUMBER, "issuer": "FRA"}}
REASON = "Named by a witness; the passport was not found."


def save(stage: Stage, actor: Actor, question: dict[str, Any] | None = None, **terms: Any) -> SavedCheck:
    given = {"case_reference": "KE-2026-17", "reason": REASON, "ends_on": stage.now.date() + timedelta(days=90)}
    asked = msgspec.convert(question or QUESTION, Question)
    return saved_checks.add(actor=actor, question=asked, terms=Terms(**(given | terms)), now=stage.now)


@pytest.fixture
def sweep(stage: Stage) -> Callable[..., None]:
    """Brings the index up to date and asks everything, `hours` later."""

    def run(hours: float = 0) -> None:
        stage.follow()
        sweeper, now = Sweeper(app.checker), stage.now + timedelta(hours=hours)
        while sweeper.step(now):
            pass

    return run
