"""What the rules must know of a diffusion: whom it names, whom it reaches, what the house knows of it. Never writes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from comity.core.databases import DATABASES
from comity.diffusions import rules
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Facts, Hold, Status
from comity.network import queries as network
from comity.network.access import lineage
from comity.network.models import Bureau
from comity.notices import manifests
from comity.notices.manifests.person import names_of
from comity.notices.manifests.shape import Manifest
from comity.protection import queries as protection
from comity.protection.engine.keys import Subject
from comity.records.engine import issuers
from comity.supervision import queries as supervision
from comity.supervision.rules import Scope

PERSONS: Final = "persons"
# Who has a channel of its own on which it acts; the Secretariat and the Commission read what waits, and receive none.
KINDS_THAT_RECEIVE: Final = frozenset({Bureau.Kind.NATIONAL, Bureau.Kind.SUB_BUREAU, Bureau.Kind.PARTNER})
KINDS_OF_ALL: Final = frozenset({Bureau.Kind.NATIONAL, Bureau.Kind.SUB_BUREAU})
NAMING: Final = frozenset({"person", "listed"})


def manifest_of(diffusion: Diffusion) -> Manifest:
    return manifests.get(diffusion.colour)


def names_person(diffusion: Diffusion) -> bool:
    """Whether somebody is named: what is sought is a person, one is described, or the sender has not said otherwise."""
    manifest = manifest_of(diffusion)
    return manifest.subject in NAMING or bool(diffusion.content.get("person")) or not diffusion.names_nobody


# --- Whom it reaches ---


def bureaus_that_receive() -> dict[str, Bureau]:
    found = Bureau.objects.filter(kind__in=KINDS_THAT_RECEIVE).select_related("parent__parent", "member")
    return {bureau.pk: bureau for bureau in found}


def denied_by(sender: str, names: bool, now: datetime) -> frozenset[str]:
    """Codes that the sender denies its data to: that on persons where one is named, else everything it has."""
    against = {row.database: row.against for row in network.general_restrictions(now) if row.source == sender}
    if names:
        return against.get(PERSONS, frozenset())
    return frozenset.intersection(*(against.get(database, frozenset()) for database in DATABASES))


def recipients_of(diffusion: Diffusion, now: datetime) -> list[Bureau]:
    """The bureaus it goes to now: as chosen, or all; never its sender, never whom the sender denies its data."""
    receiving = bureaus_that_receive()
    denied = denied_by(diffusion.sender_id, names_person(diffusion), now)
    if diffusion.to_all:
        chosen = [bureau for bureau in receiving.values() if bureau.kind in KINDS_OF_ALL]
    else:
        chosen = [receiving[code] for code in diffusion.recipients if code in receiving]
    return [one for one in chosen if one.pk != diffusion.sender_id and denied.isdisjoint(lineage(one))]


# --- What the house knows ---


def facts_of(diffusion: Diffusion, now: datetime) -> Facts:
    """What the way out depends on, as it is at this moment."""
    return Facts(
        seeks=manifest_of(diffusion).seeks,
        names_person=names_person(diffusion),
        is_under_measure=is_under_measure(diffusion, now),
        is_in_held_batch=is_in_held_batch(diffusion),
        is_known_earlier=is_known_earlier(diffusion),
        targets_disconnected=targets_disconnected(diffusion),
    )


def reasons_to_hold(diffusion: Diffusion, now: datetime) -> tuple[Hold, ...]:
    """Why a person must release it, whatever a machine above found; empty when nothing here asks for one."""
    return rules.reasons_to_hold(facts_of(diffusion, now))


def countries_of(diffusion: Diffusion) -> frozenset[str]:
    """Countries (two letters) of which the person is a national, or where they may be."""
    person: dict[str, Any] = diffusion.content.get("person") or {}
    nationalities = (issuers.alpha2(code) for code in person.get("nationalities", ()))
    return frozenset(filter(None, nationalities)) | frozenset(person.get("likely_in", ()))


def targets_disconnected(diffusion: Diffusion) -> bool:
    """Whether the person is a national of a member whose bureau has closed its link: it cannot speak for them now."""
    person: dict[str, Any] = diffusion.content.get("person") or {}
    national = {code for one in person.get("nationalities", ()) if (code := issuers.alpha2(one))}
    away = Bureau.objects.filter(member__in=national, kind=Bureau.Kind.NATIONAL, connected=False)
    return bool(national) and away.exclude(pk=diffusion.sender_id).exists()


def is_in_held_batch(diffusion: Diffusion) -> bool:
    """Whether what was sent together with it is held as a whole."""
    if diffusion.batch is None:
        return False
    return Diffusion.objects.filter(batch=diffusion.batch, holds__contains=[Hold.BULK]).exists()


def sent_within_a_day(sender: str, now: datetime) -> int:
    return Diffusion.objects.filter(sender=sender, sent_at__gt=now - timedelta(days=1)).count()


def siblings_waiting(diffusion: Diffusion) -> list[Diffusion]:
    """What was sent together with it and waits for the machine, itself left out."""
    if diffusion.batch is None:
        return []
    same = Q(batch=diffusion.batch, status=Status.SUBMITTED) & ~Q(pk=diffusion.pk)
    return list(Diffusion.objects.filter(same).select_for_update().order_by("pk"))


def countries_of_bureau(bureau: Bureau) -> frozenset[str]:
    """The codes of the member that a bureau answers to: its own, or that of a bureau above it."""
    codes: set[str] = set()
    above: Bureau | None = bureau
    while above is not None:
        codes |= {above.member_id} if above.member_id else set()
        above = above.parent
    return frozenset(codes)


# --- Measures and the blind register: asked of the rooms that keep them ---


def is_under_measure(diffusion: Diffusion, now: datetime) -> bool:
    """Whether a measure over the sender's channel lets it wait: this one, all that is sent in bulk, or the quota."""
    countries, sender = countries_of(diffusion), diffusion.sender_id
    one = supervision.effects(sender, Scope.DIFFUSIONS, countries=countries)
    if one.hold or (one.quota is not None and sent_within_a_day(sender, now) > one.quota):
        return True
    if diffusion.batch is None:
        return False
    many = supervision.effects(sender, Scope.BULK, countries=countries)
    return many.hold or (many.quota is not None and sent_within_a_day(sender, now) > many.quota)


