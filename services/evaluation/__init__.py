"""Evaluation: opening a cycle, marking one's people as a draft, and sending the evaluation off for good."""

from .correcting import correct_mark
from .cycles import check_cycle, close_cycle, current_cycle, open_cycle
from .marking import begin, criteria_for, explanation, marks_of, save, submit, weighted
from .team import PEOPLE_ON_A_PAGE, Person, Team, people_to_evaluate

__all__ = [
    "PEOPLE_ON_A_PAGE", "Person", "Team", "begin", "check_cycle", "close_cycle", "correct_mark", "criteria_for",
    "current_cycle", "explanation", "marks_of", "open_cycle", "people_to_evaluate", "save", "submit", "weighted",
]  # fmt: skip
