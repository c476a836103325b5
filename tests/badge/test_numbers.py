"""Badge numbers, slots, digits and dates: pure rules, no database."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import badge as rules

NUMBERS = st.integers(0, 2**32).map(lambda seed: rules.make_number(random.Random(seed).randrange))
TOKENS = st.binary(min_size=1, max_size=rules.LONGEST_TOKEN).filter(lambda data: data[0] != 0)


@given(NUMBERS)
def test_a_number_is_eleven_characters_with_a_right_check(number):
    assert len(number) == 11
    assert rules.is_number(number)


@given(NUMBERS, st.integers(2, 10), st.sampled_from(rules.ALPHABET))
def test_one_wrong_character_is_noticed(number, place, character):
    changed = number[:place] + character + number[place + 1 :]
    assert rules.is_number(changed) == (changed == number)


@given(NUMBERS, st.integers(2, 8))
def test_two_neighbours_swapped_are_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert rules.is_number(swapped) == (swapped == number)


@given(NUMBERS)
def test_a_number_read_aloud_is_understood(number):
    spoken = rules.spaced_number(number).lower().replace("0", "o").replace("1", "l")
    assert rules.normalise_number(spoken) == number


@pytest.mark.parametrize("text", ["", "ML", "ML0000000", "XX000000000", "ML00000000é", "ML0000000U0", "MLL"])
def test_what_is_no_number_is_said_to_be_none(text):
    assert rules.normalise_number(text) is None
    assert not rules.is_number(text)


@given(st.integers(0, rules.SLOTS - 1), st.binary(min_size=13, max_size=13))
def test_the_slot_is_read_back_from_the_identifier(slot, noise):
    cti = rules.make_cti(slot, noise)
    assert len(cti) == 16
    assert rules.slot_of(cti) == slot


def test_a_slot_beyond_the_list_is_refused():
    with pytest.raises(ValueError, match="slot"):
        rules.make_cti(rules.SLOTS, bytes(13))


@given(TOKENS)
def test_digits_give_the_bytes_back(data):
    digits = rules.to_digits(data)
    assert digits.isdigit()
    assert rules.from_digits(digits) == data


@pytest.mark.parametrize("text", ["", "0", "012", "-5", "+5", "1 2", "1_2", "٣", "²", "12a", "1.5", "9" * 300, "9" * 5000])
def test_digits_nobody_wrote_are_refused(text):
    with pytest.raises(ValueError, match="token"):
        rules.from_digits(text)


def test_a_leading_zero_byte_would_be_lost_and_is_refused():
    with pytest.raises(ValueError, match="zero"):
        rules.to_digits(b"\0\1")


@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [("2026-11-21", "2028-11-20"), ("2028-02-29", "2030-02-28"), ("2027-01-01", "2028-12-31")],
)
def test_a_badge_holds_until_the_eve_of_the_same_day_two_years_later(issued_on, last_day):
    assert rules.expiry(dt.date.fromisoformat(issued_on), 24) == dt.date.fromisoformat(last_day)


def test_the_last_day_counts_to_its_end():
    assert rules.expiry_moment(dt.date(2028, 11, 20)) == dt.datetime(2028, 11, 21, tzinfo=dt.UTC).timestamp()


def test_a_mistyped_number_is_told_from_what_is_no_number():
    number = rules.make_number(random.Random(7).randrange)
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    assert rules.is_mistyped(rules.spaced_number(wrong)) and not rules.is_mistyped(number)
    assert not any(rules.is_mistyped(text) for text in ("", "ML", "salut", "1234567890123", number + "0"))
