"""Every act on a card that is there, by the services behind the doors; and a card in each state."""

from __future__ import annotations

from collections.abc import Callable

from models import Badge
from rules.access import Actor
from rules.badge.life import Act, State
from services import badge, guard
from services.badge.life import deciding, issuing, moving
from services.badge.printing import batches

from . import cards

DEEDS: dict[Act, Callable[[Badge, Actor], object]] = {
    Act.APPROVE: lambda card, by: issuing.approve([card], by=by),
    Act.REFUSE: lambda card, _by: deciding.refuse(card, "Non"),  # approval sees to who may
    Act.CANCEL: lambda card, by: badge.cancel(card, "Inutile", by=by),
    Act.PRINT: lambda card, by: batches.printed(card, by=by),
    Act.CHECK: lambda card, by: badge.mark_checked(card, by=by),
    Act.SPOIL: lambda card, by: badge.spoil(card, "Mal imprimée", by=by),
    Act.HAND_OVER: lambda card, by: badge.hand_over(card, badge.Receipt("R-1"), by=by),
    Act.SUSPEND: lambda card, by: badge.suspend(card, "Enquête", by=by),
    Act.RESUME: lambda card, by: deciding.resume(card, "De retour", by=by),
    Act.LOSE: lambda card, by: badge.lose(card, by=by),
    Act.STEAL: lambda card, by: badge.steal(card, by=by),
    Act.REVOKE: lambda card, by: badge.revoke(card, "Décision", by=by),
    Act.RETURN: lambda card, by: badge.take_back(card, by=by),
    Act.EXPIRE: lambda card, _by: moving.end(card, Act.EXPIRE, by=guard.SYSTEM),
}
# Which the officer himself may do to his own card, and which are not his but the system's or decided with a proposal.
BY_HIMSELF = {Act.LOSE, Act.STEAL}
BY_NOBODY = {Act.EXPIRE, Act.REFUSE}


def done(card: Badge, act: Act, by: Actor = cards.MAKER) -> Badge:
    """The card, after an act whose right nobody asks for."""
    with guard.unscoped("the test acts"):
        DEEDS[act](card, by)
    return card


# By the number of the officer.
TO_STATE: dict[State, Callable[[int], Badge]] = {
    State.REQUESTED: lambda number: cards.requested([number])[0],
    State.APPROVED: cards.approved_card,
    State.PRINTED: cards.printed_card,
    State.CHECKED: lambda number: done(cards.printed_card(number), Act.CHECK),
    State.ACTIVE: cards.active_card,
    State.SUSPENDED: lambda number: done(cards.active_card(number), Act.SUSPEND),
    State.LOST: lambda number: done(cards.active_card(number), Act.LOSE),
    State.STOLEN: lambda number: done(cards.active_card(number), Act.STEAL),
    State.RETURNED: lambda number: done(cards.active_card(number), Act.RETURN),
    State.EXPIRED: lambda number: done(cards.active_card(number), Act.EXPIRE),
    State.REVOKED: lambda number: done(cards.active_card(number), Act.REVOKE),
    State.REPLACED: lambda number: (cards.active_card(number), cards.active_card(number))[0],
    State.SPOILED: lambda number: done(cards.printed_card(number), Act.SPOIL),
    State.CANCELLED: lambda number: done(cards.requested([number])[0], Act.CANCEL),
}
