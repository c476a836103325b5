"""The measures of a card of CR80 format (85.60 x 53.98 mm), in points, from its lower left corner."""

from __future__ import annotations

from urllib.parse import urlsplit

from reportlab.lib.units import mm

from .. import qr

WIDTH, HEIGHT = 85.60 * mm, 53.98 * mm
BAND, STRIPES, SIDE = 9.4 * mm, 0.9 * mm, 3.5 * mm
TOP = HEIGHT - BAND - 3.2 * mm  # where photo and code begin, below band and stripes
QR_SIDE = 24.9 * mm
QR_BOX = QR_SIDE * (49 + 2 * qr.QUIET_ZONE) / 49
PHOTO_WIDTH, PHOTO_HEIGHT = 24 * mm, 30.86 * mm  # 35:45


def public_host(address: str) -> str:
    """The address of the public check as one reads it aloud, without scheme and token."""
    parts = urlsplit(address)
    return (parts.netloc + parts.path).rstrip("/")
