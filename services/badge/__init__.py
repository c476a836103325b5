"""Cards nobody can forge: keys, tokens, their life, printing, the stock, other papers, and the public check."""

from . import keys, stock
from .compromise import revoke_key
from .keys import make_key
from .life.checking import find, genuine, mark_checked, spoil
from .life.deciding import propose_resume
from .life.ending import cancel, expire, lose, revoke, steal, suspend, take_back
from .life.following import follow
from .life.freezing import photo_file
from .life.handing import Receipt, hand_over, receipts
from .life.issuing import approve
from .life.reprinting import not_replaced, reprint_due, shows_otherwise, tell_week
from .life.requesting import Requested, bars, request
from .life.verifying import verify
from .papers import address_of_paper, end_paper, expire_papers, issue_paper
from .printing import batches, designs
from .printing.batches import forget, make as make_batch, part, print_batch, repeat
from .printing.designs import in_force, new_version, preview
from .printing.direct import print_unit
from .printing.faces import address_of, face_of, token_of
from .publishing.due import publish_if_due
from .publishing.listed import not_valid_slots
from .publishing.site import publish
from .publishing.troubles import troubles

__all__ = [
    "Receipt", "Requested", "address_of", "address_of_paper", "approve", "bars", "batches", "cancel", "designs", "end_paper", "expire", "expire_papers", "face_of", "find",
    "follow", "forget", "genuine", "hand_over", "in_force", "issue_paper", "keys", "lose", "make_batch", "make_key", "mark_checked",
    "new_version", "not_replaced", "not_valid_slots", "part", "photo_file", "preview", "print_batch", "print_unit", "propose_resume", "publish",
    "publish_if_due", "receipts", "repeat", "reprint_due", "request", "revoke", "revoke_key", "shows_otherwise", "spoil", "steal", "stock", "suspend",
    "take_back", "tell_week", "token_of", "troubles", "verify",
]  # fmt: skip
