"""Two people act on a proposal at the same moment: exactly one outcome, whatever the order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import Decision, Proposal, ProposalState, db
from services import approval, guard
from tests.at_once import at_once

from .conftest import carried_out


@pytest.fixture
def race(app, cast):
    """race(kind, *acts): the acts at once, each in its own thread and transaction; returns what each came to."""

    def run(kind: str, *acts: Callable) -> tuple[int, list[str]]:
        with app.app_context():
            guard.act_as(cast.boubacar)
            number = approval.propose(kind, {"rows": 1}, reason="Ensemble", by=cast.boubacar).id
            db.session.commit()
        done, refused = at_once(app, *(on(number, act) for act in acts))
        return number, ["done"] * len(done) + ["refused"] * len(refused)

    return run


def on(number: int, act: Callable) -> Callable[[], object]:
    """The act on the proposal of this number, as it stands when the act begins."""

    def acting() -> object:
        with guard.unscoped("the race"):
            proposal = db.session.get(Proposal, number)
        return act(proposal)

    return acting


def yes(who) -> Callable:
    def act(proposal: Proposal) -> None:
        guard.act_as(who)
        approval.approve(proposal, by=who, digest=proposal.digest)

    return act


def withdraw(who) -> Callable:
    def act(proposal: Proposal) -> None:
        guard.act_as(who)
        approval.withdraw(proposal, by=who)

    return act


def use(who) -> Callable:
    def act(proposal: Proposal) -> None:
        guard.act_as(who)
        approval.use(proposal, {"rows": 1}, by=who)

    return act


def stored(app, number: int) -> tuple[ProposalState, int]:
    with app.app_context(), guard.unscoped("look"):
        said = db.session.query(Decision).filter_by(proposal_id=number).count()
        return db.session.get(Proposal, number).state, said


def test_of_two_approvers_at_once_one_carries_it_out(app, cast, race):
    number, told = race("test.at-once", yes(cast.kadidia), yes(cast.modibo))
    assert told == ["done", "refused"] and len(carried_out) == 1
    assert stored(app, number) == (ProposalState.DONE, 1)


def test_the_same_person_in_two_windows_says_yes_once(app, cast, race):
    number, told = race("test.two", yes(cast.kadidia), yes(cast.kadidia))
    assert told == ["done", "refused"] and stored(app, number) == (ProposalState.WAITING, 1)


def test_two_voices_at_once_make_one_act(app, cast, race):
    number, told = race("test.two", yes(cast.kadidia), yes(cast.modibo))
    assert told == ["done", "done"] and len(carried_out) == 1 and stored(app, number) == (ProposalState.DONE, 2)


def test_approving_and_withdrawing_at_once_have_one_outcome(app, cast, race):
    number, told = race("test.at-once", yes(cast.kadidia), withdraw(cast.boubacar))
    state, said = stored(app, number)
    assert told == ["done", "refused"]
    assert (state, said, len(carried_out)) in [(ProposalState.DONE, 1, 1), (ProposalState.WITHDRAWN, 0, 0)]


def test_an_approval_is_used_once_even_in_two_windows(app, cast, race):
    with app.app_context():
        guard.act_as(cast.boubacar)
        proposal = approval.propose("test.later", {"rows": 1}, reason="Ensemble", by=cast.boubacar)
        yes(cast.kadidia)(proposal)
        db.session.commit()
        number = proposal.id
    done, refused = at_once(app, *[on(number, use(cast.boubacar))] * 2)
    assert len(done) == len(refused) == 1 and stored(app, number)[0] is ProposalState.DONE
