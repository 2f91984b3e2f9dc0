"""Passenger lists and a hidden record: to whom it is hidden, its passenger looks like one whom nobody recorded."""

from typing import Any

import pytest

from comity.network.access import actor_from_bearer
from comity.testing.stage import Stage
from tests.leaks.test_matrix import PURPOSE, SUBJECTS, SYSTEMS, WAYS, Hidden, Subject, Way, hide, masked

HEADER = "document_number,issuer,name,birth_date\n"
SHOWN = [subject for subject in SUBJECTS if subject.asked.keys() & {"document", "person"}]
HIDING = [way for way in WAYS if way.name in ("open", "restricted record", "level confidential", "withdrawn")]


def _line(asked: dict[str, Any]) -> str:
    document, person = asked.get("document", {}), asked.get("person", {})
    values = (document.get("number"), document.get("issuer"), person.get("name"), person.get("birth_date"))
    return HEADER + ",".join(value or "" for value in values) + "\n"


@pytest.mark.parametrize("way", HIDING, ids=lambda way: way.name)
@pytest.mark.parametrize("subject", SHOWN, ids=lambda subject: subject.database)
def test_a_list_shows_no_trace_of_a_hidden_record(stage: Stage, subject: Subject, way: Way) -> None:
    way.first(stage, subject)
    hidden = hide(stage, subject, way)
    lists = [_line(subject.asked), _line(subject.twin)]
    for username in ("br.border", "br.bureau", "ke.bureau", "fr.border"):
        client = stage.client(username)
        pages = [client.post("/checks/passenger-list/", {"text": one, "purpose": PURPOSE}) for one in lists]
        assert [page.status_code for page in pages] == [200, 200]
        _compare([_plain_page(page, hidden) for page in pages], hidden.is_visible_to(stage.actor(username)))
    for name in SYSTEMS:
        token = stage.tokens[name]
        actor = actor_from_bearer(token, stage.now)
        purpose = PURPOSE if PURPOSE in actor.purposes else sorted(actor.purposes)[0]
        address = f"/api/v1/checks/passenger-list?purpose={purpose}"
        said = [masked(stage.post(address, token, one.encode(), "text/csv")[1].decode(), hidden) for one in lists]
        _compare(said, hidden.is_visible_to(actor, purpose))


def _plain_page(page: Any, hidden: Hidden) -> str:
    """The page without the file in it, whose names and numbers are hidden from the mask: it has the lines' own rows.

    Without the minute in the file's name too: two lists may be made on either side of it.
    """
    said = page.content.decode().replace(page.context["download"], "").replace(page.context["download_name"], "")
    return masked(said, hidden)


def _compare(said: list[str], is_shown: bool) -> None:
    assert (said[0] == said[1]) is not is_shown
