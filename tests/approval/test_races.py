"""Two people act on a proposal at the same moment: exactly one outcome, whatever the order."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from models import Decision, Proposal, ProposalState, db
from rules.refused import Refused
from services import approval, guard

from .conftest import carried_out


@pytest.fixture
def race(app, cast):
    """race(kind, *acts): the acts at once, each in its own thread and transaction; returns what each came to."""

    def run(kind: str, *acts: Callable) -> tuple[int, list[str]]:
        with app.app_context():
            guard.act_as(cast.boubacar)
            number = approval.propose(kind, {"rows": 1}, reason="Ensemble", by=cast.boubacar).id
            db.session.commit()
        start, told = Barrier(len(acts)), []

        def one(act: Callable) -> None:
            with app.app_context():
                start.wait()
                try:
                    with guard.unscoped("the race"):
                        proposal = db.session.get(Proposal, number)
                    act(proposal)
                    db.session.commit()
                    told.append("done")
                except Refused:
                    db.session.rollback()
                    told.append("refused")

        threads = [Thread(target=one, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return number, sorted(told)

    return run


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
    told: list[str] = []
    start = Barrier(2)

    def one() -> None:
        with app.app_context():
            start.wait()
            with guard.unscoped("the race"):
                proposal = db.session.get(Proposal, number)
            try:
                use(cast.boubacar)(proposal)
                db.session.commit()
                told.append("done")
            except Refused:
                told.append("refused")

    threads = [Thread(target=one) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["done", "refused"] and stored(app, number)[0] is ProposalState.DONE
