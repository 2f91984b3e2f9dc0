"""Writing a message: the one way in which anything is sealed, by pages, clients, the simulation and the benches."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from comity.core import ids
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages.engine import content as contents
from comity.messages.engine import envelope as envelopes
from comity.messages.engine.content import AttachedFile, Content, Forwarded, Person
from comity.messages.engine.envelope import AttachmentSeal, Envelope


class LetterFile(Struct, frozen=True):
    """A file that was sealed and deposited: what it is once opened, and what it is sealed."""

    plain: AttachedFile
    sealed: AttachmentSeal


class Letter(Struct, frozen=True, kw_only=True):
    """What a message is to say, and to whom. `id` and `thread`: "" for new ones; the same id is the same message."""

    to: tuple[str, ...]
    subject: str
    body: str
    kind: str = "administrative"
    cc: tuple[str, ...] = ()
    priority: str = "routine"
    level: str = "official_use_only"
    asks: str = ""
    language: str = "en"
    officer: str = ""
    names_person: bool = False
    person: Person | None = None
    cites: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    answers: str | None = None
    forwards: str | None = None
    forwarded: Forwarded | None = None
    consent: str | None = None
    follows: str | None = None
    due_at: datetime | None = None
    files: tuple[LetterFile, ...] = ()
    automatic: bool = False
    id: str = ""
    thread: str = ""


class Sealed(Struct, frozen=True):
    """A message ready to be sent: the envelope's exact bytes, the signature over them, the sealed content."""

    envelope: bytes
    signature: bytes
    content: bytes


def compose(letter: Letter, *, keyring: Keyring, keys: Mapping[str, PublicKey], now: datetime) -> Sealed:
    """Seals and signs a letter. `keys`: the current key of every recipient. Raises Invalid for a recipient without one.

    Composing again seals anew: who must be able to repeat a sending keeps what this returned.
    """
    content = Content(
        subject=letter.subject,
        body=letter.body,
        opening=contents.new_opening(),
        attachments=tuple(file.plain for file in letter.files),
        person=letter.person,
        forwarded=letter.forwarded,
    )
    opened_by = keys_of(letter, keyring, keys)
    plain = contents.encode(content)
    sealed = sealing.seal(plain, [key.sealing for key in opened_by])
    message_id = letter.id or str(ids.new())
    envelope = Envelope(
        id=message_id,
        thread=letter.thread or message_id,
        sender=keyring.bureau,
        sender_key=keyring.current.id,
        officer=letter.officer,
        to=letter.to,
        cc=letter.cc,
        priority=letter.priority,
        level=letter.level,
        kind=letter.kind,
        asks=letter.asks,
        names_person=letter.names_person,
        cites=letter.cites,
        answers=letter.answers,
        forwards=letter.forwards,
        consent=letter.consent,
        follows=letter.follows,
        due_at=moment(letter.due_at) if letter.due_at else None,
        language=letter.language,
        conditions=letter.conditions,
        automatic=letter.automatic,
        size=len(sealed),
        digest=contents.digest(sealed),
        commitment=contents.commitment(content.opening, plain),
        attachments=tuple(file.sealed for file in letter.files),
        sealed_for=tuple(key.id for key in opened_by),
        sent_at=moment(now),
    )
    data = envelopes.encode(envelope)
    return Sealed(data, keyring.sign(envelopes.DOMAIN, data), sealed)


def keys_of(letter: Letter, keyring: Keyring, keys: Mapping[str, PublicKey]) -> list[PublicKey]:
    """Whose keys open it: those of `to`, of `cc`, the sender's own. Attachments are sealed for the same."""
    problems = [
        Problem(
            f"{field}[{place}]",
            mark("This bureau has no key that a message could be sealed for."),
            mark("A bureau that has keys."),
        )
        for field, codes in (("to", letter.to), ("cc", letter.cc))
        for place, code in enumerate(codes)
        if code not in keys
    ]
    if problems:
        raise Invalid(problems)
    return [*(keys[code] for code in (*letter.to, *letter.cc)), keyring.current]


def moment(at: datetime) -> str:
    """A time as envelopes and receipts say it: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
