"""Reads of the notices room: lists, queues for the rooms above, what a public extract may say."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.network.rules import Actor
from comity.notices import access, manifests, rules
from comity.notices.manifests import reading
from comity.notices.manifests.shape import Manifest, Stated
from comity.notices.models import Elsewhere, Notice, Report, Text
from comity.notices.rules import State

# --- Lists ---


def published(actor: Actor, *, colour: str = "", requester: str = "", text: str = "") -> QuerySet[Notice]:
    """What circulates, as this actor may see it, the latest first; empty filters mean all."""
    found = access.visible_to(actor).filter(state=State.PUBLISHED).select_related("requester")
    return _narrowed(found, colour, requester, text).order_by("-published_at", "-pk")


def own(actor: Actor, *, colour: str = "", state: str = "", text: str = "") -> QuerySet[Notice]:
    """The bureau's own in every state, the latest change first."""
    found = access.own(actor)
    return _narrowed(found.filter(state=state) if state else found, colour, "", text)


def _narrowed(found: QuerySet[Notice], colour: str, requester: str, text: str) -> QuerySet[Notice]:
    if "\0" in f"{colour}{requester}{text}":  # PostgreSQL has no text with NUL in it, so nothing could ever match
        return found.none()
    if colour:
        found = found.filter(colour=colour)
    if requester:
        found = found.filter(requester=requester)
    for word in text.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(number__startswith=word))
    return found


# --- Queues: a queue is a query ---


def awaiting_screening() -> QuerySet[Notice]:
    """Handed in, and not looked at by any machine or person yet; the urgent first, then the oldest."""
    return Notice.objects.filter(state=State.SUBMITTED).order_by("-is_urgent", "submitted_at", "pk")


def awaiting_review() -> QuerySet[Notice]:
    """In review; the urgent first, then the oldest."""
    return Notice.objects.filter(state=State.IN_REVIEW).order_by("-is_urgent", "submitted_at", "pk")


def awaiting_change() -> QuerySet[Notice]:
    """Published ones of which the source asks to change what they say: `pending` holds it."""
    return Notice.objects.filter(state__in=rules.CIRCULATED).exclude(pending=None).order_by("pending_at", "pk")


def awaiting_renewal() -> QuerySet[Notice]:
    """Published ones that the source asks to keep for another period: the conditions are tested again."""
    asked = Notice.objects.filter(state__in=rules.CIRCULATED).exclude(renewal_asked_at=None)
    return asked.order_by("renewal_asked_at", "pk")


def awaiting_cancellation() -> QuerySet[Notice]:
    """Published ones that may have to be cancelled or amended: `look_again` says why."""
    return Notice.objects.filter(state__in=rules.CIRCULATED).exclude(look_again="").order_by("look_again_at", "pk")


def silence_is_due(now: datetime) -> QuerySet[Notice]:
    """Of found persons whose papers the requester has not sent in time, and at which nobody looks yet."""
    late = Report.objects.filter(notice=OuterRef("pk"), due_at__lte=now, papers_sent_at=None, handled_at=None)
    return Notice.objects.filter(Exists(late), state__in=rules.CIRCULATED, look_again="")


def circulating_of(bureau: str, colour: str) -> int:
    """How many of a colour a bureau has in circulation or on their way there, by whatever door: against its share."""
    on_their_way = {State.SUBMITTED, State.IN_REVIEW} | rules.CIRCULATED
    notices = Notice.objects.filter(requester=bureau, colour=colour, state__in=on_their_way)
    return notices.count() + Elsewhere.objects.filter(bureau=bureau, colour=colour).count()


def share_of(colour: str, now: datetime) -> int | None:
    """How many of a colour one member may have; None without a quota."""
    manifest = manifests.get(colour)
    if manifest.quota is None:
        return None
    return rules.share(manifest.quota, access.openings(colour, now.date()).count())


# --- One notice ---


def manifest_of(notice: Notice) -> Manifest:
    return manifests.get(notice.colour)


