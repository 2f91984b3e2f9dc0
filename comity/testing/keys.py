"""Keys for everybody in the demo.

The cast's bureaus hold theirs behind the demo's passphrase. Those of all others are in a file of mode 0600 under
var/keys/demo, for the simulation, as if each bureau kept its own.
"""

import base64
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from comity.keys import actions as keys
from comity.keys import founding, installation, queries, rules
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring, Role, bundle_from
from comity.keys.engine.sealing import Altered
from comity.keys.models import Holder, Ring
from comity.network.access import actor_for
from comity.network.models import Bureau, Officer
from comity.testing import cast

# Bureaus in which somebody of the cast reads messages.
HOSTED: Final = (*cast.BUREAUS, "GS", "CCF")


def found(now: datetime) -> dict[str, Keyring]:
    """Founds what is missing; the rings of bureaus that had none, or whose secrets the file has."""
    made, has = dict(rings()), set(Ring.objects.values_list("bureau_id", "role"))
    installation.automatic()
    for bureau in HOSTED:
        for role in rules.roles_of(bureau):
            if (bureau, role) not in has:
                ring = founding.found_hosted(bureau, _holders(bureau, role), rules.DEMO_PASSPHRASE, now, role=role)
                made |= {bureau: ring} if role == rules.MESSAGES else {}
    others = Bureau.objects.exclude(pk__in=HOSTED).exclude(pk__in=[bureau for bureau, _role in has])
    founded = {bureau: founding.found_own(bureau, now) for bureau in others.values_list("pk", flat=True)}
    if founded:
        _write({bureau: ring for bureau, ring in made.items() if bureau not in HOSTED} | founded)
    return made | founded


def rings() -> Iterator[tuple[str, Keyring]]:
    """The rings of the bureaus that keep their own: bureau and ring. Nothing where no demo was founded."""
    try:
        kept = msgspec.json.decode(_file().read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return
    current = queries.current_of(kept)
    for bureau, text in kept.items():
        with suppress(KeyError, Altered):  # a file of another database, or a bureau that has rotated since
            yield bureau, Keyring.of(current[bureau], bundle_from(base64.b64decode(text)))


def opened(bureau: str, now: datetime) -> Keyring:
    """The ring of one of the cast's bureaus, opened as its first officer would: with the demo's passphrase."""
    officer = _holders(bureau, rules.MESSAGES)[0]
    secret = keys.open_own_key(actor=actor_for(officer, now), passphrase=rules.DEMO_PASSPHRASE, now=now)
    held = Holder.objects.get(ring__bureau=bureau, ring__role=rules.MESSAGES, officer=officer)
    return Keyring.of(queries.current_of([bureau])[bureau], bundle_from(sealing.unseal(bytes(held.sealed), [secret])))


def _holders(bureau: str, role: Role) -> list[Officer]:
    """Those of the cast who may hold this ring."""
    officers = Officer.objects.filter(bureau=bureau, is_demo=True, entity=None).select_related(
        "bureau__parent", "entity"
    )
    return [one for one in officers.order_by("username") if rules.may_hold(one.posts, role)]


def _write(rings: dict[str, Keyring]) -> None:
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    kept = {bureau: base64.b64encode(ring.bundle.encode()).decode() for bureau, ring in rings.items()}
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(kept))
    fresh.replace(path)


def _file() -> Path:
    return Path(settings.INSTALLATION_KEYS) / "demo" / "keys.json"
