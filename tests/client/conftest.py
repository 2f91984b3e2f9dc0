"""National systems that speak through the client to the whole application, as it is served, in this process."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync

from comity.client import Client, KnownKeys
from comity.core import clock
from comity.core.levels import Level
from comity.keys.engine.ring import Keyring
from comity.network.access import digest
from comity.network.models import Token
from comity.wiring import asgi
from tests.contract.outside import _open_connection
from tests.messages.conftest import Offices, network, offices

__all__ = ["network", "offices"]

ADDRESS = "http://localhost"


class Inside(httpx.BaseTransport):
    """Carries requests to the application in this thread. `faults`: what happens to the next ones instead."""

    def __init__(self) -> None:
        self.faults: list[Callable[[httpx.Request], httpx.Response | None]] = []
        self.asked: list[str] = []
        self.change: Callable[[bytes], bytes] = lambda body: body

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(f"{request.method} {request.url.path}")
        if self.faults and (answer := self.faults.pop(0)(request)):
            return answer
        return self.pass_on(request)

    def pass_on(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=asgi.application)
            again = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
            answer = await transport.handle_async_request(again)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        with _open_connection():
            answer = async_to_sync(ask)()
        return httpx.Response(answer.status_code, headers=answer.headers, content=self.change(answer.content))


def token_of(bureau: str, **changes: Any) -> str:
    """A new token of a bureau's own system."""
    bare = f"comity_{secrets.token_hex(16)}"
    now = clock.now()
    given = {"may_write": True, "clearance": Level.RESTRICTED, "issued_at": now, "expires_at": now + timedelta(days=1)}
    Token.objects.create(bureau_id=bureau, name=f"System of {bureau}", digest=digest(bare), **(given | changes))
    return bare


class Systems:
    """The bureaus' own systems: a client for each, over a transport of its own."""

    def __init__(self, offices: Offices, folder: Path) -> None:
        self.offices = offices
        self.folder = folder
        self.transports: dict[str, Inside] = {}
        self.clients: dict[str, Client] = {}

    def __getitem__(self, code: str) -> Client:
        if code not in self.clients:
            self.clients[code] = self.new(code, self.offices[code].ring)
        return self.clients[code]

    def new(self, code: str, ring: Keyring, token: str = "", patience: float = 2.0) -> Client:
        transport = self.transports[code] = Inside()
        http = httpx.Client(transport=transport)
        known = KnownKeys(self.folder / f"{code}.known.json")
        return Client(ADDRESS, token or token_of(code), ring, known=known, patience=patience, http=http)


@pytest.fixture
def systems(offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Systems:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    storages = dict(settings.STORAGES)
    storages["default"] = storages["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    return Systems(offices, tmp_path)
