"""Gates of the messages room: a bureau sees what it sent and what was listed for it, as far as the reader is cleared.

What is hidden and what is absent are one answer. The Secretariat has no other gate than any bureau: it reads what is
addressed to it (rule of 2024: it secures the channel, and opens no direct exchange).
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.core.errors import NotAllowed, NotFound
from comity.messages import rules
from comity.messages.models import Attachment, Delivery, Draft, Message, Thread
from comity.network.rules import Actor


def require_may_read(actor: Actor) -> None:
    """Raises NotAllowed. Officers and systems of a national service do not read their bureau's messages."""
    if not rules.may_read(actor):
        raise NotAllowed


def require_may_send(actor: Actor) -> None:
    """Raises NotAllowed; the system's own messages need no post."""
    if not (rules.may_send(actor) or rules.is_system_itself(actor)):
        raise NotAllowed


def visible_to(actor: Actor) -> QuerySet[Message]:
    """The messages that exist for this actor."""
    require_may_read(actor)
    arrived = Delivery.objects.filter(message=OuterRef("pk"), bureau=actor.bureau, listed_at__isnull=False)
    # What the system itself says in the Secretariat's name is no message of its officers.
    own = Q(sender=actor.bureau, is_automatic=False)
    return Message.objects.filter(own | Q(Exists(arrived)), level__lte=actor.clearance)


def received_by(actor: Actor) -> QuerySet[Delivery]:
    """What was listed for the actor's bureau."""
    require_may_read(actor)
    return Delivery.objects.filter(bureau=actor.bureau, position__isnull=False, level__lte=actor.clearance)


def sent_by(actor: Actor) -> QuerySet[Message]:
    """What the actor's bureau sent, the system's automatic messages left out."""
    require_may_read(actor)
    return Message.objects.filter(sender=actor.bureau, is_automatic=False, level__lte=actor.clearance)


def deliveries_visible_to(actor: Actor, message: Message) -> QuerySet[Delivery]:
    """How a message stands with its recipients: all of it for the sender; a recipient sees its own."""
    rows = message.deliveries.select_related("bureau").order_by("role", "bureau__name", "pk")
    return rows if message.sender_id == actor.bureau else rows.filter(bureau=actor.bureau)


def get_for_reading(actor: Actor, message_id: UUID | str) -> Message:
    """One message. Raises NotFound: for hidden and absent alike, and for an id that is none."""
    found = visible_to(actor).select_related("sender", "thread").filter(pk=_uuid(message_id)).first()
    if found is None:
        raise NotFound
    return found


def get_delivery(actor: Actor, message_id: UUID | str) -> Delivery:
    """One message as it was listed for the actor's bureau. Raises NotFound."""
    found = received_by(actor).select_related("message").filter(message=_uuid(message_id)).first()
    if found is None:
        raise NotFound
    return found


def get_thread(actor: Actor, thread_id: UUID | str) -> Thread:
    """A thread of which the actor sees a message. Raises NotFound."""
    thread = Thread.objects.filter(pk=_uuid(thread_id), parties__contains=[actor.bureau]).first()
    if thread is None or not visible_to(actor).filter(thread=thread).exists():
        raise NotFound
    return thread


def get_attachment(actor: Actor, attachment_id: UUID | str) -> Attachment:
    """A sealed file of a message that is visible, or that the actor's bureau deposited itself. Raises NotFound."""
    require_may_read(actor)  # before anything is looked up: who may not read meets every id alike
    found = Attachment.objects.filter(pk=_uuid(attachment_id)).first()
    if found is None:
        raise NotFound
    if found.message_id is not None:
        get_for_reading(actor, found.message_id)
    elif found.bureau_id != actor.bureau or not rules.may_send(actor):
        raise NotFound
    return found


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """The drafts of the actor's bureau: a colleague goes on where another stopped."""
    require_may_send(actor)
    return Draft.objects.filter(bureau=actor.bureau)


def get_draft(actor: Actor, draft_id: UUID | str) -> Draft:
    """Raises NotFound."""
    found = drafts_of(actor).filter(pk=_uuid(draft_id)).first()
    if found is None:
        raise NotFound
    return found


def _uuid(text: UUID | str) -> UUID:
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        raise NotFound from None
