"""Cards on plain values: numbers, tokens in digits, slots, dates, the life of a card, and what events do to it."""

from .dates import EXPIRES_WITHIN, LIST_DAYS, LONGEST_LIFE_YEARS, expiry, expiry_moment
from .digits import LONGEST_ADDRESS, LONGEST_PAPER_TOKEN, LONGEST_TOKEN, from_digits, to_digits
from .events import Standing, consequence
from .life import LIFE, LONGEST_REASON, PUBLISHED_VALID, Act, Cause, State, Step, may, step
from .numbers import ALPHABET, NUMBER_LENGTH, PAPER_PREFIX, PREFIX, is_mistyped, is_number, make_number, normalise_number, spaced_number
from .slots import CARD_SLOTS, CTI_LENGTH, PAPER_SLOTS, SLOTS, make_cti, slot_of

__all__ = [
    "ALPHABET", "CARD_SLOTS", "CTI_LENGTH", "EXPIRES_WITHIN", "LIFE", "LIST_DAYS", "LONGEST_ADDRESS", "LONGEST_LIFE_YEARS", "LONGEST_PAPER_TOKEN", "LONGEST_REASON", "LONGEST_TOKEN", "NUMBER_LENGTH",
    "PAPER_PREFIX", "PAPER_SLOTS", "PREFIX", "PUBLISHED_VALID", "SLOTS", "Act", "Cause", "Standing", "State", "Step", "consequence", "expiry", "expiry_moment",
    "from_digits", "is_mistyped", "is_number", "make_cti", "make_number", "may", "normalise_number", "slot_of",
    "spaced_number", "step", "to_digits",
]  # fmt: skip
