"""Disclosure: a party hands a message to compliance in such a way that what it hands over can be proved.

What was signed holds a commitment to the content (engine.content). So the party seals the content's exact bytes, with
the opening in them, for compliance alone: they prove by themselves that this is what the sender signed, and that the
party changed nothing. Nobody but a party can do this, and nobody can do it unseen (RPD art. 22(6)).
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from comity.core import shapes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.engine import sealing
from comity.messages.engine import verifying
from comity.messages.engine.content import Content
from comity.messages.engine.envelope import Envelope

DOMAIN: Final = "comity/disclosure/1"
LONGEST_REASON: Final = 2000


class Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    """What compliance unseals: the content's exact text, and why it is handed over."""

    content: str
    reason: str


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the disclosing bureau signs: which message, and what it sealed of it."""

    id: str
    message: str
    envelope_digest: str
    by: str
    key: str
    size: int
    digest: str
    at: str


class Handed(Struct, frozen=True):
    """What a party hands over: sealed evidence, the statement about it, and the signature over the statement."""

    sealed: bytes
    statement: bytes
    signature: bytes


class Proof(Struct, frozen=True):
    """What compliance finds on opening: the content if it could be read, and whether it is what the sender signed."""

    reason: str
    content: Content | None
    is_proven: bool


def encode(statement: Statement) -> bytes:
    return msgspec.json.encode(statement, order="sorted")


def seal(content: bytes, reason: str, recipients: Sequence[str]) -> bytes:
    """Content and reason, sealed for these keys. Raises Invalid for a reason that is missing or too long."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        accepted = mark("A sentence that says what compliance should look at; at most 2,000 characters.")
        raise Invalid(Problem("reason", mark("The reason is missing or too long."), accepted))
    evidence = Evidence(content=content.decode(), reason=reason.strip())
    return sealing.seal(msgspec.json.encode(evidence, order="sorted"), recipients)


def prove(plain: bytes, envelope: Envelope) -> Proof:
    """What unsealed evidence is worth against an envelope whose signature was verified.

    Evidence that proves nothing is not shown: a party could have written it itself.
    """
    evidence = shapes.read(plain, Evidence)
    try:
        content = verifying.opened(evidence.content.encode(), envelope)
    except Invalid:
        return Proof(reason=evidence.reason, content=None, is_proven=False)
    return Proof(reason=evidence.reason, content=content, is_proven=True)


def read_statement(data: bytes) -> Statement:
    """What the disclosing bureau signed. Raises Invalid."""
    return shapes.read(data, Statement)
