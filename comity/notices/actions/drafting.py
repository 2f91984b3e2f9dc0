"""A request on its way: drafted, changed, signed, handed in. Only its own bureau sees it, and who reviews."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.rules import Actor
from comity.notices import access, queries, rules
from comity.notices.actions import asking, resting, steps
from comity.notices.actions.asking import Asked
from comity.notices.manifests import reading
from comity.notices.manifests.shape import Manifest
from comity.notices.models import Assurance, Notice
from comity.notices.rules import State


@audit.verb("notice.drafted")
def draft(*, actor: Actor, colour: str, asked: Asked, now: datetime) -> Notice:
    """Begins a request, complete or not. Raises NotFound for no colour, NotAllowed for who may not ask for it, Invalid
    for what cannot be read."""
    manifest = access.require_may_ask(actor, colour, now)
    notice = Notice(
        colour=colour,
        requester_id=actor.bureau,
        database=manifest.database,
        created_at=now,
        created_by=actor.id,
        changed_at=now,
        **asking.columns_of(asked, manifest, actor),
    )
    _cite(notice, actor, asked)
    notice.save(force_insert=True)
    steps.keep(notice, actor, "draft", now)
    audit.about(details={"colour": colour})
    return notice


@audit.verb("notice.changed", subject="notice_id")
def change(*, actor: Actor, notice_id: UUID | str, asked: Asked, now: datetime, version: int | None = None) -> Notice:
    """States a draft, or one that was returned, anew. `version` is the one the caller has read: raises Changed.

    What was signed before stands for what was said before: a change takes the signatures away.
    """
    notice = access.get_for_changing(actor, notice_id)
    if version is not None and version != notice.version:
        raise rules.Changed
    columns = asking.columns_of(asked, queries.manifest_of(notice), actor)
    before = {"content": notice.content} if _was_returned(notice) else None
    _cite(notice, actor, asked)
    columns |= {"record_id": notice.record_id, "is_record_cited": notice.is_record_cited}
    if notice.content != columns["content"]:
        notice.assurances.all().delete()
    return steps.take(notice, actor, "change", now, version=notice.next_version, said=before, **columns)


def _was_returned(notice: Notice) -> bool:
    """Whether what it says is what was handed in and came back: kept, while every letter of a draft is not."""
    last = notice.events.first()
    return last is not None and last.verb == "return_incomplete"


def _cite(notice: Notice, actor: Actor, asked: Asked) -> None:
    """Sets the record that the notice cites. One that the notice made itself before stays its own."""
    if asked.record is not None and asked.record != notice.record_id:
        if notice.record_id and not notice.is_record_cited:
            raise Invalid(Problem("record", mark("This notice has a record of its own."), mark("No record.")))
        notice.record, notice.is_record_cited = resting.require_citable(actor, notice, asked.record), True
    elif asked.record is None and notice.is_record_cited:
        notice.record, notice.is_record_cited = None, False


@audit.verb("notice.assurance_signed", subject="notice_id")
def sign_assurance(*, actor: Actor, notice_id: UUID | str, number: int, now: datetime) -> Assurance:
    """A named officer states one of the assurances of article 84. Raises NotSigned for a system, Invalid."""
    notice = access.get_for_changing(actor, notice_id)
    if State(notice.state) not in rules.WRITABLE:
        raise rules.NotNow
    if not actor.id.startswith("officer:"):
        raise rules.NotSigned
    asked = {one.number for one in asked_assurances(queries.manifest_of(notice), notice)}
    if number not in asked:
        accepted = ", ".join(map(str, sorted(asked))) or "-"
        raise Invalid(Problem("number", mark("This notice asks for no such assurance."), accepted))
    signed, _is_new = Assurance.objects.update_or_create(
        notice=notice,
        number=number,
        defaults={
            "signed_at": now, "officer": actor.id, "officer_name": actor.name, "version": notice.version,
        },
    )  # fmt: skip
    audit.about(subject=notice, details={"number": number})
    return signed


def asked_assurances(manifest: Manifest, notice: Notice) -> list[rules.Asked]:
    """The assurances this notice needs, as its manifest and its content say."""
    return [rules.Asked(one.number, one.says) for one in manifest.assurances if one.applies(notice.content)]


@audit.verb("notice.submitted", subject="notice_id")
def submit(*, actor: Actor, notice_id: UUID | str, now: datetime) -> Notice:
    """Hands a request in, complete. Raises Invalid with everything that is missing or contradictory, QuotaReached.

    The person's record is made, or made anew, where no check sees it; nobody else learns of either.
    """
    notice = access.get_for_changing(actor, notice_id)
    rules.require_step("submit", State(notice.state))
    manifest = access.require_may_ask(actor, notice.colour, now)
    if problems := problems_with(notice, now):
        raise Invalid(problems)
    queries.require_share(notice.requester_id, notice.colour, now)
    record = resting.hold(notice, actor, now)
    return steps.take(
        notice,
        actor,
        "submit",
        now,
        record=record,
        submitted_at=now,
        submitted_by=actor.id,
        rounds=notice.rounds + 1,
        findings=[],
        is_public=notice.is_public or manifest.may_be_public == "always",
    )


def problems_with(notice: Notice, now: datetime) -> list[Problem]:
    """Everything that keeps a draft from being handed in: content, then signatures."""
    manifest = queries.manifest_of(notice)
    problems = reading.problems_with(manifest, queries.stated(notice, now))
    signed = set(notice.assurances.values_list("number", flat=True))
    for asked in asked_assurances(manifest, notice):
        if asked.number not in signed:
            problems.append(Problem(f"assurances[{asked.number}]", mark("This has not been signed."), asked.says))
    if notice.record and notice.is_record_cited and notice.record.status != "active":
        problems.append(Problem("record", mark("The record cited answers no check any more."), mark("An active one.")))
    return problems
