"""What a national system needs to speak I-24/7: seals and signs on its own side, sends, lists, fetches, acknowledges.

No Django, no database: an address, a token and the bureau's own keys. The Secretariat never sees a private key of a
bureau that uses it. How to begin is in docs/client.md.
"""

from comity.client.calls import NotAccepted, NotReached
from comity.client.client import Client, Opened, Sent
from comity.client.keyfile import Keyfile
from comity.client.known import KnownKeys, NotTrusted
from comity.messages.engine.writing import Letter

__all__ = ["Client", "Keyfile", "KnownKeys", "Letter", "NotAccepted", "NotReached", "NotTrusted", "Opened", "Sent"]
