"""The threads of the demo, as they were written: who, to whom, when, in which language, what. All of it is made up."""

from dataclasses import dataclass
from typing import Final

from comity.testing import tour

HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that goes with a message; `picture` for a drawn portrait in place of the text."""

    name: str
    media_type: str = "text/plain"
    text: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: `ago` in minutes before the demo was built; `by` one of the cast, or the code of another bureau."""

    ago: int
    by: str
    to: tuple[str, ...]
    subject: str
    body: str
    cc: tuple[str, ...] = ()
    kind: str = "administrative"
    priority: str = "routine"
    level: str = "official_use_only"
    asks: str = ""
    language: str = "en"
    person: tuple[str, str, str] | None = None  # name, born, nationality
    conditions: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    read_by: tuple[str, ...] = ()
    had_by: tuple[str, ...] = ()
    disclosed_by: tuple[str, str] | None = None  # one of the cast, and why


# Whose link is closed when the demo begins: what is sent there waits.
DISCONNECTED: Final = "TO"

PASSPORT: Final = (
    Said(
        ago=3 * HOUR,
        by="ke.bureau",
        to=("FR",),
        kind="request",
        asks="information",
        subject=f"Passport {tour.STOLEN_NUMBER}: who was it issued to?",
        body=f"The French passport {tour.STOLEN_NUMBER} was shown at desk 9 of Tana airport at 14:20 local time."
        "\n\nPlease tell us to whom it was issued, and when it was reported stolen. The holder says that it"
        " is hers and has"
        " been asked to wait. She is not under arrest.",
        files=(File(name="desk-9-log.txt", text="14:20 document read\n14:21 answer: reported stolen, source FR\n"),),
        read_by=("FR",),
    ),
    Said(
        ago=2 * HOUR,
        by="fr.bureau",
        to=("KE",),
        kind="answer",
        language="fr",
        subject=f"Re: Passeport {tour.STOLEN_NUMBER}",
        body=f"Le passeport {tour.STOLEN_NUMBER} a été délivré à une autre personne, née en 1988. Il a été déclaré volé"
        " par sa titulaire, dans un train de nuit.\n\nLa titulaire est chez elle à Port-Lacour. Veuillez conserver le"
        " document et nous le faire parvenir par la voie habituelle.",
        read_by=("KE",),
    ),
)
FERRY: Final = (
    Said(
        ago=25,
        by="ma.bureau",
        to=("FR",),
        kind="request",
        asks="information",
        priority="urgent",
        language="ar",
        subject="شاحنتان على عبّارة رأس عامر: طلب معلومات",
        body="وصلت إلى ميناء رأس عامر صباح اليوم شاحنتان تحملان لوحات فرنسية، وجدار خلفي في كلتيهما أسمك من المعتاد."
        "\n\nيرجى إفادتنا باسم الشركة المالكة وبتاريخ آخر فحص تقني، وهل وردت عنهما بلاغات سابقة."
        " رقم اللوحة الأولى FK-318-QT والثانية FK-402-QT."
        "\n\nالصورة المرفقة رسم تقريبي للسائق كما وصفه موظف البوابة 4.",
        files=(File(name="رسم السائق.jpg", media_type="image/jpeg", picture=True),),
        had_by=("FR",),
    ),
)
OVERDUE: Final = (
    Said(
        ago=27 * HOUR,
        by="br.bureau",
        to=("JP",),
        kind="request",
        asks="information",
        language="es",
        subject="Contenedor KSKU 447192: ¿quién lo recogió?",
        body="El contenedor KSKU 447192 salió de Santos el 3 de noviembre con destino a Kitasaki y figura"
        " como entregado.\n\n"
        "Rogamos nos digan qué empresa lo recogió. El juzgado de Recife decide el viernes.",
        read_by=("JP",),
    ),
)
FLASH: Final = (
    Said(
        ago=6,
        by="ke.bureau",
        to=("GS",),
        cc=("FR", "MA"),
        kind="request",
        asks="other",
        priority="flash",
        subject="Ferry aground off Kiungani: help with naming the missing",
        body="The ferry Baraka Star ran aground off Kiungani at 03:10 UTC with about 180 people of at least"
        " nine nationalities."
        "\n\nPlease tell all bureaus, and ask those whose nationals may have been on board for dental records and"
        " fingerprints through the usual forms. A list of passengers follows within the hour.",
        files=(
            File(name="first-list.txt", text="Seats 1-40: list held by the port. Seats 41-180: being written down.\n"),
        ),
    ),
)
SERIES: Final = (
    Said(
        ago=9 * HOUR,
        by="fr.bureau",
        to=("KE", "MA", "BR"),
        cc=("GS",),
        kind="alert",
        language="fr",
        subject="Faux titres de séjour : série 22EK",
        body="Trois titres de séjour de la série 22EK ont été présentés cette semaine. L’hologramme est"
        " imprimé, non collé ;"
        " le papier ne réagit pas sous lumière rasante.\n\nMerci de nous signaler tout numéro proche.",
        read_by=("KE", "BR"),
        had_by=("MA",),
    ),
)
PAPERS: Final = (
    Said(
        ago=3 * DAY,
        by="jp.bureau",
        to=("KE",),
        kind="extradition_paper",
        subject="Papers in case JP-2026-19",
        body="The papers in case JP-2026-19 left Tokyo by the diplomatic way on Thursday: 61 pages in"
        " English, two seals.",
        conditions=("contact_first",),
        read_by=("KE",),
    ),
    Said(
        ago=2 * DAY,
        by="ke.bureau",
        to=("JP",),
        kind="answer",
        subject="Re: Papers in case JP-2026-19",
        body="Received by the Ministry today. The hearing is on the 30th. We will write after it.",
        read_by=("JP",),
    ),
)
LORRY: Final = (
    Said(
        ago=5 * HOUR,
        by="AR",
        to=("BR",),
        kind="request",
        asks="information",
        language="es",
        subject="Camión con placa BRA2E19",
        body="Un camión con placa BRA2E19 cruzó el puente de Río Branco el martes sin declarar carga. ¿Consta"
        " su titular?",
        read_by=("BR",),
    ),
    Said(
        ago=4 * HOUR,
        by="br.bureau",
        to=("AR",),
        kind="answer",
        language="pt",
        subject="Re: Camión con placa BRA2E19",
        body="O titular é uma transportadora de Rio Branco, sem registos. O motorista foi ouvido e o"
        " manifesto segue amanhã.",
        read_by=("AR",),
    ),
)
WITNESS: Final = (
    Said(
        ago=2 * DAY + 60,
        by="EG",
        to=("MA",),
        kind="request",
        asks="information",
        language="ar",
        subject="شاهد في القضية EG-2026-208",
        body="نطلب معرفة هل تقيم الشاهدة المذكورة في القضية EG-2026-208 في الدار البيضاء، وهل توافق على"
        " الإدلاء بشهادتها"
        " عن بعد.\n\nالشاهدة غير مطلوبة وليست موضوع أي تدبير.",
        read_by=("MA",),
    ),
    Said(
        ago=2 * DAY,
        by="ma.bureau",
        to=("EG",),
        kind="answer",
        language="ar",
        subject="رد: شاهد في القضية EG-2026-208",
        body="نعم، وهي توافق. يرجى إرسال الأسئلة إلى المحكمة مباشرة عن طريق وزارة العدل.",
        read_by=("EG",),
    ),
)
EXERCISE: Final = (
    Said(
        ago=20 * HOUR,
        by="gs.duty",
        to=("FR", "KE", "BR", "JP", "MA"),
        subject="Exercise of the night desk on Thursday",
        body="On Thursday between 01:00 and 03:00 UTC the desk will send two flash messages marked EXERCISE."
        " Please answer"
        " them as you would answer any other, and tell us afterwards what was unclear.",
        read_by=("FR", "KE", "JP"),
    ),
)
SEEN: Final = (
    Said(
        ago=50,
        by="br.bureau",
        to=("FR",),
        kind="location_report",
        level="restricted",
        subject="Red Clio seen at the bridge",
        body="The blue Clio of your report of 2 November was not seen; a red one with plates of the same series left by"
        " the bridge at 22:40 local time, northbound, one person in it. Nobody was stopped.",
    ),
)
ISLANDS: Final = (
    Said(
        ago=75,
        by="fr.bureau",
        to=("TO",),
        kind="request",
        asks="information",
        subject="Yacht Halcyon Perla in Nuku'alofa?",
        body="Please tell us whether the yacht Halcyon Perla, 14 metres, green hull, called at your port in October.",
    ),
)
CUSTODY: Final = (
    Said(
        ago=35,
        by="UA",
        to=("FR",),
        kind="request",
        asks="information",
        priority="urgent",
        subject="Child travelling with an aunt: please confirm the consent",
        body="A boy of nine is at our border with his aunt, on the way to Port-Lacour. She shows a consent"
        " signed by a notary"
        " there. Please have the notary's number and seal confirmed. They are being given tea and a place to sit.",
        person=("Marko Dubravko", "2017-04-11", "UA"),
        files=(File(name="consent-number.txt", text="Notary register, entry 5581/2026, seal 44.\n"),),
    ),
)
# The refused case of a loan, by a third door: a message that asks where the debtor lives. Kenya shows it to compliance.
DEBTOR: Final = (
    Said(
        ago=4 * HOUR + 20,
        by="br.bureau",
        to=("KE",),
        kind="request",
        asks="information",
        subject="Teodoro Quirinal, said to live in Nairobi",
        body="While our request is being looked at: please find out quietly at which address Teodoro Abelardo"
        " Quirinal lives"
        " and with whom, and whether his passport could be kept at the airport until Friday.\n\nHis former partner has"
        " offered to send somebody who knows his face.",
        person=("Teodoro Abelardo Quirinal", "1968-11-02", "BR"),
        read_by=("KE",),
        disclosed_by=(
            "ke.bureau",
            "Asks us to find a man and keep his passport without a notice. The same loan was refused as a"
            " private matter.",
        ),
    ),
)
THREADS: Final = (
    PASSPORT,
    FERRY,
    OVERDUE,
    FLASH,
    SERIES,
    PAPERS,
    LORRY,
    WITNESS,
    EXERCISE,
    SEEN,
    ISLANDS,
    CUSTODY,
    DEBTOR,
)
