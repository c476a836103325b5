"""Which design a card is printed with, a new version of one, and its preview."""

from __future__ import annotations

import datetime as dt
import io
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale, gettext as _
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from models import Agency, Badge, BadgeKind, CardDesign, db
from rules.refused import N_, Refused
from services import guard

from . import looks
from .faces import CardFace
from .looks import Look, look_of

_COPIED = (
    "kind", "agency_id", "language", "second_language", "ground", "band", "text", "stripes", "crest", "state_name", "title", "authority",
    "statement", "finder_note", "legal_note", "title_second", "statement_second", "finder_note_second", "legal_note_second",
    "has_guilloche", "has_ghost_photo", "has_serials", "months",
)  # fmt: skip
# The longest names that a card must hold whole.
LONGEST = ("SIDI BABA-CISSÉ", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana", "Commissaire divisionnaire de classe exceptionnelle")
SPECIMEN = N_("SPECIMEN")
_UNSIGNED = "1" * 284  # as many digits as a token has, and no token
_DOTS = 300  # an inch, as card printers have


def in_force(agency_id: int, kind: BadgeKind) -> CardDesign:
    """The design of an agency for a kind of card, else that of all. Refused where there is none."""
    asked = select(CardDesign).where(
        CardDesign.kind == kind, CardDesign.is_in_force, (CardDesign.agency_id == agency_id) | CardDesign.agency_id.is_(None)
    )
    with guard.unscoped("which design is in force"):
        found = db.session.scalars(asked).all()
    if not found:
        raise Refused(N_("No card design is in force for this kind of card."))
    return max(found, key=lambda design: design.agency_id is not None)


def new_version(design: CardDesign) -> CardDesign:
    """A copy that can be changed; it is in force once somebody says so."""
    made = CardDesign(name=design.name, is_in_force=False, **{name: getattr(design, name) for name in _COPIED})
    db.session.add(made)
    db.session.flush()
    return made


def put_in_force(design: CardDesign) -> None:
    """From now on cards are printed with this design; the one that was in force steps back."""
    check(look_of(design))
    same = select(CardDesign).where(CardDesign.kind == design.kind, CardDesign.agency_id.is_not_distinct_from(design.agency_id))
    for other in db.session.scalars(same.where(CardDesign.is_in_force, CardDesign.id != design.id)):
        other.is_in_force = False
    db.session.flush()
    design.is_in_force = True
    db.session.flush()


def is_frozen(design: CardDesign) -> bool:
    """Whether a card was printed with it: then it stays as it is."""
    with guard.unscoped("whether a card bears the design"):
        return db.session.scalar(select(Badge.id).where(Badge.design_id == design.id).limit(1)) is not None


def check(look: Look) -> None:
    """Raise WrongDesign unless cards of this look can be read."""
    from . import ground  # what draws is loaded with the first drawing

    looks.check(look)
    ground.check_words(look)


def has_crest(look: Look) -> bool:
    """Whether cards of this look bear a crest: some drawings of an installation are shown on screens and cannot be printed."""
    from . import crest

    return crest.of(look) is not None


def preview(look: Look, agency: str, out: BinaryIO) -> None:
    """Front and back of a card of this look as PDF: with the longest name, a drawn head, and a code that nobody signed."""
    from . import cr80

    last_name, first_names, rank = LONGEST
    address = f"{current_app.config['VERIFY_URL']}#{_UNSIGNED}"
    with force_locale(look.language.value):
        number = _(SPECIMEN)
    cr80.print_cards([CardFace(agency, number, rank, dt.date(2099, 12, 31), address, last_name, first_names, _head(), look)], out)


def pictures(pdf: bytes) -> list[bytes]:
    """The sides of a preview as PNG, made from the very PDF."""
    import pypdfium2  # loaded with the first preview

    document, made = pypdfium2.PdfDocument(pdf), []
    for page in document:
        out = io.BytesIO()
        page.render(scale=_DOTS / 72).to_pil().save(out, "PNG")
        made.append(out.getvalue())
    document.close()
    return made


def _head() -> bytes:
    """Nobody: a head and shoulders, so that a photo and its ghost have their place."""
    image = Image.new("RGB", (354, 455), "#dfe6ea")
    pen = ImageDraw.Draw(image)
    pen.ellipse((47, 300, 307, 640), fill="#2f4358")
    pen.rectangle((147, 240, 207, 330), fill="#7d5a44")
    pen.ellipse((102, 70, 252, 275), fill="#8a6550")
    pen.chord((98, 60, 256, 220), 180, 360, fill="#1f1a18")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def longest_agency() -> str | None:
    """The longest name that a card could bear in its band."""
    with guard.unscoped("the longest name of an agency"):
        return db.session.scalar(select(Agency.name).order_by(func.length(Agency.name).desc(), Agency.id).limit(1))
