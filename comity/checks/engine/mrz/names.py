"""The name field of the zone: primary identifier, two fillers, secondary identifier (Doc 9303-3, section 4.6)."""

from comity.records.engine import persons


def words(field: str) -> str:
    """Fillers as single spaces, none at the ends."""
    return " ".join(field.replace("<", " ").split())


def split(field: str) -> tuple[str, str]:
    """Primary and secondary identifier, words apart by one space; either may be empty."""
    primary, _, secondary = field.rstrip("<").partition("<<")
    return words(primary), words(secondary)


def compose(primary: str, secondary: str, language: str = "") -> str:
    """The name field without its trailing fillers, from names as written: ("O'Connor", "Enya") -> "OCONNOR<<ENYA"."""
    spelt = persons.mrz_name(primary, secondary, language)
    return "<<".join(part.replace(" ", "<") for part in spelt if part)


def fit(primary: str, secondary: str, width: int, language: str = "") -> str:
    """The name field filled to its width. A name too long is cut so that it ends in a letter, the mark of truncation.

    Doc 9303-4, section 4.2.3: the last position holds a letter, and at least one letter of the secondary stays.
    """
    first, second = (part.replace(" ", "<") for part in persons.mrz_name(primary, secondary, language))
    if first and second:
        first = first[: width - 3].rstrip("<")
    whole = "<<".join(part for part in (first, second) if part)
    if len(whole) <= width:
        return whole.ljust(width, "<")
    kept, rest = whole[:width], whole[width:]
    while kept.endswith("<"):
        # A word ends one short of the border: it gives up a letter to show the first of the next word.
        shortened = kept[:-2].rstrip("<") + "<"
        kept = shortened + rest[: width - len(shortened)]
    return kept
