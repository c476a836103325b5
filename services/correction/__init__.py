"""Requests to correct a file: asked by its officer, decided by human resources, by two people where careers are made.

A request names one field, or one record that is missing; what it grants is written by the service of the area, with
the request as the act. Only what rules/correction.py names can be reached.
"""

from .about import in_short, label, labels, record_of
from .asking import AskedField, asked_fields, begin, foreseen, write
from .deciding import ask_piece, decide, take, what_follows
from .outcome import Outcome, outcome
from .people import why_not
from .pieces import add_piece, answer_in_words, remove_piece, takes_piece
from .reading import TO_DECIDE, asked_for, last_about_same, of, open_of, page_of, situation, story, to_decide, with_whom
from .sending import appeal, discard, may_appeal, send, withdraw
from .watching import watch

__all__ = [
    "AskedField", "Outcome", "TO_DECIDE", "add_piece", "answer_in_words", "appeal", "ask_piece", "asked_fields", "asked_for", "begin",
    "decide", "discard", "foreseen", "in_short", "label", "labels", "last_about_same", "may_appeal", "of", "open_of", "outcome", "page_of", "record_of", "remove_piece",
    "send", "situation", "story", "take", "takes_piece", "to_decide", "watch", "what_follows", "why_not", "with_whom", "withdraw", "write",
]  # fmt: skip
