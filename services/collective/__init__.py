"""One act for many: prepared, seen person by person, approved by somebody else, applied whole, annulled whole.

Read in this order: preparing.py (who is in it, until when it may change), histories.py (many careers in a few
queries), changes.py (what the act would do to one person), then what each purpose does: transposing.py,
posting.py with reading.py for files, stepping.py, promoting.py; applying.py and annulling.py end it, and following.py
tells the area that began it.
"""

from . import preparing, transposing
from .annulling import Consequences, carry_out, carry_out_in_background, consequences, follows, lines_of, model_of, propose as propose_annulment
from .applying import apply_alone, apply_approved, apply_in_background, check_approved, preview, propose, takes_two
from .changes import Change, Preview
from .following import Follower, follow
from .preparing import ANNUL, MOST_ROWS, standing
from .reading import Report, take_file
from .stepping import Taken, take_due

__all__ = [
    "ANNUL", "MOST_ROWS", "Change", "Consequences", "Follower", "Preview", "Report", "Taken", "apply_alone", "apply_approved", "apply_in_background",
    "carry_out", "carry_out_in_background", "check_approved", "consequences", "follow", "follows", "lines_of", "model_of", "preparing", "preview",
    "propose", "propose_annulment", "standing", "take_due", "take_file", "takes_two", "transposing",
]  # fmt: skip
