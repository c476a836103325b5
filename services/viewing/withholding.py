"""What no list shows to whoever says first why he opens a file: a list would show it of a thousand files without a word.

Who keeps the files works in lists, and what he takes away in one is told to each officer who stood in it. It depends on the role alone, not on the row, so that a page of a list costs what it cost before.
"""

from __future__ import annotations

from models import Record
from rules import viewing
from rules.access import Actor

from ..fields import Field, Kind
from .noting import TELLS_OF, is_of_file

LONG = (Kind.LONG_TEXT, Kind.SECRET)


def is_withheld(model: type[Record], field: Field, who: Actor) -> bool:
    """Whether a field is no column of a list: ways to reach somebody, numbers of identity, births and long texts."""
    is_read_in_file = bool(field.mask) or field.kind in LONG or field.name in viewing.NOT_IN_LISTS
    return is_read_in_file and (is_of_file(model) or model in TELLS_OF) and viewing.reads_in_file_only(who)
