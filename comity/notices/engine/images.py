"""Photographs and scans as they come in: what they are, whether they are safe to open, and what is kept of them.

An image is looked at before it is decoded, so that a bomb costs nothing; then it is drawn anew as a JPEG, so that
nothing of what a camera or a program wrote into the file is kept. A PDF is kept as it is and only ever downloaded.
"""

import io
import warnings
from typing import Final

from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

from comity.core.languages import mark

LARGEST_IMAGE: Final = 12 << 20  # bytes
MOST_PIXELS: Final = 40_000_000
SMALLEST_SIDE: Final = 200  # pixels
# Larger than any face needs; what is kept is served to ten-year-old screens and phones.
_KEPT_SIDE: Final = 2000
_QUALITY: Final = 88

LARGEST_SCAN: Final = 20 << 20

NOT_AN_IMAGE: Final = mark("This is not an image that can be read here.")
IMAGE_TOO_LARGE: Final = mark("This image is too large.")
IMAGE_TOO_SMALL: Final = mark("This image is too small to recognise anybody.")
NOT_A_DOCUMENT: Final = mark("This is neither a PDF document nor an image.")
DOCUMENT_TOO_LARGE: Final = mark("This document is too large.")

ACCEPTED_IMAGE: Final = mark(
    "A JPEG, PNG or WebP image of at least 200 by 200 pixels, at most 12 MB and 40 megapixels."
)
ACCEPTED_SCAN: Final = mark("A PDF document of at most 20 MB, or a JPEG, PNG or WebP image of at most 12 MB.")

_FORMATS: Final = ("JPEG", "PNG", "WEBP")


class Drawn(Struct, frozen=True):
    """An image drawn anew: JPEG bytes without anything beside the picture."""

    data: bytes
    width: int
    height: int


class Scan(Struct, frozen=True):
    """A document as it is kept."""

    data: bytes
    content_type: str
    suffix: str


def draw(data: bytes, smallest: int = SMALLEST_SIDE) -> Drawn:
    """The image in `data`, drawn anew. Raises ValueError with a sentence for what is none, too large or too small."""
    if len(data) > LARGEST_IMAGE:
        raise ValueError(IMAGE_TOO_LARGE)
    if not _begins_like_an_image(data):
        raise ValueError(NOT_AN_IMAGE)
    with warnings.catch_warnings():
        # What it says of itself is measured here; its own warnings would only double that.
        warnings.simplefilter("ignore")
        try:
            return _drawn(data, smallest)
        except Image.DecompressionBombError:
            raise ValueError(IMAGE_TOO_LARGE) from None
        except (UnidentifiedImageError, OSError, SyntaxError, EOFError, MemoryError, OverflowError, KeyError):
            raise ValueError(NOT_AN_IMAGE) from None


def _begins_like_an_image(data: bytes) -> bool:
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return is_webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _drawn(data: bytes, smallest: int) -> Drawn:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise ValueError(IMAGE_TOO_LARGE)
        if min(width, height) < smallest:
            raise ValueError(IMAGE_TOO_SMALL)
        if image.format == "JPEG":
            image.draft("RGB", (_KEPT_SIDE, _KEPT_SIDE))
        try:
            image.load()
        except ValueError:
            raise ValueError(NOT_AN_IMAGE) from None
        picture = _on_white(ImageOps.exif_transpose(image))
    picture.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Drawn(out.getvalue(), *picture.size)


def _on_white(image: Image.Image) -> Image.Image:
    """The picture alone, in three colours: what is transparent is white, what has 16 bits has 8."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def scan(data: bytes) -> Scan:
    """A document: a PDF as it is, an image drawn anew. Raises ValueError with a sentence."""
    if data[:1024].lstrip()[:5] == b"%PDF-":
        if len(data) > LARGEST_SCAN:
            raise ValueError(DOCUMENT_TOO_LARGE)
        if b"%%EOF" not in data[-2048:]:
            raise ValueError(NOT_A_DOCUMENT)
        return Scan(data, "application/pdf", "pdf")
    try:
        return Scan(draw(data, smallest=50).data, "image/jpeg", "jpg")
    except ValueError as error:
        if str(error) == NOT_AN_IMAGE:
            raise ValueError(NOT_A_DOCUMENT) from None
        raise
