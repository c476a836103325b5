"""The token's identifier, and its slot in the status list: cards have the lower places, papers the upper ones."""

from __future__ import annotations

SLOTS = 1 << 17
CARD_SLOTS = range(0, 114_688)
PAPER_SLOTS = range(114_688, SLOTS)
CTI_LENGTH = 16


def make_cti(slot: int, random_bytes: bytes) -> bytes:
    """The identifier of a token: its slot in three bytes, then thirteen random ones."""
    if not 0 <= slot < SLOTS or len(random_bytes) != CTI_LENGTH - 3:
        raise ValueError("a slot below 2**17 and thirteen random bytes are needed")
    return slot.to_bytes(3, "big") + random_bytes


def slot_of(cti: bytes) -> int:
    """The slot of a token in the status list: the first three bytes of its identifier."""
    return int.from_bytes(cti[:3], "big")
