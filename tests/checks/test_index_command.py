"""`comity index`: status and drift as exit codes and JSON, a build beside readers."""

from uuid import uuid4

import msgspec
import pytest
from click.testing import CliRunner

from comity.checks.engine.writing import Writer
from comity.checks.jobs import drift
from comity.records.models import Record
from comity.testing.stage import Stage
from comity.wiring.cli.index import index


def test_status_verify_and_build(stage: Stage) -> None:
    run = CliRunner().invoke
    assert msgspec.json.decode(run(index, ["status", "--json"]).stdout)["in_use"] is True
    assert run(index, ["verify"]).exit_code == 0
    busy = run(index, ["build"])
    assert busy.exit_code == 1
    assert "comity down" in busy.output
    assert stage.follower is not None
    stage.follower.close()
    gone = Record.objects.filter(status="active").first()
    assert gone is not None
    with Writer(stage.folder / "index") as writer:
        writer.remove(gone.pk)
    found = run(index, ["verify", "--json"])
    assert found.exit_code == 1
    assert msgspec.json.decode(found.stdout)["missing"] == [str(gone.pk)]
    assert run(index, ["build", "--if-missing"]).exit_code == 0
    assert run(index, ["verify"]).exit_code == 1, "there was one, so nothing was built"
    assert run(index, ["build"]).exit_code == 0
    assert run(index, ["verify"]).exit_code == 0


def test_what_differs_is_counted_and_only_its_beginning_printed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = tuple(uuid4() for _ in range(1234))
    found = drift.Drift(compared=5000, missing=ids[:3], different=ids, surplus=())
    monkeypatch.setattr(drift, "compare", lambda *_any: found)
    said = CliRunner().invoke(index, ["verify"])
    assert said.exit_code == 1
    lines = said.stdout.splitlines()
    assert sum(line.startswith("missing: ") for line in lines) == 3
    assert sum(line.startswith("different: ") for line in lines) == 21
    assert lines[-1] == "different: 1,214 more, 1,234 in all; --json lists every one"
    assert len(msgspec.json.decode(CliRunner().invoke(index, ["verify", "--json"]).stdout)["different"]) == 1234


def test_without_an_index_it_says_so(stage: Stage, settings: object) -> None:
    settings.CHECK_INDEX = stage.folder / "nowhere"  # type: ignore[attr-defined]
    assert CliRunner().invoke(index, ["status"]).exit_code == 1
    refused = CliRunner().invoke(index, ["verify"])
    assert refused.exit_code == 2
    assert "comity index build" in refused.output


def test_a_person_who_is_held_but_cannot_be_found_by_name_is_missing(stage: Stage) -> None:
    person = Record.objects.filter(status="active", database="persons").first()
    assert person is not None and stage.follower is not None
    assert CliRunner().invoke(index, ["verify"]).exit_code == 0
    stage.follower.close()
    with Writer(stage.folder / "index") as writer:
        assert writer._files is not None
        writer._files.people.remove(person.pk.bytes)
    found = CliRunner().invoke(index, ["verify", "--json"])
    assert (found.exit_code, msgspec.json.decode(found.stdout)["missing"]) == (1, [str(person.pk)])
