"""What a source does with what circulates: suspend, resume, withdraw."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.network.rules import Actor
from comity.notices import access, rules
from comity.notices.actions import resting, steps
from comity.notices.models import Notice
from comity.notices.rules import State


@audit.verb("notice.withdrawn", subject="notice_id")
def withdraw(*, actor: Actor, notice_id: UUID | str, reason: str, now: datetime) -> Notice:
    """The source ends it, in any state (art. 81(2)): purpose reached, basis gone, or no longer wanted."""
    notice = access.get_for_changing(actor, notice_id)
    step = rules.require_step("withdraw", State(notice.state))
    reason = rules.require_reason(step, reason)
    resting.end(notice, actor, reason, now)
    return steps.take(notice, actor, "withdraw", now, reason=reason, ended_at=now, pending=None, look_again="")


@audit.verb("notice.suspended", subject="notice_id")
def suspend(*, actor: Actor, notice_id: UUID | str, reason: str, now: datetime, days: int = 183) -> Notice:
    """Nobody else sees it for so many days, six months at most (art. 81(1)); then it is resumed, or withdrawn."""
    notice = access.get_for_changing(actor, notice_id)
    step = rules.require_step("suspend", State(notice.state))
    reason = rules.require_reason(step, reason)
    until = rules.require_suspension(now.date(), days)
    resting.rest(notice, actor, reason, now)
    return steps.take(notice, actor, "suspend", now, reason=reason, suspended_at=now, suspended_until=until)


@audit.verb("notice.resumed", subject="notice_id")
def resume(*, actor: Actor, notice_id: UUID | str, now: datetime, reason: str = "") -> Notice:
    """Every member sees it again."""
    notice = access.get_for_changing(actor, notice_id)
    rules.require_step("resume", State(notice.state))
    resting.wake(notice, actor, reason or "Resumed by its source.", now)
    return steps.take(notice, actor, "resume", now, reason=reason, suspended_at=None, suspended_until=None)
