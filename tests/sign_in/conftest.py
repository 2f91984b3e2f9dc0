"""Who signs in are officers: the small network of the network's tests stands here too."""

from tests.network.conftest import appoint, now, world

__all__ = ["appoint", "now", "world"]
