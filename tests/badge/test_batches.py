"""Print runs: the same bytes again, and never again once a card of them was checked."""

from __future__ import annotations

import re

import pytest

from jobs.telling import Cancelled
from models import Badge, BadgeState, CardBatch, Job, JobState, Officer, SheetFormat, db, now
from rules.refused import Refused
from services import badge, guard, storage
from services.badge.printing import batches

from . import cards


def quiet(_done: int, _total: int) -> None:
    """Nobody is told how far the printing is."""


@pytest.fixture
def run(people, in_app):
    """A run of two approved cards, printed."""
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch = badge.make_batch(made, SheetFormat.CR80, by=guard.SYSTEM)
    badge.print_batch({"batch": batch.id}, quiet, db.session.commit)
    return batch, made


def test_a_run_printed_again_is_the_same(run):
    batch, made = run
    assert {card.state for card in made} == {BadgeState.PRINTED} and (batch.cards, batch.parts) == (2, 1)
    first = badge.part(batch, 1).read_bytes()
    badge.print_batch(badge.repeat(batch), quiet, db.session.commit)
    assert badge.part(batch, 1).read_bytes() == first and badge.part(batch, 1).stat().st_mode & 0o077 == 0


def test_a_run_of_which_a_card_was_checked_is_not_repeated(run):
    batch, made = run
    badge.mark_checked(made[0], by=guard.SYSTEM)
    with pytest.raises(Refused, match="checked"):
        badge.repeat(batch)


def test_a_part_is_not_handed_out_once_a_card_of_it_was_checked_and_another_part_is(people, in_app, monkeypatch):
    monkeypatch.setattr(batches, "A_PART", 1)
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch = badge.make_batch(made, SheetFormat.CR80, by=guard.SYSTEM)
    badge.print_batch({"batch": batch.id}, quiet, db.session.commit)
    badge.mark_checked(made[0], by=guard.SYSTEM)
    with pytest.raises(Refused, match="not handed out any more"):
        badge.part(batch, 1)
    assert badge.part(batch, 2).exists() and batches.parts_to_fetch(batch) == [2]
    badge.revoke(made[1], "Décision", by=guard.SYSTEM)
    assert badge.part(batch, 2).exists(), "a copy of a card that was never checked is never valid"


def test_nothing_is_handed_out_while_a_run_is_printed_again(run):
    batch, _made = run
    batch.job = Job(kind="cards", title="Impression", arguments={}, state=JobState.RUNNING)
    db.session.flush()
    with pytest.raises(Refused, match="kept for a day"):
        badge.part(batch, 1)
    batch.job.state = JobState.DONE
    db.session.flush()
    assert badge.part(batch, 1).exists()


def test_a_run_that_differs_when_it_is_printed_again_leaves_no_file(run):
    batch, made = run
    made[0].last_name = "Autrement"
    db.session.flush()
    with pytest.raises(Refused, match="no longer what was printed"):
        badge.print_batch({"batch": batch.id}, quiet, db.session.commit)
    assert not storage.path(batches.FOLDER, f"{batch.id}-01.pdf").exists()


def test_while_a_part_is_drawn_nobody_waits_and_a_card_that_ends_meanwhile_is_left_out(app, people, in_app, monkeypatch):
    monkeypatch.setattr(batches, "A_PART", 1)
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch, second = badge.make_batch(made, SheetFormat.CR80, by=guard.SYSTEM), made[1].id
    db.session.commit()

    def retire(done: int, _total: int) -> None:
        if done == 1:
            with app.app_context():  # another transaction, which would wait for whoever held the cards or the writer lock
                guard.act_as(guard.SYSTEM)
                badge.revoke(db.session.get_one(Badge, second), "Retraite", by=guard.SYSTEM)
                db.session.commit()

    badge.print_batch({"batch": batch.id}, retire, db.session.commit)
    db.session.expire_all()
    assert [card.state for card in made] == [BadgeState.PRINTED, BadgeState.REVOKED]
    assert (batch.cards, made[1].batch_id, made[1].printed_at) == (1, None, None) and badge.part(batch, 1).exists()


def test_a_run_that_was_cut_off_is_printed_whole_the_next_time(people, in_app, monkeypatch):
    monkeypatch.setattr(batches, "A_PART", 1)
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch = badge.make_batch(made, SheetFormat.CR80, by=guard.SYSTEM)

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        badge.print_batch({"batch": batch.id}, stop, db.session.commit)
    db.session.rollback()
    with pytest.raises(Refused, match="kept for a day"):
        badge.part(batch, 1)
    badge.print_batch(badge.repeat(batch), quiet, db.session.commit)
    assert batch.cards == 2 and all(badge.part(batch, number).exists() for number in (1, 2))


def test_the_files_of_a_run_go_after_a_day(run, monkeypatch):
    batch, _made = run
    monkeypatch.setattr(batches, "KEPT_SECONDS", -10)
    assert badge.forget() >= 1
    with pytest.raises(Refused, match="kept for a day"):
        badge.part(batch, 1)


def test_a_run_is_the_same_after_the_file_of_an_officer_changed(run):
    batch, made = run
    first, digest = badge.part(batch, 1).read_bytes(), batch.digest
    officer = db.session.get_one(Officer, made[0].officer_id)
    officer.last_name, officer.first_names = "Autrement", "Nommé"
    cards.photo(officer)
    db.session.flush()
    badge.print_batch(badge.repeat(batch), quiet, db.session.commit)
    assert badge.part(batch, 1).read_bytes() == first and batch.digest == digest


