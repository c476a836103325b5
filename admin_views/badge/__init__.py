"""Cards at the clerks' door: cards, print runs, blanks, designs, other papers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import Badge, Blank, CardBatch, CardDesign, SignedPaper

from ..base import RecordView
from .batches import BatchView
from .cards import BadgeView
from .designs import DesignView
from .desk import DeskView
from .papers import PaperView
from .stock import BlankView


def views() -> list[RecordView | DeskView]:
    """The screens of this area, in the order of the menu."""
    desk = DeskView(name=_l("Badge desk"), endpoint="admin-badge-desk", url="badge/desk")
    return [desk, BadgeView(Badge), BatchView(CardBatch), BlankView(Blank), DesignView(CardDesign), PaperView(SignedPaper)]
