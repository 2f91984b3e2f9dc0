"""Reads of the network: the snapshot of access, who is denied what, the directory."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.core.databases import DATABASES
from comity.network import access, appointments
from comity.network.models import Bureau, Member, Officer, Restriction
from comity.network.rules import AccessSnapshot, BureauCard, GeneralRestriction, SystemKey


def access_snapshot(now: datetime) -> AccessSnapshot:
    """Everything a check process must know to decide alone: good tokens, general restrictions, bureaus."""
    return AccessSnapshot(
        keys=tuple(
            SystemKey(digest=bytes(token.digest), actor=access.actor_for_token(token, now), expires_at=token.expires_at)
            for token in access.good_tokens(now).order_by("pk")
        ),
        restrictions=tuple(general_restrictions(now)),
        bureaus=tuple(_card(bureau) for bureau in Bureau.objects.order_by("pk")),
    )


def open_restrictions(now: datetime) -> QuerySet[Restriction]:
    return Restriction.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)


def general_restrictions(now: datetime) -> list[GeneralRestriction]:
    """One per source and database; a restriction of "every database" is spelt out."""
    against: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in open_restrictions(now).filter(record=None):
        for database in [row.database] if row.database else DATABASES:
            against[row.source_id, database].add(row.against_id)
    return [
        GeneralRestriction(source=source, database=database, against=frozenset(codes))
        for (source, database), codes in sorted(against.items())
    ]


def denied_individually(record_ids: Iterable[UUID], now: datetime) -> dict[UUID, dict[str, frozenset[str]]]:
    """For each record with individual restrictions: source -> codes of the bureaus it denies.

    Only the record's own source counts: a reader takes `[record][its source]`.
    """
    denied: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in open_restrictions(now).filter(record__in=list(record_ids)):
        if row.record is not None:
            denied[row.record][row.source_id].add(row.against_id)
    return {
        record: {source: frozenset(codes) for source, codes in by_source.items()}
        for record, by_source in denied.items()
    }


def directory(words: str = "", kind: str = "") -> QuerySet[Bureau]:
    """Bureaus whose code, city or name in any of the four languages contains every word."""
    bureaus = Bureau.objects.select_related("member", "parent").order_by("name", "pk")
    if kind:
        bureaus = bureaus.filter(kind=kind)
    for word in words.split():
        named = Q(pk__iexact=word) | Q(member__alpha3__iexact=word) | Q(name__icontains=word) | Q(city__icontains=word)
        for language in ("ar", "en", "fr", "es"):
            named |= Q(**{f"names__{language}__icontains": word})
        bureaus = bureaus.filter(named)
    return bureaus


def members() -> QuerySet[Member]:
    return Member.objects.all()


def member_named(code: str, language: str) -> str:
    """What a member is called in a language; "" for no member."""
    member = Member.objects.filter(pk=code).first()
    return str(member.names.get(language) or member.name) if member else ""


def demo_cast() -> QuerySet[Officer]:
    """The officers of the demo, in the order of their posts."""
    return (
        Officer.objects.filter(is_demo=True, is_active=True)
        .select_related("bureau", "entity")
        .order_by("posts", "username")
    )


def restrictable(source: str, language: str) -> list[tuple[str, str]]:
    """(code, name in a language) of the bureaus that a source may restrict, by name."""
    bureaus = Bureau.objects.exclude(kind__in=appointments.KINDS_NEVER_RESTRICTED).select_related("parent__parent")
    named = [
        (bureau.pk, f"{bureau.names.get(language) or bureau.name} ({bureau.pk})")
        for bureau in bureaus
        if source not in access.lineage(bureau)
    ]
    return sorted(named, key=lambda choice: choice[1])


def is_disconnected(bureau: str) -> bool:
    """Whether this bureau has closed its own link: what is sent to it waits."""
    return Bureau.objects.filter(pk=bureau, connected=False).exists()


def counts(bureau: Bureau, now: datetime) -> dict[str, int]:
    """What a bureau has running: officers, entities, systems, restrictions."""
    return {
        "officers": bureau.officers.filter(is_active=True).count(),
        "entities": bureau.entities.filter(ends_at=None).count(),
        "tokens": bureau.tokens.filter(revoked_at=None, expires_at__gt=now).count(),
        "restrictions": open_restrictions(now).filter(source=bureau).count(),
    }


def _card(bureau: Bureau) -> BureauCard:
    return BureauCard(
        code=bureau.pk,
        name=bureau.name,
        names=bureau.names,
        contact=bureau.contact,
        parent=bureau.parent_id,
        connected=bureau.connected,
    )
