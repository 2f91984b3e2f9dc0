"""Photographs and documents on a diffusion: drawn anew, for those it reached alone, and gone when it is taken back."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from comity.audit.models import Entry
from comity.compliance import reading as compliance
from comity.compliance.models import Review
from comity.compliance.pages.asked import of_review
from comity.compliance.rules import Matter
from comity.core.errors import Conflict, Invalid, NotAllowed, NotFound
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Attachment, Diffusion, Photograph
from comity.diffusions.stating import Stated
from comity.notices.actions.taking import MOST_ATTACHMENTS, MOST_PHOTOGRAPHS, Described
from comity.notices.engine import images
from comity.testing import pictures
from comity.testing.requests import ART, BLUE
from comity.testing.stage import Stage
from tests.diffusions.conftest import MACHINE, REASON
from tests.diffusions.test_faces import API, call, drafted, step, system, text_of

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
POORLY_KNOWN = {"family_name": "Tolvander", "sex": "female", "nationalities": ["BRA"]}
PAPER = Described(kind="warrant", title="The warrant")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    default_storage._wrapped = type(default_storage._wrapped)(location=tmp_path / "files")  # type: ignore[attr-defined]
    return tmp_path / "files"


def draft(stage: Stage, colour: str = "blue", content: dict[str, Any] = BLUE) -> Diffusion:
    stated = Stated(content=content, recipients=("KE",))
    return diffusions.draft(actor=stage.actor("fr.bureau"), colour=colour, stated=stated, now=stage.now)


def photograph(stage: Stage, made: Diffusion, file: bytes | None = None, who: str = "fr.bureau") -> Photograph:
    picture = io.BytesIO(file) if file is not None else pictures.portrait("navy", "black")
    return diffusions.add_photograph(
        actor=stage.actor(who), diffusion_id=made.pk, file=picture, caption="In  2024", taken_on="2024", now=stage.now
    )


def paper(stage: Stage, made: Diffusion, described: Described = PAPER, who: str = "fr.bureau") -> Attachment:
    return diffusions.add_attachment(
        actor=stage.actor(who), diffusion_id=made.pk, file=io.BytesIO(PDF), described=described, now=stage.now
    )


def send(stage: Stage, made: Diffusion) -> Diffusion:
    return diffusions.send(actor=stage.actor("fr.bureau"), diffusion_id=made.pk, now=stage.now)


def delivered(stage: Stage) -> tuple[Diffusion, Photograph, Attachment, Attachment]:
    """A blue one of France's to Kenya: a photograph, a document that is shared, and one for the review."""
    made = draft(stage)
    behind = Described(kind="judgment", title="For the review")
    shared = Described(kind="warrant", title="For you", is_shared=True)
    files = photograph(stage, made), paper(stage, made, shared), paper(stage, made, behind)
    send(stage, made)
    diffusions.deliver(actor=MACHINE, diffusion_id=made.pk, now=stage.now)
    return made, *files


def at(made: Diffusion | UUID, row: Model | UUID) -> str:
    kind = "photographs" if isinstance(row, Photograph) else "attachments"
    one, other = (getattr(thing, "pk", thing) for thing in (made, row))
    return f"/diffusions/{one}/{kind}/{other}"


def statuses(client: Client, made: Diffusion, *rows: Model) -> list[int]:
    """For pages and for systems: both faces answer alike."""
    pages = [client.get(at(made, row)).status_code for row in rows]
    assert pages == [client.get("/api/v1" + at(made, row)).status_code for row in rows]
    return pages


def test_a_photograph_is_drawn_anew(stage: Stage) -> None:
    added = photograph(stage, draft(stage))
    assert (added.caption, added.taken_on, added.width, added.height) == ("In 2024", "2024", 480, 600)
    with added.file.open() as file:
        assert file.read(3) == b"\xff\xd8\xff"
    assert str(added.file.name).startswith("diffusions/") and str(added.pk) not in str(added.file.name)


