"""The file of an officer: acts write its lines, the history keeps them in step, and any day can be asked."""

from . import two_people
from .acts import Act, Paper, award, check_in_force, check_kept, check_post, foresee, post, promote, set_position
from .anew import Expected, added, corrected
from .annulling import annul, consequences
from .completing import complete, fillable, is_awaited
from .correcting import correct
from .effects import foretold, lowered
from .history import REPEATED, arranged, fit, holds, lines, refresh, valid
from .relying import OF_MANY, resting
from .telling import Told
from .rewriting import check_entry
from .taking_effect import behind, take_effect

__all__ = [
    "Act", "Expected", "OF_MANY", "Paper", "REPEATED", "Told", "added", "annul", "arranged", "award", "behind", "check_entry", "check_in_force", "check_kept", "check_post",
    "complete", "consequences", "correct", "corrected", "fillable", "fit", "foresee", "foretold", "holds", "is_awaited", "lines", "lowered",
    "post", "promote", "refresh", "resting", "set_position", "take_effect", "two_people", "valid",
]  # fmt: skip
