"""Letters to begin from, one for each common kind in the four languages; and words that ask for arrest or location.

Both are about what somebody writes, so they run where it is written, before it is sealed: no server reads a message.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import msgspec

from comity.core.languages import LANGUAGES
from comity.core.languages import mark as _

# What a letter is called on the page; its own words are in the language in which it is written.
LABELS: Final = {
    "information": _("Request for information"),
    "location": _("Report of a location"),
    "hit_confirmation": _("Confirmation of a hit"),
    "extradition": _("Extradition papers"),
    "alert": _("Alert"),
    "crisis": _("Crisis: first message"),
}
_PLACE = re.compile(r"\[[^\[\]\n]{1,120}\]")


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to begin from: what kind of message it makes, and its words with [places] to fill in."""

    slug: str
    language: str
    kind: str
    asks: str
    priority: str
    subject: str
    body: str


def beginning(slug: str, language: str) -> Beginning | None:
    """The letter of this kind in this language; English where we have none in it; None for an unknown kind."""
    found = _letters().get(slug)
    if found is None:
        return None
    spoken = language if language in found["words"] else "en"
    words = found["words"][spoken]
    return Beginning(
        slug=slug,
        language=spoken,
        kind=found["kind"],
        asks=found["asks"],
        priority=found["priority"],
        subject=words["subject"],
        body="\n\n".join(words["body"]),
    )


def is_a_beginning(subject: str, body: str) -> bool:
    """True when nothing was written of one's own: nothing, or a letter as it came. Then another may take its place."""
    written = (_plain(subject), _plain(body))
    every = (beginning(slug, language) for slug in LABELS for language in LANGUAGES)
    return written == ("", "") or any((_plain(one.subject), _plain(one.body)) == written for one in every if one)


def places_left(*texts: str) -> list[str]:
    """The [places] of our letters that nobody has filled in yet. Brackets of somebody's own are left alone."""
    known = _places()
    left = (place for text in texts for place in _PLACE.findall(text) if place in known)
    return list(dict.fromkeys(left))


def asked_in(*texts: str) -> dict[str, str]:
    """What words seem to ask for ("arrest", "location"), each with the first words that do; in any of the languages.

    Words prove nothing ("no request for arrest" has them too): this is for asking the sender, never for deciding.
    """
    read = " ".join(_folded(text) for text in texts)
    said: dict[str, str] = {}
    for asked, pattern in _patterns().items():
        found = pattern.search(read)
        if found:
            said[asked] = found.group(0).strip()
    return said


def contradicts(asks: str, said: Iterable[str]) -> bool:
    """True when the words seem to ask for more than the envelope says."""
    return asks not in ("arrest", "location") and bool(set(said))


@lru_cache(maxsize=1)
def _letters() -> Mapping[str, Any]:
    found: Mapping[str, Any] = _read("letters.json")
    return found


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    every = (beginning(slug, language) for slug in LABELS for language in LANGUAGES)
    return frozenset(place for one in every if one for place in _PLACE.findall(f"{one.subject} {one.body}"))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for asked, languages in _read("asking.json").items():
        phrases = sorted({_folded(one) for given in languages.values() for one in given}, key=len, reverse=True)
        # Arabic writes "and", "for", "by" and the article as one word with what follows.
        either = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in phrases)
        found[asked] = re.compile(rf"(?<!\w)(?:[وفبلك]|ال|بال|وال|لل)?(?:{either})(?!\w)")
    return found


def _read(name: str) -> Any:
    return msgspec.json.decode(resources.files("comity.messages").joinpath("data", name).read_bytes())


def _folded(text: str) -> str:
    """Small letters without marks, and the forms of one Arabic letter as one."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return plain.replace("\u0640", "").translate(_ARABIC)


def _plain(text: str) -> str:
    return " ".join(text.split())


_ARABIC: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "’": "'"})
