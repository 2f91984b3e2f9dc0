"""The check service from outside: its contract, what it says to bad input, and what it never does."""

import asyncio
import errno
import json
import random
import subprocess
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.asgi import LONGEST, MANY, ONE, Service
from comity.checks.engine import frames, question
from comity.checks.engine.batch import MOST_LINES
from comity.checks.engine.journal import read, segments
from comity.core.errors import Problem
from comity.network.rules import Post
from tests.checks.engine.conftest import NOW, TOKEN, World

Json = dict[str, Any]
HIT = {"purpose": "border_control", "place": "Gate 4", "document": {"number": "12AB34567", "issuer": "FRA"}}


class Answered:
    """What came back."""

    def __init__(self, messages: list[Any]) -> None:
        start, content = messages
        self.status: int = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        self.body: bytes = content["body"]

    @property
    def json(self) -> Json:
        return dict(json.loads(self.body))


async def _ask(service: Service, scope: Json, parts: list[bytes]) -> Answered:
    left, sent = list(parts), []

    async def receive() -> Json:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: Json) -> None:
        sent.append(message)

    await service(scope, receive, send)
    await service.end_searches()
    return Answered(sent)


def scope_of(path: str, method: str = "POST", token: str | None = TOKEN, type_: str = "application/json") -> Json:
    headers = [(b"host", b"localhost")]
    if token is not None:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    if type_:
        headers.append((b"content-type", type_.encode()))
    return {"type": "http", "method": method, "path": path, "headers": headers, "client": ("127.0.0.1", 5)}


def ask(service: Service, asked: object, path: str = ONE, **scope: Any) -> Answered:
    """Sends the object as JSON, or the bytes as they are."""
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    return asyncio.run(_ask(service, scope_of(path, **scope), [body]))


def is_problem(answered: Answered, status: int) -> Json:
    assert answered.status == status, answered.body
    assert answered.headers["content-type"] == "application/problem+json"
    said = answered.json
    assert said["status"] == status
    assert said["title"]
    assert said["detail"]
    assert said["type"].startswith("urn:comity:problem:")
    return said


def test_the_answer_has_the_fields_that_were_promised(world: World, service: Service) -> None:
    record = world.document("12AB34567", conditions=("Contact the source before any measure.",))
    answered = ask(service, HIT)
    assert answered.status == 200
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["cache-control"] == "no-store"
    assert int(answered.headers["content-length"]) == len(answered.body)
    said = answered.json
    assert said.keys() == {"check", "at", "outcome", "answers"}
    assert (said["outcome"], [one["database"] for one in said["answers"]]) == ("hit", ["travel_documents", "persons"])
    [match] = said["answers"][0]["matches"]
    promised = {"record", "source", "kind", "score", "reasons", "conditions", "level", "next_steps"}
    assert promised <= match.keys()
    assert match["record"] == str(record)


def test_every_face_in_the_process_gives_the_same_answer(world: World, service: Service) -> None:
    world.document("12AB34567")
    stated = question.decoder.decode(msgspec.json.encode(HIT))
    one = ask(service, HIT).json
    [of_batch] = ask(service, HIT, MANY).body.splitlines()
    asked = service.checker.ask(stated, world.asker, "page", NOW)
    same = [said | {"check": "", "at": ""} for said in (one, json.loads(of_batch), msgspec.to_builtins(asked))]
    assert same[0] == same[1] == same[2]


def test_a_check_is_in_the_journal_before_its_answer_leaves(world: World, service: Service) -> None:
    answered = [ask(service, HIT).json, ask(service, HIT | {"purpose": "locate"}).json]
    batch = ask(service, b"\n".join([json.dumps(HIT).encode()] * 3), MANY)
    answered += [json.loads(line) for line in batch.body.splitlines()]
    kept = [m for path in segments(world.folder / "journal") for p, _end in read(path) for m in frames.checks(p)]
    assert [str(made.check) for made in kept] == [said["check"] for said in answered]
    assert [made.asker.face for made in kept] == ["api", "api", "batch", "batch", "batch"]
    assert [made.purpose for made in kept] == ["border_control", "locate"] + ["border_control"] * 3


