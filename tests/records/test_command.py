"""`comity import`: exit codes, the report in both forms, and sentences instead of tracebacks."""

import csv
import json
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comity.core.errors import Refused
from comity.records.models import Record
from comity.wiring.cli.load import load

pytestmark = pytest.mark.usefixtures("network")

TEXT = "reference,kind,number,issuer,type\nA,stolen,1,FRA,P\n=B,burnt,2,FRA,P\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "documents.csv"
    path.write_text(TEXT)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(load, [str(argument) for argument in arguments])


def test_bad_lines_are_told_and_the_code_says_so(file: Path) -> None:
    done = run(file, "--database", "travel_documents", "--source", "FR")
    assert done.exit_code == 1
    assert "1 added" in done.output
    assert "line 3: kind" in done.output
    assert Record.objects.get().entered_by == "command:import"


def test_the_report_is_a_table_that_no_spreadsheet_runs(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    run(file, "--database", "travel_documents", "--source", "FR", "--report", report)
    rows = list(csv.DictReader(report.read_text().splitlines()))
    assert [(row["line"], row["reference"], row["field"]) for row in rows] == [("3", "'=B", "kind")]


def test_the_report_is_json_lines(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    done = run(file, "--database", "travel_documents", "--source", "FR", "--report", report, "--json")
    assert json.loads(report.read_text())["field"] == "kind"
    assert json.loads(done.output)["bad"] == 1


def test_a_good_file_and_an_encoding_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "art.csv"
    path.write_bytes("reference;kind;title;type;maker\nA;stolen;Été à Test;painting;Née Exemple\n".encode("latin-1"))
    more = ("--database", "works_of_art", "--source", "FR")
    assert run(path, *more).exit_code == 1
    assert run(path, *more, "--encoding", "latin-1").exit_code == 0
    assert Record.objects.get().fields["title"] == "Été à Test"
    assert run(path, *more, "--encoding", "martian").exit_code == 2


def test_the_united_nations_list_needs_no_further_word() -> None:
    with resources.as_file(resources.files("comity.testing") / "un_list.xml") as path:
        done = run(path)
        assert done.exit_code == 0
        assert "8 added" in done.output
        assert "Special notices: 9 published, 0 changed, 0 unchanged, 0 closed" in done.output
        assert run(path, "--source", "FR").exit_code == 2


@pytest.mark.parametrize(
    "arguments", [(), ("--database", "persons"), ("--database", "travel_documents", "--source", "ATLANTIS")]
)
def test_wrong_usage_is_said(file: Path, arguments: tuple[str, ...]) -> None:
    assert run(file, *arguments).exit_code == 2


def test_a_file_that_cannot_be_used_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(b"PK\x03\x04")
    done = run(path, "--database", "persons", "--source", "FR")
    assert isinstance(done.exception, Refused)
    assert not Record.objects.exists()