def test_what_is_refused_leaves_nothing(stage: Stage, folder: Path) -> None:
    made = draft(stage)
    with pytest.raises(Invalid) as refusal:
        photograph(stage, made, b"no picture")
    assert [(one.field, one.accepted) for one in refusal.value.problems] == [("file", images.ACCEPTED_IMAGE)]
    with pytest.raises(Invalid) as refusal:
        paper(stage, made, Described(kind="letter", title=""))
    assert {one.field for one in refusal.value.problems} == {"kind", "title"}
    assert not made.photographs.exists() and not made.attachments.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_there_are_as_many_as_may_be(stage: Stage) -> None:
    made = draft(stage)
    row = {"diffusion": made, "added_at": stage.now, "added_by": "officer:x"}
    Photograph.objects.bulk_create(Photograph(**row, width=300, height=300) for _ in range(MOST_PHOTOGRAPHS))
    Attachment.objects.bulk_create(Attachment(**row, kind="other", size=1) for _ in range(MOST_ATTACHMENTS))
    for add in (photograph, paper):
        with pytest.raises(Invalid, match="as many as may be"):
            add(stage, made)


def test_only_its_sender_adds_and_removes_and_only_while_it_writes(stage: Stage) -> None:
    made, picture, shared, _behind = delivered(stage)
    for add in (photograph, paper):
        with pytest.raises(Conflict):
            add(stage, made)
        with pytest.raises(NotFound):
            add(stage, made, who="ke.bureau")
        with pytest.raises(NotAllowed):
            add(stage, made, who="gs.reviewer")
    given: dict[str, Any] = {"actor": stage.actor("fr.bureau"), "diffusion_id": made.pk, "now": stage.now}
    with pytest.raises(Conflict):
        diffusions.remove_photograph(photograph_id=picture.pk, **given)
    with pytest.raises(Conflict):
        diffusions.remove_attachment(attachment_id=shared.pk, **given)
    other = draft(stage)
    for wrong in (picture.pk, uuid4(), "none"):
        with pytest.raises(NotFound):
            diffusions.remove_photograph(photograph_id=wrong, **given | {"diffusion_id": other.pk})
    assert made.photographs.count() == 1 and made.attachments.count() == 2


