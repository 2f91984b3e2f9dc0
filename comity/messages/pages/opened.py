"""A message as its reader sees it: verified first, unsealed next, and never shown when either fails."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from comity.core.errors import Conflict, Refused
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine.ring import Keyring, PublicKey
from comity.keys.engine.sealing import Altered, NotForThisKey
from comity.messages import queries
from comity.messages.engine import verifying
from comity.messages.engine.content import Content
from comity.messages.engine.envelope import Envelope
from comity.messages.models import Message

LOCKED = mark("Sealed. Unlock to read it.")
NOT_OURS = mark(
    "Sealed for a key that you cannot open: perhaps one of before you were admitted. Ask the head of your bureau."
)
CHANGED = mark(
    "This is not what its sender signed. It was changed on the way or where it is kept. Nothing of it is shown."
)
NO_KEY = mark("The key that signed this is not known here. Nothing of it is shown.")


# What opening something sealed may refuse with.
CANNOT_OPEN = (NotForThisKey, Altered, Refused)


class NotShown(Conflict):
    """This message cannot be opened here, so it cannot be answered or passed on from here."""


class Opened(Struct):
    """One message: `envelope` once its signature is verified, `content` once it is unsealed, else why not."""

    message: Message
    key: PublicKey | None = None
    envelope: Envelope | None = None
    content: Content | None = None
    trouble: str = ""

    @property
    def is_altered(self) -> bool:
        return self.trouble in (CHANGED, NO_KEY)

    @property
    def is_locked(self) -> bool:
        return self.trouble == LOCKED

    @property
    def subject(self) -> str:
        return self.content.subject if self.content else ""


def one(message: Message, keyring: Keyring | None, known: Mapping[str, PublicKey]) -> Opened:
    """The message verified and, with a keyring, unsealed."""
    key = known.get(message.sender_key)
    if key is None:
        return Opened(message, trouble=NO_KEY)
    sealed = bytes(message.sealed)
    try:
        envelope = verifying.verify(bytes(message.envelope), bytes(message.signature), sealed, key)
        queries.envelope_of(message)  # and what lists and clocks go by is drawn from it
        if keyring is None:
            return Opened(message, key, envelope, trouble=LOCKED)
        return Opened(message, key, envelope, verifying.read(sealed, keyring, envelope))
    except NotForThisKey:
        return Opened(message, key, envelope, trouble=NOT_OURS)
    except (Altered, Refused):
        return Opened(message, key, trouble=CHANGED)


def several(messages: Iterable[Message], keyring: Keyring | None) -> list[Opened]:
    """The same for several, in their order, with one look at the keys."""
    listed = list(messages)
    known = keys_of(listed)
    return [one(message, keyring, known) for message in listed]


def keys_of(messages: Iterable[Message]) -> dict[str, PublicKey]:
    """The keys that signed these messages, by their ids."""
    return keys.by_ids({message.sender_key for message in messages})
