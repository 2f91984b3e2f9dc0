"""What the house knows of a request: gathered from the rooms below with a bounded number of questions."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from comity.compliance import traces
from comity.compliance.engine.earlier import MANY_DOCUMENTS
from comity.compliance.engine.known import (
    ContextKind,
    Earlier,
    Function,
    Known,
    Listing,
    Measures,
    Rate,
    Setting,
    Statement,
    Unanswered,
)
from comity.compliance.engine.request import Request
from comity.compliance.engine.request import Subject as Channel
from comity.compliance.engine.words import Lexicon, share
from comity.compliance.models import Context, Holder, ProtectedFunction, Question
from comity.compliance.traces import Other
from comity.core.purposes import PURPOSES
from comity.diffusions.models import Answer, Diffusion
from comity.diffusions.rules import Status
from comity.network.models import Bureau
from comity.notices import rules as notice_rules
from comity.notices.models import Notice, Report
from comity.notices.rules import State
from comity.protection import queries as protection
from comity.protection.engine.keys import Key, Subject, keys_of
from comity.records import queries as records
from comity.records.models import Record
from comity.records.rules import Status as RecordStatus
from comity.supervision import queries as supervision
from comity.supervision.rules import Scope

USUAL: Final = timedelta(days=30)  # the baseline of C-39
WEEK: Final = timedelta(days=7)
_SCOPES: Final = {
    Channel.NOTICE: Scope.NOTICES,
    Channel.RENEWAL: Scope.NOTICES,
    Channel.DIFFUSION: Scope.DIFFUSIONS,
    Channel.TRAVEL_DOCUMENT: Scope.TRAVEL_DOCUMENTS,
}
_ON_ITS_WAY: Final = frozenset({State.SUBMITTED, State.IN_REVIEW}) | notice_rules.CIRCULATED
_DIFFUSED: Final = frozenset({Status.SUBMITTED, Status.HELD, Status.DELIVERED})
_LOCATED: Final = "located"  # an answer to the request, and no word against it
MOST_SIBLINGS: Final = 50
_UN: Final = ("UN", *sorted(notice_rules.UN_COMMITTEES))
_LISTED: Final = frozenset({RecordStatus.ACTIVE, RecordStatus.HELD})


def known_of(request: Request, subject: Subject | None, now: datetime) -> Known:
    """Everything but what the channel itself knows (whether the requester may ask, the list of the UN)."""
    found = traces.others(request, subject)
    return Known(
        today=now.date(),
        matches=tuple(_earlier(subject, request.requester)),
        effects=_effects(request),
        settings=tuple(_settings(request)),
        functions=tuple(_functions(request, subject, now)),
        similar=tuple(traces.similar(found)),
        rate=_rate(request, found, now),
        statements=tuple(_statements(request)),
        unanswered=tuple(_unanswered(request)),
        other_notices=_running(found),
        disconnected=_disconnected(request),
    )


def _earlier(subject: Subject | None, requester: str) -> Iterator[Earlier]:
    if subject is None:
        return
    for match in protection.matches(subject, requester=requester):
        yield Earlier(
            entry=str(match.entry),
            kind=str(match.kind),
            strength=match.strength,
            on=match.on,
            code=match.code,
            decision=str(match.decision) if match.decision else "",
            requester=match.requester,
            made_at=match.made_at,
        )


def _effects(request: Request) -> Measures:
    """What holds for the channel, and for many at once where it came with others."""
    person = request.person
    countries = frozenset((*person.nationalities, *person.likely_in)) if person else frozenset()
    scopes = [_SCOPES[request.subject], *([Scope.BULK] if request.batch else [])]
    all_of_them = [supervision.effects(request.requester, scope, countries=countries) for scope in scopes]
    quotas = [one.quota for one in all_of_them if one.quota is not None]
    return Measures(
        hold=any(one.hold for one in all_of_them),
        second_reviewer=any(one.second_reviewer for one in all_of_them),
        quota=min(quotas, default=None),
        measures=tuple(dict.fromkeys(str(id_) for one in all_of_them for id_ in one.measures)),
    )


def _settings(request: Request) -> Iterator[Setting]:
    for row in Context.objects.filter(country=request.country) if request.country else ():
        yield Setting(
            id=str(row.pk),
            kind=ContextKind(row.kind),
            title=row.title,
            country=row.country_id,
            towards=row.towards_id or "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )


def _functions(request: Request, subject: Subject | None, now: datetime) -> Iterator[Function]:
    """Protected functions in what is declared of the person, by a holder's name, and elsewhere in the words (A-11)."""
    person = request.person
    if person is None:
        return
    today = now.date()
    running = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    position = (person.occupation, person.position)
    for row in ProtectedFunction.objects.filter(running):
        words = Lexicon(*row.words, row.title)
        if words.found_in(position):
            yield Function(id=str(row.pk), title=row.title, by="position")
        elif words.found(request.all_text):
            yield Function(id=str(row.pk), title=row.title, by="text")
    for holder in _holders(subject):
        yield Function(id=str(holder.function_id), title=holder.function.title, by="holder")


def _holders(subject: Subject | None) -> Iterator[Holder]:
    forms = _short(keys_of(subject).asked) if subject else []
    if forms:
        yield from Holder.objects.filter(keys__overlap=forms, ended_at=None).select_related("function")


