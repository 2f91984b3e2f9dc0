"""Passenger lists by API: an outcome for every line, limits said at once, and a last line that says it is the last."""

import asyncio
import errno
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.asgi import LIST, ONE, Service
from comity.checks.engine import frames, http
from comity.checks.engine.asking import Said
from comity.checks.engine.journal import read, segments
from comity.checks.engine.passengers import checking
from comity.checks.undated import Job, Undated
from comity.network.rules import Post
from tests.checks.engine.conftest import TOKEN, World

Json = dict[str, Any]
WHY = "purpose=border_control&place=Gate+4"
HEADER = "family_name,given_name,birth_date,document_number,issuer,reference\n"
STOLEN = "Lindqvist,Torvald,1979-09-30,12AB34567,FRA,QX7P2A\n"
CLEAN = "Osei,Abena,1990-01-02,99ZZ00001,GHA,QX7P2B\n"
SECRET = "what was asked"
BAD = "Marsh,Ida,1990-02-31,99ZZ00002,GBR,QX7P2C\n"


def scope_of(query: str = WHY, type_: str = "text/csv", token: str = TOKEN) -> Json:
    headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", type_.encode())]
    client = ("127.0.0.1", 5)
    return {
        "type": "http", "method": "POST", "path": LIST, "query_string": query.encode(), "headers": headers,
        "client": client,
    }  # fmt: skip


class Asked:
    """One request at work: what was sent so far, and how to hang up."""

    def __init__(self, body: bytes) -> None:
        self.sent: list[Json] = []
        self._body: bytes | None = body
        self.hang_up = asyncio.Event()

    async def receive(self) -> Json:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.hang_up.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def lines(self) -> list[Json]:
        return [json.loads(line) for line in self.body.splitlines()]


def ask(service: Service, listed: str | bytes, **scope: Any) -> Asked:
    async def run() -> Asked:
        asked = Asked(listed if isinstance(listed, bytes) else listed.encode())
        await service(scope_of(**scope), asked.receive, asked.send)
        return asked

    return asyncio.run(run())


def kept(world: World) -> list[frames.Made]:
    return [made for path in segments(world.folder / "journal") for one, _end in read(path)
            for made in frames.checks(one)]  # fmt: skip


def test_every_line_has_an_outcome_in_the_order_of_the_list(world: World, service: Service) -> None:
    world.document("12AB34567")
    asked = ask(service, HEADER + STOLEN + BAD + "\n" + CLEAN)
    assert asked.status == 200
    headers = dict(asked.sent[0]["headers"])
    assert headers[b"content-type"] == b"application/x-ndjson"
    assert b"content-length" not in headers
    *passengers, end = asked.lines
    assert [(one["line"], one["outcome"], one["reference"]) for one in passengers] == [
        (2, "hit", "QX7P2A"),
        (3, "not_checked", "QX7P2C"),
        (5, "no_hit", "QX7P2B"),
    ]
    assert passengers[0]["answer"]["answers"][0]["matches"][0]["kind"] == "stolen"
    assert "answer" not in passengers[1] and passengers[1]["errors"][0]["field"] == "birth_date"
    assert passengers[1]["name"] == "Marsh, Ida"
    assert end == {
        "about": "end", "format": "csv", "passengers": 3, "outcomes": {"hit": 1, "not_checked": 1, "no_hit": 1},
    }  # fmt: skip


def test_a_passenger_is_answered_as_a_single_check_would_be(world: World, service: Service) -> None:
    world.document("12AB34567")
    [passenger, _end] = ask(service, HEADER + STOLEN).lines
    document = {"number": "12AB34567", "issuer": "FRA"}
    person = {"family_name": "Lindqvist", "given_name": "Torvald", "birth_date": "1979-09-30"}
    question = {"purpose": "border_control", "place": "Gate 4", "document": document, "person": person}

    async def run() -> Json:
        asked = Asked(json.dumps(question).encode())
        await service(scope_of("", "application/json") | {"path": ONE}, asked.receive, asked.send)
        return dict(json.loads(asked.body))

    blank = {"check": "", "at": ""}
    assert passenger["answer"] | blank == asyncio.run(run()) | blank


