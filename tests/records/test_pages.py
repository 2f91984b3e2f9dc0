"""The pages of records: what one sees, forms that keep what was typed, verbs that say what they did."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.core.databases import DATABASES
from comity.network.models import Officer
from comity.network.rules import Post
from comity.records import actions, manifests
from comity.records.models import Record
from comity.sign_in.step_up import DEMO_KEY
from tests.records.conftest import NOW, actor, passport, person

pytestmark = pytest.mark.usefixtures("network")


@pytest.fixture
def sign_in(settings: Any) -> Any:
    settings.DEMO = True

    def signed_in(bureau: str = "FR", post: Post = Post.BUREAU_HEAD) -> Client:
        username = f"{bureau}.{post}"
        officer, _is_new = Officer.objects.get_or_create(
            username=username,
            defaults={"name": username, "bureau_id": bureau, "posts": [post], "clearance": 3, "created_at": NOW},
        )
        client = Client()
        client.force_login(officer)
        session = client.session
        session[DEMO_KEY] = True
        session.save()
        return client

    return signed_in


def add(**values: Any) -> Record:
    return actions.add(actor=actor(), database="travel_documents", values=passport(**values), now=NOW)


def test_the_list_shows_ones_own_and_by_choice_what_others_share(sign_in: Any) -> None:
    add()
    assert "12AB34567" in sign_in().get("/records/").content.decode()
    kenya = sign_in("KE")
    assert "12AB34567" not in kenya.get("/records/", {"whose": ""}).content.decode()
    assert "12AB34567" in kenya.get("/records/", {"whose": "shared"}).content.decode()


def test_who_has_no_records_begins_with_those_of_others(sign_in: Any) -> None:
    add()
    duty = sign_in("GS", Post.DUTY_OFFICER)
    assert "12AB34567" in duty.get("/records/").content.decode()
    assert '<option value="shared" selected>' in duty.get("/records/").content.decode()


def test_the_list_is_narrowed_by_its_address_and_nonsense_does_no_harm(sign_in: Any) -> None:
    add()
    client = sign_in()
    assert "12AB34567" not in client.get("/records/", {"kind": "lost"}).content.decode()
    for query in ({"database": "x"}, {"after": "nonsense"}, {"status": "x"}, {"reference": "é" * 80}):
        assert client.get("/records/", query).status_code == 200
    assert client.get("/records/", {"status": "\x00"}).status_code == 422


def test_a_list_of_many_is_paged(sign_in: Any) -> None:
    for number in range(51):
        add(reference=f"FR-{number}")
    client = sign_in()
    first = client.get("/records/")
    following = client.get(first.context["next_page"])
    assert len(first.context["rows"]) == 50
    assert len(following.context["rows"]) == 1


def test_one_record_for_its_source_and_for_others(sign_in: Any) -> None:
    record = add(information="Kept for ourselves")
    own = sign_in().get(f"/records/{record.pk}/").content.decode()
    foreign = sign_in("KE").get(f"/records/{record.pk}/").content.decode()
    assert "Kept for ourselves" in own
    assert "FR-1" in own
    assert "not an arrest request" in foreign
    assert "Kept for ourselves" not in foreign
    assert "FR-1" not in foreign
    assert "/withdraw/" not in foreign


def test_hidden_and_absent_are_the_same_page(sign_in: Any) -> None:
    record = add()
    actions.restrict(actor=actor(), record_id=record.pk, against="KE", reason="", now=NOW)
    client = sign_in("KE")
    hidden = client.get(f"/records/{record.pk}/")
    absent = client.get("/records/0190f5e5-0000-7000-8000-000000000000/")
    assert hidden.status_code == absent.status_code == 404


@pytest.mark.parametrize("database", list(DATABASES))
def test_the_form_of_every_database_has_its_fields(sign_in: Any, database: str) -> None:
    page = sign_in().get(f"/records/add/{database}/")
    assert page.status_code == 200
    for field in manifests.get(database).all_fields():
        assert f'name="{field.name}"' in page.content.decode()


def test_a_form_with_faults_keeps_what_was_typed_and_names_each(sign_in: Any) -> None:
    page = sign_in().post("/records/add/travel_documents/", passport(kind="", issuer="ATLANTIS", number="KEEP-ME"))
    assert page.status_code == 422
    assert {"kind", "issuer"} <= page.context["form"].errors.keys()
    assert "KEEP-ME" in page.content.decode()
    assert not Record.objects.exists()


def test_adding_and_changing_a_person_through_the_form(sign_in: Any) -> None:
    client = sign_in()
    typed = person(birth_dates="1985-04\n1983/1987", documents="P RUS 123\nID 9", warnings=["armed", "violent"])
    assert client.post("/records/add/persons/", typed).status_code == 302
    record = Record.objects.get()
    assert record.fields["warnings"] == ["armed", "violent"]
    assert [paper["number"] for paper in record.fields["documents"]] == ["123", "9"]
    page = client.get(f"/records/{record.pk}/change/")
    again = {name: value for name, value in page.context["form"].initial.items() if name != "reference"}
    again["version"] = "1"
    assert client.post(f"/records/{record.pk}/change/", again).status_code == 302
    record.refresh_from_db()
    assert record.version == 1, "what the form shows, sent back, is what the record says"
    assert client.post(f"/records/{record.pk}/change/", again | {"kind": "witness"}).status_code == 422
    assert client.post(f"/records/{record.pk}/change/", again | {"sex": "male"}).status_code == 302
    stale = client.post(f"/records/{record.pk}/change/", again | {"sex": "female"})
    assert stale.status_code == 422


def test_verbs_say_what_they_did_or_why_not(sign_in: Any) -> None:
    record = add()
    client = sign_in()
    address = f"/records/{record.pk}/"

    def told(verb: str, **typed: str) -> str:
        return client.post(f"{address}{verb}/", typed, follow=True).content.decode()

    assert "needs a reason" in told("withdraw")
    assert "no such bureau" in told("restrict", against="ATLANTIS", reason="x")
    assert "no longer exists" in told("restrict", against="ke", reason="Their data")
    assert "Bureau KE" in client.get(address).content.decode()
    assert "Renewed" in told("renew", reason="Still missing")
    assert "last renewal" in told("renew", reason="Still missing")
    assert "no longer find it" in told("withdraw", reason="Found again")
    assert "Found again" in client.get(address).content.decode()
    assert sign_in("KE").post(f"{address}withdraw/", {"reason": "mine"}).status_code == 404


def test_who_may_not_write_gets_no_form(sign_in: Any) -> None:
    client = sign_in("FR", Post.DATA_PROTECTION_OFFICER)
    assert client.get("/records/").status_code == 200
    assert client.get("/records/add/persons/").status_code == 403
    assert client.get("/records/import/").status_code == 403
    assert sign_in("FR", Post.FRONTLINE).get("/records/").status_code == 403


def test_a_file_through_the_page(sign_in: Any) -> None:
    client = sign_in()
    assert client.get("/records/import/").status_code == 200
    text = b"reference,kind,number,issuer,type\nA,stolen,1,FRA,P\nB,burnt,2,FRA,P\n"
    sent = {"database": "travel_documents", "file": SimpleUploadedFile("a.csv", text)}
    page = client.post("/records/import/", sent)
    assert page.context["summary"].added == 1
    assert "burnt" not in page.content.decode()
    assert "not on the list" in page.content.decode()
    wrong = client.post("/records/import/", sent | {"file": SimpleUploadedFile("a.csv", b"PK\x03\x04")})
    assert wrong.status_code == 422
    assert client.post("/records/import/", {"database": "travel_documents"}).status_code == 422


def test_a_person_is_called_in_both_scripts_each_with_its_direction(sign_in: Any) -> None:
    values = person(name="Salma Ouldhajj", original_name="سلمى ولد الحاج")
    found = actions.add(actor=actor(), database="persons", values=values, now=NOW)
    client = sign_in()
    for address in ("/records/", f"/records/{found.pk}/"):
        page = client.get(address).content.decode()
        assert '<bdi class="name-original" dir="auto">سلمى ولد الحاج</bdi>' in page
        assert '<bdi class="name-latin" dir="ltr">Salma Ouldhajj</bdi>' in page


def test_every_day_on_a_records_page_is_written_alike(sign_in: Any) -> None:
    found = add(occurred_on="2026-05-03", expires_on="2031-04-05")
    page = sign_in().get(f"/records/{found.pk}/").content.decode()
    assert "3 May 2026" in page
    assert "5 April 2031" in page
    assert "2031-04-05" not in page
