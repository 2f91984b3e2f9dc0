"""The verbs of the network: the only writers. Callers write `from comity.network import actions as network`."""

from comity.network.actions.founding import found

__all__ = ["found"]
