"""Keeping a draft while it is typed: sealed with the bureau's public key, so it works while nothing is unlocked."""

from collections.abc import Mapping
from contextlib import suppress
from typing import cast
from uuid import UUID

from django.http import HttpRequest, QueryDict
from msgspec.structs import replace

from comity.core import clock
from comity.core.errors import Invalid, NotFound, Problem, Refused
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine.ring import PublicKey
from comity.messages import drafting, rules
from comity.messages.actions import drafting as drafts
from comity.messages.actions import files
from comity.messages.drafting import Typed
from comity.messages.engine.content import AttachedFile
from comity.messages.forms.letter import initial_of
from comity.messages.streams import SealedUpload
from comity.network.rules import Actor

NO_KEYS = mark("Your bureau has no keys yet, so nothing can be sealed or kept. Its head makes them on the page Keys.")


def keep(request: HttpRequest, actor: Actor, draft_id: UUID, typed: Typed) -> tuple[Typed, list[Problem]]:
    """Keeps what was typed and the files that came with it; and what could not be kept, each with its reason."""
    own = keys.current(actor.bureau)
    if own is None:
        return typed, [Problem("", NO_KEYS)]
    problems: list[Problem] = []
    try:
        _save(actor, draft_id, typed, own)
    except Refused as refusal:
        return typed, _problems_of(refusal)
    uploads = [cast(SealedUpload, one) for one in request.FILES.getlist("files")]
    for upload in uploads:
        try:
            typed = _with_file(actor, draft_id, typed, upload)
        except Refused as refusal:
            problems += _problems_of(refusal, at="files")
    if uploads:
        _save(actor, draft_id, typed, own)
    return typed, problems


def without_file(actor: Actor, draft_id: UUID, typed: Typed, which: str) -> Typed:
    """The letter without one of its files; the file itself is deleted."""
    if which not in {one.id for one in typed.files}:
        return typed
    with suppress(NotFound):  # it went before; the letter must not name it any longer
        files.discard(actor=actor, attachment_id=UUID(which), now=clock.now())
    typed = replace(typed, files=tuple(one for one in typed.files if one.id != which))
    own = keys.current(actor.bureau)
    if own is not None:
        _save(actor, draft_id, typed, own)
    return typed


def with_keys(typed: Typed, current: Mapping[str, PublicKey]) -> Typed:
    """The letter, knowing which keys its writer has now been shown."""
    return replace(typed, keys={code: key.id for code, key in current.items()})


def as_posted(request: HttpRequest, typed: Typed) -> QueryDict:
    """What was typed, with what became of it meanwhile (a letter to begin from, files kept), for the form to show."""
    posted = request.POST.copy()
    for name, value in initial_of(typed).items():
        if isinstance(value, list):
            posted.setlist(name, value)
        elif isinstance(value, bool):
            posted.setlist(name, ["on"] if value else [])
        else:
            posted[name] = value
    posted.pop("held", None)
    return posted


def _save(actor: Actor, draft_id: UUID, typed: Typed, own: PublicKey) -> None:
    drafts.keep(actor=actor, draft_id=draft_id, sealed=drafting.seal(typed, own), now=clock.now())


def _with_file(actor: Actor, draft_id: UUID, typed: Typed, upload: SealedUpload) -> Typed:
    if len(typed.files) >= rules.MOST_FILES:
        raise Invalid(Problem("files", mark("There are too many files."), f"{rules.MOST_FILES}"))
    kept = files.keep(actor=actor, upload=upload, draft_id=draft_id, now=clock.now())
    named = AttachedFile(
        id=str(kept.pk),
        name=str(upload.name or ""),
        media_type=str(upload.content_type or "application/octet-stream"),
        size=int(upload.size or 0),
        digest=upload.digest,
    )
    return replace(typed, files=(*typed.files, named))


def _problems_of(refusal: Refused, at: str = "") -> list[Problem]:
    if isinstance(refusal, Invalid):
        return [Problem(one.field or at, one.problem, one.accepted) for one in refusal.problems]
    return [Problem(at, refusal.message)]
