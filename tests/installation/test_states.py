"""On Python 3.11 the state of a mapped object has its dict from the start: made later, it could be made twice (models/states.py)."""

from __future__ import annotations

import gc
import sys

from sqlalchemy import inspect

from models import Unit


def test_a_state_has_its_dict_before_anybody_asks_for_it():
    state = inspect(Unit())
    held = gc.get_referents(state)
    assert sys.version_info >= (3, 12) or any(one is state.__dict__ for one in held)
