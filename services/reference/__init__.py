"""Reference data: the files of data/reference (files.py) brought into the database (loading.py)."""

from .files import FILES, Reader, date, number, text, yes_no
from .loading import FOLDER, act_kinds, load, read

__all__ = ["FILES", "FOLDER", "Reader", "act_kinds", "date", "load", "number", "read", "text", "yes_no"]