def test_each_check_is_in_the_journal_with_purpose_place_and_silence(world: World, service: Service) -> None:
    *passengers, _end = ask(service, HEADER + CLEAN * 250, query=WHY + "&silent=true").lines
    made = kept(world)
    assert [str(one.check) for one in made] == [one["answer"]["check"] for one in passengers]
    assert {(one.purpose, one.place, one.silent, one.asker.face) for one in made} == {
        ("border_control", "Gate 4", True, "batch")
    }


def test_a_list_of_messages_says_what_is_wrong_with_the_list_itself(world: World, service: Service) -> None:
    world.document("12AB34567")
    listed = (
        "UNA:+.? 'UNB+UNOA:4+A+B+261122:1200+1'UNH+1+PAXLST:D:05B:UN:IATA'"
        "NAD+FL+++LINDQVIST:TORVALD'DTM+329:790930'DOC+P+12AB34567'LOC+91+FRA'CNT+42:3'UNT+6+1'"
    )
    [passenger, of_list, end] = ask(service, listed, type_="application/edifact").lines
    assert (passenger["about"], passenger["outcome"], passenger["name"]) == ("passenger", "hit", "LINDQVIST, TORVALD")
    assert of_list["about"] == "list" and "announces" in of_list["errors"][0]["problem"]
    assert end["format"] == "paxlst" and end["passengers"] == 1


@pytest.mark.parametrize(
    ("listed", "changed", "status", "said"),
    [
        (HEADER + CLEAN, {"query": ""}, 422, "purpose"),
        (HEADER + CLEAN, {"query": "purpose=no_such"}, 422, "purpose"),
        (HEADER + CLEAN, {"query": WHY + "&silent=perhaps"}, 422, "silent"),
        (HEADER + CLEAN, {"query": WHY + "&purpos=x"}, 422, "purpos"),
        (HEADER + CLEAN, {"query": WHY + "&place=Gate+5"}, 422, "place"),
        (HEADER + CLEAN, {"query": "purpose=border_control&place=" + "x" * 201}, 422, "place"),
        (HEADER + CLEAN, {"type_": "application/x-www-form-urlencoded"}, 415, "text/csv"),
        (HEADER + CLEAN, {"token": "another"}, 401, "token"),
        ("", {}, 422, "column"),
        (HEADER, {}, 422, "no passenger"),
        ("seat,meal\n12A,kosher\n", {}, 422, "column"),
        (HEADER + CLEAN * (checking.MOST + 1), {}, 413, "10,000"),
        ("x" * (checking.LONGEST + 1), {}, 413, "longer"),
    ],
)
def test_what_is_wrong_as_a_whole_is_said_before_anything_is_asked(
    world: World, service: Service, listed: str, changed: Json, status: int, said: str
) -> None:
    asked = ask(service, listed, **changed)
    assert (asked.status, said in asked.body.decode()) == (status, True), asked.body
    assert not kept(world)


def test_who_may_not_ask_or_not_for_this_purpose_is_refused(world: World, service: Service) -> None:
    world.set_access(actor=world.actor("KE", purposes=frozenset({"locate"})))
    assert ask(service, HEADER + CLEAN).status == 403
    world.set_access(actor=world.actor("KE", posts=frozenset({Post.TRANSLATOR})))
    assert ask(service, HEADER + CLEAN).status == 403
    assert not kept(world)


def test_a_list_counts_against_the_rate_of_the_token(world: World, service: Service) -> None:
    world.set_access(actor=world.actor("KE", rate=50))
    assert ask(service, HEADER + CLEAN * 120).status == 200
    assert ask(service, HEADER + CLEAN).status == 429


def test_what_cannot_be_journalled_is_not_checked_and_nothing_of_it_is_shown(world: World, service: Service) -> None:
    world.document("12AB34567")
    syncs = 0

    def breaks_once(_file: int) -> None:
        nonlocal syncs
        syncs += 1
        if syncs == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    service.checker.journal._sync = breaks_once
    *passengers, end = ask(service, HEADER + STOLEN * (checking.AT_ONCE + 1)).lines
    assert end["outcomes"] == {"not_checked": checking.AT_ONCE, "hit": 1}
    assert not [one for one in passengers if one["outcome"] == "not_checked" and "answer" in one]
    assert "journal" in passengers[0]["errors"][0]["problem"]
    assert passengers[-1]["answer"]["outcome"] == "hit"


