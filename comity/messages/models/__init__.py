"""Tables of the messages room. `exchange` holds what passed between bureaus, `own` what is one bureau's alone."""

from comity.messages.models.exchange import Delivery, Mailbox, Message, Receipt, Thread
from comity.messages.models.own import Attachment, Draft

__all__ = ["Attachment", "Delivery", "Draft", "Mailbox", "Message", "Receipt", "Thread"]
