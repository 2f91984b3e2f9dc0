"""The check service: raw ASGI, no framework, no database. Runs alone, and inside the web process at the same addresses.

    python -m comity.checks.serve --port 8001 --workers 2

Settings come from the environment: COMITY_VAR (the folder of index and journal), COMITY_CHECK_WORKERS (a token's rate
is shared out among them), COMITY_INDEX_STALE_AFTER (seconds without a sign of the follower; 0 for never),
COMITY_METRICS_TOKEN. Nothing about a question is ever logged.
"""

import asyncio
import hmac
import io
import logging
import os
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from comity.checks import doors, undated
from comity.checks.engine import answer, counting, faults, frames, garbage, http
from comity.checks.engine.asking import Checker, Said, said_frame
from comity.checks.engine.batch import MOST_LINES, Batch, TooManyLines
from comity.checks.engine.counting import Counters
from comity.checks.engine.http import Read, Receive, Request, Response, Scope, Send
from comity.checks.engine.index import Index
from comity.checks.engine.journal import Journal, NotWritten
from comity.checks.engine.passengers import checking, streaming
from comity.checks.engine.passengers.checking import Asking, Listed
from comity.checks.engine.persons import searching
from comity.checks.engine.rates import Rates
from comity.checks.undated import Job, Undated
from comity.core import ids
from comity.core.errors import NotAllowed, Refused
from comity.network.rules import Actor, Right, SystemKey

ONE: Final = "/api/v1/checks"
MANY: Final = "/api/v1/checks/batch"
LIST: Final = "/api/v1/checks/passenger-list"
LONGEST: Final = {ONE: 32 << 10, MANY: 4 << 20}
TYPES_ONE: Final = frozenset({"application/json"})
TYPES_MANY: Final = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines", "application/json"}
)
TYPES_LIST: Final = frozenset({"text/csv", "text/plain", "application/edifact", "application/octet-stream"})
STALE_AFTER: Final = 900.0
_MOST_TOKENS: Final = 10_000
# Lines of batches leave room for those who wait at a desk.
_MOST_OF_BATCHES: Final = 4
_UNTIL_ROOM: Final = 0.005
_ROOT: Final = Path(__file__).resolve().parents[2]

COUNTERS: Final = (
    *(f"checks {outcome}" for outcome in answer.OUTCOMES),
    *(f"requests {kind}" for kind in ("2", "4", "5")),
    "batches",
    "journal failures",
    *counting.timed("seconds"),
)

log = logging.getLogger("comity.checks")


