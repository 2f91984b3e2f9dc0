"""Where a reader of hits has come to: the number of a change, sealed.

Numbers count the changes of all hits, so a bare one would tell every bureau how much happens at all the others.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


def sealed(change: int) -> str:
    """The cursor of a reader who has read up to this change."""
    return _seal().encrypt(b"%d" % change).decode()


def opened(text: str) -> int | None:
    """The change up to which the cursor's holder has read; None for what is no cursor of this installation."""
    try:
        return int(_seal().decrypt(text.encode()))
    except InvalidToken:
        return None


def _seal() -> Fernet:
    key = salted_hmac("checks.cursor", "seal", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
