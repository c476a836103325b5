"""Whatever the order of save, send, return, move, excuse, review, sign, appeal and close: no evaluation is lost, doubled, or read by the wrong one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from models import db

from .any_order import cast
from .any_order.machine import BEGINNINGS, ENDS, Machine

# What a whole run must have done and come to, or it has proved nothing.
ACTS = (
    "saved", "sent", "not interviewed", "asked back", "reassigned", "let mark", "reviewer named", "recomputed", "moved", "excused by hand", "resumed",
    "review typed", "reviewed", "signature", "refusal", "silence", "appeal", "decided", "closed in time", "cycle closed", "excused with the cycle",
    "refused to another",
)  # fmt: skip
STATES = ("marking", "reviewing", "reading", "signed", "appealed", "closed", "excused")


@pytest.fixture
def machine(app, people, signed_in):
    """The machine with everybody signed in, and nothing counted yet."""
    with app.app_context():
        everybody, units = cast.of_the_force(people)
        db.session.commit()

    class OfThisTest(Machine):
        pass

    OfThisTest.app, OfThisTest.cast, OfThisTest.units = app, everybody, units
    OfThisTest.clients = {name: signed_in(name) for name in cast.EVERYBODY}
    OfThisTest.reached, OfThisTest.beginnings, OfThisTest.ends = Counter(), list(BEGINNINGS), list(ENDS)
    return OfThisTest


def test_no_order_of_acts_loses_doubles_or_shows_an_evaluation(machine):
    calm = settings(
        max_examples=13, stateful_step_count=8, phases=(Phase.generate,), derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=calm)
    assert not [name for name in (*ACTS, *STATES) if not machine.reached[name]], machine.reached
    assert not [state for state in STATES if not machine.reached[f"pages of {state}, here"]], machine.reached
