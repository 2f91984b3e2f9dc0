"""`comity names`, as the evaluation and an officer would call it."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comity.wiring.cli.names import names

HEADER = "query_name,query_dob,target_name,target_dob,label,kind,needs_dob"


def score(folder: Path, text: str | bytes) -> tuple[Result, list[dict[str, str]]]:
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(text.encode() if isinstance(text, str) else text)
    result = CliRunner().invoke(names, ["score", str(source), str(target)])
    with target.open(encoding="utf-8", newline="") if target.exists() else source.open("rb") as file:  # type: ignore[attr-defined]
        return result, list(csv.DictReader(file)) if target.exists() else []  # type: ignore[arg-type]


def test_rows_come_back_in_order_with_score_and_outcome(tmp_path: Path) -> None:
    rows = 'Ana Prado,,"PRADO, Ana",,1,x,0\nAna Prado,1985,Omar Haddad,1950,0,y,1\n'
    result, found = score(tmp_path, f"{HEADER}\n{rows}")
    assert result.exit_code == 0
    assert list(found[0]) == [*HEADER.split(","), "score", "outcome"]
    assert [row["kind"] for row in found] == ["x", "y"]
    assert [row["outcome"] for row in found] == ["possible", "different"]
    assert float(found[0]["score"]) > 0.5 > float(found[1]["score"]) >= 0


def test_columns_it_does_not_know_are_kept_and_old_scores_replaced(tmp_path: Path) -> None:
    text = "note,score,target_dob,target_name,query_dob,query_name\n" + '"a, ""b""\nc",9,,Ana Prado,,Ana Prado\n'
    result, found = score(tmp_path, text)
    assert result.exit_code == 0
    assert found[0]["note"] == 'a, "b"\nc'
    assert 0 < float(found[0]["score"]) <= 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (",,Ana Prado,,1,x,0", "the query name is empty"),
        ("Ana,,123,,1,x,0", "the target name has no letters"),
        ("Ana,yesterday,Ana,,1,x,0", "is no date"),
        ("Ana,,Ana", "3 cells instead of 7"),
        ("Ana,,Ana,,1,x,0,more", "8 cells instead of 7"),
        ("😀,,Ana,,1,x,0", "no letters"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_spoils_no_other(tmp_path: Path, bad: str, reason: str) -> None:
    good = "Ana Prado,,Ana Prado,,1,x,0"
    result, found = score(tmp_path, f"{HEADER}\n{good}\n{bad}\n{good}\n")
    assert result.exit_code == 0
    assert "line 3: " in result.stderr
    assert reason in result.stderr
    assert [row["outcome"] for row in found if row["outcome"]][0::2] == ["possible", "possible"]
    assert len(found) == 3
    assert "not_scored" in found[1].values()


def test_a_quotation_mark_without_end_swallows_no_other_row(tmp_path: Path) -> None:
    good = "Ana Prado,,Ana Prado,,1,x,0"
    result, found = score(tmp_path, f'{HEADER}\n{good}\n"Ana Prado,,Ana\n{good}\n{good}\n')
    assert result.exit_code == 0
    assert "line 3: 1 cell instead of 7" in result.stderr
    assert [row["outcome"] for row in found] == ["possible", "not_scored", "possible", "possible"]
    assert found[1]["query_name"] == '"Ana Prado,,Ana'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"query_name,query_dob,target_dob\n", "no column target_name"),
        (HEADER.replace(",", ";").encode(), "commas, not semicolons"),
        ("Zoë,,Ana,\n".encode("latin-1"), "not UTF-8"),
        ("query_name\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_and_nothing_is_written(
    tmp_path: Path, text: bytes, reason: str
) -> None:
    result, _ = score(tmp_path, text)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_header_alone_gives_a_header_alone(tmp_path: Path) -> None:
    result, found = score(tmp_path, f"\ufeff{HEADER}\r\n")
    assert result.exit_code == 0
    assert found == []
    assert (tmp_path / "out.csv").read_text() == f"{HEADER},score,outcome\n"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(names, ["score", str(tmp_path / "no.csv"), str(tmp_path / "out.csv")])
    assert result.exit_code == 2
    assert "No such file" in result.stderr


def test_dates_may_be_in_the_digits_of_any_script(tmp_path: Path) -> None:
    plain, other = "Ana Prado,1985-04-12,Ana Prado,1985-04-12", "Ana Prado,١٩٨٥-٠٤-١٢,Ana Prado,۱۹۸۵-۰۴-۱۲"
    _result, found = score(tmp_path, f"{HEADER}\n{plain}\n{other}\n")
    assert found[0]["score"] == found[1]["score"]


def test_two_names_are_compared_with_every_reason(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        names, ["compare", "Ana Prado", "PRADO, Ana", "--born", "1985-04-12", "--born", "1985-04-12"]
    )
    assert result.exit_code == 0
    *parts, last = result.stdout.splitlines()
    assert "nearly all were one person" in last, "a share of .995 is not said to be all"
    assert sum(float(line.split()[0]) for line in parts) == pytest.approx(float(last.split()[0]), abs=1e-9)
    assert "possible" in last


def test_two_different_names_exit_with_1() -> None:
    assert CliRunner().invoke(names, ["compare", "Ana Prado", "Omar Haddad"]).exit_code == 1


@pytest.mark.parametrize(
    "arguments", [["Ana"], ["", "Ana"], ["Ana", "Ana", "--born", "then"], ["Ana", "Ana", *["--born", "1985"] * 3]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(names, ["compare", *arguments]).exit_code == 2
