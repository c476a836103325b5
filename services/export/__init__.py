"""A list as a file: CSV or XLSX, as filtered and in chosen columns, within the scope of who asks and masked for him.

Many rows of personal data need a second person (approving.py), a large file is made in the background
(background.py). Every file taken away stands in the audit trail with its rows, filters and columns.
"""

from .approving import MOST_ROWS_ALONE, approved, check_growth, in_preparation, is_personal, needs_second, propose, take, taken_alone
from .background import forget, in_background, kept, kept_file
from .making import AT_ONCE, MOST_ROWS, count, make
from .wanted import KINDS, Wanted, described, read

__all__ = [
    "AT_ONCE", "KINDS", "MOST_ROWS_ALONE", "MOST_ROWS", "Wanted", "approved", "check_growth", "count", "described", "forget", "in_background",
    "in_preparation", "is_personal", "kept", "kept_file", "make", "needs_second", "propose", "read", "take", "taken_alone",
]  # fmt: skip
