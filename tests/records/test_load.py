"""Files of records: good lines are kept, bad ones named by line and field, nothing faults, repeats change nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.audit.models import Entry
from comity.core import changes
from comity.core.errors import NotAllowed
from comity.records import actions, load, manifests
from comity.records.load import Finding, Summary
from comity.records.loaders import lines, objects, tables
from comity.records.loaders.lines import Unusable
from comity.records.models import Record, RecordVersion
from tests.records.conftest import NOW, actor

HEADER = "reference,kind,number,issuer,type\n"


def rows(text: str | bytes, database: str = "travel_documents") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return tables.rows(io.BytesIO(content), manifests.form(database))


def load_text(text: str | bytes, **more: Any) -> tuple[Summary, list[Finding]]:
    findings: list[Finding] = []
    summary = actions.load_rows(
        actor=actor(), database="travel_documents", rows=rows(text), report=findings.append, **more
    )
    return summary, findings


def good(count: int, kind: str = "stolen") -> str:
    return HEADER + "".join(f"FR-{n},{kind},12AB{n:05d},FRA,P\n" for n in range(count))


@pytest.mark.usefixtures("network")
class TestLoading:
    def test_good_lines_are_kept_and_bad_lines_reported(self) -> None:
        summary, findings = load_text(HEADER + "A,stolen,1,FRA,P\nB,burnt,2,FRA,P\nC,lost,,KEN,P\nD,lost,3,FRA,P\n")
        assert (summary.rows, summary.added, summary.bad) == (4, 2, 2)
        assert [(found.line, found.reference, found.problem.field) for found in findings] == [
            (3, "B", "kind"),
            (4, "C", "number"),
            (4, "C", "issuer"),
        ]
        assert all(found.problem.problem and found.problem.accepted for found in findings)
        assert set(Record.objects.values_list("reference", flat=True)) == {"A", "D"}

    def test_the_same_file_again_changes_nothing(self) -> None:
        load_text(good(20))
        head = changes.head()
        summary, findings = load_text(good(20))
        assert (summary.added, summary.updated, summary.unchanged, findings) == (0, 0, 20, [])
        assert changes.head() == head
        assert not RecordVersion.objects.exists()

    def test_a_changed_line_updates_its_record_and_keeps_what_it_said(self) -> None:
        load_text(good(3))
        summary, _findings = load_text(good(2, kind="lost"))
        assert (summary.added, summary.updated, summary.unchanged) == (0, 2, 0)
        changed = Record.objects.get(reference="FR-0")
        assert (changed.kind, changed.version, changed.verb) == ("lost", 2, "loaded")
        assert [(copy.version, copy.kind) for copy in changed.versions.all()] == [(1, "stolen")]

    def test_each_batch_is_one_entry_and_each_record_one_change(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(load, "BATCH", 10)
        load_text(good(25))
        assert list(Entry.objects.values_list("verb", "outcome").order_by("seq")) == [("records.loaded", "done")] * 3
        assert {change.subject for change in changes.after(0, 100)} == set(Record.objects.values_list("pk", flat=True))
        assert "12AB" not in "".join(Entry.objects.values_list("body", flat=True))

    def test_a_reference_that_comes_twice_is_said_and_the_later_line_counts(self) -> None:
        summary, findings = load_text(HEADER + "A,stolen,1,FRA,P\nA,lost,1,FRA,P\n")
        assert [(found.line, found.problem.field) for found in findings] == [(2, "reference")]
        assert summary.added == 1
        assert Record.objects.get().kind == "lost"

    def test_a_withdrawn_record_is_not_brought_back_by_an_old_file(self) -> None:
        load_text(good(2))
        first = Record.objects.get(reference="FR-0")
        actions.withdraw(actor=actor(), record_id=first.pk, reason="Found", now=NOW)
        summary, findings = load_text(good(2))
        assert (summary.unchanged, summary.bad) == (1, 1)
        assert "withdrawn" in findings[0].problem.problem
        assert Record.objects.get(pk=first.pk).status == "withdrawn"
        summary, findings = load_text(good(2), reinstate=True)
        assert (summary.updated, findings) == (1, [])
        assert Record.objects.get(pk=first.pk).status == "active"

    def test_a_record_added_meanwhile_is_found_at_the_second_try(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real, raced = load.write_batch, []

        def race(*arguments: Any) -> load.Written:
            if not raced:
                raced.append(True)
                raise load.Changed
            return real(*arguments)

        monkeypatch.setattr(load, "write_batch", race)
        assert load_text(good(2))[0].added == 2

    def test_another_bureau_with_the_same_references_has_its_own_records(self) -> None:
        load_text(good(2))
        text = "reference,kind,number,issuer,type\nFR-0,lost,9,KEN,P\n"
        done = actions.load_rows(actor=actor("KE"), database="travel_documents", rows=rows(text), report=lambda _: None)
        assert done.added == 1
        assert Record.objects.filter(reference="FR-0").count() == 2

    def test_who_may_not_write_loads_nothing(self) -> None:
        with pytest.raises(NotAllowed):
            outside = actor(databases=frozenset({"vehicles"}))
            actions.load_rows(actor=outside, database="travel_documents", rows=rows(good(1)), report=lambda _: None)

    def test_persons_from_json_lines_and_from_csv_are_the_same(self) -> None:
        as_json = b"""{"reference": "P", "kind": "suspect", "name": "Ann Test", "birth_dates": ["1985-04", "1983/1987"],
            "aliases": [{"name": "Annie", "quality": "low"}], "documents": [{"number": "12", "issuer": "FR"}]}"""
        line = b" ".join(as_json.split())
        findings: list[Finding] = []
        more = {"actor": actor(), "database": "persons", "report": findings.append}
        actions.load_rows(rows=objects.rows(io.BytesIO(line)), **more)
        header = "reference;kind;name;birth_dates;aliases;documents"
        text = f'{header}\nP;suspect;Ann Test;"1985-04;1983/1987";Annie (low);FR 12\n'
        again = actions.load_rows(rows=rows(text, "persons"), **more)
        assert not findings
        assert again.unchanged == 1


class TestReading:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_recognised(self, delimiter: str) -> None:
        text = (HEADER + "A,stolen,1,FRA,P\n").replace(",", delimiter)
        assert next(rows(text)).values["issuer"] == "FRA"

    def test_a_mark_of_order_at_the_beginning_is_no_part_of_a_name(self) -> None:
        assert "reference" in next(rows(b"\xef\xbb\xbf" + good(1).encode())).values

    def test_line_numbers_are_those_of_an_editor(self) -> None:
        text = HEADER + '\nA,stolen,"1\n2",FRA,P\nB,stolen,1,FRA\n'
        assert [row.line for row in rows(text)] == [3, 5]

    def test_too_many_and_too_few_values_are_counted(self) -> None:
        problems = [row.problems[0] for row in rows(HEADER + "A,stolen,1,FRA,P,more\nA,stolen\n")]
        assert ["6 values" in problems[0].problem, "2 values" in problems[1].problem] == [True, True]
        assert "5 values" in problems[0].accepted

    def test_what_is_not_text_is_said_of_its_line_only(self) -> None:
        content = HEADER.encode() + b"A,stolen,\xff\xfe,FRA,P\nB,stolen,1,FRA,P\n"
        first, second = rows(content)
        assert "UTF-8" in first.problems[0].problem
        assert not second.problems

    def test_a_line_of_a_megabyte_does_not_spoil_the_next(self) -> None:
        text = HEADER + f"A,stolen,{'9' * 2_000_000},FRA,P\nB,stolen,1,FRA,P\n"
        first, second = rows(text)
        assert first.problems and "too long" in first.problems[0].problem
        assert second.values["reference"] == "B"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "empty"),
            (b"\n \n", "empty"),
            (b"PK\x03\x04rest", "spreadsheet"),
            (b"\xff\xfea\x00", "UTF-16"),
            (b'[{"reference": 1}]', "JSON lines"),
        ],
    )
    def test_a_file_of_another_kind_is_named(self, content: bytes, said: str) -> None:
        with pytest.raises(Unusable, match=said):
            lines.recognised(io.BytesIO(content))

    @pytest.mark.parametrize(
        ("header", "said"),
        [
            ("a,b,c", "does not name the fields"),
            ("reference,kind,number,issuer,type,family_name", "no names"),
            ("reference,kind,number,issuer,type,colour", "colour"),
            ("reference,kind,number,number,issuer,type", "twice"),
            ("reference,kind,number", "issuer, type"),
        ],
    )
    def test_a_first_line_that_spoils_every_line_stops_the_load(self, header: str, said: str) -> None:
        with pytest.raises(Unusable, match=said):
            next(rows(header + "\n1,2,3\n"))

    def test_lines_of_json_that_are_none_are_reported(self) -> None:
        text = b'{"reference": "A"}\nnot json\n\n[1]\n{"a": "\xff"}\n' + b"[" * 200_000 + b"\n"
        found = list(objects.rows(io.BytesIO(text)))
        assert [(row.line, bool(row.problems)) for row in found] == [
            (1, False),
            (2, True),
            (4, True),
            (5, True),
            (6, True),
        ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=80), max_size=20), st.sampled_from(["csv", "jsonl"]))
@pytest.mark.usefixtures("network")
def test_any_bytes_give_rows_or_problems_and_never_a_fault(content: list[bytes], kind: str) -> None:
    text = b"\n".join(content)
    file = io.BytesIO(HEADER.encode() + text if kind == "csv" else text)
    found = tables.rows(file, manifests.form("travel_documents")) if kind == "csv" else objects.rows(file)
    findings: list[Finding] = []
    done = actions.load_rows(actor=actor(), database="travel_documents", rows=found, report=findings.append)
    assert done.bad == len({finding.line for finding in findings})


def test_memory_is_that_of_a_batch(tmp_path: Path) -> None:
    """Rows are made as they are read: after ten rows of a long file only its beginning has been read."""
    path = tmp_path / "long.csv"
    path.write_text(good(20_000))
    with path.open("rb", buffering=4096) as file:
        reading = tables.rows(file, manifests.form("travel_documents"))
        for _ in range(10):
            next(reading)
        assert file.tell() < 16_384
