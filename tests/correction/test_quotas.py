"""Nobody fills the disk or floods the office: files go with their draft, and uploads and requests are counted."""

from __future__ import annotations

import datetime as dt

import pytest

from models import CorrectionPiece, CorrectionRequest, Notice, db, now
from rules import correction as rules
from rules.refused import Refused
from services import correction, guard, storage
from services.storage import images

from .conftest import WHY, asked, photo


def stored() -> set[str]:
    return {place.name for place in storage.folder(storage.DOCUMENTS).iterdir()}


@pytest.fixture
def draft(play) -> CorrectionRequest:
    made = correction.begin(play.officer, record=play.officer, field="birth_place", by=play.daouda)
    correction.write(made, {"birth_place": "Ségou"}, WHY, by=play.daouda)
    db.session.commit()
    return made


def test_the_file_of_a_piece_goes_with_it_once_that_is_committed(play, draft):
    piece = correction.add_piece(draft, photo(), by=play.daouda)
    db.session.commit()
    assert stored() == {piece.file}
    correction.remove_piece(piece, by=play.daouda)
    assert len(stored()) == 1, "what may still be rolled back is there"
    db.session.commit()
    assert stored() == set()


def test_a_removal_that_is_rolled_back_keeps_the_file(play, draft):
    piece = correction.add_piece(draft, photo(), by=play.daouda)
    db.session.commit()
    correction.remove_piece(piece, by=play.daouda)
    db.session.rollback()
    db.session.commit()
    assert stored() == {piece.file} and db.session.query(CorrectionPiece).count() == 1


def test_a_removal_within_a_savepoint_waits_for_the_commit(play, draft):
    piece = correction.add_piece(draft, photo(), by=play.daouda)
    db.session.commit()
    with db.session.begin_nested():
        correction.remove_piece(piece, by=play.daouda)
    assert len(stored()) == 1
    db.session.commit()
    assert stored() == set()


def test_a_draft_that_is_thrown_away_takes_its_files(play, draft):
    for _piece in range(2):
        correction.add_piece(draft, photo(), by=play.daouda)
    db.session.commit()
    assert len(stored()) == 2
    correction.discard(draft, by=play.daouda)
    db.session.commit()
    assert stored() == set()


def test_a_file_that_was_added_in_vain_does_not_stay(play, draft):
    correction.add_piece(draft, photo(), by=play.daouda)
    db.session.rollback()
    assert stored() == set()


def test_the_file_of_a_request_that_was_sent_stays(play, draft):
    piece = correction.add_piece(draft, photo(), by=play.daouda)
    correction.send(draft, by=play.daouda)
    db.session.commit()
    correction.withdraw(draft, by=play.daouda)
    db.session.commit()
    assert stored() == {piece.file}


def test_uploads_are_counted_with_those_removed_and_before_they_are_looked_through(play, draft, monkeypatch):
    monkeypatch.setattr(rules, "MOST_UPLOADS", 3)
    for _time in range(3):
        correction.remove_piece(correction.add_piece(draft, photo(), by=play.daouda), by=play.daouda)
    monkeypatch.setattr(images, "as_jpeg", lambda *_given: pytest.fail("it was looked through"))
    with pytest.raises(Refused) as refused:
        correction.add_piece(draft, photo(), by=play.daouda)
    assert refused.value.values["count"] == 3 and dt.datetime.strptime(refused.value.values["time"], "%d/%m/%Y %H:%M")


def test_an_hour_later_files_are_taken_again(play, draft, monkeypatch):
    monkeypatch.setattr(rules, "MOST_UPLOADS", 1)
    correction.add_piece(draft, photo(), by=play.daouda)
    with pytest.raises(Refused):
        correction.add_piece(draft, photo(), by=play.daouda)
    later = now() + rules.UPLOADS_WITHIN + dt.timedelta(minutes=1)
    monkeypatch.setattr("services.correction.quotas.now", lambda: later)
    assert correction.add_piece(draft, photo(), by=play.daouda)


def test_five_full_requests_at_once_stay_within_the_uploads_of_an_hour():
    assert rules.MOST_OPEN * rules.MOST_PIECES < rules.MOST_UPLOADS


def unread() -> int:
    with guard.unscoped("the test looks"):
        return db.session.query(Notice).filter(Notice.event.startswith("correction."), Notice.read_at.is_(None)).count()


def test_sending_and_taking_back_is_counted_by_the_day(play, monkeypatch):
    for _time in range(rules.MOST_SENT):
        request = asked(play, "Ségou", field="birth_place")
        correction.withdraw(request, by=play.daouda)
    with pytest.raises(Refused) as refused:
        asked(play, "Ségou", field="birth_place")
    assert refused.value.values["count"] == rules.MOST_SENT
    db.session.rollback()
    tomorrow = now() + rules.SENT_WITHIN + dt.timedelta(minutes=1)
    monkeypatch.setattr("services.correction.quotas.now", lambda: tomorrow)
    assert asked(play, "Ségou", field="birth_place").sent_at


def test_the_words_say_when_the_next_is_sent(play, monkeypatch):
    monkeypatch.setattr(rules, "MOST_SENT", 1)
    first = asked(play, "Ségou", field="birth_place")
    with pytest.raises(Refused) as refused:
        asked(play, "Kati", field="last_name")
    again = dt.datetime.strptime(refused.value.values["time"], "%d/%m/%Y %H:%M").replace(tzinfo=dt.UTC)
    assert dt.timedelta() <= again - (first.sent_at + rules.SENT_WITHIN) <= dt.timedelta(minutes=1)


def test_taking_back_leaves_no_unread_notice_to_who_decides(play):
    request = asked(play, "Ségou", field="birth_place")
    assert unread() > 0
    correction.withdraw(request, by=play.daouda)
    with guard.unscoped("the test looks"):
        db.session.flush()
        assert db.session.query(Notice).filter_by(about=f"correction:{request.id}").count() == 0