def test_what_is_removed_is_kept_nowhere(stage: Stage, folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    made = draft(stage)
    picture, document = photograph(stage, made), paper(stage, made)
    given: dict[str, Any] = {"actor": stage.actor("fr.bureau"), "diffusion_id": made.pk, "now": stage.now}
    with django_capture_on_commit_callbacks(execute=True):
        diffusions.remove_photograph(photograph_id=picture.pk, **given)
        diffusions.remove_attachment(attachment_id=document.pk, **given)
    assert not made.photographs.exists() and not made.attachments.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_work_of_art_needs_a_picture_of_it(stage: Stage) -> None:
    made = draft(stage, "art", ART)
    with pytest.raises(Invalid) as refusal:
        send(stage, made)
    assert "photographs" in {one.field for one in refusal.value.problems}
    assert compliance.of_diffusion(made, stage.now).request.problems
    photograph(stage, made)
    assert not compliance.of_diffusion(made, stage.now).request.problems
    assert send(stage, made).status == "submitted"


def test_a_poorly_known_person_is_identified_by_a_photograph_and_fingerprints(stage: Stage) -> None:
    """The second variant of an identity: of this person neither a date of birth nor a paper is known."""
    bare, pictured = (draft(stage, "blue", BLUE | {"person": POORLY_KNOWN}) for _ in range(2))
    photograph(stage, pictured)
    paper(stage, pictured, Described(kind="fingerprints", title="Ten fingers"))
    assert missing(stage, bare) and not missing(stage, pictured)


def missing(stage: Stage, made: Diffusion) -> set[str]:
    try:
        send(stage, made)
    except Invalid as refusal:
        return {one.field for one in refusal.problems}
    return set()


def test_the_rulebook_counts_them(stage: Stage) -> None:
    made, *_files = delivered(stage)
    person = compliance.of_diffusion(made, stage.now).request.person
    assert person is not None and person.photographs == 1


def test_a_draft_shows_its_files_to_its_sender_alone(stage: Stage) -> None:
    made = draft(stage)
    rows = photograph(stage, made), paper(stage, made, Described(kind="warrant", title="For you", is_shared=True))
    assert statuses(stage.client("fr.bureau"), made, *rows) == [200, 200]
    for other in ("ke.bureau", "br.bureau", "gs.reviewer"):
        assert statuses(stage.client(other), made, *rows) == [404, 404], other


def test_who_reads_it_before_it_goes_out_sees_them_and_its_recipients_do_not(stage: Stage) -> None:
    made = draft(stage)
    rows = photograph(stage, made), paper(stage, made)
    send(stage, made)
    assert statuses(stage.client("gs.reviewer"), made, *rows) == [200, 200]
    assert statuses(stage.client("ke.bureau"), made, *rows) == [404, 404]


def test_its_recipients_see_what_is_shared_until_it_is_taken_back(stage: Stage) -> None:
    made, *rows = delivered(stage)
    kenya, reviewer, france = (stage.client(name) for name in ("ke.bureau", "gs.reviewer", "fr.bureau"))
    assert statuses(kenya, made, *rows) == [200, 200, 404]
    assert statuses(reviewer, made, *rows) == statuses(france, made, *rows) == [200, 200, 200]
    page, said = kenya.get(f"/diffusions/{made.pk}/").content.decode(), call(kenya, "GET", f"{API}/{made.pk}").json()
    assert at(made, rows[0]) in page and "For you" in page and "For the review" not in page
    assert [one["title"] for one in said["attachments"]] == ["For you"] and len(said["photographs"]) == 1
    diffusions.recall(actor=stage.actor("gs.reviewer"), diffusion_id=made.pk, code="ART2", reason=REASON, now=stage.now)
    assert statuses(kenya, made, *rows) == [404, 404, 404]
    assert statuses(reviewer, made, *rows) == statuses(france, made, *rows) == [200, 200, 200]
    page, said = kenya.get(f"/diffusions/{made.pk}/").content.decode(), call(kenya, "GET", f"{API}/{made.pk}").json()
    assert "photographs/" not in page and "For you" not in page
    assert "photographs" not in said and "attachments" not in said


def test_withdrawn_they_are_gone_for_its_recipients(stage: Stage) -> None:
    made, *rows = delivered(stage)
    diffusions.withdraw(actor=stage.actor("fr.bureau"), diffusion_id=made.pk, reason=REASON, now=stage.now)
    assert statuses(stage.client("ke.bureau"), made, *rows) == [404, 404, 404]


@pytest.mark.parametrize("who", ["br.bureau", "br.dpo", "ke.border", "gs.administrator", "gs.translator"])
def test_who_was_not_sent_it_cannot_tell_its_files_from_none(stage: Stage, who: str) -> None:
    made, *rows = delivered(stage)
    client = stage.client(who)
    for row in rows:
        absent = at(uuid4(), row)
        for address in (at(made, row), "/api/v1" + at(made, row)):
            hidden = client.get(address)
            none = client.get(("/api/v1" if address.startswith("/api") else "") + absent)
            assert hidden.status_code == none.status_code and hidden.status_code in (403, 404)
    # Nor can another file be read through a diffusion that may be.
    other = draft(stage)
    assert stage.client("fr.bureau").get(at(other, rows[0])).status_code == 404


def test_a_download_leaves_an_entry_and_is_never_shown_in_the_page(stage: Stage) -> None:
    made, _picture, shared, _behind = delivered(stage)
    answer = stage.client("ke.bureau").get(at(made, shared))
    assert answer["Content-Disposition"] == 'attachment; filename="for-you.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    entry = Entry.objects.get(verb="diffusion.attachment_read")
    assert (entry.bureau, entry.subject) == ("KE", str(made.pk))


def test_a_system_adds_them(stage: Stage) -> None:
    france = system(stage)
    made = drafted(france)
    where = f"{API}/{made['id']}"
    face = pictures.portrait("navy", "black").read()
    added = france.generic("POST", f"{where}/photographs?caption=In+Recife", face, content_type="image/jpeg")
    assert added.status_code == 201 and france.get(added.json()["href"])["Content-Type"] == "image/jpeg"
    given = "kind=warrant&title=The+warrant&is_shared=true"
    added = france.generic("POST", f"{where}/attachments?{given}", PDF, content_type="application/pdf")
    assert added.status_code == 201
    said = call(france, "GET", where).json()
    assert [one["caption"] for one in said["photographs"]] == ["In Recife"]
    assert [(one["title"], one["is_shared"]) for one in said["attachments"]] == [("The warrant", True)]
    assert Client(headers={"host": "localhost"}).get(added.json()["href"]).status_code == 401
    assert step(france, made, "send").status_code == 200
    late = france.generic("POST", f"{where}/photographs", face, content_type="image/jpeg")
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("path", "data", "content_type", "status"),
    [
        ("photographs", b"no picture", "image/jpeg", 422),
        ("photographs", PDF, "application/pdf", 415),
        ("photographs?taken_on=soon", b"x", "image/png", 422),
        ("photographs?size=9", b"x", "image/png", 422),
        ("attachments?kind=letter&title=A", PDF, "application/pdf", 422),
        ("attachments?kind=warrant", PDF, "application/pdf", 422),
        ("attachments?kind=warrant&title=A&is_shared=perhaps", PDF, "application/pdf", 422),
        ("attachments?kind=warrant&title=A", b"PK", "application/zip", 415),
    ],
)
def test_what_is_no_file_for_it_is_refused(
    stage: Stage, path: str, data: bytes, content_type: str, status: int
) -> None:
    france = system(stage)
    made = drafted(france)
    assert france.generic("POST", f"{API}/{made['id']}/{path}", data, content_type=content_type).status_code == status


