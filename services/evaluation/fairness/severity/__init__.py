"""How severe each evaluator is: estimated by a job (fitting.py), taken off when a mark is read (reading.py), talked about (talking.py).

numpy and SciPy are loaded by modelling.py, groups.py, solver.py and elimination.py alone, and these by the job.
"""

from .fitting import estimate, estimate_in_background, may_estimate
from .judged import Years, distribution, in_words, shares_of_cycle, years_of
from .reading import Corrected, corrected, corrected_of
from .talking import latest_cycle, may_talk, talk, talks_with

__all__ = [
    "Corrected", "Years", "corrected", "corrected_of", "distribution", "estimate", "estimate_in_background", "in_words", "latest_cycle",
    "may_estimate", "may_talk", "shares_of_cycle", "talk", "talks_with", "years_of",
]  # fmt: skip
