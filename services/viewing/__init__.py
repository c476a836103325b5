"""Who looked at whose file: each opening is noted, beyond the daily scope with its purpose, and the officer reads it.

noting.py writes the looks of the desk, listing.py says them in words to the officer with the exports and the changes, and
inquiries.py hides some of them until a day that two people set. Who stood in an exported list, services/bulk writes down.
"""

from .inquiries import Asked, end, inquirer_numbered, inquirers, is_hiding, propose
from .listing import Look, Page, What, latest, of
from .noting import Opening, file_of, is_daily, open_file, state

__all__ = [
    "Asked", "Look", "Opening", "Page", "What", "end", "file_of", "inquirer_numbered", "inquirers", "is_daily", "is_hiding", "latest", "of",
    "open_file", "propose", "state",
]  # fmt: skip
