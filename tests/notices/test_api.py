"""The API: drafts, hands in, reads, reports; every refusal names its field; who may not see it finds nothing."""

import io
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.testing.requests import ALL, RED, red
from comity.testing.stage import Stage
from tests.notices.conftest import publish, submit
from tests.notices.test_files import PDF, picture

API = "/api/v1/notices"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    default_storage._wrapped = type(default_storage._wrapped)(location=tmp_path / "files")  # type: ignore[attr-defined]


class System:
    """A bureau's system with a token that may write."""

    def __init__(self, stage: Stage, bureau: str) -> None:
        reach = Reach(databases=frozenset(DATABASES), purposes=frozenset(PURPOSES), clearance=Level.RESTRICTED)
        expires_at = stage.now + timedelta(days=30)
        name = f"Case system {secrets.token_hex(4)}"
        terms = TokenTerms(name=name, reach=reach, may_write=True, expires_at=expires_at)
        issued = network.issue_token(
            actor=stage.actor(f"{bureau.lower()}.head"), bureau=bureau, terms=terms, now=stage.now
        )
        self.client = Client(headers={"host": "localhost", "authorization": f"Bearer {issued.text}"})

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        content = {} if body is None else {"data": msgspec.json.encode(body), "content_type": "application/json"}
        response = getattr(self.client, method)(f"{API}{path}", **content)
        return response.status_code, msgspec.json.decode(response.content)

    def upload(self, path: str, data: bytes, content_type: str) -> tuple[int, Any]:
        response = self.client.post(f"{API}{path}", data=data, content_type=content_type)
        return response.status_code, msgspec.json.decode(response.content)


def fields(said: Any) -> set[str]:
    return {one["field"] for one in said["errors"]}


def test_a_system_carries_a_request_from_draft_to_hand_in(stage: Stage) -> None:
    system = System(stage, "FR")
    status, said = system.send("post", "", {"colour": "blue", "content": {"person": {"family_name": "Tolvander"}}})
    assert status == 201
    assert said["state"] == "draft"
    assert {one["field"] for one in said["missing"]} >= {"case.facts", "contact.name"}
    where = f"/{said['id']}"
    status, refused = system.send("post", f"{where}/steps", {"verb": "submit"})
    assert status == 422
    assert "case.question" in fields(refused)
    status, said = system.send("put", where, {"content": ALL["blue"], "version": said["version"], "language": "fr"})
    assert (status, said["missing"]) == (200, [])
    assert said["status"] == "Suspect: presumed innocent"
    status, said = system.send("post", f"{where}/steps", {"verb": "submit"})
    assert (status, said["state"], said["steps"]) == (200, "submitted", ["withdraw"])
    status, _said = system.send("put", where, {"content": ALL["blue"]})
    assert status == 409


def test_a_system_signs_no_assurance(stage: Stage) -> None:
    system = System(stage, "BR")
    _status, said = system.send("post", "", {"colour": "red", "content": RED})
    assert {one["field"] for one in said["missing"]} == {"assurances[1]", "assurances[2]"}
    status, said = system.send("post", f"/{said['id']}/steps", {"verb": "submit"})
    assert status == 422
    assert fields(said) == {"assurances[1]", "assurances[2]"}


def test_every_wrong_field_is_named_at_once(stage: Stage) -> None:
    system = System(stage, "BR")
    body = {
        "colour": "red",
        "content": red(charges={"maximum": "ages"}, person={"nationalities": "Atlantis"}),
        "level": "secret",
        "language": "de",
        "conditions": [7],
    }
    status, said = system.send("post", "", body)
    assert status == 422
    body["conditions"] = []
    status, said = system.send("post", "", body)
    assert fields(said) == {"charges[0].maximum", "person.nationalities", "level", "language"}
    assert fields(system.send("post", "", {"colour": "pink"})[1]) == {"colour"}
    assert fields(system.send("post", "", {"colour": "red", "mood": "bad"})[1]) == {"mood"}
    assert system.send("get", "?colour=pink")[0] == 422
    assert system.send("get", "?page=0")[0] == 422
    assert system.send("get", "?color=red")[0] == 422


def test_other_members_get_what_circulates_and_nothing_behind_it(stage: Stage) -> None:
    notice = publish(stage)
    status, said = System(stage, "FR").send("get", f"/{notice.pk}")
    assert status == 200
    assert "background" not in said["content"]
    assert "reference" not in said["content"]["case"]
    assert (said["steps"], said["missing"], said["record"], said["number"]) == ([], [], None, notice.number)
    assert said["status"] == "Sought for prosecution: presumed innocent"
    status, said = System(stage, "BR").send("get", f"/{notice.pk}")
    assert "background" in said["content"]
    assert "suspend" in said["steps"]


