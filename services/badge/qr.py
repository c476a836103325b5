"""The QR code of a badge: address in a byte segment, token in a numeric one, level M, one vector path."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from rules.refused import N_, Refused

QUIET_ZONE = 4  # modules
# Version 8 (49 modules) holds addresses of up to 32 characters, # included. Version 9 (53 modules, still
# 0.47 mm each) is for longer ones, up to 60.
SMALLEST, LARGEST = 8, 9
_MASK = 2  # fixed: measured as readable as the best of eight, and four times faster

Matrix = list[list[bool]]


def matrix(address: str) -> Matrix:
    """The modules, without quiet zone. Raises Refused where the public address is too long for a card."""
    page, _, digits = address.rpartition("#")
    for version in range(SMALLEST, LARGEST + 1):
        code = QRCode(version, ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
        code.add_data(QRData(f"{page}#".encode(), mode=MODE_8BIT_BYTE), optimize=0)
        code.add_data(QRData(digits.encode(), mode=MODE_NUMBER), optimize=0)
        try:
            code.make(fit=False)
        except DataOverflowError:
            continue
        return code.modules
    raise Refused(N_("The address of the public check is too long to be printed: 59 characters at most."))


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
