"""Tables of the messages room. `exchange` holds what passed between bureaus, `own` what is one bureau's alone."""

from comity.messages.models.consent import Consent, ConsentReply
from comity.messages.models.disclosure import DisclosedFile, Disclosure
from comity.messages.models.exchange import Delivery, Mailbox, Message, Receipt, Thread
from comity.messages.models.hits import Conversation, HitsRead, Posted
from comity.messages.models.own import Attachment, Draft

__all__ = [
    "Attachment",
    "Consent",
    "ConsentReply",
    "Conversation",
    "Delivery",
    "DisclosedFile",
    "Disclosure",
    "Draft",
    "HitsRead",
    "Mailbox",
    "Message",
    "Posted",
    "Receipt",
    "Thread",
]
