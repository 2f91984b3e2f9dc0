"""The demo: the cast signs on, the world is loaded, some checks are made and some hits answered. Safe to repeat.

Passwords and authenticator secrets come from the installation's own secret key, so they differ between installations
and need no storing; tokens are issued anew when they are lost, because they are kept only as hashes.
"""

import base64
import hmac
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from comity.core.levels import Level
from comity.keys.rules import DEMO_PASSPHRASE
from comity.network import actions as network
from comity.network.actions import AlreadyRestricted
from comity.network.appointments import Appointment, Reach, TokenTerms
from comity.network.models import Entity, Officer, Token
from comity.network.rules import COMMAND
from comity.records import actions as records
from comity.records.models import Record
from comity.testing import cast, correspondence, docket, keys, sought, tour, watch, world
from comity.testing.cast import Member, Service, System
from comity.testing.loading import desk, load_batches, load_un_list
from comity.testing.stories import tell

Say = Callable[[str], None]
TOKEN_LASTS = timedelta(days=90)


def build(now: datetime, say: Say = lambda _sentence: None, scale: float = 1.0) -> dict[str, Any]:
    """Everything; the content of var/demo.json. `scale` 0.01 makes a hundredth of the world (for tests)."""
    network.found(now)
    say("Appointing the cast ...")
    people = sign_on(now)
    tokens = issue_tokens(now)
    say("Loading made-up records ...")
    load_batches(every_batch(now, scale), say)
    load_un_list(now)
    restrict(now)
    say("Asking for notices, and reviewing them ...")
    docket.file(now)
    say("Founding the keys of every bureau ...")
    rings = keys.found(now)
    say("Writing some messages ...")
    correspondence.send(rings, now)
    watch.begin(now)
    say("Making some checks ...")
    tell(now)
    return content(people, tokens)


def is_built() -> bool:
    """Whether the cast is here."""
    return Officer.objects.filter(is_demo=True).count() >= len(cast.CAST)


def every_batch(now: datetime, scale: float) -> Iterator[world.Batch]:
    """What there is to load: the tour's records first, then the crowd's."""
    yield from tour.batches(now.date())
    yield from world.batches(now.date(), scale)


def sign_on(now: datetime) -> list[dict[str, Any]]:
    """Authorises the services and appoints the cast, those who are not there yet."""
    services = {(one.bureau, one.name): _service(one, now) for one in cast.SERVICES}
    return [_officer(one, services, now) for one in cast.CAST]


def issue_tokens(now: datetime) -> list[dict[str, Any]]:
    """A new token for each system; the one before it, if any, ends."""
    issued = []
    for system in cast.SYSTEMS:
        for old in Token.objects.filter(bureau=system.bureau, name=system.name, revoked_at=None):
            network.revoke_token(actor=COMMAND, token_id=old.pk, now=now)
        issued.append(_token(system, now))
    return issued


def restrict(now: datetime) -> None:
    """The restrictions of the cast's bureaus: general ones, and one record of the tour."""
    for source, against, database in cast.GENERAL_RESTRICTIONS:
        try:
            network.restrict(actor=desk(source), against=against, database=database, reason="Demo", now=now)
        except AlreadyRestricted:
            continue
    hidden = Record.objects.get(source="FR", database="travel_documents", reference=tour.HIDDEN_REFERENCE)
    try:
        records.restrict(actor=desk("FR"), record_id=hidden.pk, against="BR", reason="Demo", now=now)
    except AlreadyRestricted:
        return


def content(people: list[dict[str, Any]], tokens: list[dict[str, Any]]) -> dict[str, Any]:
    """What var/demo.json holds beside the addresses."""
    return {
        "sign_ins": people,
        "tokens": tokens,
        "passphrase": DEMO_PASSPHRASE,
        "stolen_document": {"mrz": tour.stolen_zone(), "source": "FR", "kind": "stolen"},
        "clean_document": {"mrz": tour.clean_zone()},
        "restricted_document": {"mrz": tour.hidden_zone(), "source": "FR", "kind": "stolen", "hidden_from": "BR"},
        "vehicle": {"vin": tour.STOLEN_VIN, "plate": tour.STOLEN_PLATE, "country": "BR"},
        "firearm": {"serial": tour.STOLEN_SERIAL, "make": "Glock", "model": "17"},
        "person": {"name": tour.CHARGED_NAME, "birth_date": tour.CHARGED_BORN},
        "fugitive": {"name": sought.FUGITIVE_ARABIC, "birth_date": sought.FUGITIVE_BORN, "source": "FR"},
        "namesake": {"mrz": sought.innocent_zone()},
    }


def password_of(username: str) -> str:
    """This installation's password of one of the cast."""
    text = base64.b32encode(_secret("password", username)).decode().lower()
    return "-".join((text[0:5], text[5:10], text[10:15]))


def totp_secret_of(username: str) -> str:
    """This installation's authenticator secret of one of the cast."""
    return base64.b32encode(_secret("authenticator", username)[:20]).decode()


def _secret(use: str, username: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"demo {use} {username}".encode(), sha256)


def _service(service: Service, now: datetime) -> Entity:
    known = Entity.objects.filter(bureau=service.bureau, name=service.name).first()
    reach = Reach(
        databases=frozenset(service.databases), purposes=frozenset(service.purposes), clearance=service.clearance
    )
    return known or network.authorise_entity(
        actor=COMMAND, bureau=service.bureau, name=service.name, reach=reach, now=now
    )


def _officer(one: Member, services: dict[tuple[str, str], Entity], now: datetime) -> dict[str, Any]:
    password, secret = password_of(one.username), totp_secret_of(one.username)
    officer = Officer.objects.filter(username=one.username).first()
    if officer is None:
        service = services.get((one.bureau, one.service))
        appointment = Appointment(
            username=one.username,
            name=one.name,
            posts=frozenset({one.post}),
            clearance=one.clearance,
            entity=str(service.pk) if service else None,
            language=one.language,
            nationality=one.nationality,
            is_demo=True,
        )
        appointed = network.appoint_officer(
            actor=COMMAND, bureau=one.bureau, appointment=appointment, now=now, password=password
        )
        officer = appointed.officer
    if not Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(officer, secret)
    return {
        "username": one.username,
        "name": one.name,
        "bureau": one.bureau,
        "posts": [one.post.value],
        "password": password,
        "totp_secret": secret,
    }


def _token(system: System, now: datetime) -> dict[str, Any]:
    service = Entity.objects.filter(bureau=system.bureau, name=system.service).first()
    terms = TokenTerms(
        name=system.name,
        reach=Reach(
            databases=frozenset(system.databases), purposes=frozenset(system.purposes), clearance=Level.RESTRICTED
        ),
        expires_at=now + TOKEN_LASTS,
        entity=str(service.pk) if service else None,
        may_write=system.may_write,
        rate=system.rate,
    )
    issued = network.issue_token(actor=COMMAND, bureau=system.bureau, terms=terms, now=now)
    return {
        "name": system.name,
        "token": issued.text,
        "bureau": system.bureau,
        "databases": list(system.databases),
        "purposes": list(system.purposes),
    }
