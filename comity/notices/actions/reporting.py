"""What bureaus report about a published notice: found, extradition refused, information; and the papers that follow.

Article 87: the country that found the person tells the requester and the General Secretariat at once, as far as its law
lets it; the requester sends the papers within that country's time limit. Silence is looked at.
"""

from datetime import datetime, timedelta
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network.rules import Actor
from comity.notices import access, queries, rules
from comity.notices.actions import steps
from comity.notices.models import Notice, Report
from comity.notices.rules import State


@audit.verb("notice.located", subject="notice_id")
def report_located(
    *, actor: Actor, notice_id: UUID | str, now: datetime, place: str = "", text: str = "", days: int | None = None
) -> Report:
    """The person or thing was found. The place is told only if the finding country wishes to. `days` is its own limit
    for the papers of an extradition; the clock runs from now."""
    notice = access.get_for_reporting(actor, notice_id)
    limit = rules.DAYS_FOR_PAPERS if days is None else days
    problems = []
    if not 1 <= limit <= rules.LONGEST_FOR_PAPERS:
        accepted = f"1 to {rules.LONGEST_FOR_PAPERS} days."
        problems.append(Problem("days", mark("This is no limit for papers."), accepted))
    problems += rules.problems_with_text("place", place, 200) + rules.problems_with_text("text", text, 4000)
    if problems:
        raise Invalid(problems)
    due = now + timedelta(days=limit) if queries.manifest_of(notice).is_coercive else None
    return _report(notice, actor, Report.Kind.LOCATED, now, place=place.strip(), text=text.strip(), due_at=due)


@audit.verb("notice.extradition_refused", subject="notice_id")
def report_extradition_refused(*, actor: Actor, notice_id: UUID | str, ground: str, text: str, now: datetime) -> Report:
    """A country refused. A ground that mirrors the Organization's own rules makes it look again; another one is for an
    addendum that tells all members who refused, and why."""
    notice = access.get_for_reporting(actor, notice_id)
    problems = rules.problems_with_text("text", text, 4000, shortest=10)
    if ground not in rules.GROUNDS:
        problems.append(Problem("ground", mark("This is not on the list."), ", ".join(rules.GROUNDS)))
    if problems:
        raise Invalid(problems)
    audit.about(details={"ground": ground})
    report = _report(notice, actor, Report.Kind.EXTRADITION_REFUSED, now, text=text.strip(), ground=ground)
    look_again(notice, rules.Look.EXTRADITION_REFUSED, now)
    return report


@audit.verb("notice.informed", subject="notice_id")
def report_information(*, actor: Actor, notice_id: UUID | str, text: str, now: datetime) -> Report:
    """An answer to what a notice asks. Its source and the General Secretariat read it, nobody else."""
    notice = access.get_for_reporting(actor, notice_id)
    if problems := rules.problems_with_text("text", text, 4000, shortest=3):
        raise Invalid(problems)
    return _report(notice, actor, Report.Kind.INFORMATION, now, text=text.strip())


@audit.verb("notice.papers_sent", subject="notice_id")
def send_papers(*, actor: Actor, notice_id: UUID | str, report_id: UUID | str, now: datetime) -> Report:
    """The requester has sent the papers to the country that found the person: the clock stops."""
    notice = access.get_for_changing(actor, notice_id)
    try:
        report = notice.reports.get(pk=UUID(str(report_id)), kind=Report.Kind.LOCATED)
    except (ValueError, Report.DoesNotExist):
        raise NotFound from None
    if report.due_at is None or report.papers_sent_at is not None:
        raise rules.NothingPending
    report.papers_sent_at = now
    report.save(update_fields=["papers_sent_at"])
    steps.keep(notice, actor, "send_papers", now)
    audit.about(subject=notice, details={"report": report.pk, "is_late": now > report.due_at})
    return report


def _report(notice: Notice, actor: Actor, kind: Report.Kind, now: datetime, **said: object) -> Report:
    report = Report.objects.create(notice=notice, kind=kind, bureau_id=actor.bureau, at=now, by=actor.id, **said)
    # News: the next renewal is not one without any.
    notice.move_to(State(notice.state), now, renewals=0)
    steps.keep(notice, actor, f"report_{kind.value}", now)
    audit.about(subject=notice, details={"report": report.pk, "colour": notice.colour})
    return report


def look_again(notice: Notice, why: str, now: datetime) -> None:
    """Puts it before whoever reviews, once."""
    if not notice.look_again:
        notice.move_to(State(notice.state), now, look_again=why, look_again_at=now)
