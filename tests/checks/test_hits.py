"""Hits: each side its steps, one entry each; what another bureau has is not found; withdrawn means do not use."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from comity.audit.models import Entry
from comity.checks import actions as checks
from comity.checks import api, cursor, queries
from comity.checks.models import Hit, HitStep, Look
from comity.checks.pages.stream import changed_hits
from comity.checks.rules import NotYourSide, State, StepTaken
from comity.core.errors import Invalid, NotFound
from comity.records import actions as records
from comity.records.models import Record
from comity.testing import tour
from comity.testing.loading import desk
from comity.testing.stage import Stage

TOKEN = "Passenger control, Tana airport"


@pytest.fixture
def hit(stage: Stage) -> Hit:
    """Kenya's airport has scanned France's stolen passport."""
    stage.ask_api(
        stage.tokens[TOKEN], {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": "Tana, desk 9"}
    )
    stage.ingest()
    return Hit.objects.get()


def step(stage: Stage, username: str, hit: Hit, verb: str, reason: str = "Because it is so.") -> Hit:
    return checks.answer_hit(actor=stage.actor(username), hit_id=hit.pk, verb=verb, reason=reason, now=stage.now)


def test_the_source_confirms_once_and_the_second_is_told(stage: Stage, hit: Hit) -> None:
    assert step(stage, "fr.bureau", hit, "confirm").state == "confirmed"
    with pytest.raises(StepTaken):
        step(stage, "fr.head", hit, "confirm")
    entries = Entry.objects.filter(verb="hit.answered", subject=str(hit.pk)).order_by("seq")
    assert [entry.outcome for entry in entries] == ["done", "refused"]
    assert HitStep.objects.count() == 1


def test_two_answers_at_once_only_one_wins(stage: Stage, hit: Hit) -> None:
    twin = Hit.objects.get()
    step(stage, "fr.bureau", hit, "confirm")
    with pytest.raises(StepTaken):
        twin.move_to(State.DATA_OUTDATED, stage.now)
    hit.refresh_from_db()
    assert hit.state == "confirmed"


@pytest.mark.parametrize(
    ("username", "verb", "refusal"),
    [
        ("ke.bureau", "confirm", NotYourSide),
        ("fr.bureau", "not_same", NotYourSide),
        ("ke.bureau", "acted", StepTaken),
        ("br.bureau", "confirm", NotFound),
        ("fr.border", "confirm", NotFound),
        ("ke.border", "not_same", NotFound),  # the system asked, not this officer
        ("gs.administrator", "confirm", NotFound),
        ("fr.dpo", "confirm", NotYourSide),  # reads, does not answer
        ("fr.bureau", "no_such_step", Invalid),
    ],
)
def test_refused(stage: Stage, hit: Hit, username: str, verb: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        step(stage, username, hit, verb)
    hit.refresh_from_db()
    assert hit.state == "open"
    assert not HitStep.objects.exists()
    assert Entry.objects.filter(verb="hit.answered", outcome="refused").count() == 1


def test_a_hit_that_is_not_is_the_same_as_a_hidden_one(stage: Stage, hit: Hit) -> None:
    for hit_id in (hit.pk, uuid4()):
        with pytest.raises(NotFound):
            queries.hit_view(stage.actor("br.bureau"), hit_id)


def test_the_place_is_released_once_and_for_good(stage: Stage, hit: Hit) -> None:
    source = stage.actor("fr.bureau")
    before = queries.hit_view(source, hit.pk)
    assert (before.place, before.service) == (None, None)
    asking = queries.hit_view(stage.actor("ke.bureau"), hit.pk)
    assert asking.place == "Tana, desk 9"
    checks.release_place(actor=stage.actor("ke.bureau"), hit_id=hit.pk, now=stage.now)
    after = queries.hit_view(source, hit.pk)
    assert after.place == "Tana, desk 9"
    assert after.service == "Border police, Tana international airport"
    with pytest.raises(StepTaken):
        checks.release_place(actor=stage.actor("ke.bureau"), hit_id=hit.pk, now=stage.now)


def test_withdrawn_and_restricted_since_say_the_same_do_not_use(stage: Stage, hit: Hit) -> None:
    client = stage.client("ke.bureau")
    assert "Reported stolen by France" in client.get(f"/hits/{hit.pk}/").content.decode()
    records.restrict(actor=desk("FR"), record_id=hit.record, against="KE", reason="x", now=stage.now)
    restricted = client.get(f"/hits/{hit.pk}/").content.decode()
    assert "Deleted: do not use" in restricted
    assert "Reported stolen by France" not in restricted
    assert tour.STOLEN_NUMBER not in restricted
    records.withdraw(actor=desk("FR"), record_id=hit.record, reason="Found again.", now=stage.now)
    withdrawn = client.get(f"/hits/{hit.pk}/").content.decode()
    assert _without_tokens(withdrawn) == _without_tokens(restricted)


def test_every_look_is_seen_by_the_owner_and_nobody_else(stage: Stage, hit: Hit) -> None:
    stage.client("ke.bureau").get(f"/hits/{hit.pk}/")
    assert list(Look.objects.order_by("id").values_list("how", flat=True)) == ["check", "page"]
    owner = stage.client("fr.dpo").get(f"/records/{hit.record}/looks/").content.decode()
    assert owner.count("data-row") == 2
    assert "Tana" not in owner, "a service's name gives away the place"
    other = stage.client("ke.dpo").get(f"/records/{hit.record}/looks/").content.decode()
    assert "data-row" not in other
    assert stage.client("fr.bureau").get("/looks/").status_code == 403


def test_looks_at_a_records_page_reach_its_owner_once(stage: Stage) -> None:
    record = Record.objects.get(reference="FR-TOUR-STOLEN")
    stage.client("ke.bureau").get(f"/records/{record.pk}/")
    stage.client("ke.bureau").get("/records/?whose=shared")
    stage.client("fr.bureau").get(f"/records/{record.pk}/")
    for _again in range(2):
        stage.ingest()
    looks = Look.objects.filter(record=record.pk)
    assert [(look.bureau, look.how) for look in looks] == [("KE", "page"), ("KE", "page")]
    assert stage.client("fr.dpo").get(f"/records/{record.pk}/looks/").content.decode().count("data-row") == 2


def test_systems_read_and_answer_hits_by_api(stage: Stage, hit: Hit) -> None:
    def client(name: str) -> Client:
        return Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens[name]}"})

    source = client("Passport register")
    [told] = source.get("/api/v1/hits").json()["hits"]
    assert told["id"] == str(hit.pk)
    assert told["sides"] == ["source"]
    assert "place" not in told
    asked = client(TOKEN).get(f"/api/v1/hits/{hit.pk}").json()
    assert asked["place"] == "Tana, desk 9"
    assert client("Vehicle register").get(f"/api/v1/hits/{hit.pk}").status_code == 404
    wrong = source.post(f"/api/v1/hits/{hit.pk}/steps", b"{", content_type="application/json")
    assert wrong.status_code == 422
    assert wrong.json()["errors"]
    assert source.get("/api/v1/hits?after=yesterday").json()["errors"][0]["field"] == "after"


def test_a_poller_loses_no_hit_however_many_change_at_one_moment(
    stage: Stage, hit: Hit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST_HITS", 2)
    source = Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens['Passport register']}"})

    def read(after: str) -> tuple[list[str], str]:
        page = source.get("/api/v1/hits", {"after": after}).json()
        return [one["id"] for one in page["hits"]], page["next"]

    for _again in range(4):
        stage.ask_api(stage.tokens[TOKEN], {"purpose": "border_control", "mrz": tour.stolen_zone()})
    stage.ingest()
    Hit.objects.update(changed_at=hit.changed_at)
    seen, after = read((hit.changed_at - timedelta(seconds=1)).isoformat())
    while (page := read(after))[0]:
        assert page[1] != after
        seen, after = seen + page[0], page[1]
    assert len(seen) == len(set(seen)) == Hit.objects.count() == 5
    assert read(after)[0] == []
    step(stage, "fr.bureau", hit, "confirm")
    Hit.objects.filter(pk=hit.pk).update(changed_at=hit.changed_at - timedelta(days=1))
    assert read(after)[0] == [str(hit.pk)], "committed later, though its moment is an earlier one"
    assert source.get("/api/v1/hits").json()["next"]


def test_the_place_in_the_list_tells_nothing_of_other_bureaus() -> None:
    assert cursor.opened(cursor.sealed(41)) == 41
    assert cursor.sealed(41) != cursor.sealed(41)
    assert len(cursor.sealed(0)) == len(cursor.sealed(10**14))
    assert cursor.opened("gAAAAA41") is None and cursor.opened("é") is None


def _without_tokens(page: str) -> str:
    """The page without the tokens that differ on every request."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|"X-CSRFToken"): ?"[^"]*"|value="[^"]{64}"', "", page)


def test_a_change_concerns_who_asked_and_a_source_that_may_know(stage: Stage, hit: Hit) -> None:
    before = hit.changed_at - timedelta(seconds=1)
    assert changed_hits(before) == dict.fromkeys(("KE", "FR"), frozenset([(hit.pk, hit.changed_at)]))
    assert changed_hits(hit.changed_at) == {}
    for hidden in ({"told_source": False}, {"silent": True}, {"shielded": True}):
        Hit.objects.update(**{"told_source": True, "silent": False, "shielded": False} | hidden)
        assert set(changed_hits(before)) == {"KE"}
