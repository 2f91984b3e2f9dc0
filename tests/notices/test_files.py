"""Photographs and documents: drawn anew, gated, and refused where they are none, bombs, or too large."""

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from comity.core.errors import Invalid, NotFound
from comity.notices import access, queries
from comity.notices import actions as notices
from comity.notices.actions import Described
from comity.notices.engine import images
from comity.testing.stage import Stage
from tests.notices.conftest import draft, publish

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(width: int = 400, height: int = 300, kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind, **more)
    return out.getvalue()


def with_camera_data() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera Works"
    exif[0x0112] = 6  # lies on its side
    return picture(exif=exif.tobytes(), comment=b"whispered")


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a very large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_a_picture_is_drawn_anew_as_jpeg(kind: str, mode: str) -> None:
    if (kind, mode) == ("JPEG", "RGBA"):
        return
    drawn = images.draw(picture(kind=kind, mode=mode))
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (drawn.width, drawn.height))
    assert (drawn.width, drawn.height) == (400, 300)


@pytest.mark.parametrize("mode", ["I;16", "P", "1", "LA", "CMYK"])
def test_rare_kinds_of_colour_are_drawn_too(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert images.draw(picture(kind=kind, mode=mode)).width == 400


def test_nothing_of_what_a_camera_wrote_is_kept() -> None:
    original = with_camera_data()
    assert b"Secret Camera Works" in original
    drawn = images.draw(original)
    assert b"Secret" not in drawn.data
    assert b"whispered" not in drawn.data
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert not image.getexif()
    assert (drawn.width, drawn.height) == (300, 400)  # upright


def test_a_large_picture_is_made_smaller() -> None:
    drawn = images.draw(picture(4000, 3000))
    assert (drawn.width, drawn.height) == (2000, 1500)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", images.NOT_AN_IMAGE),
        (b"GIF89a" + bytes(100), images.NOT_AN_IMAGE),
        (b"<svg onload='alert(1)'/>", images.NOT_AN_IMAGE),
        (picture()[:200], images.NOT_AN_IMAGE),
        (b"\xff\xd8\xff" + bytes(500), images.NOT_AN_IMAGE),
        (picture(199, 400), images.IMAGE_TOO_SMALL),
        (png_that_claims(50_000, 50_000), images.IMAGE_TOO_LARGE),
        (png_that_claims(8_000, 8_000), images.IMAGE_TOO_LARGE),
        (png_that_claims(4_000, 4_000), images.NOT_AN_IMAGE),
        (b"\x89PNG\r\n\x1a\n" + bytes(images.LARGEST_IMAGE), images.IMAGE_TOO_LARGE),
        (PDF, images.NOT_AN_IMAGE),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        images.draw(data)


@pytest.mark.parametrize("data", [b"%PDF-1.7 cut off", b"PK\x03\x04", b"hello", b"%PDF" + bytes(9)])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=images.NOT_A_DOCUMENT):
        images.scan(data)


def test_documents_are_pdf_or_pictures() -> None:
    assert images.scan(PDF).content_type == "application/pdf"
    assert images.scan(picture(kind="PNG")).content_type == "image/jpeg"


@pytest.fixture(autouse=True)
def _files(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    default_storage._wrapped = type(default_storage._wrapped)(location=tmp_path / "files")  # type: ignore[attr-defined]


def test_a_file_that_is_refused_leaves_nothing_and_loses_nothing(stage: Stage) -> None:
    notice = draft(stage)
    with pytest.raises(Invalid) as refusal:
        notices.add_photograph(
            actor=stage.actor("br.bureau"), notice_id=notice.pk, file=io.BytesIO(b"no"), now=stage.now
        )
    assert [(one.field, one.accepted) for one in refusal.value.problems] == [("file", images.ACCEPTED_IMAGE)]
    assert not notice.photographs.exists()
    assert notice.content == draft(stage).content


def test_a_photograph_of_a_published_notice_waits_for_its_review(stage: Stage) -> None:
    notice = publish(stage)
    added = notices.add_photograph(
        actor=stage.actor("br.bureau"), notice_id=notice.pk, file=io.BytesIO(picture()), now=stage.now,
        caption="In Recife", taken_on="2023",
    )  # fmt: skip
    assert added.is_pending
    assert list(queries.awaiting_change()) == [notice]
    assert not access.photographs_visible_to(stage.actor("fr.bureau"), notice).exists()
    assert access.photographs_visible_to(stage.actor("gs.reviewer"), notice).exists()
    reviewers = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    notices.accept_change(
        actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=reviewers, now=stage.now + timedelta(1)
    )
    assert access.photographs_visible_to(stage.actor("fr.bureau"), notice).exists()


def test_other_members_download_what_is_shared_with_them_and_nothing_else(stage: Stage) -> None:
    notice = draft(stage)
    actor = stage.actor("br.bureau")
    for title, is_shared in (("For you", True), ("For the review", False)):
        described = Described(kind="warrant", title=title, is_shared=is_shared)
        notices.add_attachment(
            actor=actor, notice_id=notice.pk, file=io.BytesIO(PDF), described=described, now=stage.now
        )
    for number in (1, 2):
        notices.sign_assurance(actor=actor, notice_id=notice.pk, number=number, now=stage.now)
    notices.submit(actor=actor, notice_id=notice.pk, now=stage.now)
    notices.take_for_review(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, now=stage.now)
    reviewers = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    notices.publish(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=reviewers, now=stage.now)
    seen = access.attachments_visible_to(stage.actor("fr.bureau"), notice)
    assert [one.title for one in seen] == ["For you"]
    [hidden] = notice.attachments.filter(is_shared=False)
    with pytest.raises(NotFound):
        notices.open_attachment(
            actor=stage.actor("fr.bureau"), notice_id=notice.pk, attachment_id=hidden.pk, how="page", now=stage.now
        )


def test_nobody_but_its_source_adds_files(stage: Stage) -> None:
    notice = publish(stage)
    with pytest.raises(NotFound):
        notices.add_photograph(
            actor=stage.actor("fr.bureau"), notice_id=notice.pk, file=io.BytesIO(picture()), now=stage.now
        )
    described = Described(kind="letter", title="")
    with pytest.raises(Invalid) as refusal:
        notices.add_attachment(
            actor=stage.actor("br.bureau"), notice_id=notice.pk, file=io.BytesIO(PDF), described=described,
            now=stage.now,
        )  # fmt: skip
    assert {one.field for one in refusal.value.problems} == {"kind", "title"}
