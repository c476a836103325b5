"""An act of the tests that needs a second person, and the people who can be that one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from models import Agency, Proposal, User, db
from rules.access import Actor
from services import account, approval, guard
from tests import force

carried_out: list[dict] = []


def perform(proposal: Proposal, _by: Actor) -> dict:
    carried_out.append(proposal.content)
    return {"done": True}


def in_words(content: dict) -> list:
    return [("Nombre", content.get("rows")), ("Motif", content.get("why"))]


DONE_AT_ONCE = approval.declare(
    approval.Sensitive("test.at-once", "Un acte d'essai", "personnel.approve", in_words, perform=perform)
)
USED_LATER = approval.declare(approval.Sensitive("test.later", "Un export d'essai", "personnel.approve", in_words))
NEEDS_TWO = approval.declare(
    approval.Sensitive("test.two", "Un acte à deux voix", "personnel.approve", in_words, perform=perform, approvals=2)
)


@dataclass(frozen=True)
class Cast:
    """Who plays in these tests, as actors: a clerk proposes, two managers may approve, one of another agency may not."""

    boubacar: Actor
    kadidia: Actor  # HR manager of the police
    modibo: Actor  # HR manager of the police
    other: Actor  # HR manager of another agency
    fanta: Actor  # no right in personnel but to see


def actor_named(username: str) -> Actor:
    with guard.unscoped("the test takes a place"):
        return account.actor_of(db.session.query(User).filter_by(username=username).one())


@pytest.fixture
def cast(app, people) -> Cast:
    """The cast, committed; as actors."""
    carried_out.clear()
    with app.app_context():
        with guard.unscoped("the cast"):
            police, foreign = force.of_code(Agency, "PN"), force.of_code(Agency, "OCS")
            for name, agency in (("kadidia", police), ("modibo", police), ("zeinab", foreign)):
                force.user(name, "hr_manager", agency=agency)
        db.session.commit()
        return Cast(*(actor_named(name) for name in ("boubacar", "kadidia", "modibo", "zeinab", "fanta")))


@pytest.fixture
def play(app, cast):
    """An application context in which Boubacar acts first."""
    with app.app_context():
        guard.act_as(cast.boubacar)
        yield cast
