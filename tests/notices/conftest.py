"""The stage, and a desk that asks for notices on it."""

from typing import Any

from comity.network.rules import Actor
from comity.notices import actions as notices
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.testing.fixtures import stage
from comity.testing.requests import RED
from comity.testing.stage import Stage

__all__ = ["stage"]

MACHINE = Actor(id="command:rulebook", name="Rulebook", bureau="GS", lineage=("GS",))


def draft(stage: Stage, content: dict[str, Any] | None = None, username: str = "br.bureau", **more: Any) -> Notice:
    """A red request in draft."""
    asked = Asked(content=RED if content is None else content, **more)
    return notices.draft(actor=stage.actor(username), colour="red", asked=asked, now=stage.now)


def submit(stage: Stage, content: dict[str, Any] | None = None, username: str = "br.bureau", **more: Any) -> Notice:
    """The same, signed and handed in."""
    notice = draft(stage, content, username, **more)
    for number in (1, 2):
        notices.sign_assurance(actor=stage.actor(username), notice_id=notice.pk, number=number, now=stage.now)
    return notices.submit(actor=stage.actor(username), notice_id=notice.pk, now=stage.now)


def publish(stage: Stage, content: dict[str, Any] | None = None, username: str = "br.bureau", **more: Any) -> Notice:
    """The same, reviewed by two and published."""
    notice = submit(stage, content, username, **more)
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    two = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    return notices.publish(actor=stage.actor("gs.reviewer2"), notice_id=notice.pk, reviewers=two, now=stage.now)
