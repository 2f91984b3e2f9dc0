"""What notices and diffusions the demo holds before anybody signs in: published, refused, asked about, held.

Everybody asks and decides by the same verbs as anywhere; all of it is made up.
"""

import time
from datetime import datetime, timedelta
from typing import IO, Any, Final
from uuid import UUID

from django.db.models import QuerySet

from comity.compliance import access, jobs, queries
from comity.compliance import actions as compliance
from comity.compliance.models import Review
from comity.compliance.rules import FACTORS, Answer, Given, Verdict, may_take
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Diffusion
from comity.diffusions.stating import Stated
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.notices import actions as notices
from comity.notices import manifests
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.supervision import actions as supervision
from comity.supervision.rules import Basis, Effect, Scope, Terms
from comity.testing import pictures, requests
from comity.testing.requests import changed

REVIEWERS: Final = ("gs.reviewer", "gs.reviewer2", "gs.publisher", "gs.reviewer3", "gs.director")

# What she did, when, where, how and as what: a text that the rulebook has nothing to say about.
TITLES: Final = (
    "Between 1 and 29 March 2024 in Recife she, as notary, drew up eleven forged titles to land that belonged to"
    " others, sold them to eleven buyers at her office in Rua da Aurora, received the price of each by bank transfer,"
    " and sent the money abroad through two companies that she had founded for it in February 2024."
)
SOUGHT: Final = changed(requests.RED, charges={"facts": TITLES})
SOUGHT_NAME, SOUGHT_BORN = "Ilva Marette Tolvander", "1979-03-21"

# A quarrel over a loan, told as a fraud: refused, and sent again by another door.
DEBTOR: Final = changed(
    requests.RED,
    person={
        "family_name": "Quirinal", "given_names": "Teodoro Abelardo", "sex": "male", "birth_dates": ["1968-11-02"],
        "nationalities": ["BRA"], "documents": ["P BRA FZ7710293"],
    },
    description={"height_cm": 181, "eyes": "green", "marks": None},
    case={
        "reference": "BR-2026-114",
        "facts": "On 4 August 2023 in Olinda he, as partner in a shipping company, signed for a loan from his business"
        " partner, did not repay the loan when it fell due under the contract, and moved to Nairobi on 9 January 2024.",
        "international": "Has lived in Nairobi since January 2024.",
    },
    charges={
        "offence": "Fraud", "facts": "Borrowed from his partner under a contract of loan and did not repay the debt.",
        "began_on": "2023-08-04", "ended_on": "2024-01-09", "place": "Olinda",
    },
    warrant={"number": "114/2026", "authority": "Second Criminal Court of Olinda", "issued_on": "2026-01-20"},
)  # fmt: skip
DEBTOR_AGAIN: Final = changed(
    DEBTOR,
    case={"reference": "BR-2026-301"},
    charges={"offence": "Aggravated embezzlement", "code": "embezzlement"},
    warrant={"number": "301/2026", "issued_on": "2026-09-30"},
)
REFUSAL: Final = (
    "A loan between two partners was not repaid. No act of deceit is described: this is a dispute between private"
    " persons, and article 83(1)(a)(i) keeps it out."
)
SMUGGLER: Final = changed(
    requests.RED,
    person={
        "family_name": "Benharrath", "given_names": "Soufiane", "original_name": "سفيان بنهراث", "sex": "male",
        "birth_dates": ["1984-07-19"], "nationalities": ["MAR"], "documents": ["P MAR QA4410982"],
    },
    description={"height_cm": 176, "eyes": "brown", "marks": None},
    case={
        "reference": "MA-2026-77", "countries": ["MA", "FR"],
        "facts": "On 11 June 2025 in Ras Amer he, as owner of two lorries, had 940 kilograms of cannabis resin loaded"
        " behind a false wall, paid both drivers in cash, and waited for them at the ferry in Port-Lacour.",
        "international": "The load was found in France; he left for Japan on 20 June 2025.",
    },
    charges={
        "offence": "Trafficking in drugs", "code": "drug_trafficking", "law": "Dahir of 21 May 1974, article 2",
        "maximum": 120, "facts": "Had 940 kilograms of cannabis resin loaded, and paid two drivers to take it abroad.",
        "began_on": "2025-06-11", "ended_on": "2025-06-13", "place": "Ras Amer",
    },
    warrant={"number": "77/2026", "authority": "Court of appeal of Ras Amer", "place": "Ras Amer",
             "issued_on": "2025-08-02"},
    extradition={"authority": "Ministry of Justice, Rabat", "consulted_by": "Yassine El Fassiani"},
    contact={"name": "Bureau desk, Rabat"},
)  # fmt: skip
BROTHER: Final = changed(
    requests.BLUE,
    person={
        "family_name": "Lindqvarn", "given_names": "Albin", "sex": "male", "birth_dates": ["1975-12-01"],
        "documents": ["P SWE AA7654321"],
    },
    description={"height_cm": 186, "hair": "grey"},
)  # fmt: skip
# Asked after, not wanted: its recipients have it in seconds, marked as not yet reviewed.
ASKED_AFTER: Final = changed(
    requests.BLUE,
    person={
        "family_name": "Sarrazelle", "given_names": "Maud", "nationalities": ["FRA"], "birth_dates": ["1990-02-14"],
        "documents": ["P FRA 19KL55021"],
    },
    case={
        "reference": "FR-2026-88",
        "facts": "Between 3 February and 20 May 2026 in Port-Lacour she, as accountant of a clinic, forged the"
        " pay slips of nine nurses who did not exist, and had 212,000 euros paid by bank transfer to her own account.",
        "question": "Has she entered the country since 21 May 2026, and where does she live?",
        "international": "Took a flight to Tana on 21 May 2026; has a sister in Ras Amer.",
    },
)  # fmt: skip

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def file(now: datetime) -> None:
    """Everything, once."""
    if Notice.objects.exclude(colour="un").exists():
        return
    _published(now)
    _refused(now)
    _asked_about(now)
    _sent(now)
    _below(now)


