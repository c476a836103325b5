"""Handing over: against a receipt, one card or many with one sheet; from then on the card is valid, and the one before is not."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from models import Agency, Badge, BadgeState, db, now
from rules.badge import spaced_number
from services import badge as service, guard
from tests import force

from . import cards



@pytest.fixture
def checked(app, people):
    """The numbers of two checked cards, of Daouda and of his colleague."""
    with app.app_context():
        with guard.unscoped("the cards of the test"):
            made = [cards.printed_card(officer) for officer in (people.daouda.officer_id, people.colleague_id)]
            for each in made:
                service.mark_checked(each, by=cards.MAKER)
        numbers = [each.id for each in made]
        db.session.commit()
    return numbers


def states(app, numbers: list[int]) -> list[BadgeState]:
    with app.app_context(), guard.unscoped("look"):
        return [db.session.get(Badge, number).state for number in numbers]


def test_one_card_is_handed_over_with_the_reference_of_its_receipt(app, signed_in, checked):
    answer = signed_in("aminata").post(f"/admin/badge/hand-over/?id={checked[0]}", data={"reference": "R 12/2026"})
    assert answer.status_code == 302 and states(app, checked) == [BadgeState.ACTIVE, BadgeState.CHECKED]
    with app.app_context(), guard.unscoped("look"):
        badge = db.session.get(Badge, checked[0])
        assert badge.receipt_reference == "R 12/2026" and badge.handed_by and badge.handed_at


def test_without_a_reference_nothing_is_handed_over(app, signed_in, checked):
    aminata = signed_in("aminata")
    assert aminata.post(f"/admin/badge/hand-over/?id={checked[0]}", data={"reference": " "}).status_code == 200
    assert aminata.post("/admin/badge/hand-over/", data={"reference": "", "card": checked}).status_code == 200
    assert set(states(app, checked)) == {BadgeState.CHECKED}


def test_many_are_handed_over_with_one_sheet(app, signed_in, checked):
    answer = signed_in("aminata").post("/admin/badge/hand-over/", data={"reference": "Bordereau 4", "card": checked})
    assert answer.status_code == 302 and set(states(app, checked)) == {BadgeState.ACTIVE}


def test_nothing_ticked_is_said_in_words(app, signed_in, checked):
    answer = signed_in("aminata").post("/admin/badge/hand-over/", data={"reference": "Bordereau 4"})
    assert answer.status_code == 200 and set(states(app, checked)) == {BadgeState.CHECKED}


def test_the_card_before_is_replaced_in_the_same_moment(app, people, signed_in):
    with app.app_context(), guard.unscoped("the cards of the test"):
        old = cards.active_card(people.daouda.officer_id).id
        new = cards.printed_card(people.daouda.officer_id)
        service.mark_checked(new, by=cards.MAKER)
        numbers = [old, new.id]
        db.session.commit()
    signed_in("aminata").post(f"/admin/badge/hand-over/?id={numbers[1]}", data={"reference": "R 13"})
    assert states(app, numbers) == [BadgeState.REPLACED, BadgeState.ACTIVE]


def test_the_sheet_to_sign_is_a_pdf_and_changes_no_card(app, signed_in, checked):
    answer = signed_in("aminata").post("/admin/badge/receipts/", data={"card": checked})
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    assert set(states(app, checked)) == {BadgeState.CHECKED}


def test_the_sheet_says_which_receipt_it_is_what_is_signed_and_for_which_card(app, people, signed_in, checked):
    sheet = pypdfium2.PdfDocument(signed_in("aminata").post("/admin/badge/receipts/", data={"card": checked}).data)
    text = " ".join(sheet[0].get_textpage().get_text_bounded().split())
    with app.app_context(), guard.unscoped("look"):
        badge, day = db.session.get(Badge, checked[0]), f"{now():%d/%m/%Y}"
        wanted = [badge.agency.name, badge.officer.service_number, str(badge.officer), spaced_number(badge.number), f"{badge.agency.code}-{now():%Y%m%d}-"]
    assert len(sheet) == 1 and all(one in text for one in (*wanted, day)) and ("soussigné" in text or "undersigned" in text)


def test_a_card_that_was_not_checked_is_not_handed_over(app, people, signed_in):
    with app.app_context():
        number = cards.printed_card(people.daouda.officer_id).id
        db.session.commit()
    answer = signed_in("aminata").post(f"/admin/badge/hand-over/?id={number}", data={"reference": "R 14"})
    assert answer.status_code == 302 and states(app, [number]) == [BadgeState.PRINTED]


def test_a_file_that_is_no_paper_is_refused_and_hands_nothing_over(app, signed_in, checked):
    with app.app_context(), guard.unscoped("the badge officer of the police"):
        force.user("awa", "badge_officer", agency=force.of_code(Agency, "PN"))
        db.session.commit()
    scan = (io.BytesIO(b"MZ not a paper"), "recu.pdf")
    answer = signed_in("awa").post(f"/admin/badge/hand-over/?id={checked[0]}", data={"reference": "R 15", "scan": scan})
    assert answer.status_code == 200 and set(states(app, checked)) == {BadgeState.CHECKED}


def test_who_may_only_look_hands_nothing_over(signed_in, checked):
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/badge/hand-over/").status_code == 403
    assert boubacar.post("/admin/badge/receipts/", data={"card": checked}).status_code == 403


def test_one_ticked_card_that_moved_on_stops_them_all(app, signed_in, checked):
    with app.app_context(), guard.unscoped("somebody was faster"):
        service.revoke(db.session.get(Badge, checked[0]), "Perdue au bureau", by=cards.MAKER)
        db.session.commit()
    answer = signed_in("aminata").post("/admin/badge/hand-over/", data={"reference": "Bordereau 5", "card": checked})
    assert answer.status_code == 200 and "Bordereau 5" in answer.text
    assert states(app, checked) == [BadgeState.REVOKED, BadgeState.CHECKED]
    assert signed_in("aminata").post("/admin/badge/receipts/", data={"card": checked}).status_code == 302


def test_the_page_that_gave_the_sheet_still_hands_over(app, signed_in, checked):
    aminata, key = signed_in("aminata"), "k" * 32
    sheet = aminata.post("/admin/badge/receipts/", data={"card": checked, "_submission": key})
    assert sheet.mimetype == "application/pdf"
    aminata.post("/admin/badge/hand-over/", data={"reference": "Bordereau 6", "card": checked, "_submission": key})
    assert set(states(app, checked)) == {BadgeState.ACTIVE}
