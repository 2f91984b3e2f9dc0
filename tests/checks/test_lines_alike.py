"""The report of an import says which of its lines look like what was there before, as far as its officer may see it."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.audit.models import Entry
from comity.checks.alike import LinesAlike, of_lines
from comity.checks.models import Look
from comity.core.errors import NotAllowed
from comity.records import actions as records
from comity.records.models import Record
from comity.testing.loading import desk
from comity.testing.stage import Stage
from tests.checks.test_alike import add

HEADER = "reference,kind,name,birth_dates"
ADDRESS = "/records/import/persons/alike"


def load(client: Client, *lines: str) -> str:
    """The report of an import of these lines."""
    file = SimpleUploadedFile("a.csv", "\n".join((HEADER, *lines)).encode())
    response = client.post("/records/import/", {"database": "persons", "file": file})
    assert response.status_code == 200
    return str(response.content.decode())


def asked(client: Client, report: str, **headers: str) -> str:
    """What the report asks by itself as soon as it stands."""
    assert f'hx-post="{ADDRESS}" hx-trigger="load"' in report
    values = {name: re.findall(rf'name="{name}" value="([^"]*)"', report) for name in ("of", "line")}
    response = client.post(ADDRESS, values, headers={"hx-request": "true"} | headers)
    assert response.status_code == 200
    return str(response.content.decode())


def lines_of(stage: Stage, username: str, lines: dict[UUID, int], **more: Any) -> LinesAlike:
    return of_lines(actor=stage.actor(username), database="persons", lines=lines, now=stage.now, **more)


def test_lines_that_look_like_a_person_already_held_are_counted_and_named(stage: Stage) -> None:
    held = add(stage, "persons")
    client = stage.client("ke.bureau")
    report = load(client, "K-1,suspect,Somebody Otherwise,1960-01-01", "K-2,suspect,HIDENOR Quentin,1981-03-04")
    told = asked(client, report)
    assert "1 line looks like a record already held" in told
    assert "2 lines that were added were compared" in told
    assert "Line 3:" in told and "Line 2:" not in told
    assert f"/records/{held.pk}/" in told and "FR-ALIKE" not in told, "the reference is its source's"
    assert "<html" not in told
    stage.follow()
    assert asked(client, report) == told, "lines of one file are not held already, whether the index knows them or not"


def test_nothing_is_said_to_be_alike_where_nothing_is(stage: Stage) -> None:
    client = stage.client("ke.bureau")
    told = asked(client, load(client, "K-1,suspect,Somebody Otherwise,1960-01-01"))
    assert "No line that was compared looks like a record already held" in told
    again = load(client, "K-1,suspect,Somebody Otherwise,1960-01-01")
    assert ADDRESS not in again, "a file that adds nothing asks nothing"


def test_what_may_not_be_seen_is_neither_counted_nor_named(stage: Stage) -> None:
    held = add(stage, "persons")
    records.restrict(actor=desk("FR"), record_id=held.pk, against="KE", reason="x", now=stage.now)
    client = stage.client("ke.bureau")
    report = load(client, "K-1,suspect,Quentin Hidenor,1981-03-04")
    for _behind in ("the index is behind", "the index has followed"):
        assert "No line that was compared looks like" in asked(client, report)
        stage.follow()


def test_only_ones_own_records_are_compared(stage: Stage) -> None:
    held = add(stage, "persons")
    add(stage, "persons", source="KE", reference="KE-1")
    assert lines_of(stage, "br.bureau", {held.pk: 2}) == LinesAlike(0, 0, ())
    for username in ("ke.border", "ke.dpo", "gs.duty", "ccf.member"):
        with pytest.raises(NotAllowed):
            lines_of(stage, username, {held.pk: 2})


def test_every_comparison_is_in_the_ledger_and_every_look_reaches_the_source(stage: Stage) -> None:
    held = add(stage, "persons")
    client = stage.client("ke.bureau")
    asked(client, load(client, "K-1,suspect,Quentin Hidenor,1981-03-04"))
    stage.ingest()
    [entry] = Entry.objects.filter(verb="records.lines_compared").values_list("body", flat=True)
    assert str(held.pk) in entry and "idenor" not in entry
    assert list(Look.objects.filter(record=held.pk).values_list("bureau", "how")) == [("KE", "page")]


def test_after_its_time_the_rest_is_left_and_said_to_be(stage: Stage) -> None:
    add(stage, "persons")
    client = stage.client("ke.bureau")
    load(client, *(f"K-{number},suspect,Quentin Hidenor,1981-03-04" for number in range(4)))
    added = Record.objects.filter(source="KE", reference__startswith="K-").values_list("pk", flat=True)
    lines = {pk: number for number, pk in enumerate(added, 2)}
    assert lines_of(stage, "ke.bureau", lines, seconds=-1) == LinesAlike(0, 0, ())
    found = lines_of(stage, "ke.bureau", lines, seconds=3600)
    assert (found.compared, found.count, [line for line, _hints in found.first]) == (4, 4, [2, 3, 4, 5])


@pytest.mark.parametrize(
    "values", [{}, {"line": "x", "of": "x"}, {"line": ["-1 " + "0" * 36, "2"], "of": "9" * 40}, {"of": "٣"}]
)
def test_what_no_report_states_is_passed_over(stage: Stage, values: dict[str, Any]) -> None:
    client = stage.client("ke.bureau")
    page = client.post(ADDRESS, values)
    assert page.status_code == 200 and "<h1>" in page.content.decode(), "a page of its own without scripts"
    assert client.get(ADDRESS).status_code == 405
    assert client.post("/records/import/spaceships/alike", values).status_code == 404
    assert stage.client("ke.border").post(ADDRESS, values).status_code == 403, "who may not record"
