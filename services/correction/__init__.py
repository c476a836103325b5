"""Requests to correct a file: asked by its officer, decided by human resources, by two people where careers are made.

A request names one field, or one record that is missing; what it grants is written by the service of the area, with
the request as the act. Only what rules/correction.py names can be reached.
"""

from models import CorrectionVerdict

from .about import label, record_of
from .asking import OPEN, AskedField, asked_fields, begin, choices_of, foreseen, write
from .deciding import ask_piece, decide, take
from .people import can_decide, may_file, why_not
from .pieces import add_piece, remove_piece
from .reading import Situation, StepTold, count_waiting, of, open_of, queue, situation, story, with_whom
from .sending import appeal, discard, may_appeal, send, withdraw
from .watching import watch

__all__ = [
    "OPEN", "AskedField", "CorrectionVerdict", "Situation", "StepTold", "add_piece", "appeal", "ask_piece", "asked_fields", "begin", "can_decide",
    "choices_of", "count_waiting", "decide", "discard", "foreseen", "label", "may_appeal", "may_file", "of", "open_of", "queue",
    "record_of", "remove_piece", "send", "situation", "story", "take", "watch", "why_not", "with_whom", "withdraw", "write",
]  # fmt: skip
