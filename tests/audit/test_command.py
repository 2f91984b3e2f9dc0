"""`comity audit` on the command line."""

import json

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from comity.audit import actions as audit
from comity.audit import sealing
from comity.audit.grants import TABLES
from comity.core import clock
from comity.core.errors import NotFound
from comity.wiring.cli.audit import audit as command
from tests.audit.conftest import event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger(db: None) -> None:
    with transaction.atomic():
        audit.write_many([event(number) for number in range(20)])
    sealing.seal_ledger(clock.now())


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_verify_says_that_nothing_was_changed() -> None:
    assert run("verify") == (0, "Nothing was changed: 20 entries, 1 seals, 1 anchored copies fit together.\n")
    code, output = run("verify", "--json")
    assert (code, json.loads(output)["clean"]) == (0, True)


def test_verify_says_what_was_changed_and_exits_with_one() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM audit_entry WHERE seq = 7")
    code, output = run("verify")
    assert code == 1
    assert output.startswith("Entry 7 was removed.\n")
    found = json.loads(run("verify", "--json")[1])
    assert (found["clean"], found["findings"][0]["kind"], found["findings"][0]["at"]) == (False, "removed", 7)


def test_prove_and_head_agree() -> None:
    code, output = run("prove", "3")
    proof, head = json.loads(output), json.loads(run("head", "--json")[1])
    assert code == 0
    assert (proof["size"], proof["root"], proof["signature"]) == (20, head["root"], head["signature"])
    with pytest.raises(NotFound):
        run("prove", "21")


def test_list_narrows() -> None:
    rows = [json.loads(line) for line in run("list", "--bureau", "FR", "--limit", "3", "--json")[1].splitlines()]
    assert [(row["seq"], row["subject"], row["details"]) for row in rows] == [
        (20, "pebble-19", {"index": 19}),
        (18, "pebble-17", {"index": 17}),
        (16, "pebble-15", {"index": 15}),
    ]
    assert run("list", "--subject", "pebble-4")[1].split()[0] == "5"
