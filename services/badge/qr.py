"""The QR code of a badge: address in a byte segment, token in a numeric one, level M, one vector path."""

from __future__ import annotations

from collections.abc import Iterable

from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from rules.badge import LONGEST_ADDRESS
from rules.refused import N_, Refused

QUIET_ZONE = 4  # modules
# Version 8 (49 modules) holds LONGEST_ADDRESS characters before the #. Papers take what they need, up to version 12.
CARD_VERSIONS = (8,)
PAPER_VERSIONS = range(8, 13)
_MASK = 2  # fixed: measured as readable as the best of eight, and four times faster

Matrix = list[list[bool]]


def matrix(address: str, versions: Iterable[int] = CARD_VERSIONS) -> Matrix:
    """The modules, without quiet zone, in the first of these versions that holds the address. Refused where none does."""
    page, _, digits = address.rpartition("#")
    for version in versions:
        code = QRCode(version, ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
        code.add_data(QRData(f"{page}#".encode(), mode=MODE_8BIT_BYTE), optimize=0)
        code.add_data(QRData(digits.encode(), mode=MODE_NUMBER), optimize=0)
        try:
            code.make(fit=False)
        except DataOverflowError:
            continue
        return code.modules
    raise Refused(N_("The address of the public check is too long to be printed: %(most)s characters at most."), most=LONGEST_ADDRESS)


def draw(canvas: Canvas, modules: Matrix, corner: tuple[float, float], side: float) -> None:
    """Fill the symbol as one path, so that no hairline parts its modules. `corner` is the lower left."""
    x, y = corner
    module = side / len(modules)
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        _draw_line(path, line, (x, y + side - (row + 1) * module), module)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_line(path: PDFPathObject, line: list[bool], start: tuple[float, float], module: float) -> None:
    """Neighbouring dark modules become one rectangle."""
    (x, y), begin = start, None
    for column, is_dark in enumerate([*line, False]):
        if is_dark and begin is None:
            begin = column
        elif not is_dark and begin is not None:
            path.rect(x + begin * module, y, (column - begin) * module, module)
            begin = None