def needs_two(diffusion: Diffusion) -> bool:
    """Whether a measure asks for two persons before it goes."""
    asked = (Scope.DIFFUSIONS, Scope.BULK) if diffusion.batch else (Scope.DIFFUSIONS,)
    countries = countries_of(diffusion)
    return any(supervision.effects(diffusion.sender_id, one, countries=countries).second_reviewer for one in asked)


def is_known_earlier(diffusion: Diffusion) -> bool:
    """Whether anything is remembered of this person, case or facts: a refusal, a deletion, protection, redress."""
    return bool(protection.matches(subject_of(diffusion.content), requester=diffusion.sender_id))


def subject_of(content: Mapping[str, Any]) -> Subject:
    """Whom and what it is about, as the blind register looks it up."""
    person, case, warrant = (content.get(name) or {} for name in ("person", "case", "warrant"))
    papers = (paper for paper in person.get("documents", ()) if paper.get("issuer"))
    charges = "\n".join(charge.get("facts", "") for charge in content.get("charges") or ())
    number = warrant.get("number", "")
    cases = (f"{warrant.get('authority', '')} {number}".strip() if number else "", case.get("reference", ""))
    return Subject(
        names=names_of(content),
        births=tuple(person.get("birth_dates", ())),
        documents=tuple(f"{paper['issuer']} {paper['number']}" for paper in papers),
        cases=tuple(filter(None, cases)),
        facts=charges or case.get("facts", ""),
    )
