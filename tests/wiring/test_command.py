"""The `comity` command: helps without a database, says refusals as sentences, and never shows a traceback."""

import subprocess
import sys

import click
import pytest

from comity.core.errors import Invalid, NotFound, Problem
from comity.wiring import environment
from comity.wiring.cli import main


def _run(*arguments: str, var: object, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": "", "COMITY_VAR": str(var)} | settings
    command = [sys.executable, "-m", "comity.wiring.cli", *arguments]
    return subprocess.run(
        command, cwd=environment.ROOT, env=kept, capture_output=True, text=True, check=False, timeout=60
    )


def test_every_command_has_a_summary_and_a_file() -> None:
    assert list(main.SUMMARIES) == list(main.COMMANDS)
    for module, _attribute, _needs in main.COMMANDS.values():
        path = environment.ROOT / (module.replace(".", "/") + ".py")
        assert path.is_file(), path


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_explains_itself_without_a_database(name: str, tmp_path) -> None:
    helped = _run(name, "--help", var=tmp_path)
    assert helped.returncode == 0, helped.stderr
    assert "Usage: comity" in helped.stdout and "Traceback" not in helped.stderr
    assert not (tmp_path / "pg").exists()


def test_reading_a_zone_does_not_wait_for_django() -> None:
    code = (
        "import sys; from comity.wiring.cli.main import comity; "
        "comity.get_command(None, 'mrz'); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=environment.ROOT, check=False).returncode == 0


def test_an_unknown_command_is_said(tmp_path) -> None:
    answer = _run("chekc", var=tmp_path)
    assert answer.returncode == 2 and "No such command" in answer.stderr


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Makes the command raise what the test says."""
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))

    def fail(error: Exception) -> int:
        def command(**_kwargs: object) -> None:
            raise error

        monkeypatch.setattr(main, "comity", command)
        with pytest.raises(SystemExit) as ended:
            main.main()
        return int(ended.value.code or 0)

    return fail


def test_a_refusal_is_a_sentence(failing, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(NotFound()) == 2
    assert capsys.readouterr().err == "There is no such thing, or you may not see it.\n"


def test_every_field_at_fault_is_named(failing, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(Invalid([Problem("sex", "is not known.", "M, F or X."), Problem("number", "is missing.")])) == 2
    assert capsys.readouterr().err == "sex: is not known. Accepted: M, F or X.\nnumber: is missing.\n"


def test_a_fault_of_ours_is_a_number_in_a_log(failing, capsys: pytest.CaptureFixture[str], tmp_path) -> None:
    assert failing(KeyError("a name")) == 70
    said = capsys.readouterr().err
    assert "Traceback" not in said and "a name" not in said
    number = said.rstrip(".\n").rsplit(" ", 1)[1]
    log = (tmp_path / "log" / "command.log").read_text()
    assert number in log and "KeyError" in log


def test_a_wrong_database_address_is_said(tmp_path) -> None:
    answer = _run("init", var=tmp_path, COMITY_DATABASE_URL="mysql://x/y")
    assert answer.returncode == 2 and "postgresql://" in answer.stderr and "Traceback" not in answer.stderr


def test_a_database_that_is_away_is_said(tmp_path) -> None:
    answer = _run("init", var=tmp_path, COMITY_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert answer.returncode == 2 and "cannot be reached" in answer.stderr and "Traceback" not in answer.stderr


def test_a_port_that_is_no_number_is_said(tmp_path) -> None:
    answer = _run("up", var=tmp_path, COMITY_PORT="eighty")
    assert answer.returncode == 2 and "COMITY_PORT" in answer.stderr and "Traceback" not in answer.stderr


def test_leaf_commands_of_a_group_start_the_database_not_the_group() -> None:
    begun = []

    @click.group()
    def outer() -> None: ...

    @outer.command()
    def inner() -> None:
        begun.append("inner")

    main._with_database(outer)
    assert inner.callback is not None and inner.callback.__name__ == "inner"
    assert begun == []
