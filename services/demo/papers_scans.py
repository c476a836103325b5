"""The few small documents that stand for all scans of the demo force: one sheet for each kind, marked as a specimen."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen import canvas

from models import DocumentKind, db

from .. import storage

PICTURES = ("NAIS", "NINA", "PERMIS")  # as a telephone takes them


def write(seed: int) -> dict[str, str]:
    """Write them, the same for the same seed; returns the stored name for each code of a kind."""
    found = {}
    for code, name in db.session.query(DocumentKind.code, DocumentKind.name).order_by(DocumentKind.code):
        ending, content = (".jpg", _picture(name)) if code in PICTURES else (".pdf", _sheet(name))
        found[code] = hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()[:32] + ending
        storage.path(storage.DOCUMENTS, found[code]).write_bytes(content)
    return found


def _sheet(name: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A5, invariant=True)
    page.setTitle(name)
    page.setFont("Helvetica-Bold", 16)
    page.drawString(50, 520, name)
    page.setFont("Helvetica", 11)
    page.drawString(50, 490, "Spécimen : document fictif de la base de démonstration.")
    page.save()
    return out.getvalue()


def _picture(name: str) -> bytes:
    sheet = Image.new("RGB", (600, 420), "#f4efe2")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((12, 12, 588, 408), outline="#7a6a45", width=3)
    pen.text((40, 50), name, fill="#222222", font_size=26)
    pen.text((40, 110), "Spécimen : document fictif de la base de démonstration.", fill="#222222", font_size=18)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()
