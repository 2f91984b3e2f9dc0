"""Bureaus whose line is cut and restored: half of them close it by the verb, of the others nothing is heard."""

from dataclasses import dataclass, field
from datetime import datetime

from comity.network import actions as network
from comity.network.actions.bureaus import AlreadySo
from comity.testing.cast import BUREAUS
from comity.testing.loading import desk


@dataclass(slots=True)
class Links:
    """Who is silent now, and whose link is closed. The bureaus of the cast keep theirs: people sit there."""

    silent: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)

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
            try:
                network.reconnect(actor=desk(bureau), bureau=bureau, now=now)
            except AlreadySo:
                return

    def restore_all(self, now: datetime) -> None:
        """At the end nobody stays cut off."""
        for bureau in sorted(self.silent):
            self.restore(bureau, now)
