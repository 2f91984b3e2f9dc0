"""Downloading a file of a message: verified against the signed envelope first, then unsealed while it is sent."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from comity.core.errors import NotFound
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring
from comity.messages import access, streams
from comity.messages.actions import files
from comity.messages.engine.content import AttachedFile
from comity.messages.models import Attachment
from comity.messages.pages import opened
from comity.network.access import actor_of

# Shown or run by nobody's browser, whatever the sender said it is: it is saved.
SAVED = "application/octet-stream"


@require_safe
def file(request: HttpRequest, message_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """One file under the name its sender gave it. Raises NotFound, NotShown, AlteredFile: before a byte is sent."""
    actor = actor_of(request)
    message = access.get_for_reading(actor, message_id)
    keyring = unlocking.keyring(request)
    if keyring is None:
        return unlocking.ask(request)
    view = opened.several([message], keyring)[0]
    if view.content is None or view.envelope is None:
        raise opened.NotShown
    plain = next((one for one in view.content.attachments if one.id == str(attachment_id)), None)
    seal = next((one for one in view.envelope.attachments if one.id == str(attachment_id)), None)
    kept = access.get_attachment(actor, attachment_id)
    if plain is None or seal is None or kept.message_id != message.pk:
        raise NotFound
    with files.open_sealed(kept) as source:
        files.require_unaltered(source, seal)
    answer = streams.streamed(request, _opened(kept, keyring, plain), SAVED)
    answer.headers["Content-Disposition"] = content_disposition_header(True, plain.name) or "attachment"
    answer.headers["Content-Length"] = str(plain.size)
    return answer


def _opened(kept: Attachment, keyring: Keyring, plain: AttachedFile) -> Iterator[bytes]:
    with files.open_sealed(kept) as source:
        yield from streams.unsealed(source, keyring, plain)
