"""The manifests: what each database holds, how it is found, who may add, how long it lives, what an answer says."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from comity.core.errors import NotFound
from comity.records.manifests import firearms, persons, travel_documents, vehicles, vessels, works_of_art
from comity.records.manifests.drafts import Form
from comity.records.manifests.shape import Kind, Manifest

_MANIFESTS: Final[Mapping[str, Manifest]] = MappingProxyType(
    {
        room.MANIFEST.database: room.MANIFEST
        for room in (travel_documents, vehicles, firearms, vessels, works_of_art, persons)
    }
)


def get(database: str) -> Manifest:
    """The manifest of a database. Raises NotFound."""
    try:
        return _MANIFESTS[database]
    except KeyError:
        raise NotFound from None


def all() -> tuple[Manifest, ...]:
    """Every manifest, in the order pages list them."""
    return tuple(_MANIFESTS.values())


@cache
def form(database: str) -> Form:
    """The database's manifest, made ready for reading rows. Raises NotFound."""
    return Form(get(database))


@cache
def told(database: str, kind: str) -> Kind:
    """What an answer tells the officer of a record of this kind. English sentences, translated where shown.

    A record of a kind that a later edition of the manifest has dropped is still a record: it is told by its name alone.
    Raises NotFound for a database that is none.
    """
    known = get(database).kinds.get(kind)
    return known or Kind(label=kind.replace("_", " ").capitalize(), means="", next_steps=())
