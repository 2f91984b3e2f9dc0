"""What is asked at a border or on the road: travellers whom nobody recorded, and one in ten thousand that somebody did.

Travellers are made of syllables and numbers: no person is meant, and none is likely to be like anybody recorded. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from comity.checks.engine.mrz.writing import Document, write
from comity.testing import shapes
from comity.testing.simulation import habits
from comity.testing.simulation.day import Event, Plan

Question = dict[str, Any]


def _parts(text: str) -> list[str]:
    return text.split()


_STARTS: Final = _parts("B Br D Dr F Fl G Gr H J K Kr L M N P Pl R S Sk St T Tr V Z")
_VOWELS: Final = _parts("a e i o u ae ia ou ei")
_ENDS: Final = _parts("l n r s t m nd rk ls th")
# As a share of the questions of its kind: how many documents come from the reader's two or three lines.
_BY_ZONE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Recorded:
    """Things on record, as one would ask for them, by kind: what the few hits are made of."""

    by_kind: Mapping[str, Sequence[Question]]


def question(event: Event, plan: Plan, recorded: Recorded) -> Question:
    """What a check asks."""
    random = Random(event.seed)
    kind = drawn(habits.CHECKS, random)
    about = _recorded(recorded.by_kind.get(kind, ()), plan.one_hit_in, random) or _MAKERS[kind](event, plan, random)
    place = f"{random.choice(habits.COUNTERS)}, desk {random.randint(1, 24)}"
    return {"purpose": habits.PURPOSES[kind], "place": place} | about


def drawn(weighted: habits.Weighted, random: Random) -> str:
    """One of the words, by its weight."""
    return random.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


def made_up_name(random: Random) -> tuple[str, str]:
    """A family name and a given name of no culture."""
    return _word(random, 3), _word(random, 2)


def _word(random: Random, syllables: int) -> str:
    parts = (random.choice(_STARTS) + random.choice(_VOWELS) for _ in range(syllables))
    return ("".join(parts) + random.choice(_ENDS)).capitalize()


def _recorded(known: Sequence[Question], once_in: int, random: Random) -> Question | None:
    """Something that is on record, once in so many questions."""
    return random.choice(known) if random.randrange(once_in) == 0 and known else None


def _document(event: Event, plan: Plan, random: Random) -> Question:
    country = random.choice(shapes.COUNTRIES)
    number = shapes.drawn(country.passport, random)
    if random.random() >= _BY_ZONE:
        return {"document": {"number": number, "issuer": country.issuer, "type": "P"}}
    family, given = made_up_name(random)
    today = plan.begins_at.date()
    zone = write(
        Document(
            issuer=country.issuer,
            document_number=number,
            nationality=country.issuer,
            birth_date=_born(plan, random),
            sex=random.choice("FM"),
            expiry_date=(today + timedelta(days=random.randint(30, 3600))).isoformat(),
            primary_identifier=family,
            secondary_identifier=given,
        )
    )
    return {"mrz": zone}


def _person(event: Event, plan: Plan, random: Random) -> Question:
    family, given = made_up_name(random)
    return {"person": {"family_name": family, "given_name": given, "birth_date": _born(plan, random)}}


def _vehicle(event: Event, plan: Plan, random: Random) -> Question:
    if random.random() < 0.2:
        return {"vehicle": {"vin": shapes.vin(random.choice(shapes.MAKERS)[0], random)}}
    country = shapes.BY_CODE.get(event.bureau) or random.choice(shapes.COUNTRIES)
    return {"vehicle": {"plate": shapes.drawn(country.plate, random), "country": country.code}}


def _born(plan: Plan, random: Random) -> str:
    return (plan.begins_at.date() - timedelta(days=random.randint(18 * 365, 80 * 365))).isoformat()


_MAKERS: Final = {"document": _document, "person": _person, "vehicle": _vehicle}
