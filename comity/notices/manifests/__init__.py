"""The manifests: one for each colour. Shared code asks the manifest, and never what colour it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from comity.core.errors import NotFound
from comity.notices.manifests import art, black, blue, green, orange, purple, red, silver, un, yellow
from comity.notices.manifests.shape import Manifest

_MANIFESTS: Final[Mapping[str, Manifest]] = MappingProxyType(
    {room.MANIFEST.colour: room.MANIFEST for room in (red, blue, green, yellow, black, purple, orange, silver, art, un)}
)


def get(colour: str) -> Manifest:
    """The manifest of a colour. Raises NotFound."""
    try:
        return _MANIFESTS[colour]
    except KeyError:
        raise NotFound from None


def all() -> tuple[Manifest, ...]:
    """Every manifest, in the order pages list them."""
    return tuple(_MANIFESTS.values())


COLOURS: Final = tuple(_MANIFESTS)
