"""A commander's day: the people of the unit and the units below it, who is away, and what needs an eye.

signs.py says what can be told of somebody, as a condition that counts and filters; listing.py makes the page of a list,
one.py what is told on the page of one person. The number of statements does not grow with the people.
"""

from .listing import PEOPLE_ON_A_PAGE, Asked, Line, Listed, listed
from .one import Shown, shown
from .signs import SIGNS, may_look

__all__ = ["PEOPLE_ON_A_PAGE", "SIGNS", "Asked", "Line", "Listed", "Shown", "listed", "may_look", "shown"]
