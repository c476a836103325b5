"""How cards of one design look, as plain values: colours, words, crest; and whether such a card can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from flask_babel import force_locale, gettext as _

from models import BadgeKind, CardDesign, CardLanguage
from rules.refused import N_, Refused
from services import storage

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5  # the contrast that letters need on their ground (WCAG 2.2)
WHITE, INK = "#ffffff", "#16211b"
MOST_STRIPES = 5


@dataclass(frozen=True)
class Look:
    """What all cards of one design share."""

    kind: BadgeKind = BadgeKind.IDENTITY
    language: CardLanguage = CardLanguage.FR
    second_language: CardLanguage | None = None
    ground: str = "#cfe0d7"
    band: str = "#12402f"
    text: str = "#1b2430"
    stripes: str = ""
    crest: bytes | None = None  # a picture; without one the installation's
    state_name: str = ""
    title: str = ""
    authority: str = ""
    statement: str = ""
    finder_note: str = ""
    legal_note: str = ""
    title_second: str | None = None
    statement_second: str | None = None
    finder_note_second: str | None = None
    legal_note_second: str | None = None
    has_guilloche: bool = True
    has_ghost_photo: bool = True

    @property
    def colours_of_stripes(self) -> list[str]:
        """The colours of the line below the band, from left to right."""
        return [part.strip() for part in self.stripes.split(",") if part.strip()]

    @property
    def languages(self) -> list[str]:
        """The one or two languages in which the card speaks."""
        return [one.value for one in (self.language, self.second_language) if one]


_LENGTHS = {field.name: getattr(CardDesign, field.name).type.length for field in fields(Look) if field.type in ("str", "str | None")}


class WrongDesign(Refused):
    """A design with which no card could be read; `field` is where it is wrong."""

    def __init__(self, field: str, message: str, **values: object):
        super().__init__(message, **values)
        self.field = field


def look_of(design: CardDesign) -> Look:
    """The look that a design sets."""
    said = {field.name: getattr(design, field.name) for field in fields(Look) if field.name != "crest"}
    return Look(**said, crest=_picture(storage.path("crests", design.crest)) if design.crest else None)


@lru_cache(maxsize=16)  # a stored file never changes
def _picture(place: Path) -> bytes:
    return place.read_bytes()


def worded(look: Look, msgid: str, **values: object) -> str:
    """The small word above a value in the languages of the card, the second one behind a stroke."""
    return " / ".join(dict.fromkeys(said.rstrip(":\u00a0 ") for said in said_in(look, msgid, **values)))


def said_in(look: Look, msgid: str, **values: object) -> list[str]:
    """A sentence of the card in each of its languages."""
    said = []
    for language in look.languages:
        with force_locale(language):
            said.append(_(msgid, **values))
    return said


def check(look: Look) -> None:
    """Raise WrongDesign unless texts are no longer than may be kept, colours are colours, and letters can be told from what lies behind them."""
    for name, most in _LENGTHS.items():
        if len(getattr(look, name) or "") > most:  # first: laying out a long text lasts
            raise WrongDesign(name, N_("Too long: %(most)s characters at most."), most=most)
    for name in ("ground", "band", "text"):
        if not _COLOUR.fullmatch(getattr(look, name) or ""):
            raise WrongDesign(name, N_("Give a colour such as #12402f."))
    stripes = look.colours_of_stripes
    if len(stripes) > MOST_STRIPES or not all(map(_COLOUR.fullmatch, stripes)):
        raise WrongDesign("stripes", N_("Give up to five colours such as #14b53a, separated by commas."))
    if contrast(look.text, look.ground) < READABLE:
        raise WrongDesign("text", N_("The text cannot be read on this ground: choose a darker text or a lighter ground."))
    if look.second_language is look.language:
        raise WrongDesign("second_language", N_("The second language is the first one: choose another or none."))
    for name in ("title", "statement", "finder_note", "legal_note") if look.second_language else ():
        if not (getattr(look, f"{name}_second") or "").strip():
            raise WrongDesign(f"{name}_second", N_("Say this in the second language, too."))


def on_band(look: Look) -> str:
    """White or ink, whichever can be read on the band."""
    return max((WHITE, INK), key=lambda colour: contrast(colour, look.band))


def mixed(colour: str, share: float) -> str:
    """A colour thinned with white."""
    return "#" + "".join(f"{round(255 * (1 - share * (1 - part))):02x}" for part in _parts(colour))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG reckons it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
