"""The orders of a list: each follows an index, so that a page is found anywhere in it at once.

What is empty stands last, in both directions. Records that are equal stand in the order of their numbers, in the
same direction as all else, because only then an index on (column, id) gives the whole order.
"""

from .columns import ByBeginning, ByColumn, Order, Stretch
from .few import in_order, past
from .links import ByLink, order_of

__all__ = ["ByBeginning", "ByColumn", "ByLink", "Order", "Stretch", "in_order", "order_of", "past"]
