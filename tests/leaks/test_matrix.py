"""The leak matrix, generated: every post x every surface x every way to hide a record. No trace, or the record itself.

For each way of hiding, one record is added and hidden. Who may not see it gets, on every surface that can be asked for
it, the very bytes that a record which never existed gets; and every list stays, byte for byte, as it was before.
Who may see it, by the predicate alone, gets it: so a surface that shows nothing to anybody fails too.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from click.testing import CliRunner
from django.db.models import Q
from django.test import Client

from comity.core.levels import Level
from comity.network import actions as network
from comity.network.access import actor_from_bearer
from comity.network.models import Restriction
from comity.network.rules import Actor, Right
from comity.records import access as records_access
from comity.records import actions as records
from comity.records.models import Record
from comity.records.rules import Status, may_see
from comity.testing import cast
from comity.testing.loading import desk
from comity.testing.stage import Stage
from comity.wiring.cli.check import check as check_command

PURPOSE = "border_control"
POSTS = [
    *(member.username for member in cast.CAST if member.bureau in ("BR", "GS", "CCF")),
    *("ke.border", "ke.bureau", "fr.border", "fr.dpo", "fr.delegate"),
]
SHARED = "/records/?whose=shared"
SYSTEMS = ["Passenger control, Tana airport", "Vehicle register", "Passport register"]


@dataclass(frozen=True)
class Subject:
    """A thing of one database: how it is recorded, asked for, and a twin of the same shape that nobody recorded."""

    database: str
    row: dict[str, Any]
    asked: dict[str, Any]
    twin: dict[str, Any]
    typed: tuple[str, str]
    words: tuple[str, ...]
    options: tuple[tuple[str, ...], tuple[str, ...]]


def document(number: str, absent: str) -> Subject:
    return Subject(
        database="travel_documents",
        row={"kind": "stolen", "number": number, "issuer": "FRA", "type": "passport"},
        asked={"document": {"number": number, "issuer": "FRA"}},
        twin={"document": {"number": absent, "issuer": "FRA"}},
        typed=(f"FRA {number}", f"FRA {absent}"),
        words=(number, absent),
        options=(("--number", number, "--issuer", "FRA"), ("--number", absent, "--issuer", "FRA")),
    )


def vehicle(vin: str, absent: str) -> Subject:
    return Subject(
        database="vehicles",
        row={"kind": "stolen", "vin": vin, "make": "Renault"},
        asked={"vehicle": {"vin": vin}},
        twin={"vehicle": {"vin": absent}},
        typed=(vin, absent),
        words=(vin, absent),
        options=(("--vin", vin), ("--vin", absent)),
    )


def person(name: str, absent: str) -> Subject:
    return Subject(
        database="persons",
        row={"kind": "suspect", "name": name, "birth_dates": ["1981-03-04"]},
        asked={"person": {"name": name, "birth_date": "1981-03-04"}},
        twin={"person": {"name": absent, "birth_date": "1981-03-04"}},
        typed=(f"{name}, 1981-03-04", f"{absent}, 1981-03-04"),
        words=(name, absent),
        options=(("--person", name, "--born", "1981-03-04"), ("--person", absent, "--born", "1981-03-04")),
    )


SUBJECTS = [
    document("31QX50817", "31QX50826"),
    vehicle("VF1JETH82R5763170", "VF1JETH80R5763170"),
    person("Quentin Hidenor", "Quentin Hidemar"),
]


@dataclass(frozen=True)
class Way:
    """A way to hide a record: what is done first, what its row says besides, and what is done about it afterwards."""

    name: str
    row: dict[str, Any] = field(default_factory=dict)
    do: Callable[[Stage, Record], object] = lambda _stage, _record: None
    first: Callable[[Stage, Subject], object] = lambda _stage, _subject: None


def _restrict_record(stage: Stage, record: Record) -> None:
    for against in ("BR", "KE"):
        records.restrict(actor=desk("FR"), record_id=record.pk, against=against, reason="x", now=stage.now)


def _restrict_database(stage: Stage, subject: Subject) -> None:
    for against in ("BR", "KE"):
        network.restrict(actor=desk("FR"), against=against, database=subject.database, reason="x", now=stage.now)


def _for_others_only(stage: Stage, record: Record) -> None:
    """As a diffusion to Japan leaves it: held, and then released for its recipients."""
    records.hold(actor=desk("FR"), record_id=record.pk, now=stage.now)
    records.release(actor=desk("FR"), record_id=record.pk, audience=("JP",), now=stage.now)


WAYS = [
    Way("open"),
    Way("restricted record", do=_restrict_record),
    Way("restricted database", first=_restrict_database),
    *(Way(f"level {level.slug}", {"level": level.slug}) for level in Level if level > Level.OFFICIAL_USE_ONLY),
    Way("another purpose", {"purposes": ["crime_analysis"]}),
    Way("for others only", do=_for_others_only),
    Way("held for review", do=lambda stage, record: records.hold(
        actor=desk("GS"), record_id=record.pk, now=stage.now)),
    Way("withdrawn", do=lambda stage, record: records.withdraw(
        actor=desk("FR"), record_id=record.pk, reason="Found again.", now=stage.now)),
]  # fmt: skip


@dataclass
class Hidden:
    """The record of one cell of the matrix."""

    record: Record
    subject: Subject
    denied: frozenset[str]

    def is_visible_to(self, actor: Actor, purpose: str | None = PURPOSE) -> bool:
        """By the pure predicate alone. A record that does not stand answers no check."""
        viewer = records_access.viewer_of(actor, purpose)
        policy = records_access.policy_of(self.record, self.denied)
        return self.record.status == Status.ACTIVE and may_see(viewer, policy)


# Every way on documents, the three that differ most on the other databases; all of it with COMITY_FULL=1.
DIFFERENT = ("restricted record", "level confidential", "another purpose", "for others only")
CELLS = [
    pytest.param(subject, way, id=f"{subject.database}, {way.name}")
    for subject in SUBJECTS
    for way in WAYS
    if os.environ.get("COMITY_FULL") or subject is SUBJECTS[0] or way.name in DIFFERENT
]


@pytest.mark.parametrize(("subject", "way"), CELLS)
def test_no_trace_of_a_hidden_record(stage: Stage, subject: Subject, way: Way) -> None:
    way.first(stage, subject)
    clients = {username: stage.client(username) for username in POSTS}
    before = {username: lists(client) for username, client in clients.items()}
    hidden = hide(stage, subject, way)
    for username, client in clients.items():
        compare_lists(username, before[username], client, hidden, stage.actor(username))
    for username, client in clients.items():
        actor = stage.actor(username)
        compare_checks_on_the_page(client, hidden, actor)
        compare_one_record(client, hidden, actor)
    for name in SYSTEMS:
        compare_systems(stage, stage.tokens[name], hidden)


def hide(stage: Stage, subject: Subject, way: Way) -> Hidden:
    values = {"reference": "FR-LEAK", **subject.row, **way.row}
    record = records.add(actor=desk("FR"), database=subject.database, values=values, now=stage.now)
    way.do(stage, record)
    stage.follow()
    record.refresh_from_db()
    return Hidden(record, subject, frozenset(_denied(record)))


def _denied(record: Record) -> set[str]:
    covers = Q(record=record.pk) | Q(record=None, database__in=["", record.database])
    return set(Restriction.objects.filter(covers, source="FR", ends_at=None).values_list("against", flat=True))


def lists(client: Client) -> dict[str, str]:
    """Every list that could hold it."""
    addresses = ["/", SHARED, f"{SHARED}&reference=FR-LEAK", f"{SHARED}&kind=suspect", "/records/", "/hits/", "/looks/"]
    addresses += ["/api/v1/records?source=FR", "/api/v1/records?reference=FR-LEAK", "/api/v1/hits"]
    return {address: plain(client.get(address).content.decode()) for address in addresses}


def compare_lists(username: str, before: dict[str, str], client: Client, hidden: Hidden, actor: Actor) -> None:
    ledger = client.get("/ledger/").content.decode()
    # The administrator and the Commission read the whole ledger, and France its own: ids and verbs, never data.
    assert not any(word in ledger for word in (*hidden.subject.words, "FR-LEAK"))
    assert actor.bureau in ("GS", "CCF", "FR") or str(hidden.record.pk) not in ledger
    reads = actor.may(Right.READ_RECORDS) and (actor.bureau == "FR" or hidden.is_visible_to(actor, None))
    if reads or actor.may(Right.READ_EVERY_RECORD):
        if actor.bureau != "FR":
            assert hidden.subject.words[0] in client.get(SHARED).content.decode()
        return
    for address, page in lists(client).items():
        assert page == before[address], f"{username} sees a difference at {address}"


def compare_checks_on_the_page(client: Client, hidden: Hidden, actor: Actor) -> None:
    present, absent = (client.post("/checks/", {"question": text, "purpose": PURPOSE}) for text in hidden.subject.typed)
    assert present.status_code == absent.status_code
    same = masked(present.content.decode(), hidden) == masked(absent.content.decode(), hidden)
    may_ask = actor.may(Right.ASK_CHECKS) and PURPOSE in actor.purposes
    assert same is not (may_ask and hidden.is_visible_to(actor)), f"{actor.name}: {present.status_code}"


def compare_one_record(client: Client, hidden: Hidden, actor: Actor) -> None:
    if actor.bureau == "FR" or actor.may(Right.READ_EVERY_RECORD) or hidden.is_visible_to(actor, None):
        return
    for address in ("/records/{}/", "/records/{}/looks/", "/api/v1/records/{}", "/hits/{}/"):
        present, absent = client.get(address.format(hidden.record.pk)), client.get(address.format(uuid4()))
        assert present.status_code == absent.status_code
        assert masked(present.content.decode(), hidden) == masked(absent.content.decode(), hidden), address


def compare_systems(stage: Stage, token: str, hidden: Hidden) -> None:
    actor = actor_from_bearer(token, stage.now)
    subject = hidden.subject
    purpose = PURPOSE if PURPOSE in actor.purposes else sorted(actor.purposes)[0]
    questions = [one | {"purpose": purpose} for one in (subject.asked, subject.twin)]
    one_by_one = [masked(msgspec.json.encode(stage.ask_api(token, one)).decode(), hidden) for one in questions]
    batch = [masked(msgspec.json.encode(one).decode(), hidden) for one in stage.ask_batch(token, questions)]
    commands = [
        masked(
            CliRunner().invoke(check_command, [*options, "--purpose", purpose, "--token", token, "--json"]).stdout,
            hidden,
        )
        for options in subject.options
    ]
    shown = hidden.is_visible_to(actor, purpose)
    for said in (one_by_one, batch, commands):
        assert (said[0] == said[1]) is not shown, said
    assert one_by_one == batch
    headers = {"host": "localhost", "authorization": f"Bearer {token}"}
    if not shown and actor.bureau != "FR":
        client = Client(headers=headers)
        address = "/api/v1/records/{}"
        present, absent = client.get(address.format(hidden.record.pk)), client.get(address.format(uuid4()))
        assert present.status_code == absent.status_code
        assert masked(present.content.decode(), hidden) == masked(absent.content.decode(), hidden)


def plain(page: str) -> str:
    """Without what differs on every request: tokens, ids, moments."""
    page = re.sub(r'value="[A-Za-z0-9]{64}"|X-CSRFToken": "[^"]*"', "", page)
    # Sealed anew at every answer, and always of one length: nobody can compare two.
    page = re.sub(r'"next":"gAAAAA[A-Za-z0-9_=-]{94}"', '"next":"<cursor>"', page)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>", page)
    page = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| UTC)?", "<moment>", page)
    # The minute that a page shows: two pages may be made on either side of it.
    page = re.sub(r"data-local>[^<]*<", "data-local><", page)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>", page)


def masked(page: str, hidden: Hidden) -> str:
    """The page without what the asker typed."""
    page = plain(page)
    for word in hidden.subject.words:
        page = page.replace(word, "<asked>").replace(word.upper(), "<asked>")
    return page
