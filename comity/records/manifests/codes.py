"""Readers of country codes: issuing states of documents, and countries of plates and places."""

from functools import lru_cache
from typing import Final

from msgspec import Struct

from comity.core.languages import mark
from comity.records.engine import issuers


@lru_cache(maxsize=4096)
def _issuer(text: str) -> str:
    code = issuers.canonical(text.strip()) or issuers.by_name(text)
    if code is None:
        raise ValueError(mark("This is not a code of an issuing state."))
    return code


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    code = issuers.canonical(text.strip()) or issuers.by_name(text)
    two = issuers.alpha2(code) if code else None
    if two is None:
        raise ValueError(mark("This is not a code of a country."))
    return two


class IssuerCode(Struct, frozen=True):
    """An issuing state or nationality, kept as the three letters of ICAO Doc 9303-3 ("DEU", "XPO")."""

    accepted: str = mark("A code of ICAO Doc 9303-3, such as FRA, D, XPO; two letters of ISO 3166-1 are read too.")

    def __call__(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > 80:
            raise ValueError(mark("This is not a code of an issuing state."))
        return _issuer(value)

    def show(self, value: str) -> str:
        return value


class CountryCode(Struct, frozen=True):
    """A country, kept as the two letters of ISO 3166-1."""

    accepted: str = mark("A code of ISO 3166-1, such as FR or FRA.")

    def __call__(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > 80:
            raise ValueError(mark("This is not a code of a country."))
        return _country(value)

    def show(self, value: str) -> str:
        return value


ISSUER: Final = IssuerCode()
COUNTRY: Final = CountryCode()
