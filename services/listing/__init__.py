"""The lists of all screens: what is asked for in the URL, found through indexes, one page at a time at any size.

A page costs the same at a thousand and at a million records. `asked` reads the arguments of a URL, `page` finds
the records, `numbers` gives all that the list would show, `matching` is the search alone.
"""

from .asking import SIZES, Asked, arguments, asked
from .conditions import declare
from .dated import held, is_dated
from .filters import Filter, Operation, filterable, operations
from .paging import CAP, Page, among, numbers, page
from .searching import is_searchable, matching
from .sorting import sortable

__all__ = [
    "CAP", "SIZES", "Asked", "Filter", "Operation", "Page", "among", "arguments", "asked", "declare", "filterable", "held", "is_dated",
    "is_searchable", "matching", "numbers", "operations", "page", "sortable",
]  # fmt: skip
