"""What an officer types into the form of a colour for a given content, by the names of the page."""

from collections.abc import Mapping
from typing import Any

from comity.notices import manifests
from comity.notices.forms.fields import typed
from comity.notices.manifests import reading


def typed_in(colour: str, content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The fields of a form that says this. `more`: further fields, or others instead."""
    manifest = manifests.get(colour)
    read, problems = reading.read(manifest, content)
    assert not problems
    said = {name: value for name, value in typed(manifest, read).items() if value not in ("", [])}
    entries = {f"{name}-entries": str(len(value)) for name, value in read.items() if isinstance(value, list)}
    return {"language": "en", "level": "official_use_only"} | said | entries | more
