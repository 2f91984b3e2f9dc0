"""What the General Secretariat and the Commission decide about what circulates: block, unblock, cancel, add, keep.

For rooms above, which have asked their own rules whether the actor may.
"""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.models import Member
from comity.network.rules import Actor
from comity.notices import access, rules
from comity.notices.actions import resting, steps
from comity.notices.models import Addendum, Notice
from comity.notices.rules import State


@audit.verb("notice.blocked", subject="notice_id")
def block(*, actor: Actor, notice_id: UUID | str, reason: str, now: datetime) -> Notice:
    """Nobody else sees it, and no check meets it, while it is examined (RPD 129; Statute of the Commission, 37)."""
    notice = access.get_any(notice_id)
    step = rules.require_step("block", State(notice.state))
    reason = rules.require_reason(step, reason)
    before = notice.state
    resting.rest(notice, actor, reason, now, blocks=True)
    return steps.take(notice, actor, "block", now, reason=reason, blocked_at=now, state_before=before)


@audit.verb("notice.unblocked", subject="notice_id")
def unblock(*, actor: Actor, notice_id: UUID | str, reason: str, now: datetime) -> Notice:
    """Back to where it was: published, or suspended."""
    notice = access.get_any(notice_id)
    step = rules.require_step("unblock", State(notice.state))
    reason = rules.require_reason(step, reason)
    to = State(notice.state_before)
    if to in rules.VISIBLE:
        resting.wake(notice, actor, reason, now)
    return steps.take(notice, actor, "unblock", now, reason=reason, state=to, state_before="", blocked_at=None)


@audit.verb("notice.cancelled", subject="notice_id")
def cancel(*, actor: Actor, notice_id: UUID | str, code: str, reasons: str, now: datetime) -> Notice:
    """The General Secretariat ends it (art. 81(3)): purpose reached, conditions not met, or its source did not act."""
    notice = access.get_any(notice_id)
    rules.require_step("cancel", State(notice.state))
    reason = rules.require_letter(reasons)
    resting.end(notice, actor, reason, now)
    audit.about(details={"code": code})
    return steps.take(
        notice, actor, "cancel", now, reason=reason, codes=[code], ended_at=now, pending=None, look_again=""
    )


@audit.verb("notice.addendum_added", subject="notice_id")
def add_addendum(
    *, actor: Actor, notice_id: UUID | str, text: str, now: datetime, country: str = "", ground: str = ""
) -> Addendum:
    """Adds what all members should read with it: which country refused extradition, and on which ground."""
    notice = access.get_any(notice_id)
    if State(notice.state) not in rules.CIRCULATED:
        raise rules.NotNow
    said = rules.require_letter(text, "text")
    if country and not Member.objects.filter(pk=country).exists():
        raise Invalid(Problem("country", mark("This is no member."), mark("Two letters of ISO 3166-1.")))
    if ground and ground not in rules.GROUNDS:
        raise Invalid(Problem("ground", mark("This is not on the list."), ", ".join(rules.GROUNDS)))
    added = Addendum.objects.create(
        notice=notice, text=said, country=country, ground=ground, added_at=now, added_by=actor.id
    )
    notice.move_to(State(notice.state), now, version=notice.next_version)
    steps.keep(notice, actor, "add_addendum", now, reason=said)
    audit.about(subject=notice, details={"addendum": added.pk, "country": country, "ground": ground})
    return added


@audit.verb("notice.kept", subject="notice_id")
def keep(*, actor: Actor, notice_id: UUID | str, reason: str, now: datetime) -> Notice:
    """It was looked at again, and stays: late papers came, the ground was one of procedure, the need is shown."""
    notice = access.get_any(notice_id)
    if not notice.look_again:
        raise rules.NothingPending
    said = rules.require_letter(reason, "reason")
    audit.about(details={"look_again": notice.look_again})
    notice.reports.filter(handled_at=None).update(handled_at=now)
    notice.move_to(State(notice.state), now, look_again="", look_again_at=None)
    steps.keep(notice, actor, "keep", now, reason=said)
    return notice
