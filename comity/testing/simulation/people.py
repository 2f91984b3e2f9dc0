"""What people who try the demo write to simulated bureaus: found in the lists of these, and given to the post."""

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from comity.messages.models import Delivery
from comity.messages.rules import State
from comity.testing.simulation.post import Post

AT_ONCE = 50


@dataclass(slots=True)
class FromPeople:
    """Watches what arrived from the bureaus where people sit."""

    post: Post
    random: Random
    _seen: set[UUID] = field(default_factory=set)

    def step(self) -> None:
        """Gives the post what has arrived since the last step and nobody has read."""
        arrived = Delivery.objects.filter(
            message__sender__in=self.post.office.people,
            bureau__in=self.post.office.bureaus,
            state__in=[State.LISTED, State.DELIVERED],
        )
        for row in arrived.exclude(pk__in=self._seen).order_by("-position")[:AT_ONCE]:
            self._seen.add(row.pk)
            self.post.receive(row.bureau_id, str(row.message_id), self.random.getrandbits(48))
