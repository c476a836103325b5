"""Fields that an administrator adds to a record type from a screen, without code and without a migration."""

from __future__ import annotations

import secrets

from flask_babel import get_locale, lazy_gettext as _l
from sqlalchemy import JSON, BigInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from .base import Choice, Record


class CustomKind(Choice):
    """What a custom field holds; it never changes, because the values would not follow."""

    TEXT = "text", _l("Text")
    NUMBER = "number", _l("Numeric value")
    DATE = "date", _l("Date")
    CHOICE = "choice", _l("Choice of a list")
    YES_NO = "yes or no", _l("Yes or no")


def drawn() -> int:
    """A number that no earlier state of a definition had: what is read from the definitions is kept until their sum differs."""
    return secrets.randbits(48)


class CustomField(Record):
    """The definition of one field. Its values stand in `extra` of the records, under its key.

    `choices` is [{"value", "label", "label_en", "retired"}]. A retired field is shown nowhere; its values stay.
    One that is being prepared is in forms and details, and not yet filtered, sorted or searched by.
    """

    __area__, __is_rule__ = "organisation", True
    __is_extensible__, __grows__ = False, False
    __label__, __label_plural__ = _l("Additional field"), _l("Additional fields")
    __table_args__ = (UniqueConstraint("record_type", "key"),)

    record_type: Mapped[str] = mapped_column(String(60), info={"label": _l("Record type")})
    key: Mapped[str] = mapped_column(String(24), info={"label": _l("Key"), "derived": True})
    label: Mapped[str] = mapped_column(String(80), info={"label": _l("Label")})
    label_en: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Label in English")})
    help: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Help")})
    help_en: Mapped[str | None] = mapped_column(String(300), info={"label": _l("Help in English")})
    kind: Mapped[CustomKind] = mapped_column(info={"label": _l("Kind")})
    choices: Mapped[list] = mapped_column(
        JSON, default=list, info={"label": _l("Choices"), "help": _l("A choice that records hold can be retired, not removed.")}
    )
    is_required: Mapped[bool] = mapped_column(default=False, info={"label": _l("Required")})
    is_searchable: Mapped[bool] = mapped_column(
        default=False, info={"label": _l("Searched"), "help": _l("Records are found by what stands in it.")}
    )
    is_indexed: Mapped[bool] = mapped_column(
        default=False, info={"label": _l("In lists"), "help": _l("A column, with a filter and an order.")}
    )
    mask: Mapped[str | None] = mapped_column(
        String(60), info={"label": _l("Masked for whoever may not"),
                          "help": _l("Not for secrets: the value is hidden on screens and in files, but kept unencrypted.")}
    )  # fmt: skip
    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})
    is_retired: Mapped[bool] = mapped_column(
        default=False, info={"label": _l("Retired"), "help": _l("Shown nowhere; its values are kept.")}
    )
    is_preparing: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info={"label": _l("Being prepared"), "derived": True}
    )
    stamp: Mapped[int] = mapped_column(BigInteger, default=drawn, onupdate=drawn, info={"label": _l("Stamp"), "hidden": True})

    def __str__(self) -> str:
        return self.label_en if self.label_en and str(get_locale()) == "en" else self.label
