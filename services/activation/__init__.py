"""Access to one's own file: letters with a code that serves once, given out by hand, and what is done with them.

Read choosing.py (who gets a letter), giving.py (accounts, codes, what a new letter ends), letter.py (the page that is
printed), keeping.py (the file until it is fetched), using.py (the code becomes a password).

Of a code only its SHA-256 is kept. That is enough here, where it would not be for a password: a code is 79 random
bits, which nobody can try one after the other, neither on the page (each wrong try makes one wait) nor on a stolen
copy of the table.
"""

from __future__ import annotations

from .choosing import Preview, Wanted, access_of, had_access, keeps, preview
from .giving import print_in_background, print_letters, renew
from .keeping import fetch, forget, is_kept
from .using import opened_by_letter, use

__all__ = [
    "Preview", "Wanted", "access_of", "fetch", "forget", "had_access", "is_kept", "keeps", "opened_by_letter", "preview", "print_in_background",
    "print_letters", "renew", "use",
]  # fmt: skip
