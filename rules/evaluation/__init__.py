"""Evaluation, as a lawyer reads it: how a mark comes about (marks.py), which form asks about whom (forms.py), which facts may be noted (facts.py), which marks must be founded on one (extremes.py), which step follows which (way.py)."""

from .assigning import longest_first
from .calendar import Calendar, WrongCalendar, check_calendar
from . import way
from .extremes import Lacking, Marked, lacking, tone_wanted
from .facts import NO_CRITERION, WrongFact, check_often, check_reply, check_withdrawal, founds, parse_fact, told
from .forms import Form, narrowest
from .marks import Given, Part, Weighted, WrongMarks, completeness, counting, explain, parse_mark, parse_marks, plain, score
from .texts import LONGEST_MARK, LONGEST_REASON, LONGEST_TEXT, as_kept, box_of
from .weights import Level, parse_levels, parse_weights

__all__ = [
    "Calendar", "Level", "parse_levels", "parse_weights", "check_calendar", "Form", "Given", "Part", "Weighted", "NO_CRITERION", "WrongCalendar", "WrongFact", "WrongMarks", "LONGEST_MARK", "Lacking", "Marked", "LONGEST_REASON", "LONGEST_TEXT", "as_kept", "box_of", "check_often", "check_reply", "check_withdrawal", "completeness", "counting", "explain", "founds", "lacking", "longest_first", "narrowest", "parse_fact", "parse_mark", "parse_marks", "plain", "score", "told", "tone_wanted", "way",
]  # fmt: skip
