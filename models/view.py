"""How people keep their lists: views saved under a name, and the columns that each has chosen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .account import User
from .base import Choice, Record
from .organisation import Agency


class Sharing(Choice):
    """Who finds a saved view over the list."""

    OWN = "own", _l("Me alone")
    ROLE = "role", _l("My role")
    AGENCY = "agency", _l("My whole agency")


class SavedView(Record):
    """A list as it was filtered, sorted and laid out, under a name.

    It keeps what the address of the list says, never records: whoever opens a shared view sees the rows
    that he or she may see. `agency` and `role` are the owner's when it was saved; the guard reads them.
    """

    __area__ = "account"
    __scope__, __shared__ = "@owner", True
    __search__ = ()  # chosen from a menu, never searched
    __label__, __label_plural__ = _l("Saved view"), _l("Saved views")
    __table_args__ = (
        UniqueConstraint("owner_id", "record_type", "name"),
        Index("ix_saved_view_record_type_agency_id", "record_type", "agency_id"),
    )

    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info={"label": _l("Account")})
    record_type: Mapped[str] = mapped_column(String(60), info={"label": _l("Kind of record")})
    name: Mapped[str] = mapped_column(String(80), info={"label": _l("Name")})
    arguments: Mapped[str] = mapped_column(Text, info={"label": _l("Search, filters, order and columns")})
    sharing: Mapped[Sharing] = mapped_column(default=Sharing.OWN, info={"label": _l("Shared with")})
    role: Mapped[str] = mapped_column(String(40), info={"label": _l("Role")})
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), info={"label": _l("Agency")})

    owner: Mapped[User] = relationship()
    agency: Mapped[Agency | None] = relationship()

    def __str__(self) -> str:
        return self.name


class ChosenColumns(Record):
    """The columns, in order, and the lines a page that a person has chosen for the lists of one record type."""

    __area__ = "account"
    __scope__, __audited__ = "@owner", False
    __label__, __label_plural__ = _l("Chosen columns"), _l("Chosen columns")
    __table_args__ = (UniqueConstraint("owner_id", "record_type"),)

    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"), info={"label": _l("Account")})
    record_type: Mapped[str] = mapped_column(String(60), info={"label": _l("Kind of record")})
    paths: Mapped[list] = mapped_column(JSON, default=list, info={"label": _l("Columns")})

    owner: Mapped[User] = relationship()
