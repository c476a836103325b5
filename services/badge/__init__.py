"""Badges nobody can forge: keys, tokens, the status list, printed cards, and the public check."""

from . import keys
from .issuing import address_of, issue, make_key, mark_printed, revoke, token_of, verify
from .printing import print_badges, print_unit
from .site import publish

__all__ = [
    "address_of", "issue", "keys", "make_key", "mark_printed", "print_badges", "print_unit", "publish", "revoke", "token_of",
    "verify",
]  # fmt: skip
