"""Papers of a file: identity papers with their expiry, documents kept as files, and the pieces a file must hold."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Encrypted, Named, Record, Restorable, named_by
from ..organisation import Corps
from .file import FileRecord


class PaperKind(Choice):
    """The identity papers that a file keeps."""

    ID_CARD = "id_card", _l("National identity card")
    NINA_SHEET = "nina_sheet", _l("NINA certificate")
    PASSPORT = "passport", _l("Passport")
    SERVICE_PASSPORT = "service_passport", _l("Service passport")
    DRIVING_LICENCE = "driving_licence", _l("Driving licence")
    WEAPON_PERMIT = "weapon_permit", _l("Weapon permit")
    OTHER = "other", _l("Other paper")


class IdentityPaper(Restorable, FileRecord):
    """An identity paper, with the day on which it expires."""

    __area__ = "private"
    __label__, __label_plural__ = _l("Identity paper"), _l("Identity papers")
    __sorted__ = ("expires_on", "kind")
    __table_args__ = (CheckConstraint("issued_on IS NULL OR expires_on IS NULL OR expires_on > issued_on", name="expires_after_issue"),)
    __constraint_words__ = {
        "ck_identity_paper_expires_after_issue": N_("“Expires on” must lie after “Issued on”: correct one of the two dates.")
    }

    kind: Mapped[PaperKind] = mapped_column(info={"label": _l("Kind of paper")})
    number: Mapped[str] = mapped_column(
        Encrypted("identity_paper.number"), info={"label": _l("Number of the paper"), "mask": "personnel.identify", "help": _l("As it stands on the paper. Those who may not read it can still type it into a new record.")}
    )
    issued_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Issued on")})
    issued_by: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Issued by")})
    expires_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Expires on")})
    scan: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Scan"), "file": "documents"})

    def __str__(self) -> str:
        return str(self.kind.label)


class DocumentKind(Named):
    """A kind of document: birth certificate, diploma, letter of appointment …"""

    __area__ = "personnel"
    __label__, __label_plural__ = _l("Kind of document"), _l("Kinds of document")


class RequiredPiece(Record):
    """A piece without which a file is incomplete: of everybody, of one corps, or of those who hold a function."""

    __area__, __is_short__, __grows__ = "personnel", True, False
    __is_importable__ = False
    __label__, __label_plural__ = _l("Required piece"), _l("Required pieces")

    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"), info={"label": _l("Kind of document")})
    corps_id: Mapped[int | None] = mapped_column(
        ForeignKey("corps.id"), info={"label": _l("Corps"), "help": _l("Empty: of every corps.")}
    )
    function: Mapped[str | None] = mapped_column(
        String(160), info={"label": _l("Function"), "help": _l("Empty: whatever the function.")}
    )
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})
    is_assumed: Mapped[bool] = mapped_column(
        default=False,
        info={"label": _l("Assumed"), "help": _l("Not found in a public text: to be confirmed by the force.")},
    )

    kind: Mapped[DocumentKind] = relationship()
    corps: Mapped[Corps | None] = relationship()

    def __str__(self) -> str:
        return named_by(self, "kind", "corps")


class Document(Restorable, FileRecord):
    """A document of the file, kept under a random name and opened only through the guard."""

    __area__ = "private"
    __is_importable__ = False
    __label__, __label_plural__ = _l("Document"), _l("Documents")
    __sorted__, __search__ = ("dated_on", "kind_id"), ("title",)

    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"), info={"label": _l("Kind of document")})
    title: Mapped[str | None] = mapped_column(String(200), info={"label": _l("Title")})
    dated_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Dated")})
    file: Mapped[str] = mapped_column(String(80), info={"label": _l("File"), "file": "documents"})

    kind: Mapped[DocumentKind] = relationship()

    def __str__(self) -> str:
        return self.title or named_by(self, "kind")
