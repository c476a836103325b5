"""The photos of an officer: the newest is the one in use, and none is ever changed or removed."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Choice
from .file import FileRecord


class PhotoSource(Choice):
    """How it came."""

    WEBCAM = "webcam", _l("Webcam")
    PHONE = "phone", _l("Phone")
    UPLOAD = "upload", _l("File")


class Photo(FileRecord):
    """A photo that was kept. `remarks` are the checks that it did not pass and the reason why it was kept all the same."""

    __is_extensible__, __is_importable__ = False, False
    __sorted__ = ("taken_on", "source")
    __label__, __label_plural__ = _l("Photo"), _l("Photos")

    file: Mapped[str] = mapped_column(String(80), info={"label": _l("Photo"), "file": "photos"})
    taken_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Taken on")})
    source: Mapped[PhotoSource] = mapped_column(info={"label": _l("Taken with")})
    taken_by: Mapped[str | None] = mapped_column(String(200), info={"label": _l("Taken by"), "derived": True})
    remarks: Mapped[dict | None] = mapped_column(JSON, info={"label": _l("Kept in spite of"), "derived": True})

    def __str__(self) -> str:
        return _("Photo of %(day)s", day=self.taken_on.strftime("%d/%m/%Y")) if self.taken_on else _("Photo of an unknown day")
