"""The whole own file as a ZIP that a machine reads: dossier.json, one CSV for each list, the documents, and a LISEZMOI.txt.

Read kinds.py (what is in it), values.py (how a value is written), then writing.py. The structure is told in
docs/fr/archive.md; whoever changes it raises FORMAT.
"""

from .kinds import KINDS
from .pace import check_pace
from .writing import FORMAT, write

__all__ = ["FORMAT", "KINDS", "check_pace", "write"]