def test_what_cannot_be_journalled_is_not_answered(world: World, service: Service) -> None:
    def broken(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    world.document("12AB34567")
    service.checker.journal._sync = broken
    for path in (ONE, MANY):
        said = is_problem(ask(service, HIT, path), 503)
        assert "12AB34567" not in json.dumps(said)
    assert b"comity_journal_failures_total 2" in ask(service, b"", "/metrics", method="GET").body


# --- Who may ask ---


def test_a_token_is_needed_and_must_be_good(service: Service) -> None:
    assert is_problem(ask(service, HIT, token=None), 401)
    answered = ask(service, HIT, token="another")
    assert is_problem(answered, 401)
    assert answered.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    basic = scope_of(ONE)
    basic["headers"][1] = (b"authorization", b"Basic Zm9vOmJhcg==")
    assert is_problem(asyncio.run(_ask(service, basic, [b"{}"])), 401)


def test_a_revoked_token_is_bad_at_the_next_request(world: World, service: Service) -> None:
    assert ask(service, HIT).status == 200
    world.set_access(token="the-next-one")
    assert is_problem(ask(service, HIT), 401)
    assert ask(service, HIT, token="the-next-one").status == 200


def test_a_purpose_or_a_post_that_does_not_reach_is_forbidden(world: World, service: Service) -> None:
    world.set_access(actor=world.actor("KE", purposes=frozenset({"warning"})))
    assert is_problem(ask(service, HIT), 403)
    world.set_access(actor=world.actor("KE", posts=frozenset({Post.DELEGATE})))
    assert is_problem(ask(service, HIT), 403)
    assert is_problem(ask(service, HIT, MANY), 403)


def test_a_rate_is_kept_and_a_batch_counts_its_lines(world: World, service: Service) -> None:
    world.set_access(actor=world.actor("KE", rate=5))
    statuses = [ask(service, HIT).status for _ in range(8)]
    assert statuses[:5] == [200] * 5
    assert 429 in statuses
    answered = ask(service, b"\n".join([json.dumps(HIT).encode()] * 5), MANY)
    assert is_problem(answered, 429)
    assert answered.headers["retry-after"] == "1"


# --- What is not a question ---


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        (ONE, {"method": "GET"}, 405),
        (MANY, {"method": "PUT"}, 405),
        (ONE, {"type_": "text/html"}, 415),
        (MANY, {"type_": "image/png"}, 415),
        ("/api/v1/checks/", {}, 404),
        ("/elsewhere", {"method": "GET"}, 404),
    ],
)
def test_wrong_addresses_methods_and_types(service: Service, path: str, scope: Json, status: int) -> None:
    answered = ask(service, HIT, path, **scope)
    is_problem(answered, status)
    assert ("allow" in answered.headers) == (status == 405)


