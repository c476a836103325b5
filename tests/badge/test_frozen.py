"""What a second person read is what is printed: nobody exchanges a photo, a name or a rank afterwards, nor by spoiling the card."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import Agency, Badge, BadgeKind, BadgeState, CardDesign, Notice, Officer, Proposal, Rank, Unit, db
from rules.refused import Refused
from services import approval, badge, guard, storage
from services.badge.life import freezing, issuing, moving, requesting
from services.badge.printing import batches
from tests import force

from . import cards
from .cards import MAKER


@pytest.fixture
def asked(office, two):
    """A request of fatim for Daouda and a colleague, both with a photo."""
    cards.photo(office.colleague_id)
    db.session.commit()
    guard.act_as(two[0])
    with guard.unscoped("the test"):
        officers = [db.session.get_one(Officer, number) for number in (office.daouda.officer_id, office.colleague_id)]
    found = badge.request(officers, BadgeKind.IDENTITY, "Premières cartes", by=two[0])
    assert not found.refused
    db.session.commit()
    return found


def approve(found, two) -> None:
    guard.act_as(two[1])
    approval.approve(found.proposal, by=two[1], digest=found.proposal.digest)
    db.session.commit()


def rename(officer: Officer, name: str) -> None:
    with guard.unscoped("the test"):
        officer.last_name = name
        db.session.commit()


def test_a_photo_name_and_rank_that_change_after_the_approval_are_not_printed(asked, two):
    approve(asked, two)
    made = asked.badges[0]
    with guard.unscoped("the file changes"):
        read = storage.path("photos", made.officer.photo).read_bytes()
        made.officer.last_name, made.officer.rank = "Autrement", force.of_code(Rank, "SGC")
        db.session.commit()
        another = cards.photo(made.officer)
        storage.path("photos", another.file).write_bytes(b"the photo of another man")
        face = batches.printed(made, by=MAKER)
    assert (face.last_name, face.rank, face.photo) == (made.last_name, made.rank_name, read) and "Autrement" not in face.last_name


def test_the_card_that_follows_a_spoiled_one_shows_what_was_approved_for_that_one(asked, two):
    approve(asked, two)
    with guard.unscoped("a card is spoiled after the file has changed"):
        batches.mark_printed(asked.badges[0], by=MAKER)
        asked.badges[0].officer.last_name = "Autrement"
        cards.photo(asked.badges[0].officer)
        after = badge.spoil(asked.badges[0], "Mal imprimée", by=MAKER)
        assert [getattr(after, name) for name in freezing.SHOWN] == [getattr(asked.badges[0], name) for name in freezing.SHOWN]
    assert after.photo_id and after.last_name != "Autrement" and after.key_id is None


def test_a_design_that_is_put_in_force_after_the_request_is_not_that_of_its_cards(asked, two):
    with guard.unscoped("another design"):
        other = badge.new_version(badge.in_force(asked.badges[0].agency_id, BadgeKind.IDENTITY))
        other.months = 6
        db.session.flush()
        badge.designs.put_in_force(other)
        db.session.commit()
    approve(asked, two)
    with guard.unscoped("look"):
        assert {card.design_id for card in asked.badges} == {asked.proposal.content["design"]} != {other.id}
        assert db.session.get_one(CardDesign, asked.proposal.content["design"]).months == 24
    assert all((card.expires_on - card.issued_on).days > 700 for card in asked.badges)


def test_one_whose_file_changed_meanwhile_is_left_out_with_the_reason_and_the_others_are_issued(asked, two):
    rename(asked.badges[0].officer, "Traoré-Diallo")
    approve(asked, two)
    assert [card.state for card in asked.badges] == [BadgeState.CANCELLED, BadgeState.APPROVED]
    assert "TRAORÉ-DIALLO" in asked.badges[0].reason and asked.proposal.result == {"cards": 1, "left_out": 1}
    with guard.unscoped("look"):
        told = db.session.query(Notice).filter_by(event="badge.requested_refused").one()
    assert (told.reader_id, told.values) == (two[0].user_id, {"count": 1})
    assert any(asked.badges[0].reason in str(value) for _label, value in approval.described(asked.proposal))


def test_a_request_of_which_nobody_remains_is_refused(asked, two):
    for made in asked.badges:
        rename(made.officer, made.officer.last_name + "-Diallo")
    with pytest.raises(Refused, match="has changed meanwhile"):
        approve(asked, two)


# --- on the pages ----------------------------------------------------------------------------------


@pytest.fixture
def of_police(app, people):
    """Fatim who requests and Drissa who approves, of the police; Oumou of another agency; a photo of Daouda."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        cards.made_keys()
        police, other = force.of_code(Agency, "PN"), force.of_code(Agency, "OCS")
        for name, role, agency in (("fatim", "badge_officer", police), ("drissa", "hr_manager", police), ("oumou", "badge_officer", other)):
            force.user(name, role, agency=agency)
        cards.photo(people.daouda.officer_id)
        db.session.commit()
    return people.daouda.officer_id


