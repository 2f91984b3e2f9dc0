"""A small network whose bureaus send each other diffusions, and those who decide on them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Diffusion
from comity.diffusions.stating import Stated
from comity.network.access import actor_for
from comity.network.models import Bureau, Member, Officer
from comity.network.rules import Actor, Post
from comity.testing.fixtures import stage

__all__ = ["stage"]

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
MACHINE = Actor(id="command:rulebook", name="Rulebook", bureau="GS", lineage=("GS",))
CLOCK = Actor(id="command:diffusions", name="Diffusions", bureau="GS", lineage=("GS",))
MEMBERS = {"FR": "FRA", "KE": "KEN", "BR": "BRA", "JP": "JPN", "DE": "DEU", "NZ": "NZL"}
REASON = "The facts of the case were found not to suffice."


def desk(code: str, *posts: Post, nationality: str = "", entity: str | None = None) -> Officer:
    return Officer.objects.create(
        username=f"{code.lower()}.{Officer.objects.count()}",
        name=f"Officer of {code}",
        bureau_id=code,
        posts=list(posts or (Post.BUREAU_OFFICER,)),
        clearance=Level.CONFIDENTIAL,
        nationality=nationality or code[:2],
        created_at=NOW,
    )


class People:
    """Who acts: a desk of each bureau, and the Secretariat's."""

    def __init__(self) -> None:
        self.rows = {code: desk(code) for code in MEMBERS}
        self.rows |= {
            "german": desk("GS", Post.REVIEWER, nationality="DE"),
            "kiwi": desk("GS", Post.DUTY_OFFICER, nationality="NZ"),
            "french": desk("GS", Post.REVIEWER, nationality="FR"),
            "stateless": desk("GS", Post.REVIEWER, nationality="XX"),
            "commission": desk("CCF", Post.COMMISSION_MEMBER),
            "frontline": desk("KE", Post.FRONTLINE),
            "administrator": desk("GS", Post.ADMINISTRATOR),
        }
        Officer.objects.filter(pk=self.rows["stateless"].pk).update(nationality="")

    def __getitem__(self, name: str) -> Actor:
        row = Officer.objects.select_related("bureau__parent__parent", "entity").get(pk=self.rows[name].pk)
        return actor_for(row, NOW)


@pytest.fixture
def people(db: None) -> People:
    for code, alpha3 in MEMBERS.items():
        Member.objects.create(code=code, alpha3=alpha3, name=f"Country {code}", region="r", region_on_pages="r")
    kinds = dict.fromkeys(MEMBERS, Bureau.Kind.NATIONAL)
    kinds |= {"GS": Bureau.Kind.GENERAL_SECRETARIAT, "CCF": Bureau.Kind.COMMISSION, "ICC": Bureau.Kind.PARTNER}
    for code, kind in kinds.items():
        Bureau.objects.create(
            code=code,
            kind=kind,
            name=f"Bureau {code}",
            member_id=code if code in MEMBERS else None,
            databases=list(DATABASES),
            purposes=list(PURPOSES),
        )
    return People()


def wanted(**changes: Any) -> dict[str, Any]:
    """What a red one must say, of a made-up person. `changes` are {group: {field: value}}; None leaves a group out."""
    content: dict[str, Any] = {
        "person": {
            "family_name": "Varnholt",
            "given_names": "Edwin",
            "sex": "male",
            "birth_dates": ["1979-04-11"],
            "nationalities": ["BRA"],
            "documents": ["P BRA ZZ1234567"],
        },
        "case": {
            "reference": "FR-2026-17",
            "facts": "On 3 March 2024 in Port-Lacour he took 400,000 euro from a pension fund by forged orders.",
            "status": "charged",
            "countries": ["FR"],
            "international": "He left for Brazil on 9 March 2024, where a sister lives.",
        },
        "charges": [
            {
                "offence": "Fraud",
                "code": "fraud",
                "law": "Penal code, art. 313-1",
                "maximum": "60",
                "facts": "He signed forged orders of payment in Port-Lacour on 3 March 2024.",
                "began_on": "2024-03-03",
                "place": "Port-Lacour",
                "role": "principal",
            }
        ],
        "warrant": {
            "kind": "warrant",
            "authority": "Court of Port-Lacour",
            "is_judicial": True,
            "number": "PL 2024/311",
            "place": "Port-Lacour",
            "issued_on": "2024-05-02",
        },
        "extradition": {
            "everywhere": True,
            "authority": "Ministry of Justice",
            "consulted_on": "2024-05-10",
            "consulted_by": "L. Marchandeau",
        },
        "background": {"functions": ["none"], "asylum": "none", "judged_elsewhere": "none"},
        "contact": {"name": "Desk of the bureau"},
    }
    for group, said in changes.items():
        if isinstance(said, dict):
            content[group] = content.get(group, {}) | said
        else:
            content[group] = said
    return {group: said for group, said in content.items() if said is not None}


def stated(content: dict[str, Any] | None = None, **more: Any) -> Stated:
    given: dict[str, Any] = {"content": wanted() if content is None else content, "recipients": ("KE", "BR")}
    return Stated(**(given | more))


@pytest.fixture
def draft(people: People) -> Callable[..., Diffusion]:
    """A draft of France's, signed where it must be."""

    def make(colour: str = "red", content: dict[str, Any] | None = None, sender: str = "FR", **more: Any) -> Diffusion:
        made = diffusions.draft(actor=people[sender], colour=colour, stated=stated(content, **more), now=NOW)
        for number in (1, 2) if colour == "red" else ():
            diffusions.sign_assurance(actor=people[sender], diffusion_id=made.pk, number=number, now=NOW)
        return made

    return make


@pytest.fixture
def sent(people: People, draft: Callable[..., Diffusion]) -> Callable[..., Diffusion]:
    """The same, sent."""

    def make(colour: str = "red", content: dict[str, Any] | None = None, **more: Any) -> Diffusion:
        made = draft(colour, content, **more)
        return diffusions.send(actor=people[made.sender_id], diffusion_id=made.pk, now=NOW)

    return make


@pytest.fixture
def held(sent: Callable[..., Diffusion]) -> Callable[..., Diffusion]:
    """The same, held by the machine."""

    def make(*given: Any, **more: Any) -> Diffusion:
        made = sent(*given, **more)
        return diffusions.hold(actor=MACHINE, diffusion_id=made.pk, reasons=["C-13"], now=NOW)

    return make


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


TODAY: date = NOW.date()
