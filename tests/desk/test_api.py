"""The desk over HTTP: as the page tells it, for who watches it; no system's token opens it, and nothing is changed."""

from datetime import timedelta
from typing import Any

import pytest

from comity.desk import actions
from comity.desk.duty import Opening
from comity.desk.models import Item
from comity.desk.rules import Source
from comity.testing.fixtures import stage  # noqa: F401 - a fixture
from comity.testing.stage import Stage
from tests.desk.conftest import NOW, bring, found

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PLACES = ("queue", "pulse", "incidents")


def get(who: Any, place: str, status: int = 200, **asked: str) -> dict[str, Any]:
    answer = who.get(f"/api/v1/desk/{place}", asked)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_desk_as_its_watcher_reads_it(stage: Stage) -> None:  # noqa: F811
    duty, director = stage.client("gs.duty"), stage.client("gs.director")
    bring(*(found(f"hit:{number}", due_at=NOW + number * MINUTE) for number in range(3)))
    bring(found("review:1", country="GR"), source=Source.URGENT_REVIEW)
    first = get(duty, "queue", source="overdue_hit")
    assert [one["of"] for one in first["items"]] == ["hit:0", "hit:1", "hit:2"]
    assert all(one["points"] == sum(why["points"] for why in one["reasons"]) for one in first["items"])
    assert len(get(duty, "queue")["items"]) == 3  # of one's own country not even that there is one
    assert get(director, "queue")["items"] == []
    actions.escalate(actor=stage.actor("gs.duty"), item_id=Item.objects.get(of="hit:1").pk, reason="x", now=NOW)
    assert [one["of"] for one in get(director, "queue", state="escalated")["items"]] == ["hit:1"]
    pulse = get(duty, "pulse")
    assert (len(pulse["checks"]), len(pulse["members"]), pulse["published"]) == (60, 196, [9000, 30])
    assert pulse["queue"]["escalated"] == 1


def test_incidents_are_read_and_nothing_is_written(stage: Stage) -> None:  # noqa: F811
    duty, opening = stage.client("gs.duty"), Opening(title="Ferry adrift", kind="disaster")
    made = actions.open_incident(actor=stage.actor("gs.duty"), opening=opening, now=NOW)
    assert [one["title"] for one in get(duty, "incidents", state="open")["incidents"]] == ["Ferry adrift"]
    assert get(duty, f"incidents/{made.pk}")["kind"] == "disaster"
    assert duty.post(f"/api/v1/desk/incidents/{made.pk}").status_code in (401, 405)
    get(duty, "incidents/0190a000-0000-7000-8000-000000000000", 404)


def test_who_has_no_business_there_is_refused(stage: Stage) -> None:  # noqa: F811
    for place in PLACES:
        get(stage.client("fr.head"), place, 403)
        get(stage.client("gs.administrator"), place, 403)
        answer = stage.client("gs.duty").get(
            f"/api/v1/desk/{place}", headers={"Authorization": f"Bearer {next(iter(stage.tokens.values()))}"}
        )
        assert answer.status_code == 403


def test_what_is_asked_wrongly_is_said_at_the_field(stage: Stage) -> None:  # noqa: F811
    duty = stage.client("gs.duty")
    for asked in ({"source": "x"}, {"state": "x"}, {"after": "x"}, {"after": "1.x.y"}, {"sauce": ""}):
        said = get(duty, "queue", 422, **asked)
        assert [one["field"] for one in said["errors"]] == list(asked)