def test_what_is_not_published_is_not_found(stage: Stage) -> None:
    notice = submit(stage)
    system = System(stage, "FR")
    strange = "01900000-0000-7000-8000-000000000000"
    for method, path, body in (
        ("get", "", None),
        ("put", "", {"content": {}}),
        ("post", "/steps", {"verb": "withdraw", "reason": "Gone."}),
        ("post", "/reports", {"kind": "located"}),
    ):
        hidden = system.send(method, f"/{notice.pk}{path}", body)
        absent = system.send(method, f"/{strange}{path}", body)
        assert hidden[0] == absent[0] == 404
        assert hidden[1] == absent[1]
    assert system.send("get", "")[1] == {"notices": [], "next": None}
    assert system.send("get", "?whose=own")[1] == {"notices": [], "next": None}


def test_lists_can_be_narrowed(stage: Stage) -> None:
    notice = publish(stage)
    system = System(stage, "FR")
    found = system.send("get", "?colour=red&text=tolvander")[1]["notices"]
    assert [one["id"] for one in found] == [str(notice.pk)]
    assert system.send("get", "?colour=blue")[1]["notices"] == []
    assert system.send("get", "?requester=KE")[1]["notices"] == []
    own = System(stage, "BR").send("get", "?whose=own&state=published")[1]["notices"]
    assert [one["id"] for one in own] == [str(notice.pk)]


def test_a_bureau_reports_what_it_found(stage: Stage) -> None:
    notice = publish(stage)
    system = System(stage, "KE")
    status, said = system.send("post", f"/{notice.pk}/reports", {"kind": "located", "days": 10})
    assert status == 201
    assert said["due_at"] is not None
    status, said = system.send("post", f"/{notice.pk}/reports", {"kind": "located", "days": 999})
    assert (status, fields(said)) == (422, {"days"})
    status, said = system.send("post", f"/{notice.pk}/reports", {"kind": "rumour"})
    assert (status, fields(said)) == (422, {"kind"})
    assert len(System(stage, "BR").send("get", f"/{notice.pk}")[1]["reports"]) == 1
    assert System(stage, "FR").send("get", f"/{notice.pk}")[1]["reports"] == []


def test_photographs_and_documents_are_uploaded_and_read_behind_the_gate(stage: Stage) -> None:
    system = System(stage, "BR")
    _status, said = system.send("post", "", {"colour": "red", "content": RED})
    where = f"/{said['id']}"
    status, added = system.upload(f"{where}/photographs?caption=In+Recife", picture(), "image/jpeg")
    assert status == 201
    answer = system.client.get(added["href"])
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"\xff\xd8\xff")
    status, paper = system.upload(f"{where}/attachments?kind=warrant&title=The+warrant", PDF, "application/pdf")
    assert status == 201
    answer = system.client.get(paper["href"])
    assert answer["Content-Disposition"] == 'attachment; filename="the-warrant.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    other = System(stage, "FR").client
    assert other.get(added["href"]).status_code == 404
    assert other.get(paper["href"]).status_code == 404
    assert Client(headers={"host": "localhost"}).get(added["href"]).status_code == 401
    page = stage.client("br.bureau").get(added["href"].removeprefix("/api/v1"))
    assert page["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("path", "data", "content_type", "status"),
    [
        ("photographs", b"no picture", "image/jpeg", 422),
        ("photographs", PDF, "application/pdf", 415),
        ("photographs?taken_on=soon", b"x", "image/png", 422),
        ("photographs?size=9", b"x", "image/png", 422),
        ("attachments?kind=letter&title=A", PDF, "application/pdf", 422),
        ("attachments?kind=warrant", PDF, "application/pdf", 422),
        ("attachments?kind=warrant&title=A&is_shared=perhaps", PDF, "application/pdf", 422),
        ("attachments?kind=warrant&title=A", b"PK", "application/zip", 415),
    ],
)
def test_what_is_no_file_for_it_is_refused(
    stage: Stage, path: str, data: bytes, content_type: str, status: int
) -> None:
    system = System(stage, "BR")
    _status, said = system.send("post", "", {"colour": "red", "content": {}})
    assert system.upload(f"/{said['id']}/{path}", data, content_type)[0] == status


def test_a_file_that_is_too_long_is_not_read(stage: Stage) -> None:
    system = System(stage, "BR")
    _status, said = system.send("post", "", {"colour": "red", "content": {}})
    response = system.client.post(
        f"{API}/{said['id']}/photographs",
        data=io.BytesIO(b"x"),
        content_type="image/jpeg",
        headers={"content-length": str(1 << 30)},
    )
    assert response.status_code in (413, 422)
