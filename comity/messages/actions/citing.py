"""What a message rests on: which requests must cite a notice or a diffusion, and what their readers are warned of.

A message can carry a request round its review (abuse pattern A-06). So who asks for an arrest or a location of a named
person cites what was reviewed, and who reads is told when what is cited does not stand, or when the person was the
subject of a request that was turned down. Readers learn nothing here of who is protected, or where.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from comity.checks.access import hits_visible_to
from comity.checks.models import Check
from comity.core.errors import Problem
from comity.core.languages import mark
from comity.diffusions import access as diffusions
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Status
from comity.diffusions.rules import may_read as may_read_diffusions
from comity.messages import rules
from comity.messages.engine.content import Person
from comity.messages.engine.envelope import Envelope
from comity.network import queries as network
from comity.network.rules import Actor
from comity.notices import access as notices
from comity.notices.models import Notice
from comity.notices.rules import State
from comity.protection import queries as protection
from comity.protection.engine.keys import Subject
from comity.protection.rules import Kind
from comity.records import access as records

_SUSPENDED: Final = mark("The cited notice is suspended by its source. Do not act on it before it stands again.")
_NEVER_PUBLISHED: Final = mark(
    "The cited notice has not been published: nobody has reviewed it to the end. Take no measure because of it."
)
_NOT_DELIVERED: Final = mark("The cited diffusion has not been released. Take no measure because of it.")
_WITHDRAWN: Final = mark("The cited notice was withdrawn by its source. Do not act on it, and delete copies.")

# What it means that a cited notice or diffusion does not stand, for whoever reads the message.
OF_NOTICES: Final = {
    State.SUBMITTED: _NEVER_PUBLISHED,
    State.RETURNED: _NEVER_PUBLISHED,
    State.IN_REVIEW: _NEVER_PUBLISHED,
    State.SUSPENDED: _SUSPENDED,
    State.BLOCKED: mark("The cited notice is blocked while it is examined. Do not act on it."),
    State.REFUSED: mark("The cited notice was refused by the General Secretariat. Take no measure because of it."),
    State.CANCELLED: mark(
        "The cited notice was cancelled by the General Secretariat. Do not act on it, and delete copies."
    ),
    State.WITHDRAWN: _WITHDRAWN,
    State.EXPIRED: mark("The cited notice has expired. Ask its source whether the request still stands."),
}
OF_DIFFUSIONS: Final = {
    Status.SUBMITTED: _NOT_DELIVERED,
    Status.RETURNED: _NOT_DELIVERED,
    Status.HELD: _NOT_DELIVERED,
    Status.REFUSED: mark("The cited diffusion was refused by the General Secretariat. Take no measure because of it."),
    Status.RECALLED: mark(
        "The cited diffusion was recalled by the General Secretariat. Do not act on it, and delete copies."
    ),
    Status.WITHDRAWN: mark("The cited diffusion was withdrawn by its sender. Do not act on it, and delete copies."),
    Status.EXPIRED: mark("The cited diffusion has ended. Ask its sender whether the request still stands."),
}
# Not shared with this reader, or none at all: one and the same sentence.
NOT_SHARED: Final = mark("What this message cites is not shared with your bureau, or does not exist. Ask the sender.")
NAMES_NOBODY: Final = mark(
    "The envelope says that this message names no person, and it names one. Tell compliance if you think it hides a"
    " request."
)
CITES_NOTHING: Final = mark(
    "This message asks for a measure against a person and cites no notice and no diffusion: nobody has reviewed it."
    " Take no measure because of it."
)
TURNED_DOWN: Final = mark(
    "A request about a person of this name and date of birth was refused, cancelled or deleted. Before any measure,"
    " ask the General Secretariat."
)
PERHAPS_TURNED_DOWN: Final = mark(
    "A request about a person who may be the same was refused, cancelled or deleted. Before any measure, establish"
    " identity and ask the General Secretariat."
)
# The only kinds a reader is told of; everything else could tell who is protected, and by whom.
_TOLD: Final = frozenset({Kind.REFUSED, Kind.CANCELLED, Kind.DELETED})


# --- At sending ---


def problems(actor: Actor, envelope: Envelope, now: datetime) -> list[Problem]:
    """What is wrong with what a message cites, field by field; nothing where it cites nothing and need not.

    Everything cited must exist for the sender. A request for an arrest or a location of a person must cite a published
    notice or a delivered diffusion.
    """
    if envelope.automatic:
        return []
    wrong = []
    standing = False
    for at, cited in enumerate(envelope.cites):
        seen, stands = _seen_by_sender(actor, cited)
        standing = standing or stands
        if not seen:
            wrong.append(
                Problem(
                    f"cites[{at}]",
                    mark("There is no such thing, or you may not see it."),
                    mark("The id of a notice, diffusion, record, hit or check that you may see, such as notice:<id>."),
                )
            )
    if rules.needs_citation(envelope) and not standing:
        wrong.append(
            Problem(
                "cites",
                mark("A request for the arrest or location of a person must cite a notice or a diffusion in force."),
                mark("A published notice, or a diffusion that was delivered. Without one, ask for a notice first."),
            )
        )
    return wrong


def _seen_by_sender(actor: Actor, cited: str) -> tuple[bool, bool]:
    """Whether the sender may see the thing cited, and whether it is reviewed and in force."""
    kind, key = parts(cited)
    if key is None:
        return False, False
    if kind == "notice":
        state = notices.visible_to(actor).filter(pk=key).values_list("state", flat=True).first()
        return state is not None, state == State.PUBLISHED
    if kind == "diffusion":
        if not may_read_diffusions(actor):
            return False, False
        status = diffusions.visible_to(actor).filter(pk=key).values_list("status", flat=True).first()
        return status is not None, status == Status.DELIVERED
    if kind == "record":
        return records.visible_to(actor).filter(pk=key).exists(), False
    if kind == "hit":
        return hits_visible_to(actor).filter(pk=key).exists(), False
    return Check.objects.filter(pk=key, bureau=actor.bureau).exists(), False


def parts(cited: str) -> tuple[str, UUID | None]:
    """("notice", its id) of "notice:<id>"; None for an id that is none, or a kind that does not exist."""
    kind, _, text = cited.partition(":")
    try:
        return kind, UUID(text) if kind in rules.CITABLE else None
    except ValueError:
        return kind, None


# --- At reading ---


def warnings(actor: Actor, envelope: Envelope, *, person: Person | None, now: datetime) -> list[str]:
    """What this reader must know before acting on a message, in their language. `person` is whom its content names."""
    said = [*of_citations(actor, envelope.cites, now)]
    if person is not None and not envelope.names_person:
        said.append(NAMES_NOBODY)
    seeks = envelope.asks in rules.COERCIVE and (person is not None or envelope.names_person)
    if seeks and not any(parts(cited)[0] in rules.GROUNDS for cited in envelope.cites):
        said.append(CITES_NOTHING)
    # A bureau is not told of what it wrote itself: it could ask for any name by writing a message.
    if person is not None and envelope.sender != actor.bureau:
        said += of_person(person, envelope.sender)
    return [gettext(sentence) for sentence in dict.fromkeys(said)]


def of_citations(actor: Actor, cites: Sequence[str], now: datetime) -> list[str]:
    """A sentence for each notice and diffusion that does not stand for this reader, in the order cited."""
    return [said for cited in cites if (said := _state_told(actor, cited, now))]


def of_person(person: Person, requester: str) -> list[str]:
    """Whether a request about this person was turned down before: whose it was and why is not told."""
    subject = Subject(names=tuple(person.names), births=(person.birth,) if person.birth else ())
    found = [
        match
        for match in protection.matches(subject, requester=requester)
        if match.kind in _TOLD and match.on == "person"
    ]
    if not found:
        return []
    return [TURNED_DOWN if any(match.strength == "exact" for match in found) else PERHAPS_TURNED_DOWN]


def _state_told(actor: Actor, cited: str, now: datetime) -> str:
    kind, key = parts(cited)
    if kind not in rules.GROUNDS:
        return ""
    if key is None:
        return NOT_SHARED
    if kind == "diffusion":
        return _diffusion_told(actor, key)
    notice = Notice.objects.filter(pk=key).first()
    if notice is None or notice.state == State.DRAFT or _is_denied(actor, notice, now):
        return NOT_SHARED
    if notice.state == State.PUBLISHED:
        return "" if notices.visible_to(actor).filter(pk=key).exists() else NOT_SHARED
    return OF_NOTICES[State(notice.state)]


def _diffusion_told(actor: Actor, key: UUID) -> str:
    status = Diffusion.objects.filter(pk=key).exclude(status=Status.DRAFT).values_list("status", flat=True).first()
    if status is None:
        return NOT_SHARED
    if status != Status.DELIVERED:
        return OF_DIFFUSIONS[Status(status)]
    seen = may_read_diffusions(actor) and diffusions.visible_to(actor).filter(pk=key).exists()
    return "" if seen else NOT_SHARED


def _is_denied(actor: Actor, notice: Notice, now: datetime) -> bool:
    """Whether its source denies this reader the notice (art. 58): then not even its end is told."""
    covers = Q(record=notice.record_id) if notice.record_id else Q(pk__in=())
    covers |= Q(record=None, database__in=["", notice.database])
    denied = network.open_restrictions(now).filter(covers, source=notice.requester_id)
    return denied.filter(against__in=actor.lineage).exists()
