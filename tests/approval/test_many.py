"""What waits, and who may decide: as many statements for much as for little, and nothing is left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from models import Agency, Officer, Proposal, User, db, now
from services import approval, guard
from tests import force


def statements_of(act: Callable) -> int:
    """How many statements an act sends, from a session that remembers nothing."""
    db.session.flush()
    db.session.expunge_all()
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def propose(play, people, numbers: range) -> None:
    """Acts about somebody's file, one of which the board's other voice has been heard on, and a delegation."""
    guard.act_as(play.boubacar)
    for number in numbers:
        officer = db.session.get(Officer, people.colleague_id)
        approval.propose("test.two", {"rows": number}, subject=officer, reason="Essai", by=play.boubacar)


def say_yes(who, most: int) -> None:
    guard.act_as(who)
    for proposal in approval.waiting_for(who)[:most]:
        approval.approve(proposal, by=who, digest=proposal.digest)


@pytest.mark.parametrize("delegated", [False, True])
def test_what_waits_is_found_by_as_many_statements_for_5_as_for_50(play, people, delegated):
    who = play.kadidia
    if delegated:
        guard.act_as(play.kadidia)
        with guard.unscoped("the delegate"):
            to = db.session.query(User).filter_by(username="fanta").one()
        approval.delegate("personnel.approve", to, (now().date(), now().date()), reason="Absence", by=play.kadidia)
        who = play.fanta
    counted = []
    for numbers in (range(5), range(5, 50)):
        propose(play, people, numbers)
        say_yes(play.modibo, len(numbers))
        guard.act_as(who)
        counted.append(statements_of(lambda: approval.waiting_for(who)))
        assert len(approval.waiting_for(who)) == numbers.stop
    assert counted[0] == counted[1] < 12


def test_who_may_decide_is_found_by_as_many_statements_for_5_as_for_45(play, people):
    propose(play, people, range(1))
    counted = []
    for numbers in (range(5), range(5, 45)):
        with guard.unscoped("more managers"):
            for number in numbers:
                force.user(f"gestionnaire{number}", "hr_manager", agency=force.of_code(Agency, "PN"))
        number = db.session.query(Proposal.id).scalar()
        found = lambda: approval.possible_approvers(db.session.get(Proposal, number))  # noqa: E731, B023
        counted.append(statements_of(found))
        assert len(found()) == 3 + numbers.stop
    assert counted[0] == counted[1] < 12


def test_what_one_may_not_decide_does_not_crowd_out_what_one_may(play, people):
    """The oldest that the guard shows are Modibo's second account's, of which Kadidia decides none."""
    with guard.unscoped("Modibo has the name of Kadidia, as a second account has"):
        db.session.query(User).filter_by(username="modibo").one().name = play.kadidia.name
    guard.act_as(play.modibo)
    for number in range(3):
        approval.propose("test.at-once", {"rows": number}, reason="Essai", by=play.modibo)
    guard.act_as(play.boubacar)
    last = approval.propose("test.at-once", {"rows": 9}, reason="Essai", by=play.boubacar)
    guard.act_as(play.kadidia)
    assert [one.id for one in approval.waiting_for(play.kadidia, most=2)] == [last.id]
