"""The codes of a printed page, read by a decoder that knows nothing of us."""

from __future__ import annotations

import pypdfium2
import zxingcpp


def codes(pdf: bytes, resolution: int) -> list[str]:
    """What the codes of all pages say, at so many dots an inch."""
    pages = pypdfium2.PdfDocument(pdf)
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page.render(scale=resolution / 72).to_pil())]