def test_a_fault_in_one_part_is_said_of_its_passengers_and_of_nobody_else(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    say, calls = type(service.checker).say, 0

    def breaks_once(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ValueError(SECRET)
        return say(*given, **named)

    monkeypatch.setattr(type(service.checker), "say", breaks_once)
    *_passengers, end = ask(service, HEADER + CLEAN * (checking.AT_ONCE + 1)).lines
    assert end["outcomes"] == {"not_checked": checking.AT_ONCE, "no_hit": 1}
    assert "ValueError" in caplog.text and SECRET not in caplog.text


def test_others_are_answered_while_a_list_is_checked(world: World, service: Service) -> None:
    """A single check comes in when the list begins; it need not wait for the list's end."""

    async def run() -> tuple[int, int]:
        listed, one = (
            Asked((HEADER + CLEAN * 2000).encode()),
            Asked(b'{"purpose":"border_control","document":{"number":"1"}}'),
        )
        of_list = asyncio.create_task(service(scope_of(), listed.receive, listed.send))
        while not listed.sent:
            await asyncio.sleep(0)
        await service(scope_of("", "application/json") | {"path": ONE}, one.receive, one.send)
        so_far = len(listed.lines)
        await of_list
        return so_far, len(listed.lines)

    so_far, whole = asyncio.run(run())
    assert so_far < whole / 2 and whole == 2001


def test_a_list_is_not_checked_further_than_somebody_waits_for_it(world: World, service: Service) -> None:
    async def run() -> None:
        asked = Asked((HEADER + CLEAN * 2000).encode())
        at_work = asyncio.create_task(service(scope_of(), asked.receive, asked.send))
        while len(asked.sent) < 3:
            await asyncio.sleep(0)
        asked.hang_up.set()
        await at_work

    asyncio.run(run())
    assert 100 <= len(kept(world)) < 1000


@given(st.lists(st.one_of(st.sampled_from([STOLEN, CLEAN, BAD]), st.text(max_size=60).map(lambda text: text + "\n"))))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_line_spoils_another(world: World, service: Service, lines: list[str]) -> None:
    asked = ask(service, HEADER + "".join(lines) + CLEAN)
    *about, end = asked.lines
    passengers = [one for one in about if one["about"] == "passenger"]
    assert end["passengers"] == len(passengers) == sum(end["outcomes"].values())
    assert passengers[-1]["reference"] == "QX7P2B" and passengers[-1]["outcome"] == "no_hit"
    assert all(one.get("errors") or one.get("answer") for one in passengers)
    assert [one["line"] for one in passengers] == sorted(one["line"] for one in passengers)


def test_a_passenger_without_a_date_of_birth_is_looked_for_elsewhere(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nobody waits for it. Where that process ends, its passengers are not checked, and say so."""
    jobs = []

    async def says(_self: Undated, job: Job) -> Said:
        jobs.append(job)
        if job.asked.person is not None and job.asked.person.family_name == "Nemo":
            raise http.Fault
        return service.checker.say(job.asked, job.actor, job.at, job.check)

    monkeypatch.setattr(Undated, "say", says)
    listed = HEADER + CLEAN + "Undated,Ida,,99ZZ00003,GBR,QX7P2D\n" + STOLEN * (checking.AT_ONCE - 2) + "Nemo,,,,,\n"
    *passengers, end = ask(service, listed).lines
    assert end["outcomes"] == {"no_hit": checking.AT_ONCE, "not_checked": 1}
    assert [one.asked.person.family_name for one in jobs if one.asked.person] == ["Undated", "Nemo"]
    assert {one.asked.purpose for one in jobs} == {"border_control"}
    assert passengers[1]["answer"]["check"] == str(jobs[0].check)
    assert "errors" in passengers[-1] and "answer" not in passengers[-1]
