"""Cards and badges: each card with its life, its design and print run, the blanks, and other papers with a signed code."""

from .batch import CardBatch, SheetFormat
from .card import ENDED, IN_FORCE, IN_WORK, Badge, BadgeCause, BadgeState
from .design import BadgeKind, CardDesign, CardLanguage
from .paper import SignedPaper, SignedPaperKind
from .stock import Blank, BlankState

__all__ = [
    "ENDED", "IN_FORCE", "IN_WORK", "Badge", "BadgeCause", "BadgeKind", "BadgeState", "Blank", "BlankState", "CardBatch",
    "CardDesign", "CardLanguage", "SheetFormat", "SignedPaper", "SignedPaperKind",
]  # fmt: skip
