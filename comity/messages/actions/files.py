"""Files of messages: sealed bytes that a sender deposits before the message that names them.

What is deposited is checked against what is said of it when the message is sent; what no message and no draft names a
day later is deleted. The house never sees one open, but in the request of an officer who is unlocked.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from msgspec import Struct

from comity.audit import actions as audit
from comity.core import ids
from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.core.requests import TooLong
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages import access, rules, streams
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.envelope import AttachmentSeal
from comity.messages.engine.writing import LetterFile
from comity.messages.models import Attachment
from comity.messages.streams import SealedUpload
from comity.network.rules import Actor, Right, require_right

AGE: Final = b"age-encryption.org/v1\n"
FOLDER: Final = "sealed"
UNNAMED_FOR: Final = timedelta(hours=24)
MOST_FORGOTTEN: Final = 200
_IN_MEMORY: Final = 1 << 20
_MOST_ASKED: Final = 1000


class IdTaken(Conflict):
    """A file of this id is there with other bytes. Give it an id of its own."""


class FileTooLarge(TooLong):
    """The file is too large. Accepted: at most 100 MiB."""


class _Counted(File):  # type: ignore[type-arg]  # a file of bytes
    """What the storage reads, counted and hashed on its way. Raises FileTooLarge, Invalid for what is not sealed."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__(cast(Any, source), name="sealed")
        self.source = source
        self.hash = hashlib.sha256()
        self.length = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while piece := self.source.read(streams.PIECE):
            if self.length == 0 and not piece.startswith(AGE):
                raise Invalid(Problem("body", mark("This is not sealed."), mark("A file in the age format, binary.")))
            self.length += len(piece)
            if self.length > rules.LARGEST_SEALED_FILE:
                raise FileTooLarge
            self.hash.update(piece)
            yield piece
        if self.length == 0:
            raise Invalid(Problem("body", mark("There is nothing in it."), mark("A file in the age format, binary.")))


class Stored(Struct, frozen=True):
    """A file that the storage has: where, and what it is."""

    name: str
    size: int
    digest: str


def deposit(*, actor: Actor, attachment_id: UUID, source: BinaryIO, now: datetime) -> Attachment:
    """Takes sealed bytes in. The same again is the same file. Raises FileTooLarge, Invalid, IdTaken."""
    require_right(actor, Right.SEND_MESSAGES)
    stored = _store(attachment_id, source, now)
    try:
        row = _deposited(actor=actor, attachment_id=attachment_id, stored=stored, now=now)
    except BaseException:
        default_storage.delete(stored.name)
        raise
    if row.file.name != stored.name:
        default_storage.delete(stored.name)  # it was there already
    return row


def keep(*, actor: Actor, upload: SealedUpload, draft_id: UUID, now: datetime) -> Attachment:
    """A file that an officer uploaded for a draft: sealed for the own bureau's key, and there as long as the draft.

    Raises Invalid, NotFound for a draft that is not there.
    """
    if upload.problem:
        raise Invalid(Problem("files", upload.problem, mark("At most 100 MiB.")))
    draft = access.get_draft(actor, draft_id)
    row = deposit(actor=actor, attachment_id=ids.new(), source=cast(BinaryIO, upload.file), now=now)
    Attachment.objects.filter(pk=row.pk).update(draft=draft)
    return row


def reseal(
    *, actor: Actor, plain: AttachedFile, keyring: Keyring, keys: Sequence[PublicKey], now: datetime
) -> LetterFile:
    """The same file, sealed for these keys, under an id of its own. Raises NotFound, AlteredFile, NotForThisKey.

    `plain` is the file as the draft holds it: its id is that of what was kept.
    """
    kept = get_own(actor, plain.id)
    made = ids.new()
    with cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)) as target, open_sealed(kept) as source:
        recipients = [key.sealing for key in keys]
        pouring = streams.Pouring(lambda opened: sealing.seal_stream(opened, target, recipients))
        try:
            for piece in streams.unsealed(source, keyring, plain):
                pouring.write(piece)
        finally:
            pouring.finish()
        target.seek(0)
        row = deposit(actor=actor, attachment_id=made, source=target, now=now)
    named = AttachedFile(str(made), plain.name, plain.media_type, plain.size, plain.digest)
    return LetterFile(named, seal_of(row))


