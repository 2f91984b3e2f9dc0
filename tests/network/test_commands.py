"""`comity user` and `comity token`: the operator's way, with the same rules and the same ledger."""

import json

import pytest
from click.testing import CliRunner, Result

from comity.core import clock
from comity.core.errors import Invalid, NotFound
from comity.network import access
from comity.network.models import Officer, Token
from comity.wiring.cli.token import token
from comity.wiring.cli.user import user
from tests.network.conftest import PASSWORD, entries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HEAD = ["add", "fr.head", "--name", "Solène Rouvière", "--bureau", "fr", "--post", "bureau_head"]
SYSTEM = ["issue", "Gate", "--bureau", "KE", "--database", "travel_documents", "--purpose", "border_control"]


def run(group, *words: str, **more) -> Result:
    result = CliRunner().invoke(group, list(words), **more)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_add_list_reset_dismiss() -> None:
    made = json.loads(run(user, *HEAD, "--json").output)
    officer = Officer.objects.get(username="fr.head")
    assert officer.check_password(made["initial_password"])
    assert "fr.head" in run(user, "list", "--bureau", "FR").output
    assert run(user, "list", "--bureau", "KE").output == ""
    again = json.loads(run(user, "reset", "fr.head", "--json").output)
    assert again["initial_password"] != made["initial_password"]
    run(user, "dismiss", "fr.head", "--yes")
    assert run(user, "list").output == ""
    assert json.loads(run(user, "list", "--all", "--json").output)["active"] is False
    assert entries("officer.appointed") == [("done", "command:operator")]


def test_a_password_of_ones_own_comes_from_standard_input_and_is_not_printed() -> None:
    result = run(user, *HEAD, "--password-stdin", "--json", input=f"{PASSWORD}\n")
    assert PASSWORD not in result.output
    officer = Officer.objects.get(username="fr.head")
    assert officer.check_password(PASSWORD) and officer.initial_password_ends_at is None


def test_wrong_words_are_refused_with_the_field() -> None:
    with pytest.raises(Invalid) as refused:
        run(user, "add", "x.y", "--name", "X", "--bureau", "FR", "--post", "reviewer")
    assert refused.value.problems[0].field == "posts"
    with pytest.raises(Invalid):
        run(user, *HEAD, "--password-stdin", input="short\n")
    with pytest.raises(Invalid):
        run(user, *HEAD, "--entity", "Nobody")
    with pytest.raises(NotFound):
        run(user, "add", "x.y", "--name", "X", "--bureau", "ZZ", "--post", "frontline")
    with pytest.raises(NotFound):
        run(user, "reset", "nobody")
    assert run(user, "add", "x", "--post", "king").exit_code == 2


def test_issue_list_revoke() -> None:
    issued = json.loads(run(token, *SYSTEM, "--json").output)
    assert access.actor_from_bearer(issued["token"], clock.now()).bureau == "KE"
    listed = run(token, "list", "--json").output
    assert issued["id"] in listed and issued["token"] not in listed
    run(token, "revoke", issued["id"])
    assert run(token, "list").output == ""
    assert "revoked" in run(token, "list", "--all").output
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(issued["token"], clock.now())
    assert run(token, "revoke", "nonsense").exit_code == 2
    assert run(token, *SYSTEM, "--clearance", "confidential").exit_code == 2
    assert Token.objects.count() == 1


def test_help_shows_examples() -> None:
    for group in (user, token):
        assert "Examples:" in run(group, "--help").output
        for command in group.commands:
            assert run(group, command, "--help").exit_code == 0
