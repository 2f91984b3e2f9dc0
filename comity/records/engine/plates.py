"""Number plates: which letters a country prints, and how the country itself is written on the vehicle."""

from collections.abc import Mapping
from typing import Final

from comity.records.engine import issuers, letters

_CYRILLIC_PLATES: Final = frozenset("BA BG BY KG KZ MD ME MK MN RS RU TJ UA UZ".split())
_GREEK_PLATES: Final = frozenset({"CY", "GR"})
# The seventeen letters of Saudi plates and the Latin ones printed beside them (both alefs and yehs in use are covered).
_SAUDI: Final = str.maketrans("ابحدرسصطعقكلمنهوىيأ", "ABJDRSXTEGKLZNHUVVA")

# Distinguishing signs of vehicles in international traffic (United Nations list under article 37 of the 1968 Vienna
# Convention), and superseded ones still on the road, where they are not the ISO alpha-2 code.
_SIGNS: Final = dict(
    pair.split(":")
    for pair in (
        "A:AT ADN:YE AFG:AF AG:AG AM:AM AND:AD AUA:AW AUS:AU B:BE BDS:BB BHT:BT BIH:BA BOL:BO BRG:GY BRN:BH BRU:BN "
        "BUR:MM BVI:VG C:CU CAM:CM CDN:CA CYM:GB D:DE DOM:DO DY:BJ E:ES EAK:KE EAT:TZ EAU:UG EAZ:TZ ER:ER EST:EE "
        "ETH:ET F:FR FIN:FI FJI:FJ FL:LI FO:FO G:GA GB:GB GBA:GG GBG:GG GBJ:JE GBM:IM GBZ:GI GCA:GT GUY:GY H:HU "
        "HKJ:JO I:IT IND:IN IRL:IE IRQ:IQ J:JP K:KH KAN:KN KSA:SA KWT:KW L:LU LAO:LA LAR:LY LS:LS M:MT MAL:MY "
        "MEX:MX MGL:MN MNE:ME MOC:MZ N:NO NAM:NA NAU:NR NEP:NP NGR:NG NIC:NI NL:NL NMK:MK NZ:NZ P:PT PMR:MD PNG:PG "
        "Q:QA RA:AR RB:BW RC:TW RCA:CF RCB:CG RCH:CL RG:GN RH:HT RI:ID RIM:MR RKS:XK RKM:KM RL:LB RM:MG RMM:ML "
        "RN:NE ROK:KR ROU:UY RP:PH RPB:BJ RSM:SM RU:BI RUS:RU RWA:RW S:SE SCN:KN SCV:VA SGP:SG SLO:SI SME:SR SMOM:MT "
        "SUD:SD SYR:SY T:TH TCH:TD TD:TD TG:TG TL:TL TMN:TM TO:TO TUV:TV UAE:AE USA:US V:VA VN:VN WAG:GM WAL:SL "
        "WAN:NG WD:DM WG:GD WL:LC WS:WS WV:VC YAR:YE YV:VE Z:ZM ZW:ZW UK:GB EL:GR"
    ).split()
)


def country(text: str) -> str | None:
    """ISO alpha-2 code from an ISO code or a distinguishing sign; None if it is neither."""
    code = text.strip().upper()
    if code == "D":  # also the issuer code of Germany's documents, but with an alpha-2 of its own
        return "DE"
    return issuers.alpha2(code) or _SIGNS.get(code)


def letters_of(country: str) -> Mapping[int, int]:
    """The translation to Latin for this country's plates; for an unknown country, every look-alike."""
    if country in _CYRILLIC_PLATES:
        return letters.CYRILLIC
    if country in _GREEK_PLATES:
        return letters.GREEK
    if country == "SA":
        return _SAUDI
    return _NONE if country else letters.LOOK_ALIKES


_NONE: Final[dict[int, int]] = {}