def test_a_run_of_which_something_else_comes_out_is_refused(run):
    batch, made = run
    made[0].last_name = "Autrement"
    db.session.flush()
    with pytest.raises(Refused, match="no longer what was printed"):
        badge.print_batch({"batch": batch.id}, quiet, db.session.commit)


def test_a_card_that_ended_before_the_printing_is_left_out(people, in_app):
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch = badge.make_batch(made, SheetFormat.A4, by=guard.SYSTEM)
    badge.cancel(made[0], "Demande annulée", by=guard.SYSTEM)
    badge.print_batch({"batch": batch.id}, quiet, db.session.commit)
    assert (batch.cards, made[0].batch_id, made[1].place) == (1, None, 0)
    assert made[1].state is BadgeState.PRINTED


def test_printing_says_how_far_it_is_and_a_stopped_run_leaves_no_file(people, in_app):
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch, told = badge.make_batch(made, SheetFormat.A4, by=guard.SYSTEM), []
    db.session.commit()

    def stop(done, total):
        told.append((done, total))
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        badge.print_batch({"batch": batch.id}, stop, db.session.commit)
    db.session.rollback()
    assert told == [(1, 2), (2, 2)]
    assert not storage.path(batches.FOLDER, f"{batch.id}-01.pdf").exists()
    with pytest.raises(Refused, match="kept for a day"):
        badge.part(batch, 1)


def test_a_run_is_called_by_agency_and_day_and_the_next_of_the_day_has_a_number(people, in_app):
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    first, second = (badge.make_batch([one], SheetFormat.A4, by=guard.SYSTEM).title for one in made)
    assert (first, second) == (f"PN · {now():%d/%m/%Y}", f"PN · {now():%d/%m/%Y} (2)")


def test_a_run_of_many_comes_in_parts(people, in_app, monkeypatch):
    monkeypatch.setattr(batches, "A_PART", 1)
    made = [cards.approved_card(number) for number in (people.daouda.officer_id, people.colleague_id)]
    guard.act_as(guard.SYSTEM)
    batch = badge.make_batch(made, SheetFormat.CR80, by=guard.SYSTEM)
    badge.print_batch({"batch": batch.id}, quiet, db.session.commit)
    assert batch.parts == 2 and all(badge.part(batch, number).read_bytes().startswith(b"%PDF") for number in (1, 2))


def test_what_waits_is_printed_from_the_screen_by_a_job(app, people, signed_in):
    with app.app_context():
        waiting = cards.approved_card(people.daouda.officer_id).id
        db.session.commit()
    desk = signed_in("aminata")
    assert "Daouda" in desk.get("/admin/card-batch/new/").text
    sent = desk.post("/admin/card-batch/new/", data={"which": "all", "sheet": "A4"})
    assert sent.status_code == 302 and "/admin/card-batch/details/?id=" in sent.location, sent.text
    assert desk.get(sent.location).status_code == 200
    with app.app_context(), guard.unscoped("look"):
        batch = db.session.get_one(Badge, waiting).batch
        assert batch.job.kind == "cards" and batch.job.arguments["batch"] == batch.id


def test_while_a_run_is_printed_all_that_follows_from_it_comes_in_by_itself(app, people, signed_in):
    with app.app_context():
        cards.approved_card(people.daouda.officer_id)
        db.session.commit()
    desk = signed_in("aminata")
    sent = desk.post("/admin/card-batch/new/", data={"which": "all", "sheet": "A4"})
    page = desk.get(sent.location).text
    assert re.findall(r'id="([a-z-]+)" ?data-live', page) == ["job", "facts-of-run", "all-of-run"]
    with app.app_context(), guard.unscoped("the work is over"):
        db.session.query(Job).one().state = JobState.DONE
        db.session.commit()
    assert "data-live" not in desk.get(sent.location).text


def test_whoever_ticks_a_card_prints_that_one_whatever_the_button(app, people, signed_in):
    with app.app_context():
        ticked, other = cards.approved_card(people.daouda.officer_id).id, cards.approved_card(people.colleague_id).id
        db.session.commit()
    desk = signed_in("aminata")
    sent = desk.post("/admin/card-batch/new/", data={"which": "all", "cards": [ticked], "sheet": "A4"})
    assert sent.status_code == 302
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get_one(Badge, ticked).batch.cards == 1 and db.session.get_one(Badge, other).batch_id is None


def test_after_a_refusal_what_was_ticked_stays_ticked(app, people, signed_in):
    with app.app_context():
        waits, gone = cards.approved_card(people.daouda.officer_id).id, cards.printed_card(people.colleague_id).id
        db.session.commit()
    desk = signed_in("aminata")
    page = desk.post("/admin/card-batch/new/", data={"which": "some", "cards": [waits, gone], "sheet": "CR80"})
    assert page.status_code == 200 and "notice-bad" in page.text
    assert f'id="card-{waits}" checked' in page.text and 'value="CR80" checked' in page.text
    assert desk.post("/admin/card-batch/new/", data={"which": "some", "sheet": "A4"}).status_code == 200
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(CardBatch).count() == 0


def test_who_may_not_print_is_refused_at_each_door(people, signed_in):
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/card-batch/new/").status_code == 403
    assert boubacar.post("/admin/card-batch/again/", data={"id": "1"}).status_code == 403
    assert boubacar.get("/admin/card-batch/part/?id=1&part=1").status_code == 403
