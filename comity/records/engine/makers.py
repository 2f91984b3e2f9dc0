"""World manufacturer identifiers (ISO 3780): region and country from the first two characters, the maker from three.

Countries as ISO 3780 assigns them; makers only where the identifier is well known: an unknown one proves nothing.
"""

from pathlib import Path
from typing import Final

import msgspec

from comity.core.languages import mark

_ORDER: Final = "ABCDEFGHJKLMNPRSTUVWXYZ1234567890"

_REGIONS: Final = {
    "ABCDEFGH": mark("Africa"),
    "JKLMNPR": mark("Asia"),
    "STUVWXYZ": mark("Europe"),
    "12345": mark("North America"),
    "67": mark("Oceania"),
    "890": mark("South America"),
}

# First character, range of the second (in the order A-Z, 1-9, 0), ISO alpha-2.
_COUNTRIES: Final = (
    "AA-AH:ZA AJ-AK:CI AL-AM:LS AN-AP:BW AR-AS:NA AT-AU:MG AV-AW:MU AX-AY:TN AZ-A1:CY A2-A3:ZW A4-A5:MZ "
    "BA-BB:AO BC-BC:ET BF-BG:KE BH-BH:RW BL-BL:NG BR-BR:DZ BU-BU:UG B3-B4:LY CA-CB:EG CF-CG:MA CL-CM:ZM "
    "JA-J0:JP KF-KH:IL KL-KR:KR KS-KT:JO K1-K3:KR K5-K5:KG LA-L0:CN MA-ME:IN MF-MK:ID ML-MR:TH MS-MS:MM MU-MU:MN "
    "MX-MX:KZ MY-M0:IN NA-NE:IR NF-NG:PK NJ-NJ:IQ NL-NR:TR NS-NT:UZ NV-NV:AZ NX-NX:TJ NY-NY:AM N1-N5:IR N7-N8:TR "
    "PA-PC:PH PF-PG:SG PL-PR:MY PS-PT:BD PV-PV:KH P5-P0:IN RA-RB:AE RF-RK:TW RL-RN:VN RP-RP:LA RS-RT:SA RU-RW:RU "
    "R1-R7:HK SA-SM:GB SN-ST:DE SU-SZ:PL S1-S2:LV S3-S3:GE S4-S4:IS TA-TH:CH TJ-TP:CZ TR-TV:HU TW-T2:PT T3-T5:RS "
    "T6-T6:AD T7-T8:NL UA-UC:ES UH-UM:DK UN-UR:IE UU-UX:RO U1-U2:MK U5-U7:SK U8-U0:BA VA-VE:AT VF-VR:FR VS-VW:ES "
    "VX-V2:FR V3-V5:HR V6-V8:EE WA-W0:DE XA-XC:BG XD-XE:RU XF-XH:GR XJ-XK:RU XL-XR:NL XS-XW:RU XX-XY:LU XZ-X0:RU "
    "YA-YE:BE YF-YK:FI YN-YN:MT YS-YW:SE YX-Y2:NO Y3-Y5:BY Y6-Y8:UA ZA-ZU:IT ZX-ZZ:SI Z1-Z1:SM Z3-Z5:LT Z6-Z0:RU "
    "1A-10:US 2A-25:CA 3A-3X:MX 34-34:NI 35-35:DO 36-36:HN 37-37:PA 38-39:PR 4A-40:US 5A-50:US 6A-6X:AU 6Y-61:NZ "
    "7A-7E:NZ 7F-70:US 8A-8E:AR 8F-8G:CL 8L-8N:EC 8S-8W:PE 8X-8Z:VE 82-82:BO 84-84:CR 9A-9E:BR 9F-9G:CO 9S-9V:UY "
    "91-90:BR"
)


def _by_two() -> dict[str, str]:
    table: dict[str, str] = {}
    for assigned in _COUNTRIES.split():
        characters, alpha2 = assigned.split(":")
        first, start, end = characters[0], _ORDER.index(characters[1]), _ORDER.index(characters[4])
        table |= {first + second: alpha2 for second in _ORDER[start : end + 1]}
    return table


_BY_TWO: Final = _by_two()
_BY_FIRST: Final = {first: region for firsts, region in _REGIONS.items() for first in firsts}

_MAKERS: Final = {
    wmi: maker
    for maker, identifiers in msgspec.json.decode(
        Path(__file__).with_name("makers.json").read_bytes(), type=dict[str, str]
    ).items()
    for wmi in identifiers.split()
}


def region(vin: str) -> str:
    """The region of the first character, an English name to be translated."""
    return _BY_FIRST.get(vin[:1], "")


def country(vin: str) -> str:
    """ISO alpha-2 of the country whose body assigned the identifier; empty where ISO 3780 assigns none."""
    return _BY_TWO.get(vin[:2], "")


def maker(vin: str) -> str:
    """The maker, where the identifier is a well-known one; else empty."""
    return _MAKERS.get(vin[:3], "")
