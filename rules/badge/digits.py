"""A token written in decimal digits, as the numeric segment of a QR code holds it."""

from __future__ import annotations

LONGEST_TOKEN = 120  # bytes: what a QR of version 8, level M, holds behind a short address
LONGEST_ADDRESS = 31  # characters: what the same code holds before the #
LONGEST_PAPER_TOKEN = 250  # bytes: version 12, level M


def to_digits(data: bytes) -> str:
    """The bytes read as one whole number in decimal: nothing in it can be escaped, folded or trimmed.

    8.03 bits of a QR's numeric segment for a byte, against 8.33 for five digits per two bytes: five
    characters more for the address in front. Raises ValueError where a zero byte leads, which would be
    lost; a token never begins with one.
    """
    if not data or data[0] == 0:
        raise ValueError("a token begins with a byte other than zero")
    return str(int.from_bytes(data, "big"))


def from_digits(digits: str, longest: int = LONGEST_TOKEN) -> bytes:
    """The bytes back. Raises ValueError for anything to_digits() would not have written."""
    if not digits.isascii() or not digits.isdigit() or digits[0] == "0" or len(digits) > longest * 3:
        raise ValueError("not a token in digits")
    value = int(digits)
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    if len(data) > longest:
        raise ValueError("too long for a token")
    return data
