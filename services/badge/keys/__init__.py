"""The signing keys of cards, status lists, papers and promotion rounds: P-256, numbered 1 to 255 over all uses, in the instance folder.

A public file stays until the last card signed with it has expired, and that of a sealed round for ever; taking it away refuses
whatever was signed with it.
"""

from .files import CARD, LIST, PAPER, ROUND, USES, PublicKey, public_keys
from .listing import ListedKey, clear_away, listed
from .rotating import current_key, erase, make_key, new_key, retire, rotate, use_of
from .signing import sign

__all__ = [
    "CARD", "LIST", "PAPER", "ROUND", "USES", "ListedKey", "PublicKey", "clear_away", "current_key", "erase", "listed", "make_key",
    "new_key", "public_keys", "retire", "rotate", "sign", "use_of",
]  # fmt: skip