def _published(now: datetime) -> None:
    sought, child = pictures.portrait("#4b3f63", "#2b211b"), pictures.portrait("#7a3b46", "#15110e")
    for days, username, colour, content, picture in (
        (9, "br.bureau", "red", SOUGHT, sought),
        (7, "fr.bureau", "blue", BROTHER, None),
        (6, "ke.bureau", "black", requests.BLACK, None),
        (5, "br.bureau", "purple", requests.PURPLE, None),
        (4, "fr.bureau", "art", requests.ART, pictures.painting()),
        (2, "jp.bureau", "yellow", requests.YELLOW, child),
    ):
        asked = _ask(username, colour, content, now - days * _DAY, picture)
        _decide(asked.pk, now - days * _DAY + 5 * _HOUR)


def _refused(now: datetime) -> None:
    refused = _ask("br.bureau", "red", DEBTOR, now - 6 * _DAY)
    _decide(refused.pk, now - 5 * _DAY, Verdict.REFUSE, codes=("PRIVATE_DISPUTE",), reasons=REFUSAL)


def _asked_about(now: datetime) -> None:
    """A request whose reviewer has asked the bureau something."""
    asked, at = _ask("ma.bureau", "red", SMUGGLER, now - 3 * _HOUR), now - 2 * _HOUR
    reviewer = next(actor for actor in (_actor(name, at) for name in REVIEWERS) if _may_take(actor, asked.pk))
    review = compliance.take_next(actor=reviewer, now=at)
    question = "On which day did the load cross, and how is it known that the lorries are his?"
    compliance.ask(actor=reviewer, review_id=review.pk, text=question, now=at)


def _sent(now: datetime) -> None:
    """One read by everybody, one read before it was reviewed, and the refused case by another door: held."""
    _send("fr.bureau", "orange", requests.ORANGE, now - 20 * _HOUR, to_all=True, names_nobody=True)
    _send("fr.bureau", "blue", ASKED_AFTER, now - timedelta(minutes=40), recipients=("KE", "MA"))
    _send("br.bureau", "red", DEBTOR_AGAIN, now - timedelta(minutes=18), recipients=("KE", "JP"), is_urgent=True)


