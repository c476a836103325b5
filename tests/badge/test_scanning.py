"""A code of a card is read from what a bad camera makes of it: the same hundred frames of each degree every time."""

from __future__ import annotations

import pytest

from tests.badge import distortion

FRAMES = 100
LEAST = {"easy": 99, "medium": 80, "hard": 35}  # of a hundred


@pytest.mark.parametrize("degree", LEAST)
def test_a_code_of_a_card_is_read_in_spite_of(degree):
    assert distortion.share_read(distortion.DEGREES[degree], FRAMES) >= LEAST[degree]


def test_the_same_seed_takes_the_same_frames():
    assert len({distortion.share_read(distortion.DEGREES["hard"], 8) for _turn in range(2)}) == 1


def test_a_code_out_of_focus_is_not_read():
    """The camera of these tests can fail: five millimetres a side are too few."""
    assert distortion.share_read(distortion.DEGREES["easy"], 3, side=5) == 0
