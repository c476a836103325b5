"""The form of a photo: what was posted is read here and trusted nowhere; the server cuts and judges the picture anew."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from io import BytesIO
from math import isfinite
from typing import BinaryIO

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from models import PhotoSource, now
from rules.refused import N_, Refused
from services.photo import LONGEST_REASON, Box

from ..record.converting import DayField, stripped

NOTHING = N_("There is no picture yet: take one with the camera, or choose a file.")
MOST_TURN = 180.0
LARGEST = 100_000.0  # pixels: farther out no frame lies


class PhotoForm(FlaskForm):
    """A picture, how it is turned, where the frame lies in it, and why it is kept in spite of what was found."""

    picture = FileField(
        _l("Picture"),
        description=_l("A JPEG or PNG of less than 12 MB: the face from the front, without cap or dark glasses, before a plain wall."),
    )
    taken_on = DayField(_l("Taken on"), [Optional()], description=_l("Only if it was not today."))
    in_spite = TextAreaField(
        _l("Why it is kept all the same"), [Length(max=LONGEST_REASON)], filters=[stripped], description=_l("It stands beside the photo in the history.")
    )
    source, again = HiddenField(), HiddenField()
    turn, left, top, width = HiddenField(), HiddenField(), HiddenField(), HiddenField()

    def validate_taken_on(self, field) -> None:
        """No photo of tomorrow."""
        if field.data and field.data > now().date():
            raise ValidationError(_("This day is still to come."))

    def sent(self) -> BinaryIO:
        """The picture that was chosen, else the one that came back with a refusal. Refused where there is neither."""
        if getattr(self.picture.data, "filename", None):
            return self.picture.data.stream
        try:
            kept = base64.b64decode(self.again.data or "", validate=True)
        except (binascii.Error, ValueError):
            kept = b""
        if not kept:
            raise Refused(NOTHING)
        return BytesIO(kept)

    def angle(self) -> float:
        """By how many degrees the picture is turned to the right."""
        found = _number(self.turn.data, MOST_TURN)
        return 0.0 if found is None else found

    def frame(self) -> Box | None:
        """Where the frame was laid; None lets the server look for the face."""
        left, top, width = (_number(field.data, LARGEST) for field in (self.left, self.top, self.width))
        return None if left is None or top is None or not width or width < 1 else Box(left, top, width, width)

    def means(self) -> PhotoSource:
        """How it was taken; a file where nothing is said."""
        return PhotoSource.__members__.get(self.source.data or "", PhotoSource.UPLOAD)

    def day(self) -> dt.date | None:
        """The day of a file; what a camera takes is of today."""
        return self.taken_on.data if self.means() is PhotoSource.UPLOAD else None

    def give_back(self, jpeg: bytes) -> None:
        """Put what would be kept into the form, so that nobody chooses the file again."""
        whole = (base64.b64encode(jpeg).decode(), "0", "0", "0", str(LARGEST))
        self.picture.data = None
        for field, value in zip((self.again, self.turn, self.left, self.top, self.width), whole):
            field.data = value


def _number(text: str | None, most: float) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if isfinite(found) and abs(found) <= most else None
