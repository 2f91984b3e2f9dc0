"""Browsers and systems in words: whoever looks for a sign-in that is not theirs cannot read a user agent."""

from typing import Final

# The first that occurs decides: most browsers also name those they descend from, and Android is a Linux.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def named(user_agent: str) -> tuple[str, str]:
    """Browser and system, as their makers call them; "" for one that is not known."""
    return _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in table if sign in user_agent), "")
