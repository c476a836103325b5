"""What every record of an officer's file is made of: whose it is, and the act behind it."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from ..base import Record
from .officer import Officer


class FileRecord(Record):
    """A record of an officer's file. Nobody writes into the file of his or her own career: see services/guard."""

    __abstract__ = True
    __area__, __scope__ = "personnel", "officer"
    __is_importable__ = True

    officer_id: Mapped[int] = mapped_column(
        ForeignKey("officer.id"), index=True, sort_order=-10, info={"label": _l("Officer")}
    )

    @declared_attr
    def officer(cls) -> Mapped[Officer]:
        return relationship(Officer)


class ByAct:
    """Beside FileRecord: the act that decided, with its paper."""

    act_kind: Mapped[str] = mapped_column(String(80), sort_order=80, info={"label": _l("Kind of act")})
    act_reference: Mapped[str | None] = mapped_column(
        String(160), sort_order=81, info={"label": _l("Reference of the act")}
    )
    act_authority: Mapped[str | None] = mapped_column(String(160), sort_order=82, info={"label": _l("Signing authority")})
    act_signed_on: Mapped[dt.date | None] = mapped_column(sort_order=83, info={"label": _l("Signed on")})
    act_scan: Mapped[str | None] = mapped_column(
        String(80), sort_order=84, info={"label": _l("Scan of the act"), "file": "documents"}
    )
