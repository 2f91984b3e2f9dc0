"""The fixed, made-up cast of the demo and of the tests: five bureaus with their posts, and those above them."""

from dataclasses import dataclass
from typing import Final

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.network.rules import Post

OFFICIAL, RESTRICTED, CONFIDENTIAL = Level.OFFICIAL_USE_ONLY, Level.RESTRICTED, Level.CONFIDENTIAL

BORDER_DATABASES: Final = ("travel_documents", "persons", "vehicles")
BORDER_PURPOSES: Final = ("border_control", "wanted_person", "security_check")
STREET_DATABASES: Final = ("vehicles", "firearms", "vessels", "works_of_art", "travel_documents", "persons")
STREET_PURPOSES: Final = ("security_check", "criminal_investigation", "locate", "wanted_person")


@dataclass(frozen=True, slots=True)
class Service:
    """A national entity, authorised by its bureau."""

    bureau: str
    name: str
    databases: tuple[str, ...]
    purposes: tuple[str, ...]
    clearance: Level = RESTRICTED


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. `service` is the entity they serve in; "" for the bureau itself."""

    username: str
    name: str
    bureau: str
    post: Post
    service: str = ""
    clearance: Level = RESTRICTED
    # English for all until our own texts exist in the other languages: pages half in one and half in another are worse.
    # The switch in the bar stays.
    language: str = "en"
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """A national system and the reach of its token."""

    name: str
    bureau: str
    service: str
    databases: tuple[str, ...]
    purposes: tuple[str, ...]
    may_write: bool = False
    rate: int = 0


_PORT_LACOUR: Final = "Border police, Port-Lacour airport"
_TANA: Final = "Border police, Tana international airport"
_BRIDGE: Final = "Federal border service, Rio Branco bridge"

SERVICES: Final = (
    Service("FR", _PORT_LACOUR, BORDER_DATABASES, BORDER_PURPOSES),
    Service("FR", "Road police, northern region", STREET_DATABASES, STREET_PURPOSES),
    Service("KE", _TANA, BORDER_DATABASES, BORDER_PURPOSES),
    Service("KE", "Harbour police, Kiungani", STREET_DATABASES, STREET_PURPOSES),
    Service("BR", _BRIDGE, BORDER_DATABASES, BORDER_PURPOSES),
    Service("JP", "Immigration control, Kitasaki airport", BORDER_DATABASES, BORDER_PURPOSES),
    Service("MA", "Border police, Ras Amer port", BORDER_DATABASES, BORDER_PURPOSES),
)

_P = Post

CAST: Final = (
    # Stands at a passport counter in France and scans all night; knows nothing of databases.
    Member("fr.border", "Maëlle Castagnier", "FR", _P.FRONTLINE, _PORT_LACOUR),
    # Answers the bureau's desk: hits, records, questions from abroad.
    Member("fr.bureau", "Loïc Marchandeau", "FR", _P.BUREAU_OFFICER, clearance=CONFIDENTIAL),
    # Runs the bureau: appoints officers, authorises services, restricts.
    Member("fr.head", "Solène Rouvière", "FR", _P.BUREAU_HEAD, clearance=CONFIDENTIAL),
    # Reads every look at France's data.
    Member("fr.dpo", "Anselme Brissac", "FR", _P.DATA_PROTECTION_OFFICER, clearance=CONFIDENTIAL),
    # Scans the stolen passport of the tour.
    Member("ke.border", "Zawadi Mwangare", "KE", _P.FRONTLINE, _TANA),
    Member("ke.bureau", "Baraka Kamaundi", "KE", _P.BUREAU_OFFICER, clearance=CONFIDENTIAL),
    Member("ke.head", "Makena Nyambokere", "KE", _P.BUREAU_HEAD, clearance=CONFIDENTIAL),
    Member("ke.dpo", "Juma Odhiamba", "KE", _P.DATA_PROTECTION_OFFICER, clearance=CONFIDENTIAL),
    # Works on a bridge between two countries, on a phone, in the rain.
    Member("br.border", "Thaís Montanheiro", "BR", _P.FRONTLINE, _BRIDGE),
    Member("br.bureau", "Otávio Figueiral", "BR", _P.BUREAU_OFFICER, clearance=CONFIDENTIAL),
    Member("br.head", "Iracema Sarmentino", "BR", _P.BUREAU_HEAD, clearance=CONFIDENTIAL),
    Member("br.dpo", "Caetano Brandalise", "BR", _P.DATA_PROTECTION_OFFICER, clearance=CONFIDENTIAL),
    Member("jp.border", "Misaki Tsukishiro", "JP", _P.FRONTLINE, "Immigration control, Kitasaki airport"),
    Member("jp.bureau", "Kenta Haruyama", "JP", _P.BUREAU_OFFICER, clearance=CONFIDENTIAL),
    Member("jp.head", "Ayumi Minamori", "JP", _P.BUREAU_HEAD, clearance=CONFIDENTIAL),
    Member("jp.dpo", "Satoru Fujishige", "JP", _P.DATA_PROTECTION_OFFICER, clearance=CONFIDENTIAL),
    # Keeps the gate of a port, and switches the page to Arabic now and then.
    Member("ma.border", "Ghita Tazigharte", "MA", _P.FRONTLINE, "Border police, Ras Amer port"),
    Member("ma.bureau", "Yassine El Fassiani", "MA", _P.BUREAU_OFFICER, clearance=CONFIDENTIAL),
    Member("ma.head", "Kenza Benchakroune", "MA", _P.BUREAU_HEAD, clearance=CONFIDENTIAL),
    Member("ma.dpo", "Driss Amezianou", "MA", _P.DATA_PROTECTION_OFFICER, clearance=CONFIDENTIAL),
    # Read requests before they go out; the third may read none of Morocco's.
    Member("gs.reviewer", "Hedwig Abendschön", "GS", _P.REVIEWER, clearance=CONFIDENTIAL, nationality="DE"),
    Member("gs.reviewer2", "Aroha Tangiwhenua", "GS", _P.REVIEWER, clearance=CONFIDENTIAL, nationality="NZ"),
    Member("gs.reviewer3", "Idriss Ouazzanine", "GS", _P.REVIEWER, clearance=CONFIDENTIAL, nationality="MA"),
    # The second pair of eyes.
    Member("gs.publisher", "Taras Kovalyshyn", "GS", _P.PUBLISHER, clearance=CONFIDENTIAL, nationality="UA"),
    # Decides what reviewers may not decide alone.
    Member("gs.director", "Sunniva Fjellbakken", "GS", _P.DIRECTOR, clearance=CONFIDENTIAL, nationality="NO"),
    # Orders measures; the Committee's member endorses them, or lets them lapse.
    Member("gs.secretary", "Beatriz Valdehierro", "GS", _P.SECRETARY_GENERAL, clearance=CONFIDENTIAL, nationality="ES"),
    Member("gs.committee", "Chidubem Adigwere", "GS", _P.COMMITTEE_MEMBER, clearance=CONFIDENTIAL, nationality="NG"),
    # Awake at 3 a.m.
    Member("gs.duty", "Melina Karamitsos", "GS", _P.DUTY_OFFICER, clearance=CONFIDENTIAL, nationality="GR"),
    # Takes over at six.
    Member("gs.duty2", "Babajide Okonkwoji", "GS", _P.DUTY_OFFICER, clearance=CONFIDENTIAL, nationality="NG"),
    Member("gs.translator", "Dalia El Sharqanawi", "GS", _P.TRANSLATOR, clearance=OFFICIAL, nationality="EG"),
    # Keeps the machines running and sees no police data.
    Member("gs.administrator", "Jörg Eisenbarth", "GS", _P.ADMINISTRATOR, clearance=OFFICIAL),
    # Independent of everyone above.
    Member("ccf.member", "Ngozika Ezenwachi", "CCF", _P.COMMISSION_MEMBER, clearance=CONFIDENTIAL),
    # Votes for her country at the assembly.
    Member("fr.delegate", "Capucine Vasseur-Blin", "FR", _P.DELEGATE, clearance=OFFICIAL),
)

SYSTEMS: Final = (
    System(
        "Passenger control, Tana airport",
        "KE",
        _TANA,
        BORDER_DATABASES,
        BORDER_PURPOSES,
    ),
    System("Passenger control, Port-Lacour", "FR", _PORT_LACOUR, BORDER_DATABASES, BORDER_PURPOSES),
    System("Passport register", "FR", "", ("travel_documents",), ("border_control",), may_write=True),
    System("Vehicle register", "BR", "", tuple(DATABASES), ("security_check", "locate"), may_write=True, rate=500),
)

# The bureaus that have a cast.
BUREAUS: Final = ("FR", "KE", "BR", "JP", "MA")

# Who restricts whom: source, against, database ("" = all). Covers everything under the bureau named.
GENERAL_RESTRICTIONS: Final = (
    ("FR", "BR", "firearms"),
    ("JP", "MA", ""),
)
