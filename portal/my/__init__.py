"""One's own file at /my: a start page, and small pages in plain words for its parts.

A part is one module here and one line of sections.py, which imports it; what other areas add is one line there too.
"""

from . import opening, start
from .door import pages

__all__ = ["opening", "pages", "start"]
