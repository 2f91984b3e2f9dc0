"""What else of a pilot's colour a bureau has on its way: written down by the room that has it, inside its own verbs."""

from datetime import datetime
from uuid import UUID

from comity.notices import manifests
from comity.notices.models import Elsewhere


def count_elsewhere(*, bureau: str, colour: str, of: UUID, now: datetime) -> None:
    """Counts one against the bureau's share, once however often it is said; nothing where the colour has no quota."""
    if manifests.get(colour).quota is not None:
        Elsewhere.objects.get_or_create(pk=of, defaults={"bureau_id": bureau, "colour": colour, "since": now})


def count_no_more(*, of: UUID) -> None:
    """It has ended, or was given back: the share is free for another."""
    Elsewhere.objects.filter(pk=of).delete()