def status_of(notice: Notice) -> str:
    """What the person is, as every face must say: presumed innocent, convicted, missing ... "" where nobody is meant.

    An English sentence, to be translated where it is shown.
    """
    manifest = manifest_of(notice)
    case = notice.content.get("case")
    status = case.get("status", "") if isinstance(case, dict) else ""
    if not status and len(manifest.statuses) == 1 and manifest.names_somebody(notice.content):
        [status] = manifest.statuses
    return manifest.statuses.get(status, "")


def stated(notice: Notice, now: datetime, content: dict[str, Any] | None = None) -> Stated:
    """A notice as its manifest looks at it; with `content`, as it would be if it said that."""
    asks = access.requester_of(notice.requester)
    assert asks is not None
    return Stated(
        content=notice.content if content is None else content,
        today=now.date(),
        requester=notice.requester_id,
        asks=asks,
        photographs=notice.photographs.count(),
        attachments=frozenset(notice.attachments.values_list("kind", flat=True)),
        is_public=notice.is_public,
    )


def public_extract(notice: Notice) -> dict[str, Any] | None:
    """What the public may see: identity, description, charges, the country that asks, and nothing else; or None.

    Only while it is published and its source consents (art. 61); a notice of the United Nations always.
    """
    manifest = manifest_of(notice)
    consents = manifest.may_be_public == "always" or (manifest.may_be_public == "with_consent" and notice.is_public)
    if notice.state != State.PUBLISHED or not consents:
        return None
    return {
        "number": notice.number,
        "colour": notice.colour,
        "requester": notice.requester_id,
        "published_at": notice.published_at,
        "content": reading.only(manifest, notice.content, frozenset(manifest.public)),
        "photographs": list(notice.photographs.filter(is_pending=False).values_list("pk", flat=True)),
    }


def need_is_due(now: datetime) -> QuerySet[Notice]:
    """Published ones that end within six months and whose source has not been asked about the need yet."""
    until = (now + rules.NEED_REVIEW_BEFORE).date()
    unasked = Notice.objects.filter(state__in=rules.CIRCULATED, need_asked_at=None, renewal_asked_at=None)
    return unasked.filter(expires_on__lte=until)


def is_over(now: datetime) -> QuerySet[Notice]:
    """Whose time has come: past their last day, unless a renewal that was asked in time is still examined."""
    today = now.date()
    late = today - timedelta(days=rules.RENEWAL_GRACE.days)
    over = Notice.objects.filter(state__in=rules.CIRCULATED, expires_on__lte=today)
    return over.filter(Q(renewal_asked_at=None) | Q(expires_on__lte=late))


def suspension_is_over(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state=State.SUSPENDED, suspended_until__lte=now.date())


def record_ends_first(now: datetime) -> QuerySet[Notice]:
    """Published without an end of their own, with a record that has one within a month."""
    soon = now.date() + timedelta(days=30)
    lasting = Notice.objects.filter(state__in=rules.CIRCULATED, expires_on=None, is_record_cited=False)
    return lasting.filter(record__status="active", record__review_on__lte=soon)


def require_share(bureau: str, colour: str, now: datetime) -> None:
    """Raises QuotaReached for one more of a colour than the bureau's share of a pilot allows."""
    share = share_of(colour, now)
    if share is not None and circulating_of(bureau, colour) >= share:
        raise rules.QuotaReached(f"{rules.QuotaReached.__doc__} Your share is {share}.")


def texts(notice: Notice, language: str) -> dict[str, str]:
    """The free texts that stand in a language, by path; empty in the language they were written in."""
    done = notice.texts.filter(language=language, state=Text.State.DONE)
    return dict(done.values_list("place", "text"))


def to_translate(actor: Actor, *, language: str = "") -> QuerySet[Text]:
    """The translators' queue: the urgent first, then the oldest. Raises NotAllowed."""
    waiting = access.texts_for(actor).exclude(state=Text.State.DONE).select_related("notice__requester")
    if language:
        waiting = waiting.filter(language=language)
    return waiting.order_by("-notice__is_urgent", "asked_at", "pk")
