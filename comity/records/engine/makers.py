"""World manufacturer identifiers (ISO 3780): region and country from the first two characters, the maker from three.

Countries as ISO 3780 assigns them; makers only where the identifier is well known: an unknown one proves nothing.
"""

from typing import Final

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
    for maker, wmis in {
        "Alfa Romeo": "ZAR ZAS", "Aston Martin": "SCF", "Audi": "WAU WUA WA1 TRU 93U", "Bentley": "SCB SJA",
        "BMW": "WBA WBS WBX WBY WB1 WB3 4US 5UX 5UM 5YM 3MW 98M LBV", "BYD": "LC0 LGX", "Chery": "LVV LVT",
        "Chevrolet": "1G1 1GC 1GN 1GB 2G1 2GC 2GN 3G1 3GC 3GN KL1 9BG 8AG", "Chrysler": "1C3 2C3 2C4 3C4 1C4",
        "Cadillac": "1G6 1GY", "Citroen": "VF7 VS7 VR7", "Dacia": "UU1 UU6", "Daewoo": "KLA KLY", "DAF": "XLR XLV",
        "Daihatsu": "JDA JD1", "Dodge": "1B3 1B7 2B3 2B7 3B7 1D3 1D4 1D7 2D4 3D7 3D4", "Ducati": "ZDM",
        "Ferrari": "ZFF", "Fiat": "ZFA ZFC 9BD NM4", "Ford": "1FA 1FB 1FC 1FD 1FM 1FT 1ZV 2FA 2FM 2FT 3FA 3FE WF0 "
        "SFA SBC UNI VS6 NM0 8AF 9BF MAJ 6FP AFA", "Geely": "LB3 L6T", "General Motors": "1GA 1GT 1GD 1GK 2GT 3GT",
        "Great Wall": "LGW", "Harley-Davidson": "1HD 5HD", "Honda": "JHM JH2 JH4 JHL 1HG 1HF 2HG 2HK 2HJ 2HM 3HG 3H1 "
        "5FN 5J6 SHH SHS LVH LHG 93H MRH ZDC NLA", "Hyundai": "KMH KMF KMJ KM8 5NM 5NP 2HM TMA NLH MAL 9BH LBE X7M Z94",
        "Isuzu": "JAA JAB JAC JAL 4S2 MPA", "Iveco": "ZCF WJM 93Z", "Jaguar": "SAJ SAD", "Jawa": "TLJ",
        "Jeep": "1J4 1J8 1C4 1JC 988", "Kawasaki": "JKA JKB", "Kia": "KNA KNB KNC KND KNE KNH KNM 5XX 5XY U5Y U6Y 3KP MZB",
        "KTM": "VBK", "Lada": "XTA XTT Y6D", "Lamborghini": "ZHW ZPB", "Lancia": "ZLA", "Land Rover": "SAL",
        "Lexus": "JTH JTJ 2T2 58A", "Lincoln": "1LN 2LM 5LM 3LN", "Lotus": "SCC", "MAN": "WMA", "Maserati": "ZAM ZN6",
        "Mazda": "JM1 JM3 JM7 JMZ 1YV 4F2 4F4 3MZ MM0 MM7", "McLaren": "SBM", "Mercedes-Benz": "WDB WDC WDD WDF W1K W1N "
        "W1V W1T WDY WDP 4JG 55S 9BM VSA NMB LE4 TAW KPA", "Mini": "WMW", "Mitsubishi": "JA3 JA4 JA7 JMA JMB JMY 4A3 "
        "4A4 XMC MMB MMC ML3 6MM 93X", "Nissan": "JN1 JN3 JN6 JN8 JNK JNR 1N4 1N6 3N1 3N6 3N8 5N1 5N3 SJN VSK VNV VWA "
        "MNT MDH LGB Z8N 94D", "Opel": "W0L W0V W0S VXK KL7", "Peugeot": "VF3 VR3 9U9 936 8AD", "Piaggio": "ZAP",
        "Polestar": "LPS YSM", "Porsche": "WP0 WP1", "Renault": "VF1 VF2 VF6 VS5 93Y 8A1 9FB X7L NM1 KNM VFA",
        "Rolls-Royce": "SCA", "Saab": "YS3 YS4", "SAIC": "LSJ LSF", "Scania": "YS2 XLE 9BS VLU", "Seat": "VSS",
        "Skoda": "TMB TMP XW8", "Smart": "WME", "SsangYong": "KPT KPB", "Subaru": "JF1 JF2 4S3 4S4", "Suzuki": "JS1 JS2 "
        "JS3 JSA JSL TSM VTT MA3 LS5 2S2", "Tesla": "5YJ 7SA 7G2 LRW XP7 SFZ", "Toyota": "JTD JTE JTM JTN JT1 JT2 JT3 "
        "JT4 JT5 JT6 JT8 JTK JTL 1NX 2T1 2T3 3TM 3TY 4T1 4T3 4T4 5TB 5TD 5TE 5TF 5YF SB1 VNK NMT TW0 TW1 AHT 9BR 8AJ "
        "MR0 MR1 MR2 6T1 LFM LVG PN1 XW7 MHF", "Triumph": "SMT", "Trabant": "WTR", "UAZ": "XTU XTT", "Vauxhall": "SED",
        "Volkswagen": "WVW WVG WV1 WV2 WV3 1VW 3VW 3VV 9BW 8AW AAV LFV LSV VWV XW8 WV4", "Volvo": "YV1 YV2 YV3 YV4 YV5 "
        "LVY LYV 4V1 4V4 4VA XLB 7JR 9BV", "Yamaha": "JYA JYE VG5 9C6 LPR", "GAZ": "X96 XTH", "ZAZ": "Y6D",
        "Mahindra": "MA1", "Tata": "MAT", "Bajaj": "MD2", "Maruti Suzuki": "MA3 MBH", "Proton": "PL1", "Perodua": "PM2",
        "Iran Khodro": "NAA NAC", "Saipa": "NAS", "Tofas": "NM4", "Peterbilt": "1XP 2XP", "Kenworth": "1XK 2XK",
        "Freightliner": "1FU 1FV 3AK 3AL 4UZ", "Mack": "1M1 1M2", "Rivian": "7FC 7PD", "Lucid": "50E", "NIO": "LJ1",
    }.items()
    for wmi in wmis.split()
}  # fmt: skip


def region(vin: str) -> str:
    """The region of the first character, an English name to be translated."""
    return _BY_FIRST.get(vin[:1], "")


def country(vin: str) -> str:
    """ISO alpha-2 of the country whose body assigned the identifier; empty where ISO 3780 assigns none."""
    return _BY_TWO.get(vin[:2], "")


def maker(vin: str) -> str:
    """The maker, where the identifier is a well-known one; else empty."""
    return _MAKERS.get(vin[:3], "")