def typed(**more: Any) -> dict[str, Any]:
    return {"recipients": ["KE"], "person-family_name": "Tolvander", "do": "file"} | more


def test_files_are_added_and_taken_away_on_the_page(stage: Stage) -> None:
    desk = stage.client("fr.bureau")
    face = SimpleUploadedFile("face.jpg", pictures.portrait("navy", "black").read(), "image/jpeg")
    document = SimpleUploadedFile("w.pdf", PDF, "application/pdf")
    sent = typed(**{"photograph-file": face, "photograph-caption": "In 2024"})
    sent |= {"document-file": document, "document-kind": "warrant"}
    answer = desk.post("/diffusions/write/blue/", sent)
    made = Diffusion.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/diffusions/{made.pk}/change/#part-photographs"
    picture, kept = made.photographs.get(), made.attachments.get()
    assert (picture.caption, kept.title, kept.is_shared) == ("In 2024", "Arrest warrant or judicial decision", False)
    page = desk.get(f"/diffusions/{made.pk}/change/").content.decode()
    assert at(made, picture) in page and at(made, kept) in page and "multipart/form-data" in page
    for which in (f"remove-photograph:{picture.pk}", f"remove-attachment:{kept.pk}"):
        assert desk.post(f"/diffusions/{made.pk}/change/", typed(do=which)).status_code == 302
    assert not made.photographs.exists() and not made.attachments.exists()


def test_a_refused_file_loses_nothing_of_the_form(stage: Stage) -> None:
    desk = stage.client("fr.bureau")
    bad = SimpleUploadedFile("face.jpg", b"no picture", "image/jpeg")
    answer = desk.post("/diffusions/write/blue/", typed(**{"photograph-file": bad, "photograph-caption": "In 2024"}))
    made = Diffusion.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 422 and "not an image" in page
    assert 'value="Tolvander"' in page and 'value="In 2024"' in page
    # What is typed next goes into the draft that was kept, and into no second one.
    assert f'action="/diffusions/{made.pk}/change/"' in page
    assert made.content["person"]["family_name"] == "Tolvander"


def test_a_file_without_a_draft_is_asked_for_again(stage: Stage) -> None:
    desk = stage.client("fr.bureau")
    face = SimpleUploadedFile("face.jpg", pictures.portrait("navy", "black").read(), "image/jpeg")
    answer = desk.post("/diffusions/write/blue/", typed(**{"photograph-file": face, "person-birth_dates": "someday"}))
    assert answer.status_code == 422 and not Diffusion.objects.exists()
    assert "Choose it again" in text_of(answer) and "someday" in answer.content.decode()


def test_who_reviews_finds_them_beside_the_request(stage: Stage) -> None:
    made, picture, shared, behind = delivered(stage)
    asked = of_review(Review(matter=Matter.DELIVERED, subject=made.pk))
    assert asked.photographs == ((at(made, picture), "In 2024"),)
    assert {address for address, _title in asked.papers} == {at(made, shared), at(made, behind)}
