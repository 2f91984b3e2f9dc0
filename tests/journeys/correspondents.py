"""Bureaus' own systems that write to each other without end and remember all they were promised, and all they saw."""

import base64
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec

from comity.client import Client, KnownKeys, Letter, NotAccepted, Sent
from comity.client.told import Message
from comity.keys.engine.ring import Keyring, PublicKey, bundle_from
from comity.messages.engine import envelope as envelopes
from comity.messages.engine.writing import Sealed
from tests.installation import PATIENCE_SECONDS, Installation

BUREAUS = ("FR", "KE", "NZ", "UY")
REST_SECONDS = 0.02

# Run in the installation: some bureaus that keep their keys themselves, each with a token of its own system.
_FOUNDING = f"""
import base64, json, os
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.wiring.settings"
import django
django.setup()
import msgspec
from comity.core import clock
from comity.core.levels import Level
from comity.keys.founding import found_own
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.network.rules import COMMAND
now, told = clock.now(), {{}}
for code in {BUREAUS!r}:
    ring = found_own(code, now)
    given = {{"databases": frozenset(["vehicles"]), "purposes": frozenset(["locate"])}}
    reach = Reach(**given, clearance=Level.RESTRICTED)
    terms = TokenTerms(name="Own system", reach=reach, expires_at=now + timedelta(days=1), may_write=True)
    token = network.issue_token(actor=COMMAND, bureau=code, terms=terms, now=now).text
    bundle = base64.b64encode(ring.bundle.encode()).decode()
    told[code] = {{"token": token, "key": msgspec.to_builtins(ring.current), "bundle": bundle}}
print(json.dumps(told))
"""


@dataclass
class Correspondent:
    """One bureau's system. `accepted`: ids in the order in which they were sent and taken; `seen`: (position, id).

    `signed`: (message, what) for which it made a receipt; `given`: those that were taken.
    """

    code: str
    ring: Keyring
    token: str
    address: str
    known: Path
    accepted: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    seen: list[tuple[int, str]] = field(default_factory=list)
    signed: set[tuple[str, str]] = field(default_factory=set)
    given: set[tuple[str, str]] = field(default_factory=set)
    opened: int = 0
    failures: list[str] = field(default_factory=list)

    def client(self) -> Client:
        """For one thread. It asks on and on while the server is away: nothing else is known to help."""
        return Client(self.address, self.token, self.ring, known=KnownKeys(self.known), patience=PATIENCE_SECONDS)


def offices(installation: Installation) -> list[Correspondent]:
    done = installation.python("-c", _FOUNDING)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return [
        Correspondent(
            code=code,
            ring=Keyring.of(msgspec.convert(said["key"], PublicKey), bundle_from(base64.b64decode(said["bundle"]))),
            token=said["token"],
            address=f"http://127.0.0.1:{installation.port}",
            known=installation.folder / f"{code}.known.json",
        )
        for code, said in told.items()
    ]


@contextmanager
def correspondence(everyone: Sequence[Correspondent], chance: Random) -> Iterator[threading.Event]:
    """Each writes in one thread and reads in another, until the block ends; then all that was sent is read."""
    writing_ends, reading_ends = threading.Event(), threading.Event()
    writers = [_thread(_write, one, everyone, Random(chance.random()), writing_ends) for one in everyone]
    readers = [_thread(_read, one, reading_ends) for one in everyone]
    try:
        yield writing_ends
    finally:
        writing_ends.set()
        for thread in writers:
            thread.join()
        reading_ends.set()
        for thread in readers:
            thread.join()


def _thread(work: Callable[..., None], one: Correspondent, *rest: object) -> threading.Thread:
    def run() -> None:
        try:
            work(one, *rest)
        except Exception as fault:
            one.failures.append(f"{type(fault).__name__}: {fault}")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _write(one: Correspondent, everyone: Sequence[Correspondent], chance: Random, enough: threading.Event) -> None:
    """Now one, now several at once, now one with a file; each says again what it is not sure of."""
    with closing(one.client()) as client:
        _write_on(one, client, [other.code for other in everyone if other is not one], chance, enough)


def _write_on(
    one: Correspondent, client: Client, others: Sequence[str], chance: Random, enough: threading.Event
) -> None:
    file = one.known.with_suffix(".pdf")
    file.write_bytes(f"%PDF of {one.code} ".encode() * 5_000)
    for number in itertools.count():
        if enough.is_set():
            return
        if chance.random() < 0.5:
            letters = [_letter(chance, others) for _ in range(chance.randint(2, 8))]
            sealed = [client.compose(letter) for letter in letters]
            done = client.deliver_many(sealed)
        else:
            sealed = [client.compose(_letter(chance, others), [file] if number % 5 == 0 else [])]
            done = [client.deliver(sealed[0])]
        _note(one, sealed, done)
        time.sleep(REST_SECONDS)


def _letter(chance: Random, others: Sequence[str]) -> Letter:
    to = tuple(chance.sample(others, chance.randint(1, len(others))))
    return Letter(to=to, subject=f"Made up {chance.random()}", body="Nobody real was seen. " * 20)


def _note(one: Correspondent, sealed: Sequence[Sealed], done: Sequence[Sent | NotAccepted]) -> None:
    for letter, outcome in zip(sealed, done, strict=True):
        if isinstance(outcome, NotAccepted):
            one.failures.append(f"refused: {outcome}")
        else:
            one.accepted.append((outcome.id, envelopes.decode(letter.envelope).recipients))


def _read(one: Correspondent, enough: threading.Event) -> None:
    """Reads on from the last place, opens what came, and signs for it. After the end once more, to the end."""
    with closing(one.client()) as client:
        _read_on(one, client, enough)


def _read_on(one: Correspondent, client: Client, enough: threading.Event) -> None:
    after = 0
    while True:
        is_last = enough.is_set()
        page = client.page(after)
        for message in page.messages:
            one.seen.append((message.position, str(message.id)))
            client.verified(message)
        _open_one(one, client, page.messages)
        _sign(one, client, page.messages)
        after = page.next
        if is_last and not page.messages:
            return
        time.sleep(REST_SECONDS)


def _open_one(one: Correspondent, client: Client, messages: Sequence[Message]) -> None:
    for message in messages[:2]:
        opened = client.read(message.id)
        assert opened.content.body.startswith("Nobody real")
        for file in opened.content.attachments:
            client.download(opened, file, one.known.with_suffix(".got"))
        one.opened += 1


def _sign(one: Correspondent, client: Client, messages: Sequence[Message]) -> None:
    for said in ("delivered", "read"):
        if not messages:
            return
        one.signed |= {(str(message.id), said) for message in messages}
        for message, refusal in zip(messages, client.acknowledge(messages, said), strict=True):
            if refusal is None:
                one.given.add((str(message.id), said))
            else:
                one.failures.append(f"receipt refused: {refusal}")
