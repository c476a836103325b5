"""The offline bridge: one's people as a workbook, filled anywhere and loaded back without overwriting what was typed since.

layout.py says what stands in which column, sealing.py by what a file is known again, writing.py makes it; reading.py opens a
filled one, comparing.py says field by field what it would change, taking.py does it.
"""

from .comparing import Change, Fate, Preview, Returned, compare
from .reading import read
from .taking import Taken, take
from .writing import write

__all__ = ["Change", "Fate", "Preview", "Returned", "Taken", "compare", "read", "take", "write"]
