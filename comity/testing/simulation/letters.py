"""What bureaus write each other in the simulation: made-up letters in four languages. Pure.

The names in them are drawn from the demo's cultures; numbers have real shapes, nothing else about them is real.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from comity.testing import names, shapes


@dataclass(frozen=True, slots=True)
class Text:
    """A letter: what it is about, and what it says."""

    subject: str
    body: str


Texts = dict[str, tuple[Text, ...]]

_EN: Final[Texts] = {
    "request": (
        Text(
            "Holder of passport {number}",
            "Please tell us whether {name}, born {born}, holds passport {number}, and when it was issued.\n\n"
            "Our case {case}: three counters here were shown the same number within a week.",
        ),
        Text(
            "Vehicle {plate}",
            "Please tell us who keeps the vehicle {plate} and whether it was reported stolen. Case {case}.\n\n"
            "It was left at a lorry park with a load for which there are no papers.",
        ),
        Text(
            "Company named in case {case}",
            "Please send what your register of companies says of the firm in case {case}: owners and date of entry.",
        ),
    ),
    "alert": (
        Text(
            "Forged residence cards, series {number}",
            "Cards with numbers from {number} upwards have the hologram on the wrong side. The paper feels thin.",
        ),
    ),
    "location_report": (
        Text(
            "Seen at our border: case {case}",
            "The vehicle {plate} of case {case} left by the western crossing this morning. Nobody was held.",
        ),
    ),
    "extradition_paper": (
        Text(
            "Papers in case {case}",
            "The ministry sent the papers in case {case} by the diplomatic way today. This is for your information.",
        ),
    ),
    "administrative": (
        Text(
            "Our desk next week", "From Monday our desk answers on another telephone for two weeks: see the directory."
        ),
    ),
    "answer": (
        Text("", "Nothing is known here in case {case}. The register was searched today."),
        Text("", "Yes: the number {number} is ours. It was issued in our capital and is valid. More by Friday."),
        Text("", "We have asked the service concerned and will write again. The person is not in custody here."),
    ),
}
_FR: Final[Texts] = {
    "request": (
        Text(
            "Titulaire du passeport {number}",
            "Veuillez nous dire si {name}, né(e) le {born}, est titulaire du passeport {number}.\n\nAffaire {case}.",
        ),
        Text(
            "Véhicule {plate}",
            "Qui détient le véhicule {plate} ? A-t-il été déclaré volé ? Affaire {case} : il a été retrouvé vide.",
        ),
    ),
    "alert": (Text("Faux titres, série {number}", "Les titres à partir du numéro {number} ont un papier trop fin."),),
    "location_report": (
        Text("Passage à notre frontière : affaire {case}", "Le véhicule {plate} est sorti ce matin par la côte."),
    ),
    "extradition_paper": (
        Text("Pièces de l’affaire {case}", "Les pièces sont parties aujourd’hui par la voie diplomatique."),
    ),
    "administrative": (Text("Permanence", "Notre permanence change de numéro pour deux semaines : voir l’annuaire."),),
    "answer": (
        Text("", "Rien n’est connu ici dans l’affaire {case}. Les fichiers ont été consultés aujourd’hui."),
        Text("", "Oui, le numéro {number} est le nôtre. Le titre est valable. Suite vendredi."),
    ),
}
_ES: Final[Texts] = {
    "request": (
        Text(
            "Titular del pasaporte {number}",
            "Rogamos nos digan si {name}, nacido/a el {born}, es titular del pasaporte {number}.\n\nCaso {case}.",
        ),
        Text("Vehículo {plate}", "¿Quién es el titular del vehículo {plate}? ¿Consta como robado? Caso {case}."),
    ),
    "alert": (Text("Documentos falsos, serie {number}", "Los números desde {number} llevan el holograma al revés."),),
    "location_report": (
        Text("Visto en la frontera: caso {case}", "El vehículo {plate} salió esta mañana por el norte."),
    ),
    "extradition_paper": (
        Text("Documentos del caso {case}", "Los documentos salieron hoy por vía diplomática, para su información."),
    ),
    "administrative": (Text("Guardia", "Nuestra guardia atiende en otro número dos semanas: véase la guía."),),
    "answer": (
        Text("", "Nada consta aquí en el caso {case}. Se han consultado hoy los registros."),
        Text("", "Sí: el número {number} es nuestro y es válido. Ampliaremos el viernes."),
    ),
}
_AR: Final[Texts] = {
    "request": (
        Text(
            "حامل جواز السفر {number}",
            "يرجى إفادتنا هل {name}، من مواليد {born}، هو حامل جواز السفر رقم {number}.\n\nالقضية {case}.",
        ),
        Text("المركبة {plate}", "من مالك المركبة {plate}؟ وهل أبلغ عن سرقتها؟ القضية {case}."),
    ),
    "alert": (Text("وثائق مزورة، السلسلة {number}", "الوثائق ابتداء من الرقم {number} ورقها أرق من المعتاد."),),
    "location_report": (Text("مرور عند حدودنا: القضية {case}", "غادرت المركبة {plate} هذا الصباح عبر المنفذ الغربي."),),
    "extradition_paper": (Text("أوراق القضية {case}", "أرسلت الأوراق اليوم بالطريق الدبلوماسي، وهذا للعلم."),),
    "administrative": (Text("المناوبة", "تجيب مناوبتنا على رقم آخر لمدة أسبوعين: انظر الدليل."),),
    "answer": (
        Text("", "لا شيء معروف لدينا في القضية {case}. روجعت السجلات اليوم."),
        Text("", "نعم، الرقم {number} يخصنا وهو ساري المفعول. سنوافيكم بالمزيد يوم الجمعة."),
    ),
}
TEXTS: Final[dict[str, Texts]] = {"en": _EN, "fr": _FR, "es": _ES, "ar": _AR}


def letter(kind: str, language: str, year: int, random: Random) -> Text:
    """A letter of this kind in this language, with its blanks filled in."""
    text = random.choice(TEXTS[language][kind])
    culture = random.choice(names.CULTURES)
    name = names.drawn(culture, random.choice("FM"), random)
    country = random.choice(shapes.COUNTRIES)
    blanks = {
        "name": name.original if language == "ar" and culture.code in ("MA", "EG") else f"{name.given} {name.family}",
        "born": f"{random.randint(1950, 2005)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
        "number": shapes.drawn(country.passport, random),
        "plate": shapes.drawn(country.plate, random),
        "case": f"{country.code}-{year}-{random.randint(10, 999)}",
    }
    return Text(text.subject.format(**blanks), text.body.format(**blanks))
