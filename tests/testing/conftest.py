"""The stage: the cast, the tour's records, an index and a journal (comity.testing.stage)."""

from comity.testing.fixtures import stage

__all__ = ["stage"]
