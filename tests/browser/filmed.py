"""What a camera sees: a printed card, held a little askew, as a film that Chromium takes for a camera."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

SIZE = (1280, 720)
DPI = 220
AROUND = 1.6  # as much of the card as is seen around its code, in sides of the code
FRAMES = 3


def film(pdf: bytes, folder: Path) -> Path:
    """A film of the first card of a printed PDF."""
    frame = Image.new("RGB", SIZE, "#6f7a72")
    seen = _card(pdf).rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor="#6f7a72")
    seen.thumbnail(SIZE)
    frame.paste(seen, ((SIZE[0] - seen.width) // 2, (SIZE[1] - seen.height) // 2))
    out = io.BytesIO()
    for _turn in range(FRAMES):
        frame.save(out, "JPEG", quality=85)
    place = folder / "camera.mjpeg"
    place.write_bytes(out.getvalue())
    return place


def _card(pdf: bytes) -> Image.Image:
    """The code of the first card and what is printed around it."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=DPI / 72).to_pil().convert("RGB")
    place = zxingcpp.read_barcodes(page)[0].position
    side = (place.bottom_right.x - place.top_left.x) * AROUND
    x, y = (place.bottom_right.x + place.top_left.x) / 2, (place.bottom_right.y + place.top_left.y) / 2
    return page.crop(tuple(round(edge) for edge in (x - side, y - side / 2, x + side, y + side / 2)))


def flags(place: Path) -> tuple[str, ...]:
    """What makes a browser take the film for its only camera, without asking."""
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={place}")
