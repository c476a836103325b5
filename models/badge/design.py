"""What is printed on a card: the design that an installation or an agency sets."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Record
from ..organisation import Agency


class BadgeKind(Choice):
    """Which of the two cards: the field badge bears no name on either side, for officers are targets."""

    IDENTITY = "identity", _l("Identity card")
    FIELD = "field", _l("Field badge")


class CardLanguage(Choice):
    """The languages in which a card speaks."""

    FR = "fr", _l("French")
    EN = "en", _l("English")


_COLOUR = "{0} LIKE '#______'"


class CardDesign(Record):
    """A design: colours, words, languages. Without an agency it is that of all that have none of their own.

    One that a card was printed with is never changed: a new version copies it.
    """

    __area__, __is_rule__, __is_short__ = "badge", True, True
    __is_extensible__, __grows__, __search__ = False, False, ("name",)
    __label__, __label_plural__ = _l("Card design"), _l("Card designs")
    __table_args__ = (
        CheckConstraint(_COLOUR.format("ground"), name="ground_is_a_colour"),
        CheckConstraint(_COLOUR.format("band"), name="band_is_a_colour"),
        CheckConstraint(_COLOUR.format("text"), name="text_is_a_colour"),
        CheckConstraint("months BETWEEN 1 AND 24", name="lasts_two_years_at_most"),
    )
    __constraint_words__ = {
        "ck_card_design_ground_is_a_colour": N_("“Ground” is a colour such as #cfe0d7."),
        "ck_card_design_band_is_a_colour": N_("“Band” is a colour such as #12402f."),
        "ck_card_design_text_is_a_colour": N_("“Text” is a colour such as #1b2430."),
        "ck_card_design_lasts_two_years_at_most": N_("“Months” lies between 1 and 24: no card is valid for longer."),
        "uq_card_design_of_all": N_("Another design of this “Kind of card” is “In force” already: take that one out of force first."),
        "uq_card_design_of_agency": N_("“Agency” already has a design of this “Kind of card” “In force”: take that one out of force first."),
    }

    name: Mapped[str] = mapped_column(String(80), info={"label": _l("Name")})
    kind: Mapped[BadgeKind] = mapped_column(info={"label": _l("Kind of card")})
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency")})
    is_in_force: Mapped[bool] = mapped_column(default=False, info={"label": _l("In force"), "derived": True})
    language: Mapped[CardLanguage] = mapped_column(default=CardLanguage.FR, info={"label": _l("Language")})
    second_language: Mapped[CardLanguage | None] = mapped_column(info={"label": _l("Second language")})
    ground: Mapped[str] = mapped_column(String(7), default="#cfe0d7", info={"label": _l("Ground")})
    band: Mapped[str] = mapped_column(String(7), default="#12402f", info={"label": _l("Band")})
    text: Mapped[str] = mapped_column(String(7), default="#1b2430", info={"label": _l("Text")})
    stripes: Mapped[str] = mapped_column(
        String(40), default="#14b53a,#fcd116,#ce1126", info={"label": _l("Stripes"), "help": _l("Colours, separated by commas.")}
    )
    crest: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Crest"), "file": "crests"})
    state_name: Mapped[str] = mapped_column(String(80), info={"label": _l("State or ministry")})
    title: Mapped[str] = mapped_column(String(60), info={"label": _l("Title")})
    authority: Mapped[str] = mapped_column(String(80), info={"label": _l("Issuing authority")})
    statement: Mapped[str] = mapped_column(String(400), info={"label": _l("Statement")})
    finder_note: Mapped[str] = mapped_column(String(400), info={"label": _l("Finder’s note")})
    legal_note: Mapped[str] = mapped_column(String(400), info={"label": _l("Legal note")})
    title_second: Mapped[str | None] = mapped_column(String(60), info={"label": _l("Title in the second language")})
    statement_second: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Statement in the second language")})
    finder_note_second: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Finder’s note in the second language")})
    legal_note_second: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal note in the second language")})
    has_guilloche: Mapped[bool] = mapped_column(default=True, info={"label": _l("Guilloche")})
    has_ghost_photo: Mapped[bool] = mapped_column(default=True, info={"label": _l("Ghost photo")})
    has_serials: Mapped[bool] = mapped_column(default=False, info={"label": _l("Numbered blanks")})
    months: Mapped[int] = mapped_column(default=24, info={"label": _l("Months"), "help": _l("For how long a card is valid.")})

    agency: Mapped[Agency | None] = relationship()

    def __str__(self) -> str:
        return self.name


_of_all = and_(CardDesign.is_in_force, CardDesign.agency_id.is_(None))
_of_one = and_(CardDesign.is_in_force, CardDesign.agency_id.is_not(None))
Index("uq_card_design_of_all", CardDesign.kind, unique=True, sqlite_where=_of_all, postgresql_where=_of_all)
Index("uq_card_design_of_agency", CardDesign.agency_id, CardDesign.kind, unique=True, sqlite_where=_of_one, postgresql_where=_of_one)