class Service:
    """One process's check service. Opens index and journal when the server starts, or at its first request."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._open: tuple[Checker, Counters] | None = None
        # Pages of the same process ask from several threads.
        self._opening = threading.Lock()
        self._rates = Rates(1 / max(1, int(os.environ.get("COMITY_CHECK_WORKERS") or 1)))
        self._undated: Undated | None = None
        self._keys: dict[bytes, SystemKey] = {}
        self._keys_of: object = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    @property
    def checker(self) -> Checker:
        """What answers: for faces in the same process."""
        return self._opened()[0]

    def close(self) -> None:
        """Lets go of the files."""
        if self._open is not None:
            self._open[0].journal.close()
            self._open[1].close()
            self._open = None

    async def end_searches(self) -> None:
        """Ends the child that searches without dates of birth: it belongs to the event loop that started it."""
        if self._undated is not None:
            await self._undated.close()
            self._undated = None

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                self._opened()
                searching.warm()
                garbage.spare_collections()
                await self._elsewhere().start()
            else:
                await self.end_searches()
                self.close()
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def read(longest: int) -> bytes:
            return await http.body(receive, longest)

        try:
            response = await self.respond(http.head(scope), read)
        except http.HungUp:
            return
        await http.send_response(receive, send, response)

    async def respond(self, request: Request, read: Read) -> Response:
        """The response to a request, whose body `read` gives when it is no longer than asked. Raises HungUp only."""
        started = time.perf_counter()
        try:
            response = await self._respond(request, read)
        except http.HungUp:
            raise
        except Exception as error:
            response = _refused(error)
        if request.path.startswith(ONE):
            self._count_request(response.status, started)
        return response

    def begin(self, request: Request, body: bytes, answer: Callable[[Response], None]) -> bool:
        """What `respond` does with a single check whose head was found right, without a task: `answer` is called when
        the check is on disk, or is refused. False, and nothing is done, where the search is a long one.
        """
        started = time.perf_counter()
        try:
            checker, counters = self._opened()
            at = datetime.now(UTC)
            actor = self._actor(checker, request, at)
            asked = faults.decode(body, at.date())
            if undated.is_undated(asked):
                return False
            self._spend(actor, 1)
            said = checker.say(asked, actor, at, ids.new())
            payload = said_frame(said, (asked, body), frames.asker(actor, "api"), at)
        except Exception as error:
            refused = _refused(error)
            self._count_request(refused.status, started)
            answer(refused)
            return True

        def journalled(failure: NotWritten | None) -> None:
            if failure is None:
                counters.add(f"checks {said.outcome}")
                response = Response(200, http.JSON, said.body)
            else:
                response = _refused(self._not_journalled(failure))
            self._count_request(response.status, started)
            answer(response)

        checker.journal.append_then(payload, journalled)
        return True

    def _count_request(self, status: int, started: float) -> None:
        counters = self._opened()[1]
        counters.add(f"requests {status // 100}")
        counters.time("seconds", time.perf_counter() - started)

    async def _respond(self, request: Request, read: Read) -> Response:
        if request.path == ONE:
            return await self._one(request, read)
        if request.path == MANY:
            return await self._many(request, read)
        if request.path == LIST:
            return await self._list(request, read)
        if request.method not in ("GET", "HEAD"):
            raise http.NoSuchAddress
        if request.path == "/healthz":
            return Response(200, http.JSON, b'{"ok":true}')
        if request.path == "/readyz":
            return self._ready()
        if request.path == "/metrics":
            return self._show_counters(request)
        raise http.NoSuchAddress

    async def _one(self, request: Request, read: Read) -> Response:
        checker, counters = self._opened()
        http.require(request, TYPES_ONE, LONGEST[ONE])
        at = datetime.now(UTC)
        actor = self._actor(checker, request, at)
        body = await read(LONGEST[ONE])
        asked = faults.decode(body, at.date())
        self._spend(actor, 1)
        said = await self._say(checker, Job(asked, actor, at, ids.new()))
        await self._journal(checker, said_frame(said, (asked, body), frames.asker(actor, "api"), at))
        counters.add(f"checks {said.outcome}")
        return Response(200, http.JSON, said.body)

    async def _many(self, request: Request, read: Read) -> Response:
        checker, counters = self._opened()
        http.require(request, TYPES_MANY, LONGEST[MANY])
        at = datetime.now(UTC)
        actor = self._actor(checker, request, at)
        try:
            batch = Batch(checker, await read(LONGEST[MANY]), actor, at)
        except TooManyLines:
            raise http.TooLong(f"A batch holds at most {MOST_LINES} lines.") from None
        if not batch.count:
            return Response(200, http.LINES, b"")
        self._spend(actor, batch.count)
        await self._work(actor, batch, at)
        await self._journal(checker, batch.frame(frames.asker(actor, "batch")))
        counters.add("batches")
        _count(counters, batch.outcomes())
        return Response(200, http.LINES, batch.body)

    async def _work(self, actor: Actor, batch: Batch, at: datetime) -> None:
        """Answers the lines of a batch while others have their turn."""
        for line in batch.lines(undated.is_undated):
            if line is None:
                await asyncio.sleep(0)
            else:
                batch.take(line.number, await self._say_in_turn(Job(line.asked, actor, at, line.check)))

    async def _say(self, checker: Checker, job: Job) -> Said:
        """The answer to one question: from here, or from the process for long searches."""
        if not undated.is_undated(job.asked):
            return checker.say(job.asked, job.actor, job.at, job.check)
        checker.require_may(job.asked, job.actor, job.at)
        return await self._elsewhere().say(job)

    async def _say_in_turn(self, job: Job) -> Said:
        """The same for a line of a batch, which waits until there is room for it."""
        while self._elsewhere().waiting >= _MOST_OF_BATCHES:
            await asyncio.sleep(_UNTIL_ROOM)
        return await self._elsewhere().say(job)

    def _elsewhere(self) -> Undated:
        if self._undated is None:
            followed = os.environ.get(doors.FOLLOWED)
            self._undated = Undated(self._place(), self._stale_after(), Path(followed).parent if followed else None)
        return self._undated

    async def _list(self, request: Request, read: Read) -> Response:
        """A passenger list: what is wrong with it as a whole is said before anything is asked; the rest as it comes."""
        checker, counters = self._opened()
        http.require(request, TYPES_LIST, checking.LONGEST)
        actor = self._actor(checker, request, datetime.now(UTC))
        asking = Asking(checker, actor, streaming.terms(request.query), "batch")
        checking.require_may_check(actor, asking.terms)
        source = io.BytesIO(await read(checking.LONGEST))
        listed = await streaming.read(Listed(source, datetime.now(UTC).date()))
        self._spend(actor, len(listed.passengers))
        counters.add("batches")
        way = streaming.Way(
            work=partial(self._work, actor),
            journal=partial(self._journal, checker),
            now=partial(datetime.now, UTC),
            count=partial(_count, counters),
            fault=partial(log.error, "fault in the check service: %s"),
        )
        return Response(200, http.LINES, b"", stream=streaming.lines(asking, listed, way))

    async def _journal(self, checker: Checker, payload: bytes) -> None:
        try:
            await checker.journal.append(payload)
        except NotWritten as error:
            raise self._not_journalled(error) from None

    def _not_journalled(self, failure: NotWritten) -> Refused:
        self._opened()[1].add("journal failures")
        log.error("the journal cannot be written: %s", failure)
        return http.NotJournalled()

    def _actor(self, checker: Checker, request: Request, now: datetime) -> Actor:
        """Who holds the token. Remembered until access changes, so that a token is not hashed at every check."""
        access = checker.index.access
        if access is not self._keys_of or len(self._keys) > _MOST_TOKENS:
            self._keys, self._keys_of = {}, access
        key = self._keys.get(request.authorization)
        if key is None:
            scheme, _, token = request.authorization.partition(b" ")
            if scheme.lower() != b"bearer" or not token.strip():
                raise http.NoToken
            key = access.key(token.strip())
            if key is None:
                raise http.TokenNotGood
            if not key.actor.may(Right.ASK_CHECKS):
                raise NotAllowed
            self._keys[request.authorization] = key
        if key.expires_at <= now:
            raise http.TokenNotGood
        return key.actor

    def _spend(self, actor: Actor, count: int) -> None:
        if not self._rates.may(actor.id, actor.rate, count, time.monotonic()):
            raise http.TooOften

    def _ready(self) -> Response:
        checker, _counters = self._opened()
        reason = checker.reason_not_to_trust()
        said = {"ok": not reason, "index": reason or "in use", "seq": checker.index.seq}
        return Response(503 if reason else 200, http.JSON, msgspec.json.encode(said))

    def _show_counters(self, request: Request) -> Response:
        wanted = os.environ.get("COMITY_METRICS_TOKEN") or ""
        shown = request.authorization.decode("latin-1").removeprefix("Bearer ")
        if request.client not in ("127.0.0.1", "::1", "") and not (wanted and hmac.compare_digest(wanted, shown)):
            raise http.NoSuchAddress
        checker, counters = self._opened()
        return Response(200, http.TEXT, counting.exposition(counters.totals(), checker.index.age()).encode())

    def _opened(self) -> tuple[Checker, Counters]:
        if self._open is not None:
            return self._open
        with self._opening:
            if self._open is None:
                self._open = self._start()
            return self._open

    def _start(self) -> tuple[Checker, Counters]:
        folder = self._place()
        index, journal = Index(folder / "index"), Journal(folder / "journal")
        checker = Checker(index, journal, stale_after=self._stale_after())
        return checker, Counters(folder / "counters", COUNTERS)

    def _place(self) -> Path:
        return self._folder or Path(os.environ.get("COMITY_VAR") or _ROOT / "var")

    def _stale_after(self) -> float:
        return float(os.environ.get("COMITY_INDEX_STALE_AFTER") or STALE_AFTER)


def _refused(error: Exception) -> Response:
    """The response to what was raised. A fault is noted."""
    if isinstance(error, Refused):
        return http.of_refusal(error)
    # Only where it happened: the text of an exception may hold what was asked.
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("fault in the check service: %s\n%s", type(error).__name__, trace)
    return http.of_refusal(http.Fault())


def _count(counters: Counters, outcomes: dict[str, int]) -> None:
    for outcome, lines in outcomes.items():
        counters.add(f"checks {outcome}", lines)


app = Service()
