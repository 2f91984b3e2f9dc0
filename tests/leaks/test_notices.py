"""A notice that may not be seen leaves no trace: on pages, over the API, in files, in a check; hidden is as absent."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comity.network.access import actor_from_bearer
from comity.notices import access
from comity.notices import actions as notices
from comity.notices.models import Notice, Photograph
from comity.testing.requests import red
from comity.testing.stage import Stage
from tests.notices.conftest import MACHINE, draft, publish, submit

ABSENT = UUID("01900000-0000-7000-8000-000000000000")
SOURCE, NAME = "jp.bureau", "Tolvander"
CONTENT = red(case={"reference": "JP-1"})


def _submitted(stage: Stage) -> Notice:
    return submit(stage, CONTENT, SOURCE)


def _in_review(stage: Stage) -> Notice:
    return notices.take_for_review(actor=MACHINE, notice_id=_submitted(stage).pk, now=stage.now)


def _refused(stage: Stage) -> Notice:
    notice = _in_review(stage)
    return notices.refuse(
        actor=stage.actor("gs.reviewer"), notice_id=notice.pk, code="FACTS", reasons="Not so.", now=stage.now
    )


def _suspended(stage: Stage) -> Notice:
    notice = publish(stage, CONTENT, SOURCE)
    return notices.suspend(actor=stage.actor(SOURCE), notice_id=notice.pk, reason="Being checked.", now=stage.now)


def _blocked(stage: Stage) -> Notice:
    notice = publish(stage, CONTENT, SOURCE)
    return notices.block(actor=stage.actor("gs.director"), notice_id=notice.pk, reason="Examined.", now=stage.now)


def _withdrawn(stage: Stage) -> Notice:
    notice = publish(stage, CONTENT, SOURCE)
    return notices.withdraw(actor=stage.actor(SOURCE), notice_id=notice.pk, reason="Arrested.", now=stage.now)


def _published(stage: Stage) -> Notice:
    return publish(stage, CONTENT, SOURCE)


HIDDEN: dict[str, Callable[[Stage], Notice]] = {
    "draft": lambda stage: draft(stage, CONTENT, SOURCE),
    "submitted": _submitted,
    "in review": _in_review,
    "refused": _refused,
    "suspended": _suspended,
    "blocked": _blocked,
    "withdrawn": _withdrawn,
}
# Japan denies Morocco everything: published, the notice does not exist there.
CASES = [(name, make, user) for name, make in HIDDEN.items() for user in ("fr.bureau", "ke.border")] + [
    ("denied", _published, "ma.bureau"),
    ("denied", _published, "ma.border"),
]


@pytest.mark.parametrize(("name", "make", "username"), CASES, ids=lambda one: one if isinstance(one, str) else "")
def test_a_hidden_notice_is_as_absent(stage: Stage, name: str, make: Callable[[Stage], Notice], username: str) -> None:
    client = stage.client(username)
    before = _lists(client)
    notice = make(stage)
    photograph = Photograph.objects.create(
        notice=notice, file="notices/none.jpg", width=300, height=300, added_at=stage.now, added_by="officer:x"
    )
    assert not access.visible_to(stage.actor(username)).exists()
    assert _lists(client) == before
    for path in ("", "edit/", "check/", "located/", "information/", f"photographs/{photograph.pk}"):
        hidden, absent = (client.get(f"/notices/{one}/{path}") for one in (notice.pk, ABSENT))
        assert hidden.status_code == absent.status_code, path
        assert hidden.status_code in (403, 404), path
        assert NAME not in hidden.content.decode()
    if notice.number:
        year, serial = notice.number.split("/")
        assert client.get(f"/notices/{year}/{serial}/").status_code == 404
    page = client.get(f"/notices/?q={NAME}")
    assert notice.title not in page.content.decode()
    assert f"{notice.pk}" not in page.content.decode()


def _lists(client: Client) -> list[int]:
    page = client.get("/notices/")
    return [page.status_code, page.content.decode().count("/notices/")]


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_no_check_meets_it(stage: Stage, name: str) -> None:
    HIDDEN[name](stage)
    stage.follow()
    question = {"purpose": "border_control", "person": {"name": "Ilva Marette Tolvander", "birth_date": "1979-03-21"}}
    for token in (stage.tokens["Passenger control, Tana airport"], stage.tokens["Passenger control, Port-Lacour"]):
        assert actor_from_bearer(token, stage.now)
        answer = stage.ask_api(token, question)
        assert [match for one in answer["answers"] for match in one.get("matches", [])] == []


def test_published_it_is_there(stage: Stage) -> None:
    """What the others prove would also hold if nothing were ever shown."""
    notice = publish(stage, CONTENT, SOURCE)
    page = stage.client("fr.bureau").get(f"/notices/{notice.pk}/")
    assert page.status_code == 200
    assert "TOLVANDER" in page.content.decode()
    assert str(notice.pk) in stage.client("ke.border").get("/notices/").content.decode()
    stage.follow()
    question = {"purpose": "border_control", "person": {"name": "Ilva Marette Tolvander", "birth_date": "1979-03-21"}}
    answer = stage.ask_api(stage.tokens["Passenger control, Tana airport"], question)
    [match] = [match for one in answer["answers"] for match in one.get("matches", [])]
    assert match["notices"] == [{"colour": "red", "number": notice.number}]
