"""A national system for every member's bureau; its token is kept under var/keys/demo, mode 0600."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from comity.core.levels import Level
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.network.models import Token
from comity.network.rules import COMMAND
from comity.testing.simulation.members import places

NAME: Final = "Simulated national system"
LASTS: Final = timedelta(days=90)
REACH: Final = Reach(
    databases=frozenset({"travel_documents", "persons", "vehicles"}),
    purposes=frozenset({"border_control", "security_check"}),
    clearance=Level.RESTRICTED,
)


def for_all(now: datetime) -> dict[str, str]:
    """Bureau -> token. Those of an earlier run where they are good still, new ones for bureaus that lack one."""
    good = set(Token.objects.filter(name=NAME, revoked_at=None, expires_at__gt=now).values_list("bureau_id", flat=True))
    kept = {bureau: text for bureau, text in _read().items() if bureau in good}
    for place in places():
        if place.code not in kept:
            kept[place.code] = _issue(place.code, now)
    _write(kept)
    return kept


def ids_by_bureau(now: datetime) -> dict[str, str]:
    """Who asks for a bureau in the simulation, as checks and hits name them."""
    tokens = Token.objects.filter(name=NAME, revoked_at=None, expires_at__gt=now)
    return {bureau: f"system:{key}" for bureau, key in tokens.values_list("bureau_id", "id")}


def _issue(bureau: str, now: datetime) -> str:
    for old in Token.objects.filter(bureau=bureau, name=NAME, revoked_at=None):
        network.revoke_token(actor=COMMAND, token_id=old.pk, now=now)
    terms = TokenTerms(name=NAME, reach=REACH, expires_at=now + LASTS, may_write=True)
    return network.issue_token(actor=COMMAND, bureau=bureau, terms=terms, now=now).text


def _read() -> dict[str, str]:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}


def _write(tokens: dict[str, str]) -> None:
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(tokens))
    fresh.replace(path)


def _file() -> Path:
    return Path(settings.INSTALLATION_KEYS) / "demo" / "tokens.json"
