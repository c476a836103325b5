"""What the import of files decides: which column is which field, and how a cell is read.

Pure functions on plain values: no database, no clock. The services hand in the day and the known records.
"""

from .dates import DateReading, detect_dates, read_date
from .headers import guess, normalised
from .lines import Line, holding, holes, overlap, splice
from .values import BadValue, birth_year_from_age, lost_zeros, split_name

__all__ = [
    "BadValue",
    "DateReading",
    "Line",
    "birth_year_from_age",
    "detect_dates",
    "guess",
    "holding",
    "holes",
    "lost_zeros",
    "normalised",
    "overlap",
    "read_date",
    "splice",
    "split_name",
]
