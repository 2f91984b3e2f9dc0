"""The first day: members and offices are entered once, and again without harm."""

from datetime import datetime

from comity.audit import actions as audit
from comity.core import changes
from comity.network import founding
from comity.network.models import Bureau, Member
from comity.network.rules import COMMAND, Actor


def found(now: datetime, actor: Actor = COMMAND) -> int:
    """Enters the 196 members and every office that is missing, and returns how many rows were made.

    What a bureau has changed since (contact, connection) is left alone. Leaves no ledger entry when nothing is missing.
    """
    have = set(Member.objects.values_list("pk", flat=True)) | set(Bureau.objects.values_list("pk", flat=True))
    wanted = {member.code for member in founding.members()} | {office.code for office in founding.offices()}
    return _found(actor=actor, now=now) if wanted - have else 0


@audit.verb("network.founded")
def _found(*, actor: Actor, now: datetime) -> int:
    before = Member.objects.count() + Bureau.objects.count()
    members = founding.members()
    Member.objects.bulk_create(
        [
            Member(
                code=member.code,
                alpha3=member.alpha3,
                name=member.name,
                names=member.names,
                region=member.region,
                region_on_pages=member.region_on_pages,
                is_region_certain=member.is_region_certain,
            )
            for member in members
        ],
        ignore_conflicts=True,
    )
    Bureau.objects.bulk_create([_national(member) for member in members], ignore_conflicts=True)
    Bureau.objects.bulk_create([_office(office) for office in founding.offices()], ignore_conflicts=True)
    made = Member.objects.count() + Bureau.objects.count() - before
    audit.about(details={"made": made})
    changes.note("access", [None], now=now)
    return made


def _national(member: founding.FoundingMember) -> Bureau:
    return Bureau(
        code=member.code,
        kind=Bureau.Kind.NATIONAL,
        name=member.name,
        names=member.names,
        city=member.city,
        contact=founding.desk(Bureau.Kind.NATIONAL, member.code, member.city),
        member_id=member.code,
        databases=founding.EVERY_DATABASE,
        purposes=founding.EVERY_PURPOSE,
    )


def _office(office: founding.FoundingOffice) -> Bureau:
    return Bureau(
        code=office.code,
        kind=office.kind,
        name=office.name,
        names=office.names,
        city=office.city,
        contact=founding.desk(office.kind, office.code, office.city),
        parent_id=office.parent,
        databases=office.databases,
        purposes=office.purposes,
    )
