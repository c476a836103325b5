"""One's own file at /my: a start page, and small pages in plain words for its parts.

A part is one module here and one line of sections.py; what other areas add is one line there too.
"""

from . import abilities, absences, badge, career, distinctions, evaluations, family, identity, opening, papers, promotion, start
from .door import pages

__all__ = [
    "abilities", "absences", "badge", "career", "distinctions", "evaluations", "family", "identity", "opening", "pages",
    "papers", "promotion", "start",
]  # fmt: skip
