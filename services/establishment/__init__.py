"""The establishment: the authorised posts against those who fill them on a day, by unit, function and rank.

Posts are those of today; who fills them is asked of any day. A posting fills the post that its act names, else the post
of its unit whose title is its function, which `Filled.by_title` counts apart. Read filling.py first.
"""

from .filling import Filled, Strength, Unposted, strength
from .summing import Total, by_function, by_ranks, by_unit
from .units import Place, places

__all__ = ["Filled", "Place", "Strength", "Total", "Unposted", "by_function", "by_ranks", "by_unit", "places", "strength"]
