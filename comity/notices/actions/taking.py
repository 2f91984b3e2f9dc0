"""Files as they are taken in, for notices and for diffusions: looked at, drawn anew, kept under a name drawn by chance.

Nothing is ever kept or served as it came, and what is refused leaves nothing behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from msgspec import Struct

from comity.core import ids
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.notices import rules
from comity.notices.engine import images
from comity.notices.manifests.shape import ATTACHMENTS
from comity.notices.manifests.values import PartialDay

MOST_PHOTOGRAPHS: Final = 10
MOST_ATTACHMENTS: Final = 20
_TITLE: Final = 200


class Picture(Struct, frozen=True, kw_only=True):
    """A photograph as it is kept, and what is said of it: the columns of its row, and its bytes."""

    data: bytes
    width: int
    height: int
    caption: str
    taken_on: str


class Described(Struct, frozen=True, kw_only=True):
    """What a document is: one of ATTACHMENTS, a title, and whether other members may download it (art. 85)."""

    kind: str
    title: str
    is_shared: bool = False


class Document(Struct, frozen=True, kw_only=True):
    """A document as it is kept: what it is, and its bytes."""

    data: bytes
    suffix: str
    content_type: str
    described: Described


def picture(file: IO[bytes], caption: str, taken_on: str, *, already: int) -> Picture:
    """A picture of the subject, drawn anew. Raises Invalid for what is no image, a bomb, too large or too many."""
    if already >= MOST_PHOTOGRAPHS:
        raise Invalid(Problem("photographs", mark("There are as many as may be."), f"At most {MOST_PHOTOGRAPHS}."))
    problems = rules.problems_with_text("caption", caption, _TITLE)
    day = ""
    if taken_on:
        try:
            day = PartialDay()(taken_on)
        except ValueError as error:
            problems.append(Problem("taken_on", str(error), PartialDay().accepted))
    if problems:
        raise Invalid(problems)
    try:
        drawn = images.draw(file.read(images.LARGEST_IMAGE + 1))
    except ValueError as error:
        raise Invalid(Problem("file", str(error), images.ACCEPTED_IMAGE)) from None
    said = " ".join(caption.split())
    return Picture(data=drawn.data, width=drawn.width, height=drawn.height, caption=said, taken_on=day)


def document(file: IO[bytes], described: Described, *, already: int) -> Document:
    """A document: a PDF, or an image of one. Raises Invalid."""
    problems = rules.problems_with_text("title", described.title, _TITLE, shortest=1)
    if described.kind not in ATTACHMENTS:
        problems.append(Problem("kind", mark("This is not on the list."), ", ".join(ATTACHMENTS)))
    if already >= MOST_ATTACHMENTS:
        problems.append(Problem("file", mark("There are as many as may be."), f"At most {MOST_ATTACHMENTS}."))
    if problems:
        raise Invalid(problems)
    try:
        scan = images.scan(file.read(images.LARGEST_SCAN + 1))
    except ValueError as error:
        raise Invalid(Problem("file", str(error), images.ACCEPTED_SCAN)) from None
    said = Described(kind=described.kind, title=" ".join(described.title.split()), is_shared=described.is_shared)
    return Document(data=scan.data, suffix=scan.suffix, content_type=scan.content_type, described=said)


@contextmanager
def stored(row: Any, folder: str, suffix: str, data: bytes) -> Iterator[None]:
    """Keeps a file and its row. Nothing of either stays where what follows in the block fails."""
    name = default_storage.save(f"{folder}/{ids.new().hex}.{suffix}", ContentFile(data))
    try:
        row.file.name = name
        row.save(force_insert=True)
        yield
    except BaseException:
        default_storage.delete(name)
        raise


def discard(row: Any) -> None:
    """Takes a row away, and its file once that is certain."""
    name = str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: default_storage.delete(name))