def _below(now: datetime) -> None:
    """A pilot's members, a protected person of whom nothing can be read, and a measure that everybody may read."""
    director = _actor("gs.director", now)
    for bureau in ("FR", "BR"):
        notices.open_colour(actor=director, bureau=bureau, colour="silver", basis="Made-up pilot", now=now - 60 * _DAY)
    protection.protect(
        actor=_actor("ke.head", now),
        subject=Subject(names=("Yonas Tesfalidet",), births=("1988-01-30",)),
        against=["MA"],
        until=None,
        now=now - 30 * _DAY,
    )
    terms = Terms(
        bureau="JP",
        scopes=frozenset({Scope.BULK}),
        effects=frozenset({Effect.HOLD}),
        basis=Basis.SUPERVISION,
        reasons="Two loads in October held lines of another country's register. Each load is read before it answers.",
        review_on=(now + 45 * _DAY).date(),
        is_published=True,
    )
    measure = supervision.order(actor=_actor("gs.secretary", now), terms=terms, now=now - 12 * _DAY)
    supervision.endorse(
        actor=_actor("gs.committee", now), measure_id=measure.pk, reference="EC-2026-41", now=now - 10 * _DAY
    )


def _ask(username: str, colour: str, content: dict[str, Any], at: datetime, picture: IO[bytes] | None = None) -> Notice:
    """A request, signed and handed in, as far as the machine takes it."""
    actor = _actor(username, at)
    notice = notices.draft(actor=actor, colour=colour, asked=Asked(content=content), now=at)
    if picture:
        notices.add_photograph(actor=actor, notice_id=notice.pk, file=picture, now=at)
    for number in _assurances(colour, content):
        notices.sign_assurance(actor=actor, notice_id=notice.pk, number=number, now=at)
    notices.submit(actor=actor, notice_id=notice.pk, now=at)
    _screen(at, Notice.objects.filter(pk=notice.pk, state="submitted"))
    return notice


def _send(username: str, colour: str, content: dict[str, Any], at: datetime, **more: Any) -> None:
    """A diffusion, sent as far as the machine takes it."""
    actor = _actor(username, at)
    sent = diffusions.draft(actor=actor, colour=colour, stated=Stated(content=content, **more), now=at)
    for number in _assurances(colour, content):
        diffusions.sign_assurance(actor=actor, diffusion_id=sent.pk, number=number, now=at)
    diffusions.send(actor=actor, diffusion_id=sent.pk, now=at)
    _screen(at, Diffusion.objects.filter(pk=sent.pk, status="submitted"))


def _assurances(colour: str, content: dict[str, Any]) -> list[int]:
    return [one.number for one in manifests.get(colour).assurances if one.applies(content)]


def _screen(at: datetime, waiting: QuerySet[Any]) -> None:
    """Has the machine look at it. Beside a running worker, either of the two does."""
    while waiting.exists():
        jobs.screen_step(at)
        time.sleep(0.05)


def _decide(subject: UUID, at: datetime, verdict: Verdict = Verdict.ACCEPT, **more: Any) -> None:
    """As many reviewers as it needs, one after the other, find the same."""
    for actor in (_actor(name, at) for name in REVIEWERS):
        if _may_take(actor, subject):
            review = compliance.take_next(actor=actor, now=at)
            given = _opinion(review, verdict, more)
            compliance.give_opinion(actor=actor, review_id=review.pk, seen=review.screening_id, given=given, now=at)


def _may_take(actor: Actor, subject: UUID) -> bool:
    review = Review.objects.filter(subject=subject).latest("made_at")
    return review.is_open and may_take(access.reader_of(actor), access.case_of(review))


def _opinion(review: Review, verdict: Verdict, more: dict[str, Any]) -> Given:
    """A whole opinion: every question of the rulebook answered."""
    heard = queries.heard(review.screening)
    words = "Read, and compared with the file of the bureau."
    whole = {
        "verdict": verdict,
        "reasons": "The file shows what was done, when, where, by whom and by which means.",
        "answers": {rule: Answer(remains=verdict is Verdict.REFUSE, words=words) for rule in heard.questions},
        "factors": dict.fromkeys(FACTORS, "Weighed: nothing speaks for it.") if heard.weighs_neutrality else {},
        "conclusion": "ordinary" if heard.weighs_neutrality else "",
    }
    return Given(**(whole | more))


def _actor(username: str, at: datetime) -> Actor:
    return actor_for(Officer.objects.select_related("bureau__parent", "entity").get(username=username), at)
