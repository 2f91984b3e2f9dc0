"""Sending the threads: sealed, signed and receipted by the same verbs as anybody's, in the order in which they were."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from comity.core import ids
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.messages.actions import disclosing, files, receiving, sending
from comity.messages.engine import receipts, writing
from comity.messages.engine.content import AttachedFile, Person
from comity.messages.engine.writing import Letter, LetterFile
from comity.messages.models import Message
from comity.messages.rules import Said as Receipted
from comity.network import actions as network
from comity.network.access import actor_for
from comity.network.models import Bureau, Officer
from comity.network.rules import Actor
from comity.testing import pictures
from comity.testing.correspondence.told import DISCONNECTED, THREADS, File, Said
from comity.testing.keys import opened
from comity.testing.loading import desk

SYSTEM: Final = UUID("01900000-0000-7000-8000-000000000001")
_HAD, _READ = timedelta(seconds=40), timedelta(minutes=4)


def send(rings: Mapping[str, Keyring], now: datetime) -> None:
    """Everything, once."""
    if Message.objects.filter(sender="FR", is_automatic=False).exists():
        return
    if Bureau.objects.filter(pk=DISCONNECTED, connected=True).exists():
        network.disconnect(actor=desk(DISCONNECTED), bureau=DISCONNECTED, now=now - timedelta(hours=2))
    post = _Post(dict(rings), now)
    told = sorted((said for thread in THREADS for said in thread), key=lambda said: -said.ago)
    for said in told:
        post.send(said, now - timedelta(minutes=said.ago))


class _Post:
    """What has been sent so far: the last message of every thread."""

    def __init__(self, rings: dict[str, Keyring], now: datetime) -> None:
        self.now = now
        self.rings = rings
        self.keys = keys.current_of(Bureau.objects.values_list("pk", flat=True))
        self.last: dict[int, Message] = {}

    def send(self, said: Said, at: datetime) -> None:
        """Sends one message, and has it received and read by whom it says."""
        thread = next(number for number, thread in enumerate(THREADS) if said in thread)
        before = self.last.get(thread)
        actor = _actor(said.by, at)
        letter = self._letter(said, actor, before, at)
        sealed = writing.compose(letter, keyring=self.ring(actor.bureau), keys=self.keys, now=at)
        message = sending.send(
            actor=actor, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=at
        )
        self.last[thread] = message
        for bureau in (*said.read_by, *said.had_by):
            self._receive(message, bureau, at, is_read=bureau in said.read_by)
        if said.disclosed_by:
            self._disclose(message, *said.disclosed_by, at + 2 * _READ)

    def ring(self, bureau: str) -> Keyring:
        if bureau not in self.rings:
            self.rings[bureau] = opened(bureau, self.now)
        return self.rings[bureau]

    def _letter(self, said: Said, actor: Actor, before: Message | None, at: datetime) -> Letter:
        is_answer = said.kind == "answer" and before is not None
        return Letter(
            to=said.to,
            cc=said.cc,
            subject=said.subject,
            body=said.body,
            kind=said.kind,
            priority=said.priority,
            level=said.level,
            asks=said.asks,
            language=said.language,
            officer=actor.name,
            names_person=said.person is not None,
            person=_person(said),
            conditions=said.conditions,
            answers=str(before.pk) if before and is_answer else None,
            follows=str(before.pk) if before else None,
            thread=str(before.thread_id) if before else "",
            files=tuple(self._deposited(file, said, actor, at) for file in said.files),
        )

    def _deposited(self, file: File, said: Said, actor: Actor, at: datetime) -> LetterFile:
        plain = pictures.portrait("#3f4b63", "#2b211b").getvalue() if file.picture else file.text.encode()
        opened_by = [self.keys[code].sealing for code in (*said.to, *said.cc, actor.bureau)]
        row = files.deposit(
            actor=actor, attachment_id=ids.new(), source=BytesIO(sealing.seal(plain, opened_by)), now=at
        )
        named = AttachedFile(str(row.pk), file.name, file.media_type, len(plain), hashlib.sha256(plain).hexdigest())
        return LetterFile(named, files.seal_of(row))

    def _receive(self, message: Message, bureau: str, at: datetime, *, is_read: bool) -> None:
        """Its receipts: that the bureau has it and, where it does, that somebody read it."""
        times = {Receipted.DELIVERED: at + _HAD} | ({Receipted.READ: at + _READ} if is_read else {})
        for kind, moment in times.items():
            signed = receipts.sign(
                bytes(message.envelope), str(message.pk), kind, keyring=self.ring(bureau), now=moment
            )
            receiving.acknowledge(actor=_system(bureau), receipts=[signed], now=moment)

    def _disclose(self, message: Message, username: str, why: str, at: datetime) -> None:
        actor = _actor(username, at)
        handed = disclosing.sealed_for_compliance(
            message, why, keyring=self.ring(actor.bureau), disclosure_id=ids.new(), now=at
        )
        disclosing.disclose(actor=actor, message_id=message.pk, handed=handed, now=at)


def _person(said: Said) -> Person | None:
    if said.person is None:
        return None
    name, born, nationality = said.person
    return Person(names=(name,), birth=born, nationality=nationality)


def _actor(by: str, at: datetime) -> Actor:
    """One of the cast by their name, or the system of another bureau by its code."""
    officer = Officer.objects.select_related("bureau__parent", "entity").filter(username=by).first()
    return actor_for(officer, at) if officer else _system(by)


def _system(bureau: str) -> Actor:
    """What receives and sends for a bureau where nobody of the cast sits."""
    return replace(desk(bureau), id=f"system:{SYSTEM}", name="Message system")