def holder_forms(subject: Subject) -> list[str]:
    """The forms kept of a holder: the whole name, and two parts of it with the year of birth, where that is known."""
    return _short(keys_of(subject).kept)


def _short(keys: Iterable[Key]) -> list[str]:
    return sorted({traces.short(key.form) for key in keys if key.on == "person"})


def _rate_of_documents(request: Request, now: datetime) -> Rate:
    """How many travel documents this bureau entered in a day; what is usual is asked only where that is many."""
    in_day = records.count_entered_since(request.requester, "travel_documents", now - traces.DAY)
    if in_day <= MANY_DOCUMENTS:
        return Rate(in_day=in_day)
    in_week = records.count_entered_since(request.requester, "travel_documents", now - WEEK)
    return Rate(in_day=in_day, usual_day=max(1.0, (in_week - in_day) / (WEEK.days - 1)))


def _rate(request: Request, found: list[Other], now: datetime) -> Rate:
    """How many of this requester reached the house, over both channels: by index ranges of the last days alone."""
    if request.subject is Channel.TRAVEL_DOCUMENT:
        return _rate_of_documents(request, now)
    hour, day, month = now - timedelta(hours=1), now - traces.DAY, now - USUAL
    counted = {"hour": 0, "day": 0, "month": 0}
    # `changed_at` is never before `submitted_at`, and the index by requester and state is in its order.
    asked = Notice.objects.filter(
        requester=request.requester, state__in=list(State), changed_at__gt=month, submitted_at__gt=month
    )
    sent = Diffusion.objects.filter(sender=request.requester, sent_at__gt=month, names_nobody=False)
    for rows, name in ((asked, "submitted_at"), (sent, "sent_at")):
        counts = rows.aggregate(
            hour=Count("pk", filter=Q(**{f"{name}__gt": hour})),
            day=Count("pk", filter=Q(**{f"{name}__gt": day})),
            month=Count("pk"),
        )
        counted = {key: counted[key] + counts[key] for key in counted}
    earlier = max(0, counted["month"] - counted["day"])
    in_batch, alike = _batch(request)
    return Rate(
        in_hour=counted["hour"],
        in_day=counted["day"],
        usual_day=earlier / (USUAL.days - 1),
        alike_in_day=max(alike, traces.alike_in_day(found, request.requester, now)),
        in_batch=in_batch,
    )


def _batch(request: Request) -> tuple[int, int]:
    """How many came with it, and how many of them tell the same facts: they are not screened yet, so they are read."""
    if not request.batch:
        return 0, 0
    siblings = Diffusion.objects.filter(batch=request.batch).exclude(pk=UUID(request.id))
    texts = [
        "\n".join(charge.get("facts", "") for charge in content.get("charges", ())) or str(content.get("case", ""))
        for content in siblings.values_list("content", flat=True)[:MOST_SIBLINGS]
    ]
    own = request.facts
    return siblings.count() + 1, sum(1 for text in texts if own and share(own, text) >= traces.ALIKE)


def _statements(request: Request) -> Iterator[Statement]:
    """What other members reported of this very request."""
    if not request.id or request.subject is Channel.TRAVEL_DOCUMENT:
        return
    if request.subject is Channel.DIFFUSION:
        rows = Answer.objects.filter(diffusion=UUID(request.id)).exclude(kind=_LOCATED)
        for answer in rows:
            yield Statement(member=answer.bureau_id, kind=str(answer.kind), at=answer.given_at)
        return
    for report in Report.objects.filter(notice=UUID(request.id)).exclude(kind=_LOCATED):
        yield Statement(member=report.bureau_id, kind=str(report.kind), ground=report.ground, at=report.at)


def _unanswered(request: Request) -> Iterator[Unanswered]:
    if request.id:
        for row in Question.objects.filter(review__subject=request.id, answered_at=None):
            yield Unanswered(question=str(row.pk), asked_at=row.asked_at, due_at=row.due_at)


def _running(found: list[Other]) -> tuple[str, ...]:
    """Of the other requests on the same person, those that run or are on their way (A-22)."""
    same = [one.subject for one in found if one.same_person]
    if not same:
        return ()
    notices = Notice.objects.filter(pk__in=same, state__in=_ON_ITS_WAY).values_list("pk", flat=True)
    diffusions = Diffusion.objects.filter(pk__in=same, status__in=_DIFFUSED).values_list("pk", flat=True)
    return tuple(str(pk) for pk in (*notices, *diffusions))


def _disconnected(request: Request) -> frozenset[str]:
    """Members the person is a national of, whose bureau closed its own link: it cannot speak for them now."""
    nationalities = request.person.nationalities if request.person else ()
    if not nationalities:
        return frozenset()
    away = Bureau.objects.filter(kind=Bureau.Kind.NATIONAL, member__in=nationalities, connected=False)
    return frozenset(code for code in away.values_list("member", flat=True) if code)


def listing(reference: str) -> Listing | None:
    """The entry of the list of the United Nations as the house holds it: the record with that reference."""
    if not reference:
        return None
    row = Record.objects.filter(source__in=_UN, database="persons", reference=reference).first()
    if row is None:
        return None
    return Listing(reference=reference, is_listed=row.status in _LISTED, listed_on=row.occurred_on)


def are_permitted(purposes: tuple[str, ...]) -> bool:
    """Whether all of a kind of request's purposes are purposes of art. 10."""
    return bool(purposes) and PURPOSES.keys() >= set(purposes)
