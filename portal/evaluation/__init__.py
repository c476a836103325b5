"""Evaluation in the portal: heads mark their people (team.py, part.py, saving.py, send.py), speak with them (interviews.py), the second level reviews (reviews.py), officers read what was said of them (own.py)."""

from . import facts, interviews, own, part, reviews, saving, send, severity, team, workbook
from .door import may_evaluate, pages

__all__ = ["facts", "interviews", "may_evaluate", "own", "pages", "part", "reviews", "saving", "send", "severity", "team", "workbook"]
