"""Whoever could sign in as somebody else would be both of the two people, or read a file that is closed to him."""

from __future__ import annotations

import pytest

from models import Proposal, User, db
from rules.refused import Forbidden
from services import approval, guard, standing
from tests import force
from tests.approval.conftest import DONE_AT_ONCE, actor_named


def propose(by) -> Proposal:
    guard.act_as(by)
    made = approval.propose(DONE_AT_ONCE.kind, {"rows": 3}, reason="Un essai", by=by)
    db.session.commit()
    return made


def test_whoever_gave_the_proposer_a_password_does_not_approve(play):
    with guard.unscoped("the test gives her the right to keep accounts"):
        db.session.query(User).filter_by(username="kadidia").one().role = "administrator"
        clerk = db.session.query(User).filter_by(username="boubacar").one()
        db.session.commit()
    keeper = actor_named("kadidia")
    guard.act_as(keeper)
    assert standing.renew_password(clerk, by=keeper, reason="Perdu")
    db.session.commit()
    waiting = propose(play.boubacar)
    with pytest.raises(Forbidden, match="password"):
        approval.approve(waiting, by=keeper, digest=waiting.digest)
    approval.approve(waiting, by=play.modibo, digest=waiting.digest)


def test_an_account_without_an_officer_is_known_by_its_name(play):
    with guard.unscoped("the test makes a second account"):
        manager = db.session.query(User).filter_by(username="kadidia").one()
        manager.name, manager.officer_id = "Boubacar", None
        clerk = db.session.query(User).filter_by(username="boubacar").one()
        clerk.name = " BOUBACAR "
        db.session.commit()
    waiting = propose(actor_named("boubacar"))
    with pytest.raises(Forbidden, match="another person"):
        approval.approve(waiting, by=actor_named("kadidia"), digest=waiting.digest)


@pytest.fixture
def issa(app, people):
    """The technician, signed in."""
    with app.app_context():
        force.user("issa", "technician")
        db.session.commit()
    return app.test_client().sign_in("issa", force.PASSWORD)


def test_a_technician_gives_no_password_to_an_account_that_opens_a_file(app, people, issa):
    page = issa.post("/admin/account/new-password/", data={"id": people.daouda.user_id}, follow_redirects=True).text
    assert "seconde personne" in page
    with app.app_context(), guard.unscoped("the test looks"):
        waiting = db.session.query(Proposal).one()
        assert waiting.kind == "account.password" and waiting.subject_id == people.daouda.user_id
        assert not db.session.get(User, people.daouda.user_id).must_change_password
