"""A case before the rulebook: the request as the rules see it, and what the house knows of it. Reads, and never writes.

One function for each channel. All of them end in the same request, the same subject and the same knowledge, so that
a case is judged alike by whichever door it comes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from comity.compliance import knowing
from comity.compliance.engine import stated
from comity.compliance.engine.known import Earlier, Known
from comity.compliance.engine.request import Assurance, Person, Renewal, Request, Travel
from comity.compliance.engine.request import Subject as Channel
from comity.compliance.engine.stated import Frame
from comity.diffusions.models import Diffusion
from comity.network import access as network
from comity.network.models import Bureau, Officer
from comity.network.rules import Right
from comity.notices import access as notices
from comity.notices import manifests, queries
from comity.notices import rules as notice_rules
from comity.notices.manifests import reading as contents
from comity.notices.manifests import shape
from comity.notices.manifests.shape import Manifest
from comity.notices.models import Notice
from comity.protection.engine.keys import Subject
from comity.protection.models import Entry
from comity.records import queries as records
from comity.records.engine import issuers
from comity.records.models import Record

_OFFICER: Final = "officer:"


class Case(Struct, frozen=True, kw_only=True):
    """What `rulebook.screen` takes, and the subject by which a refusal is remembered: the very words that were matched.

    `subject` is None where nothing can be remembered: no person, no case, no facts.
    """

    request: Request
    known: Known
    subject: Subject | None = None


def of_notice(notice: Notice, now: datetime) -> Case:
    """A request for a notice, or a published one looked at again, as it stands."""
    return _of_notice(notice, notice.content, Channel.NOTICE, now)


def of_change(notice: Notice, now: datetime) -> Case:
    """A published notice as it would be if what its source asks to change were accepted."""
    return _of_notice(notice, (notice.pending or {}).get("content") or notice.content, Channel.NOTICE, now)


def of_renewal(notice: Notice, now: datetime) -> Case:
    """A published notice that its source wants to keep: every condition is tested again (arts 49-50)."""
    return _of_notice(notice, notice.content, Channel.RENEWAL, now)


def of_diffusion(diffusion: Diffusion, now: datetime) -> Case:
    """A diffusion that was sent and waits, or was delivered and is examined."""
    manifest = manifests.get(diffusion.colour)
    sender = diffusion.sender
    asks = notices.requester_of(sender)
    said = shape.Stated(
        content=diffusion.content,
        today=now.date(),
        requester=sender.pk,
        asks=asks or shape.Requester.BUREAU,
        photographs=diffusion.photographs.count(),
        attachments=frozenset(diffusion.attachments.values_list("kind", flat=True)),
    )
    frame = Frame(
        subject=Channel.DIFFUSION,
        id=str(diffusion.pk),
        received_at=diffusion.sent_at or diffusion.made_at,
        requester=sender.pk,
        requester_kind=str(asks or ""),
        country=country_of(sender),
        officer=diffusion.sent_by,
        reference=diffusion.reference,
        recipients=tuple(diffusion.recipients),
        is_urgent=diffusion.is_urgent,
        batch=str(diffusion.batch or ""),
        photographs=said.photographs,
        attachments=said.attachments,
        assurances=tuple(
            Assurance(number=one.number, signed_by=one.signed_by, signed_at=one.signed_at)
            for one in diffusion.assurances.all()
        ),
        problems=_problems(manifest, said),
    )
    return _case(manifest, diffusion.content, frame, Right.SEND_DIFFUSIONS, now)


def of_travel_document(record: Record, now: datetime) -> Case:
    """A travel document held before it answers any check. Of its holder only the matches made at entry are left."""
    fields = record.fields
    number = f"{fields.get('issuer', '')} {fields.get('number', '')}".strip()
    request = Request(
        subject=Channel.TRAVEL_DOCUMENT,
        id=str(record.pk),
        reference=record.reference,
        requester=record.source_id,
        country=country_of(record.source),
        officer=record.entered_by,
        received_at=record.created_at,
        about="object",
        person=Person(documents=(number,), nationalities=_alpha2(fields.get("issuer", ""))),
        travel=Travel(issuer=fields.get("issuer", ""), reason=record.kind),
    )
    subject = Subject(documents=(number,)) if number else None
    known = knowing.known_of(request, subject, now)
    return Case(request=request, subject=subject, known=replace(known, matches=(*known.matches, *_at_entry(record))))


def _of_notice(notice: Notice, content: Mapping[str, Any], channel: Channel, now: datetime) -> Case:
    manifest = manifests.get(notice.colour)
    requester = notice.requester
    asks = notices.requester_of(requester)
    said = queries.stated(notice, now, dict(content))
    frame = Frame(
        subject=channel,
        id=str(notice.pk),
        received_at=notice.submitted_at or notice.created_at,
        requester=requester.pk,
        requester_kind=str(asks or ""),
        country=country_of(requester),
        officer=notice.submitted_by,
        reference=notice.reference,
        is_urgent=notice.is_urgent,
        photographs=said.photographs,
        attachments=said.attachments,
        assurances=tuple(
            Assurance(number=one.number, signed_by=one.officer, signed_at=one.signed_at)
            for one in notice.assurances.all()
        ),
        problems=_problems(manifest, said),
        renewal=_renewal(notice) if channel is Channel.RENEWAL else None,
    )
    return _case(manifest, content, frame, Right.WRITE_NOTICES, now)


def _problems(manifest: Manifest, said: shape.Stated) -> tuple[tuple[str, str], ...]:
    return tuple((one.field, one.problem) for one in contents.problems_with(manifest, said))


def _renewal(notice: Notice) -> Renewal:
    """`renewal_reason` is what is said now; what was said the last time stands in the notice's history."""
    earlier = notice.events.filter(verb="renew").exclude(reason=notice.renewal_reason).first()
    said_before = notice.events.filter(verb="renew", reason=notice.renewal_reason).count() > 1
    last = notice.renewal_reason if said_before else (earlier.reason if earlier else "")
    return Renewal(
        reason=notice.renewal_reason, last_reason=last, without_news=notice.renewals, ends_on=notice.expires_on
    )


