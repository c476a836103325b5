"""The file of an officer: acts write its lines, the history keeps them in step, and any day can be asked."""

from . import two_people
from .acts import Act, Paper, award, foresee, post, promote, set_position
from .annulling import annul, consequences
from .effects import foretold
from .history import REPEATED, arranged, fit, holds, lines, refresh, valid
from .taking_effect import behind, take_effect

__all__ = [
    "Act", "Paper", "REPEATED", "annul", "arranged", "award", "behind", "consequences", "fit", "foresee", "foretold", "holds", "lines",
    "post", "promote", "refresh", "set_position", "take_effect", "two_people", "valid",
]  # fmt: skip
