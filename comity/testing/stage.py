"""A stage for tests: the cast signed on, the tour's records loaded, an index and a journal in a folder of their own.

Every face is asked as its users ask it: the page and the API over HTTP, the command as a command.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.test import Client

from comity.checks import asgi
from comity.checks.jobs import ingesting, looking
from comity.checks.jobs.following import Follower
from comity.network import actions as network
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.testing import demo, tour
from comity.testing.loading import load_batches
from comity.testing.world import Batch


@dataclass
class Stage:
    """What a test acts on. Make it with `set_up`, and `close` it."""

    folder: Path
    now: datetime
    tokens: dict[str, str] = field(default_factory=dict)
    follower: Follower | None = None

    def follow(self) -> None:
        """Brings the index up to the head of the change log."""
        assert self.follower is not None
        while self.follower.step():
            pass

    def let_the_index_go(self) -> None:
        """For another writer of the index; the next `follow` takes it back."""
        if self.follower is not None:
            self.follower.close()

    def ingest(self) -> None:
        """Brings everything in the journals into the database."""
        while ingesting.ingest(self.folder / "journal") or looking.take_looks():
            pass

    def actor(self, username: str) -> Actor:
        """One of the cast, as they may act now."""
        return actor_for(Officer.objects.select_related("bureau__parent", "entity").get(username=username), self.now)

    def client(self, username: str) -> Client:
        """A browser in which one of the cast has signed in."""
        client = Client(headers={"host": "localhost"})
        response = client.post(f"/account/demo/{username}/")
        assert response.status_code == 302, response.content[:500]
        return client

    def post(self, path: str, token: str, body: bytes, content_type: str = "application/json") -> tuple[int, bytes]:
        """POST to the check service as a national system does: status and body."""
        return asyncio.run(_post(path, token, body, content_type))

    def ask_api(self, token: str, question: dict[str, Any]) -> dict[str, Any]:
        """One check by API. Fails unless it was answered."""
        status, body = self.post("/api/v1/checks", token, msgspec.json.encode(question))
        assert status == 200, body
        answer: dict[str, Any] = msgspec.json.decode(body)
        return answer

    def ask_batch(self, token: str, questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Many checks by API, in order."""
        body = b"\n".join(msgspec.json.encode(question) for question in questions)
        status, said = self.post("/api/v1/checks/batch", token, body, "application/x-ndjson")
        assert status == 200, said
        return [msgspec.json.decode(line) for line in said.splitlines()]

    def quiet(self) -> None:
        """Ends the check service of this process, as if it had stopped: its journal grows no more."""
        asgi.app.close()

    def close(self) -> None:
        self.quiet()
        if self.follower is not None:
            self.follower.close()


def set_up(folder: Path, now: datetime, extra: Sequence[Batch] = ()) -> Stage:
    """The stage in this folder, which must also be the service's (COMITY_VAR). `extra`: more records to load."""
    network.found(now)
    demo.sign_on(now)
    stage = Stage(folder, now, {one["name"]: one["token"] for one in demo.issue_tokens(now)})
    load_batches([*tour.batches(now.date()), *extra])
    demo.restrict(now)
    asgi.app.close()
    stage.follower = Follower(folder / "index")
    stage.follow()
    return stage


async def _post(path: str, token: str, body: bytes, content_type: str) -> tuple[int, bytes]:
    headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", content_type.encode())]
    headers.append((b"content-length", str(len(body)).encode()))
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "client": ("127.0.0.1", 1)}
    scope["query_string"] = query.encode()
    sent: list[dict[str, Any]] = []
    received = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not received:
            await asyncio.Event().wait()  # whoever asks stays on the line
        return received.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await asgi.app(scope, receive, send)
    await asgi.app.end_searches()
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])
