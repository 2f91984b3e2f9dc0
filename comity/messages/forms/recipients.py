"""Who can be written to, found by a name in any script, by a city or by a code."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from babel import Locale
from msgspec import Struct

from comity.keys import queries as keys
from comity.network.models import Bureau

# In which languages the name of a state is known here: the commonest of every script, from CLDR.
_LOCALES: Final = (
    *("ar", "en", "fr", "es", "ru", "zh", "zh_Hant", "ja", "ko", "de", "it", "pt", "nl", "pl", "tr", "fa", "hi", "ur"),
    *("bn", "el", "he", "uk", "th", "vi", "id", "sv", "fi", "cs", "hu", "ro", "bg", "sr", "ka", "hy", "am", "ms", "sw"),
    *("my", "km", "lo", "mn", "kk", "uz", "az", "ne", "si", "ta", "te"),
)
MOST: Final = 12


class Choice(Struct, frozen=True):
    """A bureau as a writer chooses it. Without a key nothing can be sealed for it yet."""

    code: str
    name: str
    city: str
    has_key: bool


def named(codes: Iterable[str], spoken: str) -> list[Choice]:
    """These bureaus, in this order; a code that is no bureau's is shown as it was given, to be taken away."""
    wanted = list(codes)
    known = {one.code: one for one in _choices(list(Bureau.objects.filter(pk__in=wanted)), spoken)}
    return [known.get(code) or Choice(code, code, "", has_key=False) for code in wanted]


def found(words: str, spoken: str, *, without: Iterable[str]) -> list[Choice]:
    """Bureaus that answer to these words, the likeliest first: the code itself, then names that begin so."""
    wanted = _folded(words)
    if not wanted:
        return []
    left_out = set(without)
    ranked = [(rank, row.name, row) for row in Bureau.objects.all() if (rank := _rank(row, wanted)) is not None]
    rows = [row for _, _, row in sorted(ranked, key=lambda one: one[:2]) if row.pk not in left_out]
    return _choices(rows[:MOST], spoken)


def _choices(rows: list[Bureau], spoken: str) -> list[Choice]:
    sealed_for = keys.current_of(row.pk for row in rows)
    return [Choice(row.pk, row.names.get(spoken) or row.name, row.city, row.pk in sealed_for) for row in rows]


def _rank(row: Bureau, wanted: str) -> int | None:
    """0: its code; 1: a name begins so; 2: a word of a name does; 3: it stands within a name."""
    if wanted == row.pk.casefold():
        return 0
    names = [_folded(one) for one in (row.name, row.city, *row.names.values())]
    if row.member_id and row.kind == Bureau.Kind.NATIONAL:
        names += _territory_names().get(row.member_id, ())
    ranks = [rank for rank in (_within(wanted, name) for name in names) if rank is not None]
    return min(ranks, default=None)


def _within(wanted: str, name: str) -> int | None:
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if len(wanted) > 1 and wanted in name else None


@lru_cache(maxsize=1)
def _territory_names() -> dict[str, tuple[str, ...]]:
    gathered: dict[str, set[str]] = {}
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha():
                gathered.setdefault(code, set()).add(_folded(name))
    return {code: tuple(sorted(names)) for code, names in gathered.items()}


def _folded(text: str) -> str:
    """Small letters without marks; Arabic letters as one, however they carry their hamza."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return " ".join(plain.replace("-", " ").translate(_ARABIC).split())


_ARABIC: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "’": "'"})
