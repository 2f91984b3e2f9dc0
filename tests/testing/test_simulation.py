"""The sending of a simulated day: questions as systems ask them, letters sealed for real, hits answered, lines cut."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import httpx
import pytest

from comity.checks.models import Hit
from comity.messages.models import Delivery, Message
from comity.network import actions as network
from comity.network.models import Bureau, Token
from comity.testing import keys, tour
from comity.testing.loading import desk
from comity.testing.simulation import habits, recorded, tokens
from comity.testing.simulation.asking import Asker
from comity.testing.simulation.day import Event, Kind, Plan
from comity.testing.simulation.hits import Answers
from comity.testing.simulation.links import Links
from comity.testing.simulation.members import places
from comity.testing.simulation.people import FromPeople
from comity.testing.simulation.post import Office, Post
from comity.testing.simulation.questions import Recorded
from comity.testing.simulation.running import Run
from comity.testing.stage import Stage
from tests.client.conftest import Inside


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    """A check service that finds nothing, and closes the line after each answer without saying so."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            lines = self.rfile.read(int(self.headers["Content-Length"])).splitlines()
            said = b'{"outcome": "no_hit"}\n' * len(lines)
            is_known = self.headers["Authorization"] == "Bearer good"
            self.send_response(200 if is_known else 401)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
            self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _until(is_so) -> None:
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_every_question_is_answered_or_counted(service: ThreadingHTTPServer) -> None:
    asker = Asker("127.0.0.1", service.server_address[1], {"FR": "good", "KE": "bad"})
    for number in range(120):
        asker.put("FR", {"purpose": "border_control", "document": {"number": str(number)}})
    asker.put("KE", {"purpose": "border_control"})
    assert asker.behind() == 121
    asker.open()
    _until(lambda: sum(asker.outcomes.values()) == 121)
    asker.put("FR", {"purpose": "border_control"})  # on a line that the other side has closed
    _until(lambda: sum(asker.outcomes.values()) == 122)
    asker.close()
    assert asker.outcomes == {"no_hit": 121, "status 401": 1}
    assert asker.take_slowest() > 0 == asker.take_slowest()


def test_nobody_there_is_counted_and_ends_nothing() -> None:
    asker = Asker("127.0.0.1", 9, {"FR": "good"})
    asker.open()
    asker.put("FR", {"purpose": "border_control"})
    _until(lambda: asker.outcomes)
    asker.close()
    assert list(asker.outcomes) == ["not reached (ConnectionRefusedError)"]


def test_tokens_are_kept_and_issued_anew_only_where_they_are_lost(stage: Stage, settings) -> None:
    first = tokens.for_all(stage.now)
    assert tokens.for_all(stage.now) == first
    assert len(first) == Bureau.objects.filter(kind="national").count()
    (settings.INSTALLATION_KEYS / "demo" / "tokens.json").unlink()
    assert tokens.for_all(stage.now).keys() == first.keys()
    assert Token.objects.filter(name=tokens.NAME, revoked_at=None).count() == len(first)


def test_what_is_on_record_is_asked_so_that_it_is_found(stage: Stage) -> None:
    known = recorded.sample().by_kind
    assert {"vehicle": {"vin": tour.STOLEN_VIN}} in known["vehicle"]
    token = stage.tokens["Passenger control, Tana airport"]
    for kind in ("document", "vehicle", "person"):
        for asked in known[kind]:
            said = stage.ask_api(token, {"purpose": "border_control"} | asked)
            assert said["outcome"] in ("hit", "possible"), asked


def test_sources_answer_what_systems_hit_and_leave_people_theirs(stage: Stage, monkeypatch) -> None:
    monkeypatch.setattr(habits, "HIT_ANSWERS", (("confirm", 1),))
    monkeypatch.setattr(habits, "ACTED", 100)
    of_system = Token.objects.get(name="Passenger control, Tana airport", revoked_at=None)
    answers = Answers(frozenset({f"system:{of_system.pk}"}), stage.now - timedelta(hours=1), Random(1))
    zone = {"purpose": "border_control", "mrz": tour.stolen_zone()}
    stage.ask_api(stage.tokens["Passenger control, Tana airport"], zone)
    stage.ask_api(stage.tokens["Passenger control, Port-Lacour"], zone)
    stage.client("ke.border").post("/checks/", {"question": "\n".join(tour.stolen_zone()), "purpose": "border_control"})
    stage.quiet()
    stage.ingest()
    for seconds in (0.0, 1000.0, 2000.0):
        answers.step(seconds, stage.now + timedelta(seconds=seconds))
    assert answers.answered == 2
    assert sorted(Hit.objects.filter(asking="KE").values_list("state", flat=True)) == ["action_taken", "open"]


