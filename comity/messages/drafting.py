"""A letter while it is written: what was typed so far, as it was typed, sealed for the writer's own bureau.

Sealing needs only the bureau's public key. So a draft can be kept while nobody has unlocked anything, and nothing that
was typed is lost; opening one again needs the key.
"""

from typing import Final

import msgspec
from msgspec import Struct

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages.engine.content import AttachedFile


class Typed(Struct, frozen=True, kw_only=True):
    """What stands in the form, checked by nobody yet. `files` are kept sealed for the bureau alone until it is sent."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    priority: str = "routine"
    level: str = "official_use_only"
    kind: str = "request"
    asks: str = ""
    language: str = "en"
    due_at: str = ""
    conditions: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    names_person: bool = False
    person_names: str = ""
    person_birth: str = ""
    person_nationality: str = ""
    subject: str = ""
    body: str = ""
    files: tuple[AttachedFile, ...] = ()
    thread: str = ""
    answers: str = ""
    follows: str = ""
    forwards: str = ""
    consent: str = ""
    keys: dict[str, str] = {}  # bureau -> the key it had when the writer last looked

    @property
    def recipients(self) -> tuple[str, ...]:
        return (*self.to, *self.cc)


def seal(typed: Typed, key: PublicKey) -> bytes:
    """The draft as it is stored: for the bureau's own key."""
    return sealing.seal(msgspec.json.encode(typed), [key.sealing])


def open_with(sealed: bytes, keyring: Keyring) -> Typed:
    """The draft again. Raises NotForThisKey, Altered (keys), Invalid."""
    try:
        return _DECODER.decode(keyring.unseal(sealed))
    except msgspec.MsgspecError:
        raise Invalid(Problem("draft", mark("This draft cannot be read."))) from None


_DECODER: Final = msgspec.json.Decoder(Typed)