def exchange_photo(app, officer_id: int) -> None:
    with app.app_context(), guard.unscoped("another photo"):
        storage.path("photos", cards.photo(officer_id).file).write_bytes(b"the photo of another man")
        db.session.commit()


def test_the_second_person_sees_each_face_beside_its_name_and_later_the_one_that_was_approved(app, of_police, signed_in):
    fatim, drissa = signed_in("fatim"), signed_in("drissa")
    fatim.post("/admin/badge/request/", data={"officer": [of_police], "kind": "IDENTITY", "reason": "Première carte"})
    with app.app_context(), guard.unscoped("look"):
        proposal, made = db.session.query(Proposal).one(), db.session.query(Badge).one()
        number, digest, card, read = proposal.id, proposal.digest, made.id, storage.path("photos", made.officer.photo).read_bytes()
    page = drissa.get(f"/admin/proposal/details/?id={number}").text
    assert f'src="/admin/badge/photo/?id={card}"' in page and 'loading="lazy"' in page
    assert drissa.get(f"/admin/badge/photo/?id={card}").data == read
    drissa.post("/admin/proposal/approve/", data={"id": number, "digest": digest})
    exchange_photo(app, of_police)
    assert drissa.get(f"/admin/badge/photo/?id={card}").data == read


def test_what_one_compares_with_the_card_in_hand_is_the_photo_that_the_card_bears(app, of_police, signed_in):
    with app.app_context():
        card = cards.printed_card(of_police).id
        db.session.commit()
    exchange_photo(app, of_police)
    fatim = signed_in("fatim")
    page = fatim.get(f"/admin/badge/check/?id={card}").text
    assert f'src="/admin/badge/photo/?id={card}"' in page and "/admin/officer/photo/" not in page
    assert fatim.get(f"/admin/badge/photo/?id={card}").data != b"the photo of another man"


def test_nobody_sees_the_photo_of_a_card_that_he_may_not_see(app, of_police, signed_in):
    with app.app_context():
        card = cards.printed_card(of_police).id
        db.session.commit()
    assert signed_in("oumou").get(f"/admin/badge/photo/?id={card}").status_code == 404


# --- for many at once ------------------------------------------------------------------------------


def questions_of(act: Callable[[], object]) -> int:
    """How many questions an act asks of the database, from a session that remembers nothing."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        asked.extend([statement] * statement.startswith("SELECT"))

    db.event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        db.event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def asked_for(count: int, office) -> tuple[int, int, int]:
    """The questions of the page of a request for so many, of their proposal, and of their approval."""
    with guard.unscoped("the force of the test"):
        unit = db.session.get_one(Unit, office.unit_id)
        numbers = [force.officer(f"Cissé {count} {number}", "Awa", unit).id for number in range(count)]
        cards.photo(numbers[0])
        db.session.expunge_all()
        officers = list(db.session.scalars(db.select(Officer).where(Officer.id.in_(numbers))))
        page = questions_of(lambda: badge.bars(officers, BadgeKind.IDENTITY, by=MAKER))
        made = cards.requested(numbers)
        db.session.expunge_all()
        made = moving.hold_all([card.id for card in made])
        proposal = questions_of(lambda: requesting.card_lines(made))
        return page, proposal, questions_of(lambda: issuing.approve(made, by=MAKER))


def test_many_cards_are_requested_and_approved_with_as_many_questions_as_a_few(office):
    assert asked_for(3, office) == asked_for(12, office)