def test_a_line_is_cut_by_the_verb_and_everybody_returns(stage: Stage) -> None:
    links = Links()
    for bureau, by_verb in (("TO", True), ("FJ", False), ("FR", True)):
        links.cut(bureau, stage.now, by_verb=by_verb)
    closed = Bureau.objects.filter(connected=False)
    assert links.silent == {"TO", "FJ", "FR"}
    assert list(closed.values_list("pk", flat=True)) == ["TO"]
    assert not links.may_ask("FJ", stage.now)
    links.restore_all(stage.now)
    assert not links.silent
    assert not closed.exists()
    assert not links.may_ask("TO", stage.now)
    assert links.may_ask("TO", stage.now + timedelta(minutes=1))


def test_who_closed_their_own_link_is_left_alone(stage: Stage) -> None:
    network.disconnect(actor=desk("TO"), bureau="TO", now=stage.now)
    links = Links()
    links.begin()
    links.restore_all(stage.now)
    assert not Bureau.objects.get(pk="TO").connected


@pytest.fixture
def post(stage: Stage) -> Post:
    """The post of some bureaus, whose letters reach the pages of this process."""
    keys.found(stage.now)
    issued = tokens.for_all(stage.now)
    http = httpx.Client(transport=Inside())
    rings = {bureau: ring for bureau, ring in keys.rings() if bureau in ("AR", "EG", "UA", "SN")}
    return Post(Office("http://localhost", rings, issued, ("FR", "KE"), http), set(), 2026)


def _drain(post: Post) -> None:
    """Does everything that is due, and what becomes due by it, without waiting."""
    while post._due:
        post._due.sort()
        post._due.pop(0)[3]()


def test_letters_are_sealed_read_receipted_and_answered(post: Post, monkeypatch) -> None:
    monkeypatch.setattr(habits, "ANSWERED", 100)
    monkeypatch.setattr(habits, "TO_SECRETARIAT", dict.fromkeys(habits.TO_SECRETARIAT, 0))
    monkeypatch.setattr(habits, "TO_PEOPLE", 0)
    for seed in range(6):
        post.put(Event(0.0, Kind.MESSAGE, "AR", seed))
    _drain(post)
    assert not post.errors
    assert post.sent == Message.objects.count() > 6
    assert post.answered > 0
    assert post.read == Delivery.objects.exclude(read_at=None).count() == Delivery.objects.count()
    owing = Delivery.objects.filter(message__kind="request")
    assert all(one.answered_at for one in owing)


def test_what_people_write_is_answered_too(post: Post, stage: Stage, monkeypatch) -> None:
    from comity.messages.actions import sending
    from comity.messages.engine import writing

    monkeypatch.setattr(habits, "ANSWERED", 100)
    actor = stage.actor("fr.bureau")
    letter = writing.Letter(
        to=("UA",), subject="A question", body="Who?", kind="request", asks="information", officer=actor.name
    )
    found = {"UA": post.office.rings["UA"].current}
    sealed = writing.compose(letter, keyring=keys.opened("FR", stage.now), keys=found, now=stage.now)
    sending.send(
        actor=actor, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=stage.now
    )
    watching = FromPeople(post, Random(1))
    watching.step()
    watching.step()
    _drain(post)
    assert [one.kind for one in Message.objects.filter(sender="UA")] == ["answer"]


def test_a_run_that_is_stopped_says_so_and_leaves_nobody_cut_off(stage: Stage, service: ThreadingHTTPServer) -> None:
    said: list[str] = []
    stop, links = threading.Event(), Links()

    def say(line: str) -> None:
        said.append(line)
        stop.set()

    post = Post(Office("http://localhost", {}, {}, ("FR",)), links.silent, 2026)
    run = Run(
        plan=Plan(checks=600, messages=0, seconds=600, begins_at=stage.now, silences=120),
        recorded=Recorded({}),
        asker=Asker("127.0.0.1", service.server_address[1], {place.code: "good" for place in places()}),
        answers=Answers(frozenset(), stage.now, Random(1)),
        links=links,
        post=post,
        from_people=FromPeople(post, Random(1)),
        say=say,
        clock=lambda: stage.now,
        stop=stop,
    )
    run.play()
    assert "due" in said[0] and "silent: " in said[0]
    assert not links.silent
    assert not Bureau.objects.filter(connected=False).exists()
    assert run.asker.outcomes["no_hit"] > 0
    assert not run.errors()
    assert "checks were answered" in run.summary()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("line ", "post "))]
