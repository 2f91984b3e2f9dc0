"""Drawn pictures for made-up notices: flat shapes that show nobody."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

_SIZE: Final = (480, 600)


def portrait(coat: str, hair: str) -> BytesIO:
    """Head and shoulders before a plain wall, as a JPEG. Colours as Pillow names them."""
    image, draw = _canvas("#d9dde2")
    draw.ellipse((60, 440, 420, 900), fill=coat)
    draw.rectangle((205, 390, 275, 470), fill="#c9a27e")
    draw.ellipse((145, 130, 335, 420), fill="#d8b08c")
    draw.pieslice((130, 105, 350, 330), 180, 360, fill=hair)
    for left in (190, 265):
        draw.ellipse((left, 255, left + 24, 271), fill="#3a2a1d")
    draw.line((225, 340, 258, 340), fill="#8c5a45", width=5)
    return _jpeg(image)


def painting() -> BytesIO:
    """A woman in a doorway with a green lamp, as the stolen panel is described."""
    image, draw = _canvas("#3b2a1a")
    draw.rectangle((140, 60, 360, 600), fill="#141014")
    draw.polygon(((190, 600), (250, 250), (310, 600)), fill="#6d3b2b")
    draw.ellipse((218, 170, 282, 250), fill="#caa27a")
    draw.line((300, 340, 350, 300), fill="#caa27a", width=14)
    draw.ellipse((336, 262, 396, 322), fill="#57a773")
    draw.ellipse((352, 278, 380, 306), fill="#d5f2d0")
    return _jpeg(image)


def _canvas(ground: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", _SIZE, ground)
    return image, ImageDraw.Draw(image)


def _jpeg(image: Image.Image) -> BytesIO:
    file = BytesIO()
    image.save(file, "JPEG", quality=85)
    file.seek(0)
    return file
