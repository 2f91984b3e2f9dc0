"""Writing a request in its form, and handing it in: what is typed is never lost, and nobody else sees it."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from comity.audit.models import Entry
from comity.notices import actions as notices
from comity.notices import manifests
from comity.notices.manifests import reading
from comity.notices.models import Notice
from comity.notices.pages.keeping import form_of
from comity.testing import pictures
from comity.testing.requests import ALL, RED
from comity.testing.stage import Stage
from tests.notices import conftest as make
from tests.notices.typed import typed_in


def begun(desk: Client, colour: str = "red") -> Notice:
    """A draft, begun with the button of its colour."""
    answer = desk.post(f"/notices/new/{colour}/")
    assert answer.status_code == 302
    return Notice.objects.get(pk=UUID(answer["Location"].split("/")[2]))


def address(notice: Notice, page: str = "edit") -> str:
    return f"/notices/{notice.pk}/{page}/"


def saying(stage: Stage, desk: Client, notice: Notice, **fields: Any) -> Any:
    """Sends the form with these fields; returns the answer, with the notice read anew."""
    answer = desk.post(address(notice), {"level": "official_use_only", "language": "en"} | fields)
    notice.refresh_from_db()
    return answer


def test_a_red_notice_is_asked_for_in_the_browser_and_nobody_else_sees_it(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    assert desk.get(address(notice)).status_code == 200
    sent = desk.post(address(notice), typed_in("red", RED, do="check"))
    assert sent["Location"] == address(notice, "check")
    assert "Sign" in desk.get(sent["Location"]).content.decode()
    for number in (1, 2):
        desk.post(f"/notices/{notice.pk}/sign/{number}/")
    assert desk.post(address(notice, "submit"))["Location"] == f"/notices/{notice.pk}/"
    notice.refresh_from_db()
    assert notice.state == "submitted"
    assert notice.content == make.submit(stage).content, "the form loses nothing that the API would keep"
    other = stage.client("ke.bureau")
    assert other.get(f"/notices/{notice.pk}/").status_code == other.get(f"/notices/{UUID(int=7)}/").status_code == 404


@pytest.mark.parametrize("colour", list(ALL))
def test_the_form_of_every_colour_says_what_was_typed(stage: Stage, colour: str) -> None:
    """What is shown of a stored content, sent back as it is, is the same content: no field is lost or changed."""
    data = QueryDict(mutable=True)
    for name, value in typed_in(colour, ALL[colour]).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = form_of(Notice(colour=colour, requester_id="BR"), data)
    again, problems = reading.read(manifests.get(colour), form.content())
    assert not problems
    assert again == reading.read(manifests.get(colour), ALL[colour])[0]


def test_what_is_typed_is_kept_while_one_types_and_what_cannot_be_read_is_named(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    typed = {"person-family_name": "Tolvander", "person-birth_dates": "12/13/79", "version": notice.version}
    kept = desk.post(address(notice, "keep"), typed).content.decode()
    notice.refresh_from_db()
    assert notice.content == {"person": {"family_name": "Tolvander"}}
    assert "Kept as a draft" in kept and "Dates of birth" in kept and "1985-04-12" in kept
    assert f'name="version" value="{notice.version}"' in kept


def test_what_was_kept_before_stays_while_a_field_cannot_be_read(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = make.draft(stage)
    typed = typed_in("red", RED) | {"warrant-issued_on": "june", "version": notice.version}
    desk.post(address(notice, "keep"), typed)
    notice.refresh_from_db()
    assert notice.content["warrant"]["issued_on"] == RED["warrant"]["issued_on"]


def test_nothing_is_written_where_nothing_was_changed(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = make.draft(stage)
    before = Entry.objects.filter(verb="notice.changed").count()
    desk.post(address(notice, "keep"), typed_in("red", RED, version=notice.version))
    notice.refresh_from_db()
    assert notice.version == 1
    assert Entry.objects.filter(verb="notice.changed").count() == before


def test_of_two_officers_at_once_the_second_is_told_and_loses_nothing(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = make.draft(stage)
    stale = notice.version
    nothing = notices.Asked(content={})
    notices.change(actor=stage.actor("br.head"), notice_id=notice.pk, asked=nothing, now=stage.now, version=stale)
    kept = desk.post(address(notice, "keep"), typed_in("red", RED, version=stale)).content.decode()
    assert "has changed since you read it" in kept
    saved = desk.post(address(notice), typed_in("red", RED, version=stale, do="save"))
    assert saved.status_code == 409
    assert "Tolvander" in saved.content.decode()
    notice.refresh_from_db()
    assert notice.content == {}


def test_what_ones_own_page_kept_meanwhile_is_no_change_by_another(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    desk.post(address(notice, "keep"), {"person-family_name": "Tolvander", "version": notice.version})
    answer = saying(stage, desk, notice, **{"person-family_name": "Tolvander", "person-sex": "female", "version": 1})
    assert answer.status_code == 302
    assert notice.content["person"] == {"family_name": "Tolvander", "sex": "female"}


def test_charges_are_added_and_taken_away_without_a_script(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    one = {"charges-entries": "1", "charges-0-offence": "Fraud", "charges-0-law": "Penal Code, 171"}
    page = saying(stage, desk, notice, **one, do="add:charges").content.decode()
    assert 'name="charges-1-offence"' in page and "Penal Code, 171" in page
    two = one | {"charges-entries": "2", "charges-1-offence": "Theft", "charges-1-law": "Penal Code, 155"}
    saying(stage, desk, notice, **two, do="save")
    assert [charge["offence"] for charge in notice.content["charges"]] == ["Fraud", "Theft"]
    page = saying(stage, desk, notice, **two, do="remove:charges:0").content.decode()
    assert 'name="charges-1-offence"' not in page
    assert [charge["offence"] for charge in notice.content["charges"]] == ["Theft"]


@pytest.mark.parametrize("count", ["-1", "999999999999", "x", "21", "0"])
def test_a_made_up_number_of_charges_makes_no_more_than_there_may_be(stage: Stage, count: str) -> None:
    desk = stage.client("br.bureau")
    answer = saying(stage, desk, begun(desk), **{"charges-entries": count}, do="add:charges")
    assert answer.status_code == 200
    assert answer.content.decode().count('class="entry"') <= 20


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("face.jpg", b"no image at all", "not an image"),
        ("face.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not an image"),
        ("face.jpg", b"\xff\xd8\xff" + b"\0" * (13 << 20), "too large"),
    ],
)
def test_a_refused_photograph_loses_nothing_of_the_form(stage: Stage, name: str, content: bytes, says: str) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    file = SimpleUploadedFile(name, content, "image/jpeg")
    answer = saying(stage, desk, notice, **{"person-family_name": "Tolvander", "person-birth_dates": "someday",
                                            "photograph-file": file, "do": "file"})  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page and "40 megapixels" in page
    assert 'value="Tolvander"' in page and "someday" in page
    assert notice.content == {"person": {"family_name": "Tolvander"}} and not notice.photographs.exists()


def test_a_photograph_and_a_document_are_added_and_taken_away(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    face = SimpleUploadedFile("face.jpg", pictures.portrait("navy", "black").read(), "image/jpeg")
    paper = SimpleUploadedFile("w.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    fields = {"photograph-file": face, "photograph-caption": "In 2024", "document-file": paper}
    answer = saying(stage, desk, notice, **fields, **{"document-kind": "warrant", "do": "file"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    photograph, document = notice.photographs.get(), notice.attachments.get()
    assert photograph.caption == "In 2024"
    assert (document.title, document.is_shared) == ("Arrest warrant or judicial decision", False)
    shown = desk.get(f"/notices/{notice.pk}/photographs/{photograph.pk}")
    assert shown.status_code == 200 and shown.headers["Content-Type"] == "image/jpeg"
    assert "In 2024" in desk.get(address(notice)).content.decode()
    saying(stage, desk, notice, do=f"remove-photograph:{photograph.pk}")
    saying(stage, desk, notice, do=f"remove-attachment:{document.pk}")
    assert not notice.photographs.exists() and not notice.attachments.exists()


def test_everything_that_is_missing_is_named_beside_its_field_and_at_the_top(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = make.draft(stage, RED | {"warrant": {"kind": "warrant"}})
    page = desk.get(address(notice) + "?missing=1").content.decode()
    assert 'href="#id_warrant-number"' in page and 'id="id_warrant-number_error"' in page
    assert "<strong>Arrest warrant or judicial decision</strong>" in page
    check = desk.get(address(notice, "check")).content.decode()
    assert "need another look" in check and f"{address(notice)}?missing=1#id_warrant-number" in check
    assert "notices/" + str(notice.pk) + "/submit" not in check
    sent = desk.post(address(notice, "submit"))
    assert sent["Location"].endswith("/edit/?missing=1")


def test_what_the_review_found_missing_stands_beside_its_field(stage: Stage) -> None:
    notice = make.submit(stage)
    finding = {"rule": "C-11", "field": "charges[0].facts", "says": "This does not say what the person did."}
    notices.return_incomplete(actor=make.MACHINE, notice_id=notice.pk, findings=[finding], now=stage.now)
    page = stage.client("br.bureau").get(address(notice)).content.decode()
    assert "Returned as incomplete" in page
    assert 'href="#id_charges-0-facts"' in page and page.count("This does not say what the person did.") == 2


def test_who_may_not_ask_cannot_begin_or_write(stage: Stage) -> None:
    notice = make.draft(stage)
    frontline = stage.client("br.border")
    assert frontline.post("/notices/new/red/").status_code == 403
    assert stage.client("ke.bureau").get(address(notice)).status_code == 404
    assert stage.client("ke.bureau").post(address(notice, "keep"), {}).status_code == 404
    assert stage.client("br.bureau").post("/notices/new/un/").status_code == 403
    assert stage.client("br.bureau").post("/notices/new/pink/").status_code == 404


def test_a_request_in_review_is_not_changed_through_the_form(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = make.submit(stage)
    assert desk.get(address(notice))["Location"] == f"/notices/{notice.pk}/"
    kept = desk.post(address(notice, "keep"), {"person-family_name": "Other", "version": notice.version})
    assert "not in a state" in kept.content.decode()
    notice.refresh_from_db()
    assert notice.content["person"]["family_name"] == "Tolvander"


def test_likeness_hints_show_only_what_the_officer_may_see(stage: Stage) -> None:
    published = make.publish(stage)
    stage.follow()
    draft = make.draft(stage, username="ke.bureau")
    desk = stage.client("ke.bureau")
    hinted = desk.post(address(draft, "alike"), typed_in("red", RED)).content.decode()
    assert "This may already be recorded" in hinted and str(published.record_id) in hinted
    held = make.submit(stage, username="ke.bureau")
    assert held.record is not None
    stage.follow()
    again = make.draft(stage, username="br.bureau")
    hinted = stage.client("br.bureau").post(address(again, "alike"), typed_in("red", RED)).content.decode()
    assert str(held.record_id) not in hinted


def test_an_upload_that_is_a_form_field_is_read_as_text_nowhere(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    notice = begun(desk)
    file = io.BytesIO(b"Tolvander")
    file.name = "name.txt"
    answer = saying(stage, desk, notice, **{"person-family_name": file})
    assert answer.status_code == 302 and notice.content == {}
