"""The ledger's pages show each reader what their post may see, and say in words whether an entry is proved."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from comity.audit import actions as audit
from comity.audit import queries, sealing
from comity.audit.grants import TABLES
from comity.core.errors import NotAllowed, NotFound
from tests.audit.conftest import NOW, event

pytestmark = pytest.mark.django_db


@dataclass
class Reader:
    bureau: str = "FR"
    rights: set[str] = field(default_factory=lambda: {"ledger.read"})
    id: str = "officer:1"
    name: str = "A. Reader"
    entity_name: str = ""
    posts: tuple[str, ...] = ()

    def may(self, right: str) -> bool:
        return right in self.rights


OVERSEER = Reader(bureau="GS", rights={"ledger.read", "installation.run"})


@pytest.fixture(autouse=True)
def ledger(db: None) -> None:
    with transaction.atomic():
        audit.write_many([event(number) for number in range(120)])
    sealing.seal_ledger(NOW)


def get(address: str, reader: Any) -> HttpResponse:
    request = RequestFactory().get(address)
    request.actor = reader  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request.user = None  # type: ignore[assignment]
    found = resolve(request.path)
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer


def text(address: str, reader: Any) -> str:
    return get(address, reader).content.decode()


def test_a_reader_of_one_bureau_sees_its_entries_only() -> None:
    page = text("/ledger/", Reader())
    assert "pebble-119" in page
    assert "pebble-118" not in page
    assert "DE" not in page.split("<tbody")[1].split("</tbody")[0]
    with pytest.raises(NotFound):
        get("/ledger/1/", Reader())
    with pytest.raises(NotFound):
        get("/ledger/1/proof.json", Reader())


def test_a_bureau_in_the_address_does_not_widen_what_a_reader_sees() -> None:
    assert "pebble-118" not in text("/ledger/?bureau=DE", Reader())


def test_whoever_oversees_the_whole_sees_every_bureau_and_may_narrow() -> None:
    assert "pebble-118" in text("/ledger/", OVERSEER)
    narrowed = text("/ledger/?bureau=de&subject=pebble-4", OVERSEER)
    assert "pebble-4" in narrowed
    assert "pebble-118" not in narrowed


@pytest.mark.parametrize("reader", [None, Reader(rights={"records.read"})])
@pytest.mark.parametrize("address", ["/ledger/", "/ledger/2/", "/ledger/2/proof.json"])
def test_without_the_right_nothing_is_shown(reader: Any, address: str) -> None:
    with pytest.raises(NotAllowed):
        get(address, reader)


def test_pages_lead_back_to_the_first_entry() -> None:
    address, seen = "/ledger/?verb=pebble.placed", set[str]()
    for _ in range(3):
        page = text(address, OVERSEER)
        seen |= {part.split("<")[0] for part in page.split("<bdi>pebble-")[1:]}
        if 'rel="next"' not in page:
            break
        address = "/ledger/" + page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert seen == {str(number) for number in range(120)}


def test_a_filter_that_makes_no_sense_is_said_and_left_out() -> None:
    assert "pebble-119" in text("/ledger/?before=abc&outcome=perhaps", OVERSEER)


def test_an_entry_says_in_words_that_it_is_proved() -> None:
    page = text("/ledger/2/", Reader())
    assert "This is entry 2 of the 120" in page
    proof = get("/ledger/2/proof.json", Reader())
    assert proof["Content-Disposition"].startswith("attachment")


def test_an_entry_that_is_not_sealed_yet_says_so() -> None:
    with transaction.atomic():
        audit.write_many([event(121)])
    assert "not sealed yet" in text("/ledger/121/", OVERSEER)


def test_an_entry_that_was_changed_says_so() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute("UPDATE audit_entry SET subject = 'gravel' WHERE seq = 2")
    assert "the ledger was changed" in text("/ledger/2/", OVERSEER)
    assert "in its place" not in text("/ledger/2/", OVERSEER)
    assert not queries.is_proved(queries.inclusion(2))
