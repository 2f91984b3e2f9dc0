"""Languages by name, as the reader calls them; the four working languages first. Names come from CLDR (Babel)."""

from functools import lru_cache

from babel import Locale

from comity.core.languages import LANGUAGES
from comity.messages import rules

# Written from right to left, of the languages a message may be in.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi", "dv", "ks"})


@lru_cache(maxsize=8)
def choices(spoken: str) -> list[tuple[str, str]]:
    """(code, name) of every language a message may be in, as a reader of `spoken` calls it."""
    names = Locale.parse(spoken).languages
    others = [(code, str(names[code]).capitalize()) for code in rules.LANGUAGES - LANGUAGES.keys() if code in names]
    return [*LANGUAGES.items(), *sorted(others, key=lambda one: one[1])]


def named(code: str, spoken: str) -> str:
    """One language's name; its code where CLDR knows none."""
    return dict(choices(spoken)).get(code, code)


def direction(code: str) -> str:
    """The direction of a text in this language, for fields that are still empty."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"
