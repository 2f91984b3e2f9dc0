"""What checks find of a diffusion: a record of the person, of the sender's, for its recipients and for nobody else.

It is made with the sender's authority when the diffusion is sent, held; it is found once the diffusion is delivered.
"""

from collections.abc import Sequence
from datetime import datetime

from comity.diffusions.models import Diffusion
from comity.network.rules import Actor

KIND = "marker"
ROOM = "diffusions"


def keep_held(diffusion: Diffusion, actor: Actor, now: datetime) -> None:
    """The record as its sender states it now, held. Raises Invalid with what the database does not take."""


def let_be_found(diffusion: Diffusion, actor: Actor, recipients: Sequence[str], now: datetime) -> None:
    """Its recipients' checks find it from now on."""


def let_be_found_no_more(diffusion: Diffusion, actor: Actor, now: datetime) -> None:
    """Nobody's checks find it any more."""
