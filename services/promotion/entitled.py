"""Whose rounds somebody reaches in this area."""

from __future__ import annotations

from models import PromotionRound
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden

NOT_ENTITLED = N_("You are not entitled to do this.")


def require(by: Actor, permission: str, round_: PromotionRound) -> None:
    """The right, over the agency of the round."""
    if not access.may(by, permission) or not is_within(round_, by):
        raise Forbidden(NOT_ENTITLED)


def is_within(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody's part of the force in this area has the round in it."""
    reach = access.scope(by, "promotion")
    return reach == Scope.ALL or (reach == Scope.AGENCY and by.agency_id == round_.agency_id)