def _case(manifest: Manifest, content: Mapping[str, Any], frame: Frame, right: Right, now: datetime) -> Case:
    request = stated.request_of(manifest, content, frame)
    subject = subject_of(request)
    known = knowing.known_of(request, subject, now)
    may_ask, why_not = _may_ask(manifest, frame, now)
    return Case(
        request=request,
        subject=subject,
        known=replace(
            known,
            is_authorised=_is_authorised(frame, right, now),
            may_ask=may_ask,
            why_not=why_not,
            fits_purpose=knowing.are_permitted(manifest.purposes),
            listing=knowing.listing(request.extra.get("listing.un_reference", "")),
        ),
    )


def subject_of(request: Request) -> Subject | None:
    """Whom and what a request is about, for the blind registers."""
    person = request.person
    subject = Subject(
        names=person.names if person else (),
        births=person.births if person else (),
        documents=person.documents if person else (),
        cases=request.case_numbers,
        facts=request.facts,
    )
    return None if subject == Subject() else subject


def _may_ask(manifest: Manifest, frame: Frame, now: datetime) -> tuple[bool, str]:
    """Whether this kind of request is open to this requester, and what stands against it ("kind", "pilot", "quota")."""
    asks = shape.Requester(frame.requester_kind) if frame.requester_kind else None
    openings = notices.openings(manifest.colour, now.date()).filter(bureau=frame.requester)
    is_open = bool(manifest.by_agreement) and openings.exists()
    if not notice_rules.may_ask(manifest, asks, is_open=is_open):
        return False, "pilot" if asks in manifest.by_agreement else "kind"
    share = queries.share_of(manifest.colour, now)
    if share is not None and queries.circulating_of(frame.requester, manifest.colour) > share:
        return False, "quota"
    return True, ""


def _is_authorised(frame: Frame, right: Right, now: datetime) -> bool:
    """Whether who handed it in is still an officer of this bureau who may; a system's token is asked at the door."""
    if not frame.officer.startswith(_OFFICER):
        return True
    officers = Officer.objects.filter(pk=UUID(frame.officer.removeprefix(_OFFICER)), bureau=frame.requester)
    officer = officers.select_related("bureau__parent__parent", "entity").first()
    return officer is not None and officer.is_active and network.actor_for(officer, now).may(right)


def country_of(bureau: Bureau) -> str:
    """The member a bureau answers to: its own, or that of a bureau above it; "" for an international entity."""
    above: Bureau | None = bureau
    while above is not None:
        if above.member_id:
            return above.member_id
        above = above.parent
    return ""


def _alpha2(issuer: str) -> tuple[str, ...]:
    code = issuers.alpha2(issuer) if issuer else None
    return (code,) if code else ()


def _at_entry(record: Record) -> tuple[Earlier, ...]:
    """What the holder given at entry was found to be like. The holder is not kept, so it cannot be asked again."""
    held = records.hold_of(record)
    if held is None or not held.matches:
        return ()
    return tuple(
        Earlier(
            entry=str(entry.pk),
            kind=entry.kind,
            strength="near",
            on="person",
            code=entry.code,
            decision=str(entry.decision or ""),
            requester=entry.requester,
            made_at=entry.made_at,
        )
        for entry in Entry.objects.filter(pk__in=held.matches, ended_at=None)
    )
