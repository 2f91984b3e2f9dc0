"""A published notice that is to say something else, or to last longer: asked by its source, in force once reviewed.

Until then it stands as it was. A consent to the public extract is taken back at once, without a review.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.rules import Actor, Right, require_right
from comity.notices import access, queries, rules
from comity.notices.actions import asking, drafting, resting, reviewing, steps
from comity.notices.actions.asking import Asked
from comity.notices.manifests import reading
from comity.notices.models import Assurance, Notice
from comity.notices.rules import State

_KEPT = ("content", "title", "language", "level", "conditions", "is_public", "reference")


@audit.verb("notice.change_asked", subject="notice_id")
def amend(*, actor: Actor, notice_id: UUID | str, asked: Asked, now: datetime, assured: Collection[int] = ()) -> Notice:
    """The source asks that a published notice say this instead. Raises Invalid with everything missing, AlreadyPending.

    `assured` are the numbers of the assurances that a named officer states anew for what it says then.
    """
    notice = access.get_for_changing(actor, notice_id)
    rules.require_step("amend", State(notice.state))
    if notice.pending is not None:
        raise rules.AlreadyPending
    manifest = queries.manifest_of(notice)
    columns = asking.columns_of(asked, manifest, actor)
    problems = reading.problems_with(manifest, queries.stated(notice, now, columns["content"]))
    needed = {one.number for one in manifest.assurances if one.applies(columns["content"])}
    problems += [
        Problem(f"assurances[{number}]", mark("This has not been signed."), mark("A named officer states it anew."))
        for number in sorted(needed - set(assured))
    ]
    if problems:
        raise Invalid(problems)
    if needed and not actor.id.startswith("officer:"):
        raise rules.NotSigned
    signed = {"assured": sorted(needed), "officer_name": actor.name} if needed else {}
    pending = {name: columns[name] for name in _KEPT if name in columns} | signed
    return steps.take(notice, actor, "amend", now, pending=pending, pending_at=now, pending_by=actor.id)


@audit.verb("notice.change_accepted", subject="notice_id")
def accept_change(*, actor: Actor, notice_id: UUID | str, reviewers: Sequence[str], now: datetime) -> Notice:
    """The change was reviewed as a publication is: all read it from now on. Raises NotReviewed, NothingPending."""
    require_right(actor, Right.REVIEW)
    notice = _pending(notice_id)
    reviewing.require_reviewed(notice, reviewers)
    pending: dict[str, Any] = dict(notice.pending or {})
    assured, name = pending.pop("assured", []), pending.pop("officer_name", "")
    before, by = {"content": notice.content}, notice.pending_by
    audit.about(details={"reviewers": sorted(set(reviewers))})
    notice.move_to(State(notice.state), now, **_cleared(), version=notice.next_version, renewals=0, **pending)
    notice.photographs.update(is_pending=False)
    notice.attachments.update(is_pending=False)
    for number in assured:
        Assurance.objects.update_or_create(
            notice=notice,
            number=number,
            defaults={"signed_at": now, "officer": by, "officer_name": name, "version": notice.version},
        )
    reviewing.ask_for_texts(notice, now)
    notice.languages = reviewing.languages_of(notice, ())
    notice.save(update_fields=["languages"])
    resting.restate(notice, actor, now)
    steps.keep(notice, actor, "accept_change", now, said=before)
    return notice


@audit.verb("notice.change_refused", subject="notice_id")
def refuse_change(*, actor: Actor, notice_id: UUID | str, code: str, reasons: str, now: datetime) -> Notice:
    """The notice stands as it was; its source is told why."""
    notice = _pending(notice_id)
    reason = rules.require_letter(reasons)
    audit.about(details={"code": code})
    notice.photographs.filter(is_pending=True).delete()
    notice.attachments.filter(is_pending=True).delete()
    notice.move_to(State(notice.state), now, **_cleared(), reason=reason, codes=[code])
    steps.keep(notice, actor, "refuse_change", now, reason=reason)
    return notice


def _pending(notice_id: UUID | str) -> Notice:
    notice = access.get_any(notice_id)
    if notice.pending is None or State(notice.state) not in rules.CIRCULATED:
        raise rules.NothingPending
    return notice


def _cleared() -> dict[str, Any]:
    return {"pending": None, "pending_at": None, "pending_by": ""}


def put_before_review(notice: Notice, actor: Actor, now: datetime) -> None:
    """A file was added to a published notice: what it says stays, and the file waits for its review."""
    if notice.pending is None:
        pending = {name: getattr(notice, name) for name in _KEPT}
        notice.move_to(State(notice.state), now, pending=pending, pending_at=now, pending_by=actor.id)


@audit.verb("notice.consent_withdrawn", subject="notice_id")
def end_publicity(*, actor: Actor, notice_id: UUID | str, now: datetime) -> Notice:
    """The source takes back its consent to the public extract (art. 61): at once, and without giving a reason."""
    notice = access.get_for_changing(actor, notice_id)
    if queries.manifest_of(notice).may_be_public == "always" or State(notice.state) not in rules.OPEN:
        raise rules.NotNow
    notice.move_to(State(notice.state), now, is_public=False)
    steps.keep(notice, actor, "end_publicity", now)
    return notice


@audit.verb("notice.renewal_asked", subject="notice_id")
def renew(*, actor: Actor, notice_id: UUID | str, reason: str, now: datetime) -> Notice:
    """The source asks to keep it for another period (art. 50): with a reason that differs from the last. The conditions
    are tested again by whoever reviews; until they have, it stays, and for sixty days after its end at most."""
    notice = access.get_for_changing(actor, notice_id)
    step = rules.require_step("renew", State(notice.state))
    reason = rules.require_reason(step, reason)
    rules.require_new_reason(reason, notice.renewal_reason)
    rules.require_renewable(notice.expires_on, now.date())
    if notice.renewal_asked_at is not None:
        raise rules.AlreadyPending
    if problems := drafting.problems_with(notice, now):
        raise Invalid(problems)
    steps.take(notice, actor, "renew", now, renewal_reason=reason, renewal_asked_at=now)
    resting.restate(notice, actor, now)
    return notice


@audit.verb("notice.renewed", subject="notice_id")
def accept_renewal(*, actor: Actor, notice_id: UUID | str, reviewers: Sequence[str], now: datetime) -> Notice:
    """It lasts for another period from today. The second renewal without any news asks for a look at the need."""
    require_right(actor, Right.REVIEW)
    notice = _asked(notice_id)
    reviewing.require_reviewed(notice, reviewers)
    manifest = queries.manifest_of(notice)
    renewals = notice.renewals + 1
    audit.about(details={"renewals": renewals})
    columns: dict[str, Any] = {"renewals": renewals, "renewal_asked_at": None, "need_asked_at": None}
    if rules.needs_need_review(renewals) and not notice.look_again:
        columns |= {"look_again": rules.Look.NEED, "look_again_at": now}
    ends = rules.last_day(now.date(), manifest.validity_years)
    notice.move_to(State(notice.state), now, expires_on=ends, **columns)
    resting.restate(notice, actor, now)
    steps.keep(notice, actor, "accept_renewal", now)
    return notice


@audit.verb("notice.renewal_refused", subject="notice_id")
def refuse_renewal(*, actor: Actor, notice_id: UUID | str, code: str, reasons: str, now: datetime) -> Notice:
    """It ends on its day. Whoever finds that the conditions are not met any more cancels it instead."""
    notice = _asked(notice_id)
    reason = rules.require_letter(reasons)
    audit.about(details={"code": code})
    notice.move_to(State(notice.state), now, renewal_asked_at=None, reason=reason, codes=[code])
    resting.restate(notice, actor, now)
    steps.keep(notice, actor, "refuse_renewal", now, reason=reason)
    return notice


def _asked(notice_id: UUID | str) -> Notice:
    notice = access.get_any(notice_id)
    if notice.renewal_asked_at is None or State(notice.state) not in rules.CIRCULATED:
        raise rules.NothingPending
    return notice
