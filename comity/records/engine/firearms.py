"""Firearms: normal forms of serial number, make, model and calibre. Different spellings of one calibre meet."""

import re
import unicodedata
from typing import Final

from comity.records.engine import letters, numbers


def normal_serial(text: str) -> str:
    """Letters and digits only, upper case. Leading zeros stay: they are stamped."""
    return numbers.normal(text)


def normal_make(text: str) -> str:
    """The maker's usual name, letters and digits only: "H&K" and "Heckler & Koch GmbH" -> "HECKLERKOCH"."""
    key = letters.plain(_ascii(_COMPANY.sub(" ", text.upper())))
    return _MAKES.get(key, key)


def normal_model(text: str) -> str:
    """Letters and digits only, upper case, without the word "model": "Mod. 92 FS" -> "92FS"."""
    return letters.plain(_ascii(_MODEL.sub("", text.upper())))


def normal_calibre(text: str) -> str:
    """One spelling per cartridge: "9 mm Parabellum", "9x19" and "9mm Luger" -> "9X19"; unknown ones only tidied."""
    key = _calibre_key(text)
    return _CALIBRES.get(key, key)


def _ascii(text: str) -> str:
    """Without diacritics, so that "Česká zbrojovka" needs no keyboard of its own."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_COMPANY: Final = re.compile(
    r"\b(?:GMBH|GES\.?\s*M\.?\s*B\.?\s*H|S\.?P\.?A|S\.?A|A\.?G|INC|LTD|LLC|CORP|CO|COMPANY|S\.?R\.?O|A\.S|ARMS|FIREARMS)\b\.?"
)
_MODEL: Final = re.compile(r"^\s*(?:MODELL?O?|MODÈLE|MOD\.?|MDL\.?)\s+")

# One line a maker: the usual name, then the other names and marks seen on weapons and in reports.
_MAKES: Final = {
    letters.plain(other): letters.plain(line.split("|")[0])
    for line in (
        "Beretta|Pietro Beretta|Fabbrica d'Armi Pietro Beretta|P Beretta",
        "Browning|Browning's",
        "Ceska zbrojovka|CZ|CZUB|Ceska Zbrojovka Uhersky Brod",
        "Colt|Colts|Colt's|Colt's Patent|Colt's Manufacturing|Colt Manufacturing",
        "FN|FN Herstal|Fabrique Nationale|Fabrique Nationale Herstal|Fabrique Nationale d'Armes de Guerre",
        "Heckler Koch|HK|H&K|Heckler and Koch|Heckler & Koch",
        "Kalashnikov|Kalashnikov Concern|Izhmash|Izhevsk",
        "Mossberg|O F Mossberg|OF Mossberg & Sons",
        "Norinco|China North Industries",
        "Remington|Remington's",
        "Ruger|Sturm Ruger|Sturm, Ruger &",
        "Sig Sauer|SIG|Sauer|Sigarms|SIG-Sauer",
        "Smith Wesson|S&W|SW|Smith & Wesson|Smith and Wesson",
        "Taurus|Forjas Taurus|Taurus Forjas",
        "Walther|Carl Walther|C Walther",
        "Winchester|Winchester Repeating",
        "Zastava|Crvena Zastava|Zavodi Crvena Zastava",
    )
    for other in line.split("|")
}


def _calibre_key(text: str) -> str:
    spaced = unicodedata.normalize("NFKC", text).upper().replace(",", ".").replace("×", "X").replace("*", "X")
    bare = _CALIBRE_WORDS.sub("", spaced)
    return _CALIBRE_NOISE.sub("", bare)


_CALIBRE_WORDS: Final = re.compile(r"\b(?:CALIBRE|CALIBER|CALIBRO|CAL)\b\.?|(?<=\d)\s*MM\b|\bMM\b")
# A point counts only inside a number.
_CALIBRE_NOISE: Final = re.compile(r"[^A-Z0-9.]+|(?<!\d)\.|\.(?!\d)")

# One line a cartridge (names of the C.I.P. and SAAMI lists): the normal form, then the names in use for it. A bare
# diameter that several cartridges share ("9 mm", ".45") is nobody's synonym.
_CALIBRES: Final = {
    _calibre_key(other): _calibre_key(line.split("|")[0])
    for line in (
        "9x19|9 Luger|9 Parabellum|9 Para|9 NATO|9x19 Parabellum|9x19 Luger|9x19 Para|9 P|9x19 NATO",
        "9x17|.380 ACP|380|.380 Auto|9 Kurz|9 Short|9 Corto|9 Browning Short|9 Browning Court|9x17 Browning",
        "9x18|9 Makarov|9x18 Makarov|9 PM",
        "9x21|9x21 IMI|9 IMI",
        "7.65x17|.32 ACP|.32 Auto|7.65 Browning|7.65x17SR|7.65 Auto",
        "7.65x21|.30 Luger|7.65 Parabellum|7.65 Luger",
        "7.63x25|7.63 Mauser|.30 Mauser",
        "7.62x25|7.62 Tokarev|7.62 TT|7.62x25 Tokarev",
        "6.35x16|.25 ACP|.25 Auto|6.35 Browning|6.35|6.35x16SR",
        "5.7x28|5.7 FN|5.7x28 FN",
        ".40 S&W|40|.40 Smith & Wesson|10x22",
        "10x25|10 Auto|10mm Auto|10mm",
        ".45 ACP|.45 Auto|11.43x23",
        ".357 Magnum|.357 Mag|357",
        ".38 Special|.38 Spl|.38 Spec",
        ".44 Magnum|.44 Mag|.44 Remington Magnum|.44 Rem Mag",
        ".22 LR|.22 Long Rifle|.22 lfB|5.6x15R",
        "5.56x45|.223 Remington|.223 Rem|223|5.56 NATO|5.56x45 NATO|5.56",
        "7.62x51|.308 Winchester|.308 Win|308|7.62 NATO|7.62x51 NATO",
        "7.62x39|7.62 Soviet|7.62x39 M43|7.62 M43|7.62 Russian Short",
        "7.62x54R|7.62x54|7.62 Russian|7.62x53R",
        "5.45x39|5.45|5.45 Soviet",
        ".30-06|.30-06 Springfield|7.62x63|30.06",
        ".50 BMG|12.7x99|.50 Browning|12.7x99 NATO",
        "12.7x108|12.7 Soviet",
        ".300 Winchester Magnum|.300 Win Mag|.300 WM",
        "12 gauge|12 ga|12/70|12/76|12 bore|12",
        "16 gauge|16 ga|16/70|16 bore|16",
        "20 gauge|20 ga|20/70|20/76|20 bore|20",
    )
    for other in line.split("|")
}
