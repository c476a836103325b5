"""What one database knows of itself: whether it is a demonstration, and the seed that made it."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record


class Installation(Record):
    """The single row that describes this database."""

    __area__, __search__, __grows__ = "account", (), False
    __is_extensible__ = False
    __label__, __label_plural__ = _l("Installation"), _l("Installations")

    name: Mapped[str] = mapped_column(String(160), info={"label": _l("Name")})
    is_demo: Mapped[bool] = mapped_column(default=False, info={"label": _l("Demonstration")})
    seed: Mapped[int | None] = mapped_column(info={"label": _l("Seed")})
    refreshed_on: Mapped[dt.date | None] = mapped_column(
        info={"label": _l("Acts in effect up to"), "derived": True, "internal": True}
    )
