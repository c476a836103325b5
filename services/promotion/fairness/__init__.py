"""The fairness report of a round: counted, frozen, told in words, and what the board concluded from it."""

from .concluding import conclude, may_conclude, sees_small_groups
from .reporting import figures, freeze, tables
from .saying import in_words, label, name_of, unknown_in_words

__all__ = [
    "conclude", "figures", "freeze", "in_words", "label", "may_conclude", "name_of", "sees_small_groups", "tables", "unknown_in_words",
]  # fmt: skip
