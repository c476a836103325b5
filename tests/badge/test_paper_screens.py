"""The screens of signed papers: who may end one ends it with a reason, and the public learns it."""

from __future__ import annotations

import pytest

from models import Agency, Officer, SignedPaper, SignedPaperKind, db, now
from services import badge, guard
from services.badge.publishing import listed

from tests import force

from . import cards


@pytest.fixture
def paper_id(app, people):
    """An attestation of Daouda."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        cards.made_keys()
        officer = db.session.get(Officer, people.daouda.officer_id)
        made = badge.issue_paper(SignedPaperKind.ATTESTATION, "Attestation de Daouda", officer=officer, by=guard.SYSTEM)
        db.session.commit()
        return made.id


def is_listed(app, paper_id: int) -> bool:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(SignedPaper, paper_id).slot in listed.not_valid_slots(now().date())


def test_who_may_approve_ends_a_paper_with_a_reason_and_it_is_on_the_next_list(app, paper_id, signed_in):
    manager, page = signed_in("aminata"), f"/admin/signed-paper/end/?id={paper_id}"
    assert "/signed-paper/end/" in manager.get(f"/admin/signed-paper/details/?id={paper_id}").text
    assert "Attestation de Daouda" in manager.get(page).text
    assert manager.post(page, data={"reason": " "}).status_code == 200 and not is_listed(app, paper_id)
    assert manager.post(page, data={"reason": "Erreur"}).status_code == 302 and is_listed(app, paper_id)
    assert "/signed-paper/end/" not in manager.get(f"/admin/signed-paper/details/?id={paper_id}").text
    assert manager.get(page).status_code == 302


def test_the_badge_office_sees_a_paper_and_does_not_end_it(app, paper_id, signed_in):
    with app.app_context():
        force.user("fatim", "badge_officer", agency=force.of_code(Agency, "PN"))
        db.session.commit()
    office = signed_in("fatim")
    assert office.get(f"/admin/signed-paper/details/?id={paper_id}").status_code == 200
    assert office.post(f"/admin/signed-paper/end/?id={paper_id}", data={"reason": "Erreur"}).status_code == 403
    assert not is_listed(app, paper_id)