def test_what_is_too_long_is_refused_before_it_is_read(world: World, service: Service) -> None:
    said = scope_of(ONE)
    said["headers"].append((b"content-length", str(LONGEST[ONE] + 1).encode()))
    is_problem(asyncio.run(_ask(service, said, [])), 413)
    is_problem(asyncio.run(_ask(service, scope_of(ONE), [b"x" * 20_000] * 3)), 413)
    is_problem(asyncio.run(_ask(service, scope_of(MANY), [b"x" * (LONGEST[MANY] // 2)] * 3)), 413)
    is_problem(ask(service, b"\n" * (MOST_LINES + 1), MANY), 413)
    assert ask(service, b"\n" * MOST_LINES, MANY).body.count(b"\n") == MOST_LINES
    assert ask(service, b"", MANY).body == b""


def test_a_body_may_come_in_parts(world: World, service: Service) -> None:
    body = json.dumps(HIT).encode()
    assert asyncio.run(_ask(service, scope_of(ONE), [body[:10], b"", body[10:]])).json["outcome"] == "no_hit"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (b"", ""),
        (b"{", ""),
        (b'{"purpose": "border_control",}', ""),
        (b"\xff\xff", ""),
        (b"[" * 30_000, ""),
        ({"purpose": "border_control"}, ""),
        ({"document": {"number": "1"}}, "purpose"),
        ({"purpose": "fun", "document": {"number": "1"}}, "purpose"),
        ({"purpose": "border_control", "document": {}}, "document.number"),
        ({"purpose": "border_control", "documents": {"number": "1"}}, "documents"),
        ({"purpose": "border_control", "mrz": ["a", 5]}, "mrz[1]"),
        ({"purpose": "border_control", "mrz": []}, "mrz"),
        ({"purpose": "border_control", "person": {"birth_date": "1985"}}, "person.name"),
        ({"purpose": "border_control", "person": {"name": "A", "sex": "?"}}, "person.sex"),
        ({"purpose": "border_control", "vehicle": {"country": "FR"}}, "vehicle"),
        ({"purpose": "border_control", "vehicle": {"plate": "1", "country": "XX9"}}, "vehicle.country"),
        ({"purpose": "border_control", "firearm": {"make": "x"}}, "firearm.serial"),
        ({"purpose": "border_control", "vessel": {}}, "vessel"),
        ({"purpose": "border_control", "work_of_art": {"maker": "x"}}, "work_of_art.title"),
    ],
)
def test_a_bad_question_is_told_which_field_what_and_what_instead(service: Service, asked: object, field: str) -> None:
    said = is_problem(ask(service, asked), 422)
    errors = {error["field"]: error for error in said["errors"]}
    assert field in errors
    assert errors[field]["problem"]
    assert errors[field]["accepted"]


# --- Anything at all ---

_leaf: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_names = st.sampled_from(
    ["purpose", "place", "silent", "mrz", "document", "person", "vehicle", "firearm", "vessel", "work_of_art",
     "number", "issuer", "type", "name", "birth_date", "vin", "plate", "country", "serial", "imo", "title", "\0", ""]
)  # fmt: skip
_values = st.recursive(
    _leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4), max_leaves=12
)
_bodies = st.binary(max_size=200) | _values.map(
    lambda value: json.dumps({"purpose": "locate"} | (value if isinstance(value, dict) else {"mrz": value})).encode()
)


@given(st.lists(_bodies, min_size=1, max_size=40))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_the_answer_is_an_answer_or_a_problem(service: Service, bodies: list[bytes]) -> None:
    async def story() -> list[Answered]:
        return [await _ask(service, scope_of(ONE), [body]) for body in bodies]

    for answered in asyncio.run(story()):
        if answered.status == 200:
            assert answered.json["outcome"] in ("no_hit", "not_checked")
        else:
            assert is_problem(answered, 422)["errors"]
    lines = b"\n".join(body.replace(b"\n", b" ") for body in bodies)
    answered = ask(service, lines, MANY)
    assert answered.status == 200
    if lines:
        assert len(answered.body.splitlines()) == len(frames.lines_of(lines))


def test_twenty_thousand_broken_zones_are_answered_or_refused_by_name(world: World, service: Service) -> None:
    chance = random.Random(20260301)
    good = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
    strange = "AZ09<<<< \t\u202eéØ😀\0"

    def broken() -> bytes:
        rows = [list(row) for row in good]
        for _ in range(chance.randrange(6)):
            row = chance.choice(rows)
            place = chance.randrange(len(row) or 1)
            row[place : place + chance.randrange(3)] = [chance.choice(strange) for _ in range(chance.randrange(3))]
        return json.dumps({"purpose": "border_control", "mrz": ["".join(row) for row in rows]}).encode()

    counted = 0
    for _ in range(20):
        answered = ask(service, b"\n".join(broken() for _ in range(1000)), MANY)
        for line in answered.body.splitlines():
            said = json.loads(line)
            counted += 1
            assert said["outcome"] in ("no_hit", "not_checked")
            assert said["answers"] or [error["field"] for error in said["errors"]] == ["mrz"]
    assert counted == 20_000


def test_a_fault_of_ours_is_a_problem_without_a_trace_of_the_question(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_given: object, **_named: object) -> None:
        raise RuntimeError(f"about {HIT}")

    monkeypatch.setattr(service.checker, "say", fault)
    said = is_problem(ask(service, HIT), 500)
    assert "12AB34567" not in json.dumps(said) + caplog.text
    assert "RuntimeError" in caplog.text


def test_nobody_is_answered_who_hung_up(service: Service) -> None:
    async def gone() -> Json:
        return {"type": "http.disconnect"}

    async def send(_message: Json) -> None:
        raise AssertionError

    asyncio.run(service(scope_of(ONE), gone, send))


# --- Running it ---


def test_health_readiness_and_counters(world: World, service: Service) -> None:
    assert ask(service, b"", "/healthz", method="GET").status == 200
    assert ask(service, b"", "/readyz", method="GET").json["ok"] is True
    world.writer._control.words[5] = 1
    assert ask(service, b"", "/readyz", method="GET").status == 503
    world.writer.beat()
    ask(service, HIT)
    ask(service, b"\n".join([json.dumps(HIT).encode()] * 4), MANY)
    shown = ask(service, b"", "/metrics", method="GET").body.decode()
    assert 'comity_check_service_checks_total{outcome="no_hit"} 5' in shown
    assert "comity_check_service_seconds_count 2" in shown
    from_afar = scope_of("/metrics", "GET") | {"client": ("192.0.2.7", 5)}
    is_problem(asyncio.run(_ask(service, from_afar, [b""])), 404)


def test_counters_outlive_the_process_that_counted(world: World) -> None:
    for expected in (1, 2, 3):
        service = Service(world.folder)
        ask(service, HIT)
        shown = ask(service, b"", "/metrics", method="GET").body.decode()
        assert f'comity_check_service_checks_total{{outcome="no_hit"}} {expected}' in shown
        service.close()
    assert len(list((world.folder / "counters").iterdir())) == 1


def test_the_server_can_start_it_before_there_is_an_index(tmp_path: Any) -> None:
    service = Service(tmp_path)
    sent: list[Json] = []
    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def send(message: Json) -> None:
        sent.append(message)

    async def receive() -> Json:
        if len(events) == 1:
            answered = await _ask(service, scope_of("/readyz", "GET"), [b""])
            assert answered.status == 503
        return events.pop(0)

    asyncio.run(service({"type": "lifespan"}, receive, send))
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.parametrize("module", ["comity.checks.asgi", "comity.checks.engine.writing", "comity.checks.engine.scan"])
def test_there_is_no_framework_and_no_database_on_the_path(module: str) -> None:
    unwanted = ("django", "psycopg", "procrastinate")
    script = f"import sys, {module}; print([name for name in {unwanted} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_problem_has_the_three_things_that_help() -> None:
    encoded = msgspec.json.decode(msgspec.json.encode(Problem("a", "b", "c")))
    assert encoded == {"field": "a", "problem": "b", "accepted": "c"}
