"""Verifying a message: that its sender signed exactly this, and that the content is what the envelope says."""

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.engine import signing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages.engine import content as contents
from comity.messages.engine import envelope as envelopes
from comity.messages.engine.content import Content
from comity.messages.engine.envelope import Envelope


class NotGenuine(Invalid):
    """This is not what its sender signed."""


def verify(envelope: bytes, signature: bytes, sealed: bytes, key: PublicKey) -> Envelope:
    """The envelope, once everything about it fits: form, key, signature, sealed content. Raises NotGenuine, Invalid."""
    read = verify_signature(envelope, signature, key)
    if len(sealed) != read.size:
        raise _wrong("size", mark("The sealed content is not of the size that the envelope says."))
    if contents.digest(sealed) != read.digest:
        raise _wrong("digest", mark("The sealed content is not the one that was signed."))
    return read


def verify_signature(envelope: bytes, signature: bytes, key: PublicKey) -> Envelope:
    """The same for the envelope alone."""
    read = envelopes.decode(envelope)
    if read.sender_key != key.id or read.sender != key.bureau:
        raise _wrong("sender_key", mark("The key is not the sender's."))
    if not signing.is_signed(key.signing, envelopes.DOMAIN, envelope, signature):
        raise _wrong("signature", mark("The signature is not the sender's over this envelope."))
    return read


def read(sealed: bytes, keyring: Keyring, envelope: Envelope) -> Content:
    """The content of a verified envelope. Raises NotForThisKey, Altered (keys), NotGenuine."""
    if len(sealed) != envelope.size or contents.digest(sealed) != envelope.digest:
        raise _wrong("digest", mark("The sealed content is not the one that was signed."))
    return opened(keyring.unseal(sealed), envelope)


def opened(plain: bytes, envelope: Envelope) -> Content:
    """The content in bytes that were unsealed or disclosed, once the envelope is proved to be bound to them."""
    content = contents.decode(plain)
    if not contents.is_committed(envelope.commitment, content.opening, plain):
        raise _wrong("commitment", mark("The content is not what the sender signed."))
    if [file.id for file in content.attachments] != [file.id for file in envelope.attachments]:
        raise _wrong("attachments", mark("The files are not those that the envelope names."))
    return content


def _wrong(field: str, problem: str) -> NotGenuine:
    return NotGenuine(Problem(field, problem, mark("Exactly what its sender signed.")))