@audit.verb("attachment.discarded", subject="attachment_id")
def discard(*, actor: Actor, attachment_id: UUID, now: datetime) -> None:
    """Deletes a file that no message names. Raises NotFound."""
    require_right(actor, Right.SEND_MESSAGES)
    row = get_own(actor, str(attachment_id))
    if not Attachment.objects.filter(pk=row.pk, message=None).delete()[0]:
        raise NotFound
    transaction.on_commit(partial(default_storage.delete, str(row.file.name)))


def get_own(actor: Actor, attachment_id: str) -> Attachment:
    """A file of the actor's bureau that no message names yet. Raises NotFound."""
    if not rules.is_id(attachment_id):
        raise NotFound
    row = Attachment.objects.filter(pk=attachment_id, bureau=actor.bureau, message=None).first()
    if row is None:
        raise NotFound
    return row


def seal_of(row: Attachment) -> AttachmentSeal:
    return AttachmentSeal(str(row.pk), row.size, row.digest)


def open_sealed(row: Attachment) -> BinaryIO:
    """The sealed bytes. Raises AlteredFile when the storage has lost them."""
    try:
        return cast(BinaryIO, row.file.open("rb").file)
    except FileNotFoundError:
        raise streams.AlteredFile from None


def require_unaltered(source: BinaryIO, seal: AttachmentSeal) -> None:
    """Raises AlteredFile unless these are the bytes that the signed envelope names; reads them, and rewinds."""
    said, size = hashlib.sha256(), 0
    for piece in streams.pieces(source):
        said.update(piece)
        size += len(piece)
    source.seek(0)
    if (size, said.hexdigest()) != (seal.size, seal.digest):
        raise streams.AlteredFile


def is_any_to_forget(now: datetime) -> bool:
    return _unnamed(now).exists()


@audit.verb("attachments.forgotten")
def forget(*, actor: Actor, now: datetime) -> int:
    """Deletes what nothing names a day after it came. How many there were; may be repeated, and may die anywhere."""
    rows = list(_unnamed(now)[:MOST_FORGOTTEN])
    gone = [row for row in rows if Attachment.objects.filter(pk=row.pk, message=None, draft=None).delete()[0]]
    audit.about(details={"count": len(gone)})
    # A row without its file would be a fault, a file without its row is only a stray.
    for row in gone:
        transaction.on_commit(partial(default_storage.delete, str(row.file.name)))
    return len(gone)


def sweep(now: datetime) -> int:
    """Deletes files of the days before that no row names: of who was killed between a file and its row."""
    strays, before = 0, now - UNNAMED_FOR
    for days in (1, 2):
        strays += _sweep(f"{FOLDER}/{before - timedelta(days=days):%Y-%m-%d}")
    return strays


@audit.verb("attachment.deposited", subject="attachment_id")
def _deposited(*, actor: Actor, attachment_id: UUID, stored: Stored, now: datetime) -> Attachment:
    made = {"bureau_id": actor.bureau, "size": stored.size, "digest": stored.digest, "file": stored.name}
    row, is_new = Attachment.objects.get_or_create(pk=attachment_id, defaults=made | {"deposited_at": now})
    if (row.bureau_id, row.size, row.digest) != (actor.bureau, stored.size, stored.digest):
        raise IdTaken
    if is_new:
        audit.about(details={"size": stored.size})
    return row


def _store(attachment_id: UUID, source: BinaryIO, now: datetime) -> Stored:
    """Writes it where nobody else writes, and to the disk: what is named by a row is there, whatever happens next."""
    counted = _Counted(source)
    place = f"{FOLDER}/{now:%Y-%m-%d}/{attachment_id}-{secrets.token_hex(4)}.age"
    try:
        name = default_storage.save(place, counted)
    except BaseException:
        default_storage.delete(place)
        raise
    with suppress(NotImplementedError):
        descriptor = os.open(default_storage.path(name), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return Stored(name, counted.length, counted.hash.hexdigest())


def _unnamed(now: datetime) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message=None, draft=None, deposited_at__lt=now - UNNAMED_FOR)


def _sweep(folder: str) -> int:
    try:
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return 0
    strays = 0
    for first in range(0, len(names), _MOST_ASKED):
        some = names[first : first + _MOST_ASKED]
        known = set(Attachment.objects.filter(file__in=some).values_list("file", flat=True))
        for name in set(some) - known:
            default_storage.delete(name)
            strays += 1
    return strays
