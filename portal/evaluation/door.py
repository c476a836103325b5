"""What the pages of evaluation have in common: the blueprint, and who enters."""

from __future__ import annotations

import re

from flask import Blueprint, abort, g

from rules import access
from services import evaluation as service, guard

pages = Blueprint("evaluation", __name__)

# Beyond it no database counts; a longer number in an address is simply not there.
LARGEST = 2**31 - 1
NUMBER = re.compile("[1-9][0-9]{0,9}")


def number_in(text: str) -> int | None:
    """A number of a record as our pages write it; None for any other text, however long."""
    return int(text) if NUMBER.fullmatch(text) and int(text) <= LARGEST else None


def may_evaluate() -> bool:
    """Whether this account evaluates people: by the role, or because a part of an evaluation is his."""
    who = guard.actor()
    return g.user.officer_id is not None and (access.may(who, "evaluation.create") or service.has_part(who))


def require_evaluator() -> None:
    """To the sign-in for strangers, 403 for those who evaluate nobody."""
    if not g.user:
        abort(401)
    if not may_evaluate():
        abort(403)
