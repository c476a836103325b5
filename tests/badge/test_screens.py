"""Badges at the desk: a card is printed by a button, never by a link, and only then is it valid."""

from __future__ import annotations

import pytest

from models import Badge, BadgeState, db
from services import badge, guard


@pytest.fixture
def badge_id(app, people, signed_in):
    """A badge that Aminata issued to Daouda."""
    with app.app_context():
        if not badge.keys.public_keys():
            badge.keys.new_key()
    answer = signed_in("aminata").post("/admin/badge/new/", data={"officer": people.daouda.officer_id})
    assert answer.status_code == 302, answer.text
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(Badge.id).scalar()


def state(app, number: int) -> BadgeState:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(Badge, number).state


def test_a_link_to_the_print_changes_nothing(app, signed_in, badge_id):
    assert signed_in("aminata").get(f"/admin/badge/print/?id={badge_id}").status_code == 405
    assert state(app, badge_id) is BadgeState.ISSUED


def test_the_button_gives_the_card_and_makes_it_valid(app, signed_in, badge_id):
    aminata = signed_in("aminata")
    page = aminata.get(f"/admin/badge/details/?id={badge_id}").text
    form = page.split('action="/admin/badge/print/"')[1].split("</form>")[0]
    assert 'name="csrf_token"' in form and f'value="{badge_id}"' in form
    answer = aminata.post("/admin/badge/print/", data={"id": badge_id})
    assert answer.mimetype == "application/pdf"
    assert state(app, badge_id) is BadgeState.ACTIVE


def test_who_may_only_look_prints_and_revokes_nothing(app, signed_in, badge_id):
    for path in ("print", "revoke"):
        assert signed_in("boubacar").post(f"/admin/badge/{path}/", data={"id": badge_id}).status_code == 403
    assert state(app, badge_id) is BadgeState.ISSUED


def test_a_revoked_badge_that_is_printed_is_refused_in_words(app, signed_in, badge_id):
    aminata = signed_in("aminata")
    aminata.post("/admin/badge/revoke/", data={"id": badge_id, "reason": "Perdue"})
    answer = aminata.post("/admin/badge/action/", data={"action": "print", "rowid": badge_id}, follow_redirects=True)
    assert answer.status_code == 200 and answer.mimetype == "text/html"
    assert state(app, badge_id) is BadgeState.REVOKED
