"""Codes of issuers and nationalities (ISO 3166-1, ICAO Doc 9303-3 section 5) and the bureaus that speak for them."""

import re
import unicodedata
from pathlib import Path
from typing import Final

import msgspec


class Issuer(msgspec.Struct, frozen=True):
    """One code of machine-readable documents: `code` as printed, `alpha2` where there is one, the English name."""

    code: str = msgspec.field(name="mrz3")
    alpha2: str = msgspec.field(name="a2")
    name: str
    part: str


_LISTED: Final = msgspec.json.decode(Path(__file__).with_name("issuers.json").read_bytes(), type=list[Issuer])

# Every code that a machine-readable zone may lawfully carry, as printed ("D", not "DEU", for Germany; both are known).
KNOWN: Final = frozenset(issuer.code for issuer in _LISTED)
BY_CODE: Final = {issuer.code: issuer for issuer in _LISTED}

_ALPHA2: Final = {i.code: i.alpha2 for i in _LISTED if i.alpha2 and i.code != "D"}
_ALPHA3: Final = {i.alpha2: i.code for i in _LISTED if i.part == "ISO 3166-1"}

# Other writings of a code. INP stands on drawn specimens of the Organization's passport where Doc 9303-3 part D says
# XPO. The rest are codes that ISO 3166 renamed without the country changing, and two in everyday use.
_ALIASES: Final = {
    "D": "DEU", "INP": "XPO", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "BUR": "MMR",
    "UK": "GBR", "EL": "GRC", "EU": "EUE", "UN": "UNO", "XK": "RKS", "KS": "RKS",
}  # fmt: skip

_CANONICAL: Final = {
    **{code: code for code in KNOWN},
    **_ALPHA3,
    **_ALIASES,
}

# Statuses that the United Kingdom prints in place of a nationality or issuer (Doc 9303-3, section 5, part A).
BRITISH: Final = frozenset({"GBD", "GBN", "GBO", "GBP", "GBS"})
# Persons without a nationality (Doc 9303-3, section 5, part E): stateless, and the two kinds of refugee.
STATELESS: Final = "XXA"
REFUGEES: Final = frozenset({"XXB", "XXC"})

# Territories for whose documents a member answers: a sub-bureau may exist ("GB-GI"), the member always may.
_TERRITORIES: Final = {
    "AU": "CCK CXR HMD NFK", "CN": "HKG MAC", "DK": "FRO GRL", "FI": "ALA", "NO": "BVT SJM", "NZ": "COK NIU TKL",
    "FR": "ATF BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF", "NL": "BES", "US": "ASM GUM MNP PRI UMI VIR",
    "GB": "AIA BMU CYM FLK GGY GIB IMN IOT JEY MSR PCN SGS SHN TCA VGB",
}  # fmt: skip

# Issuers that are not states. Kosovo's documents go through the United Nations mission, as the channel itself does.
_OTHER_BUREAUS: Final = {
    "XPO": "GS", "UNO": "UN", "UNA": "UN", "UNK": "UN", "RKS": "UN", "EUE": "EU",
    **dict.fromkeys(BRITISH, "GB"), "ANT": "NL",
}  # fmt: skip


def canonical(code: str) -> str | None:
    """The one code under which records are kept, three letters: "D<<" and "de" -> "DEU"; None if unknown."""
    known = _CANONICAL.get(code)
    return known if known else _CANONICAL.get(code.strip(" <").upper())


def alpha2(code: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a state, given any of its codes; None for an issuer that has none."""
    three = canonical(code)
    return _ALPHA2.get(three) if three else None


def alpha3(code: str) -> str | None:
    """The three-letter code of a state, given any of its codes; None for an issuer outside ISO 3166-1."""
    three = canonical(code)
    return three if three and BY_CODE[three].part == "ISO 3166-1" else None


def _bureaus() -> dict[str, frozenset[str]]:
    allowed = {code: frozenset({two}) for two, code in _ALPHA3.items()}
    for member, codes in _TERRITORIES.items():
        allowed |= {code: frozenset({member, f"{member}-{_ALPHA2[code]}"}) for code in codes.split()}
    return allowed | {code: frozenset({bureau}) for code, bureau in _OTHER_BUREAUS.items()}


_BUREAUS: Final = _bureaus()


def bureaus_for(code: str) -> frozenset[str]:
    """The bureaus that may add documents of this issuer (only the issuing country adds). Empty: nobody may.

    Hong Kong's documents: {"CN", "CN-HK"}; the Organization's own: {"GS"}; a code that is only a status: empty.
    """
    return _BUREAUS.get(canonical(code) or "", frozenset())


def may_add(bureau: str, code: str) -> bool:
    """Whether the bureau speaks for this issuer of travel documents."""
    return bureau in bureaus_for(code)


# English names of states in lists of the United Nations and in everyday use, where they are not the ISO short name.
_OTHER_NAMES: Final = {
    "BOL": "Bolivia", "BRN": "Brunei", "CHN": "People's Republic of China", "CIV": "Ivory Coast", "CPV": "Cape Verde",
    "COD": "Democratic Republic of the Congo|Congo, Democratic Republic of the|DR Congo|DRC|Zaire",
    "COG": "Republic of the Congo|Congo", "CZE": "Czech Republic", "DEU": "Federal Republic of Germany",
    "FSM": "Micronesia", "GBR": "United Kingdom|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|UK",
    "HKG": "China, Hong Kong Special Administrative Region|Hong Kong SAR", "IRN": "Iran|Islamic Republic of Iran",
    "KOR": "South Korea|Republic of Korea|Korea", "LAO": "Laos", "LBY": "Libyan Arab Jamahiriya",
    "MAC": "China, Macao Special Administrative Region|Macau", "MDA": "Moldova|Republic of Moldova",
    "MKD": "Macedonia|The former Yugoslav Republic of Macedonia|Republic of North Macedonia", "MMR": "Burma",
    "NLD": "Holland", "PRK": "North Korea|Democratic People's Republic of Korea|DPRK",
    "PSE": "Palestine|State of Palestine|Palestinian",
    "RUS": "Russia", "SWZ": "Swaziland", "SYR": "Syria", "TLS": "East Timor", "TUR": "Turkey|Türkiye",
    "TWN": "Taiwan", "TZA": "Tanzania|United Republic of Tanzania", "USA": "United States|USA|US",
    "VAT": "Vatican City|Vatican City State|Vatican", "VEN": "Venezuela|Bolivarian Republic of Venezuela",
    "VGB": "British Virgin Islands", "VIR": "United States Virgin Islands", "VNM": "Vietnam",
}  # fmt: skip

_REMARK: Final = re.compile(r"[(\[].*?[)\]]")
_WORD: Final = re.compile(r"[a-z]+")


def _name_key(name: str) -> str:
    """Letters only, articles gone: "Gambia (the)" and "The Gambia" meet; "Türkiye" needs no keyboard for its dots."""
    folded = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return " ".join(word for word in _WORD.findall(folded) if word not in {"the", "of"})


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for issuer in _LISTED:
        if issuer.part == "ISO 3166-1":
            names[_name_key(issuer.name)] = issuer.code
            names.setdefault(_name_key(_REMARK.sub("", issuer.name)), issuer.code)
    for code, others in _OTHER_NAMES.items():
        names |= {_name_key(other): code for other in others.split("|")}
    return names


_NAMES: Final = _names()


def by_name(name: str) -> str | None:
    """The three-letter code of a state by its English name, long or short, in any case; None if unknown."""
    key = _name_key(name)
    return _NAMES.get(key) or _NAMES.get(_name_key(_REMARK.sub("", name))) if key else None
