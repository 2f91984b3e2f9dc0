"""Bad input: no fault of ours, no trace of code, always a message that names the field, and nothing lost.

COMITY_FUZZ=10 tries ten times as much.
"""

import io
import json
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from comity.checks.engine.passengers import files as passengers
from comity.core.errors import Invalid
from comity.records import actions, manifests
from comity.records.load import Finding
from comity.records.loaders import objects, tables
from comity.records.loaders.lines import Row, Unusable
from comity.records.models import Record
from comity.testing import tour
from comity.testing.stage import Stage
from tests.contract import garbage
from tests.contract.outside import HITS, ONE, PURPOSE, RECORDS, Outside, problem_of, scaled

BATCH = 500
GOOD = {
    "purpose": PURPOSE,
    "place": "Desk 4",
    "silent": False,
    "document": {"number": tour.STOLEN_NUMBER, "issuer": "FRA", "type": "P"},
    "person": {"name": tour.CHARGED_NAME, "birth_date": "1979-02-11", "sex": "M", "nationality": "JPN"},
    "vehicle": {"vin": tour.STOLEN_VIN, "plate": tour.STOLEN_PLATE, "country": "BR"},
    "firearm": {"serial": tour.STOLEN_SERIAL, "make": "Glock"},
    "vessel": {"imo": "9074729"},
    "work_of_art": {"title": "The ferryman"},
    "mrz": tour.stolen_zone(),
}
STOLEN = json.dumps({"purpose": PURPOSE, "document": {"number": tour.STOLEN_NUMBER, "issuer": "FRA"}}).encode()
RECORD = {
    "database": "travel_documents",
    "reference": "BR-1",
    "kind": "lost",
    "occurred_on": "2026-01-01",
    "purposes": [],
    "level": "restricted",
    "conditions": [],
    "fields": {"number": "C7710PX4K", "issuer": "BRA", "type": "passport"},
}


def _batches(lines: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]


def test_twenty_thousand_spoilt_zones(asking: Outside) -> None:
    """In batches, with a good question after every nine: none is lost, none spoils another."""
    random = Random("zones")
    lines = []
    for number in range(scaled(20_000)):
        asked = {"purpose": PURPOSE, "mrz": garbage.zone(random)}
        lines.append(STOLEN if number % 10 == 9 else json.dumps(asked, ensure_ascii=False).encode())
    for batch in _batches(lines):
        for line, said in zip(batch, asking.lines(batch), strict=True):
            if line is STOLEN:
                assert said["outcome"] == "hit"
            elif "errors" in said:
                assert said["outcome"] == "not_checked"
                assert {error["field"].partition("[")[0] for error in said["errors"]} == {"mrz"}
                assert all(error["problem"] and error["accepted"] for error in said["errors"])
            else:
                assert said["answers"]
                assert all(one["matches"] or one["outcome"] in ("no_hit", "not_checked") for one in said["answers"])


def test_spoilt_questions_one_by_one(asking: Outside) -> None:
    random = Random("questions")
    bodies = [json.dumps(garbage.spoilt(GOOD, random)).encode() for _ in range(scaled(1500))]
    headers = {"content-type": "application/json"}
    asked = [*garbage.NOT_JSON, *bodies]
    answers = asking.send(*[("POST", ONE, {"content": body, "headers": headers}) for body in asked])
    for body, answer in zip(asked, answers, strict=True):
        if answer.status_code == 200:
            assert answer.json()["answers"]
            continue
        said = problem_of(answer)
        assert answer.status_code in (403, 413, 422), body[:200]
        assert answer.status_code != 422 or said["errors"]


def test_spoilt_questions_in_batches(asking: Outside) -> None:
    random = Random("batches")
    lines = []
    for number in range(scaled(4000)):
        if number % 5 == 4:
            lines.append(STOLEN)
        elif random.random() < 0.2:
            lines.append(random.choice(garbage.NOT_JSON).replace(b"\n", b" ")[:5000])
        else:
            lines.append(json.dumps(garbage.spoilt(GOOD, random)).encode()[:5000])
    lines.append(STOLEN)
    for batch in _batches(lines):
        for line, said in zip(batch, asking.lines(batch), strict=True):
            assert line is not STOLEN or said["outcome"] == "hit"
            assert said.get("errors") or said["answers"], line[:200]


def test_spoilt_records_and_steps(writing: Outside) -> None:
    random = Random("records")
    headers = {"content-type": "application/json"}
    bodies = [json.dumps(garbage.spoilt(RECORD, random)).encode() for _ in range(scaled(150))]
    one = f"{RECORDS}/{Record.objects.filter(source='BR').first().pk}"
    steps = f"{HITS}/{uuid4()}/steps"
    asked = [
        (method, address, {"content": body, "headers": headers})
        for body in (*garbage.NOT_JSON, *bodies)
        for method, address in (("POST", RECORDS), ("PUT", one), ("POST", steps))
    ]
    before = Record.objects.count()
    answers = writing.send(*asked)
    for answer in answers:
        if answer.status_code not in (200, 201):
            said = problem_of(answer)
            assert answer.status_code != 422 or said["errors"]
    added = sum(answer.status_code == 201 for answer in answers)
    assert Record.objects.count() == before + added


