"""The law of the records room. Pure."""

from msgspec import Struct

from comity.core.levels import Level

# --- Sharing: the one predicate for every path (Rules on the Processing of Data, arts 5-7, 58, 108-114) ---


class Policy(Struct, frozen=True, kw_only=True):
    """What a record says about who may see it.

    `source` is the bureau that owns it; `purposes` is empty when every purpose is good; `denied` is the bureau codes
    restricted from it, by an individual restriction (this record) or a general one (the source's whole database).
    """

    source: str
    database: str
    level: Level = Level.OFFICIAL_USE_ONLY
    purposes: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


class Viewer(Struct, frozen=True, kw_only=True):
    """What the predicate needs to know of who asks: see network.rules.Actor for the fields it shares with it.

    `purpose` is the purpose of this look; None for a look at a bureau's own desk that states none, which only a record
    open to every purpose answers to.
    """

    lineage: tuple[str, ...]
    databases: frozenset[str]
    purposes: frozenset[str]
    clearance: Level
    purpose: str | None = None


def may_see(viewer: Viewer, policy: Policy) -> bool:
    """Whether the record exists for this viewer. Hidden and absent are the same answer, on every path.

    A source's own people are not bound by its denials and purposes, but by their own reach: an entity without the
    database, an officer without the clearance and the administrator of the installation see nothing of it either.
    """
    if policy.database not in viewer.databases or policy.level > viewer.clearance:
        return False
    if policy.source in viewer.lineage:
        return True
    if viewer.purpose is not None and viewer.purpose not in viewer.purposes:
        return False
    if policy.purposes and viewer.purpose not in policy.purposes:
        return False
    return policy.denied.isdisjoint(viewer.lineage)
