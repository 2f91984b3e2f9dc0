"""What the worker does for the ledger."""

from datetime import datetime

from comity.audit import sealing


def seal_step(now: datetime) -> bool:
    """Seals what is not sealed yet; True when there was something. Call it again at once then, else after a second."""
    return sealing.seal_ledger(now) is not None
