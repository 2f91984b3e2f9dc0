"""What a room above has decided about a request: taken, returned, refused, published.

It has asked its own rules whether the actor may. The number and the nationality of reviewers are proven here again, so
that no path publishes without them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from comity.audit import actions as audit
from comity.core.languages import LANGUAGES
from comity.network.models import Officer
from comity.network.rules import RIGHTS, Actor, Post, Right, require_right
from comity.notices import access, queries, rules
from comity.notices.actions import resting, steps, translating
from comity.notices.manifests import reading
from comity.notices.models import Notice, Series, Text
from comity.notices.rules import Origin, Reviewer, State


@audit.verb("notice.taken_for_review", subject="notice_id")
def take_for_review(*, actor: Actor, notice_id: UUID | str, now: datetime) -> Notice:
    """The machine found nothing missing: people look at it, and translators begin."""
    notice = access.get_any(notice_id)
    steps.take(notice, actor, "take_for_review", now, taken_at=now)
    ask_for_texts(notice, now)
    return notice


@audit.verb("notice.returned", subject="notice_id")
def return_incomplete(
    *, actor: Actor, notice_id: UUID | str, findings: Sequence[dict[str, Any]], now: datetime, reason: str = ""
) -> Notice:
    """Back to its source, with what is missing: a list of {"rule", "field", "says"}, fit for the requester to read."""
    notice = access.get_any(notice_id)
    return steps.take(
        notice,
        actor,
        "return_incomplete",
        now,
        reason=reason,
        findings=[dict(one) for one in findings],
        decided_at=now,
    )


@audit.verb("notice.refused", subject="notice_id")
def refuse(*, actor: Actor, notice_id: UUID | str, code: str, reasons: str, now: datetime) -> Notice:
    """The request is refused, for good. A person decides, never a machine. `reasons` is fit for the requester."""
    require_right(actor, Right.REVIEW)
    notice = access.get_any(notice_id)
    rules.require_step("refuse", State(notice.state))
    said = rules.require_letter(reasons)
    resting.end(notice, actor, said, now)
    audit.about(details={"code": code})
    return steps.take(notice, actor, "refuse", now, reason=said, codes=[code], decided_at=now, ended_at=now)


@audit.verb("notice.published", subject="notice_id")
def publish(*, actor: Actor, notice_id: UUID | str, reviewers: Sequence[str], now: datetime) -> Notice:
    """Every member sees it from now on, and checks meet it. `reviewers` are the ids of the officers who approved.

    Raises NotReviewed, OwnNational, TextsMissing, NotNow.
    """
    require_right(actor, Right.REVIEW)
    notice = access.get_any(notice_id)
    rules.require_step("publish", State(notice.state))
    require_reviewed(notice, reviewers)
    manifest = queries.manifest_of(notice)
    languages = languages_of(notice, manifest.languages_needed)
    number = next_number(now.year)
    audit.about(details={"number": number, "reviewers": sorted(set(reviewers))})
    steps.take(
        notice,
        actor,
        "publish",
        now,
        number=number,
        languages=languages,
        reviewers=sorted(set(reviewers)),
        published_at=now,
        expires_on=rules.last_day(now.date(), manifest.validity_years) if manifest.validity_years else None,
    )
    resting.let_out(notice, actor, now)
    return notice


def require_reviewed(notice: Notice, reviewers: Sequence[str]) -> None:
    """Raises NotReviewed or OwnNational unless as many people as the manifest asks for, none of them the requester's,
    have approved."""
    ids = sorted({one.removeprefix("officer:") for one in reviewers})
    try:
        found = {str(one.pk): one for one in Officer.objects.filter(pk__in=[UUID(one) for one in ids], is_active=True)}
    except ValueError:
        raise rules.NotReviewed from None
    if len(found) < len(ids):
        raise rules.NotReviewed(f"{rules.NotReviewed.__doc__} One of those named is nobody.")
    people = [_reviewer(found[one]) for one in ids]
    rules.require_reviewers(queries.manifest_of(notice), people, _origin(notice))


def _origin(notice: Notice) -> Origin:
    requester = notice.requester
    kind = access.requester_of(requester)
    assert kind is not None
    authors = frozenset({notice.created_by, notice.submitted_by, notice.pending_by} - {""})
    return Origin(bureau=requester.pk, member=requester.member_id, kind=kind, authors=authors)


def _reviewer(officer: Officer) -> Reviewer:
    return Reviewer(
        id=f"officer:{officer.pk}",
        nationality=officer.nationality,
        bureau=officer.bureau_id,
        may_review=any(Right.REVIEW in RIGHTS[Post(post)] for post in officer.posts),
    )


def languages_of(notice: Notice, needed: tuple[str, ...]) -> list[str]:
    """In which languages it stands now. Raises TextsMissing where it must stand in more."""
    standing = translating.languages_of(notice)
    if missing := sorted(set(needed) - set(standing)):
        raise rules.TextsMissing(f"{rules.TextsMissing.__doc__} Missing: {', '.join(missing)}.")
    return standing


def ask_for_texts(notice: Notice, now: datetime) -> None:
    """Puts every free text before the translators, once for each other language; one that has changed, anew."""
    texts = reading.texts_of(queries.manifest_of(notice), reading.shown(queries.manifest_of(notice), notice.content))
    notice.texts.exclude(place__in=texts).delete()
    known = {(one.place, one.language): one for one in notice.texts.all()}
    for place, text in texts.items():
        for language in LANGUAGES:
            if language != notice.language:
                _ask_for(notice, place, language, text, known, now)


def _ask_for(
    notice: Notice, place: str, language: str, text: str, known: dict[tuple[str, str], Text], now: datetime
) -> None:
    row = known.get((place, language))
    if row is None:
        Text.objects.create(notice=notice, place=place, language=language, of=text, asked_at=now)
    elif row.of != text:
        Text.objects.filter(pk=row.pk).update(of=text, state=Text.State.WAITING, asked_at=now, done_at=None)


def next_number(year: int) -> str:
    """The next number of a year, "2026/1234", each given once: under the lock of its series."""
    Series.objects.get_or_create(year=year)
    series = Series.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year}/{series.last}"
