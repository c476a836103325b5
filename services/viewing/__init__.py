"""Who looked at whose file: each opening is noted, beyond the daily scope with its purpose, and the officer reads it.

noting.py writes the looks of the desk, withholding.py says what no list shows before one, listing.py says the looks in words to
the officer with the exports and the changes, and inquiries.py hides some of them until a day that two people set. Who stood in
an exported list, services/bulk writes down.
"""

from .acts import Act, Verb
from .inquiries import Asked, end, inquirer_numbered, inquirers, is_hiding, propose
from .listing import Look, Page, What, changes, latest, of
from .noting import Opening, file_of, is_daily, is_of_file, open_file, state, whose
from .withholding import is_withheld

__all__ = [
    "Act", "Asked", "Look", "Opening", "Page", "Verb", "What", "changes", "end", "file_of", "inquirer_numbered", "inquirers", "is_daily", "is_hiding", "is_of_file",
    "is_withheld", "latest", "of", "open_file", "propose", "state", "whose",
]  # fmt: skip