def test_spoilt_queries(writing: Outside) -> None:
    random = Random("queries")
    names = ("database", "kind", "status", "reference", "source", "purpose", "after", "limit", "side", "state", "x")
    asked = [
        ("GET", address, {"params": {name: text[:2000]}})
        for address in (RECORDS, HITS, f"{RECORDS}/{uuid4()}", f"{HITS}/{uuid4()}")
        for name in names
        for text in random.sample(garbage.TEXTS, min(scaled(6), len(garbage.TEXTS)))
    ]
    for answer in writing.send(*asked):
        assert answer.status_code == 200 or problem_of(answer)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_files_with_bad_lines_keep_the_good_ones(stage: Stage, kind: str) -> None:
    random = Random(f"files {kind}")
    actor = stage.actor("br.bureau")
    names = ["reference", "kind", "number", "issuer", "type", "occurred_on", "level"]
    good: set[str] = set()
    lines = [",".join(names).encode()] if kind == "csv" else []
    for number in range(scaled(3000)):
        values = [f"Z-{number}", "lost", f"AB{number:06d}", "BRA", "passport", "2026-01-02", "restricted"]
        if number % 3 == 0:
            good.add(values[0])
        else:
            values = garbage.form(dict(zip(names, values, strict=True)), random) or {"reference": ""}
            values = [value.replace("\n", " ").replace("\r", " ")[:9000] for value in values.values()]
        lines.append(_line(kind, names, values, random if number % 3 else None))
    findings: list[Finding] = []
    file = io.BytesIO(b"\n".join(lines) + b"\n")
    rows = objects.rows(file) if kind == "jsonl" else tables.rows(file, manifests.form("travel_documents"))
    counted = Counted(rows)
    summary = actions.load_rows(actor=actor, database="travel_documents", rows=counted, report=findings.append)
    kept = set(Record.objects.filter(source="BR", reference__startswith="Z-").values_list("reference", flat=True))
    assert good <= kept, "a good line was lost"
    assert summary.rows == counted.count == summary.added + summary.updated + summary.unchanged + summary.bad
    assert summary.bad > 0
    assert all(found.line and found.problem.problem and found.problem.accepted for found in findings)
    fields = {found.problem.field for found in findings}
    assert {"reference", "kind", "number", "issuer", "level"} <= fields


class Counted:
    """Rows, counted as they pass."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def _line(kind: str, names: list[str], values: list[str], random: Random | None) -> bytes:
    if kind == "csv":
        quoted = ['"' + value.replace('"', '""') + '"' for value in values]
        line = ",".join(quoted).encode("utf-8", "surrogatepass")
    else:
        line = json.dumps(dict(zip(names, values, strict=False))).encode()
    if random is not None and random.random() < 0.2:
        # Quotes stay: an open one may rightly hold the next line too.
        at = random.randrange(len(line) + 1)
        broken = line[:at] + random.choice((b"\xff", b"\0", b"\xed\xa0\x80", b"{", b",")) + line[at:]
        return broken.replace(b"\n", b" ")
    return line


@pytest.mark.parametrize("database", ["travel_documents", "persons", "vehicles", "firearms", "vessels", "works_of_art"])
def test_files_that_are_none(stage: Stage, database: str) -> None:
    form = manifests.form(database)
    for body in (*garbage.NOT_JSON, *(text.encode() for text in garbage.TEXTS)):
        for rows in (objects.rows(io.BytesIO(body)), tables.rows(io.BytesIO(body), form)):
            try:
                for row in rows:
                    _read(form, row)
            except Unusable as refusal:
                assert refusal.message


def _read(form: Any, row: Row) -> None:
    """What a load does with a row: a draft, or every fault by its field."""
    try:
        if not row.problems:
            form.read(row.values, source="BR", today=date(2026, 11, 22), latest=date(2031, 1, 1))
    except Invalid as refusal:
        assert all(problem.problem for problem in refusal.problems)


def test_spoilt_rows_of_every_database(stage: Stage) -> None:
    random = Random("rows")
    for manifest in manifests.all():
        form = manifests.form(manifest.database)
        for _ in range(scaled(400)):
            values = {name: random.choice(garbage.VALUES) for name in random.sample(form.names, k=6)}
            _read(form, Row(1, values))


def test_passenger_lists_that_are_none() -> None:
    random = Random("lists")
    start = b"UNA:+.? 'UNB+UNOA:4+A+B+261122:1200+1'UNH+1+PAXLST:D:05B:UN:IATA'NAD+FL+++"
    for number in range(scaled(400)):
        noise = random.choice(garbage.TEXTS).encode("utf-8", "replace")
        body = random.choice((b"", start, b"family_name,given_name,birth_date\n", b"mrz1,mrz2\n")) + noise * (
            number % 3
        )
        for one in passengers.read(io.BytesIO(body), date(2026, 11, 22)).passengers:
            assert one
