"""Photos of officers: taken and checked, cut and kept, a unit enrolled one after the other, the too old counted."""

from .current import IS_IN_USE, in_use, outdated
from .enrolling import next_after, progress, to_enrol, units_to_enrol
from .faces import Box
from .reminding import tell_quarter
from .taking import LONGEST_REASON, Checked, Shot, check, check_right, take

__all__ = [
    "IS_IN_USE", "LONGEST_REASON", "Box", "Checked", "Shot", "check", "check_right", "in_use", "next_after", "outdated", "progress", "take", "tell_quarter", "to_enrol", "units_to_enrol",
]  # fmt: skip
