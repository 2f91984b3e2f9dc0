"""Bureaus whose line is cut and restored: half of them close it by the verb, of the others nothing is heard."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from comity.network import actions as network
from comity.network.actions.bureaus import AlreadySo
from comity.network.models import Bureau
from comity.testing.cast import BUREAUS
from comity.testing.loading import desk

# A change is seen by every check process within a second (docs/performance.md).
HEARD_OF: Final = timedelta(seconds=3)


@dataclass(slots=True)
class Links:
    """Who is silent now, and whose link is closed. The bureaus of the cast keep theirs: people sit there."""

    silent: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    _restored: dict[str, datetime] = field(default_factory=dict)

    def begin(self) -> None:
        """Whose link is closed already, by people, is silent for the whole of the run."""
        self.silent.update(Bureau.objects.filter(connected=False).values_list("pk", flat=True))

    def may_ask(self, bureau: str, now: datetime) -> bool:
        """Whether its systems ask: not while it is silent, nor until the check service has heard of its return."""
        restored = self._restored.get(bureau)
        return bureau not in self.silent and (restored is None or now - restored > HEARD_OF)

    def cut(self, bureau: str, now: datetime, *, by_verb: bool) -> None:
        """Nothing comes from this bureau; by the verb, nothing reaches it either."""
        self.silent.add(bureau)
        if by_verb and bureau not in BUREAUS:
            try:
                network.disconnect(actor=desk(bureau), bureau=bureau, now=now)
            except AlreadySo:
                return
            self.closed.add(bureau)

    def restore(self, bureau: str, now: datetime) -> None:
        """The bureau is back."""
        self.silent.discard(bureau)
        if bureau in self.closed:
            self.closed.discard(bureau)
            self._restored[bureau] = now
            try:
                network.reconnect(actor=desk(bureau), bureau=bureau, now=now)
            except AlreadySo:
                return

    def restore_all(self, now: datetime) -> None:
        """At the end nobody stays cut off."""
        for bureau in sorted(self.silent):
            self.restore(bureau, now)
