"""The whole own file as a ZIP that a machine reads: dossier.json, one CSV for each list, the documents, and a README.txt in the language of the reader.

Read kinds.py (what is in it), values.py (how a value is written), then writing.py. The structure is told in
docs/fr/archive.md; whoever changes it raises FORMAT.
"""

from .kinds import KINDS
from .writing import FORMAT, prepare

__all__ = ["FORMAT", "KINDS", "prepare"]
