"""Letters for a unit and for one officer: who gets one, who never, what a letter ends, and what the page says."""

from __future__ import annotations

import pytest

from models import Activation, Agency, AuditEvent, Notice, Officer, Position, SignIn, Unit, User, db, now
from rules.activation import Access
from rules.refused import Forbidden, Refused
from services import activation, guard, storage
from services.activation import keeping
from services.activation import Wanted
from tests import force

from .conftest import CODE, act_as, letters_of, number_of


def standing(app, person, by: str = "boubacar") -> Access | None:
    with app.app_context():
        act_as(by)
        with guard.unscoped("the test"):
            officer = db.session.get(Officer, number_of(person))
        return activation.access_of(officer, by=guard.actor())


def counts(app, unit: int, by: str = "boubacar", **wanted) -> tuple[dict, int]:
    with app.app_context():
        act_as(by)
        found = activation.preview(Wanted(unit, **wanted), by=guard.actor())
        return {stands.value: number for stands, number in found.counts.items()}, len(found.officers)


def test_the_letters_of_a_unit_are_a_page_each_with_name_and_code(people, of_unit, newcomers, use, account_of):
    numbers = newcomers(3)
    letters = of_unit()
    assert len(letters) == 3 == len({letter.code for letter in letters})
    for letter, number in zip(letters, numbers, strict=True):
        assert letter.username == account_of(number)["username"] and "COULIBALY" in letter.text.upper()
        assert "/activate" in letter.text and "Commissariat du 1er" in letter.text and CODE.fullmatch(letter.code)
        assert use(letter).status_code == 302


def test_a_letter_names_no_password_and_no_number_that_is_not_the_user_name(people, renew, look):
    letter = renew(people.colleague_id)
    officer = look(lambda: db.session.get(Officer, people.colleague_id).service_number)
    assert letter.text.count(officer) == 1 and letter.username == officer


def test_an_account_that_is_missing_is_made_with_the_least_rights(people, renew, account_of, look):
    letter = renew(people.colleague_id, by="boubacar")
    made = account_of(people.colleague_id)
    home = look(lambda: (db.session.get(Officer, people.colleague_id).home_agency_id, people.other_unit_id))
    assert made["role"] == "officer" and made["password"] is None and made["must_change_password"] and made["active"]
    assert (made["agency_id"], made["unit_id"]) == home and made["username"] == letter.username


def test_user_names_are_unique_and_can_be_typed_on_every_keyboard(app, people, renew, look):
    with app.app_context(), guard.unscoped("the test"):
        unit = db.session.get(Unit, people.unit_id)
        same = [force.officer("N'Diayé", "Fatoumata Ñ", unit, service_number=None).id for _twin in range(2)]
        taken = force.officer("Cissé", "Awa", unit, service_number="Daouda").id
        db.session.commit()
    assert [renew(number).username for number in (*same, taken)] == ["fatoumata.ndiaye", "fatoumata.ndiaye-2", "daouda-2"]


def test_those_who_have_access_or_a_letter_are_left_out_unless_ticked(app, people, of_unit, newcomers):
    newcomers(2)
    assert counts(app, people.unit_id) == ({"never": 2, "open": 1, "above": 1}, 2)
    of_unit()
    assert counts(app, people.unit_id) == ({"waiting": 2, "open": 1, "above": 1}, 0)
    assert counts(app, people.unit_id, with_waiting=True)[1] == 2
    assert counts(app, people.unit_id, with_waiting=True, with_open=True)[1] == 3
    with pytest.raises(Refused):
        of_unit()


def test_a_letter_that_lapsed_is_printed_anew(app, people, of_unit, newcomers, look, use):
    newcomers(1)
    older = of_unit()[0]
    with app.app_context(), guard.unscoped("the test"):
        lapsed = db.session.query(Activation).one()
        lapsed.expires_at = lapsed.made_at
        db.session.commit()
    assert counts(app, people.unit_id)[0]["lapsed"] == 1
    newer = of_unit()[0]
    assert newer.username == older.username and use(older).status_code == 401 and use(newer).status_code == 302


def test_printing_again_for_those_with_access_asks_how_they_are_known_and_locks_nobody_out(people, of_unit, signed_in, look):
    with pytest.raises(Refused):
        of_unit(with_open=True)
    assert of_unit(with_open=True, identity="carte professionnelle")[0].username == "daouda"
    assert signed_in("daouda").get("/my/").status_code == 200
    kept = look(lambda: db.session.query(Activation).filter_by(user_id=people.daouda.user_id).one().identity_seen)
    told = look(lambda: db.session.query(Notice).filter_by(reader_id=people.daouda.user_id, event="account.letter").count())
    assert kept == "carte professionnelle" and told == 1


def test_units_below_come_with_their_unit_when_asked(app, people, of_unit):
    with app.app_context(), guard.unscoped("the test"):
        above = db.session.get(Unit, people.unit_id)
        post = force.unit("Poste de police", parent=above)
        force.officer("Sidibé", "Adama", post)
        db.session.commit()
    assert counts(app, people.unit_id, is_below=False)[1] == 0
    assert "Poste de police" in of_unit()[0].text


def test_new_access_closes_the_old_password_and_every_session_at_once(people, renew, signed_in, client, use, look):
    daouda = signed_in("daouda")
    letter = renew(people.daouda, by="boubacar")
    assert daouda.get("/my/").location.startswith("/login")
    assert client.post("/login", data={"username": "daouda", "password": force.PASSWORD}).status_code == 401
    assert look(lambda: db.session.query(SignIn).filter_by(user_id=people.daouda.user_id, ended_at=None).count()) == 0
    assert look(lambda: db.session.query(Notice).filter_by(reader_id=people.daouda.user_id, event="account.letter").count()) == 1
    assert use(letter).status_code == 302


@pytest.mark.parametrize(("kind", "signs"), [("", ""), ("", "4521"), ("Carte", ""), ("Carte", "1"), ("Carte", "0123456789")])
def test_new_access_after_a_first_one_asks_for_the_paper_seen(people, renew, kind, signs, signed_in):
    with pytest.raises(Refused):
        renew(people.daouda, kind=kind, signs=signs)
    assert signed_in("daouda").get("/my/").status_code == 200


def test_the_paper_seen_is_kept_with_its_last_signs_and_asked_again_each_time(people, renew, use, look, account_of):
    first = renew(people.colleague_id, kind="", signs="")
    use(first)
    renew(people.colleague_id, kind="Carte NINA", signs="45-21 b")
    with pytest.raises(Refused):
        renew(people.colleague_id, kind="", signs="")
    kept = look(lambda: [one.identity_seen for one in letters_of(account_of(people.colleague_id)["id"])])
    assert kept == [None, "Carte NINA …4521B"]


@pytest.mark.parametrize("by", ["boubacar", "aminata"])
def test_no_letter_opens_an_account_that_may_do_more_than_read_its_own_file(app, people, renew, by, signed_in):
    with pytest.raises(Refused):
        renew(people.coumba, by=by)
    assert standing(app, people.coumba, by) is Access.ABOVE
    assert signed_in("coumba").get("/admin/").status_code == 200


def test_a_clerk_cannot_get_into_the_account_of_a_manager_by_the_letters_of_the_unit(app, people, of_unit, account_of):
    account_of(people.daouda, role="hr_manager")
    with pytest.raises(Refused):
        of_unit(with_waiting=True, with_open=True, identity="carte")


def test_nobody_prints_a_letter_for_his_own_account(app, people, renew):
    with app.app_context(), guard.unscoped("the test"):
        db.session.get(User, people.boubacar.user_id).officer_id = people.colleague_id
        db.session.commit()
    with pytest.raises(Refused):
        renew(people.colleague_id, by="boubacar")


def test_the_agency_that_keeps_the_file_gives_the_access_and_no_other(app, people, renew, of_unit):
    with pytest.raises(Forbidden):
        renew(people.canary_id, by="boubacar")
    with app.app_context(), guard.unscoped("the test"):
        db.session.get(Officer, people.colleague_id).home_agency = force.of_code(Agency, "OCS")
        db.session.commit()
    with pytest.raises(Forbidden):
        renew(people.colleague_id, by="boubacar")
    with pytest.raises(Refused):
        of_unit(unit=people.foreign_unit_id)
    assert renew(people.canary_id, by="aminata").username


@pytest.mark.parametrize("by", ["coumba", "daouda", "fanta"])
def test_who_does_not_hold_the_right_prints_nothing(people, renew, of_unit, by):
    with pytest.raises(Forbidden):
        renew(people.colleague_id, by=by)
    with pytest.raises(Refused):
        of_unit(by=by)


def test_a_disabled_account_stays_so_unless_its_keeper_prints_the_letter(people, renew, of_unit, account_of, use):
    account_of(people.daouda, active=False)
    with pytest.raises(Refused):
        renew(people.daouda, by="boubacar")
    with pytest.raises(Refused):
        of_unit(by="aminata", with_open=True, with_waiting=True, identity="carte")
    assert account_of(people.daouda)["active"] is False
    letter = renew(people.daouda, by="aminata")
    assert account_of(people.daouda)["active"] is True and use(letter).status_code == 302


def test_who_has_left_gets_a_letter_and_the_dead_do_not(app, people, renew, use):
    with app.app_context(), guard.unscoped("the test"):
        for number, code in ((people.colleague_id, "RET"), (people.daouda.officer_id, "DCD")):
            officer = db.session.get(Officer, number)
            officer.position, officer.unit = force.of_code(Position, code), None
        db.session.commit()
    assert use(renew(people.colleague_id, by="boubacar")).status_code == 302
    with pytest.raises(Refused):
        renew(people.daouda, by="boubacar")


def test_the_file_is_fetched_once_by_its_maker_alone_and_lies_nowhere_in_clear(app, people):
    with app.app_context():
        act_as("boubacar")
        boubacar = guard.actor()
        name, _letters = activation.print_letters(Wanted(people.other_unit_id), by=boubacar)
        db.session.commit()
        assert b"%PDF" not in storage.path("letters", name).read_bytes()
        act_as("aminata")
        assert activation.fetch(name, by=guard.actor()) is None
        assert activation.fetch("../" + name, by=boubacar) is None
        assert activation.fetch(name, by=boubacar)[:4] == b"%PDF"
        assert activation.fetch(name, by=boubacar) is None
        assert list(storage.folder("letters").iterdir()) == []


def test_what_nobody_fetched_is_removed(app, people, monkeypatch):
    with app.app_context():
        act_as("boubacar")
        name, _letters = activation.print_letters(Wanted(people.other_unit_id), by=guard.actor())
        monkeypatch.setattr("services.activation.keeping.KEPT", -keeping.KEPT)
        assert activation.fetch(name, by=guard.actor()) is None
        assert activation.forget() == 1 and activation.forget() == 0


def test_an_officer_who_was_deleted_gets_no_letter(app, people):
    with app.app_context(), guard.unscoped("the test"):
        db.session.get(Officer, people.colleague_id).deleted_at = now()
        db.session.commit()
    assert counts(app, people.other_unit_id) == ({}, 0)


def test_every_letter_stands_in_the_trail_with_who_printed_it(people, renew, look):
    letter = renew(people.colleague_id, by="boubacar")
    events = look(lambda: [(one.action, one.record_type, one.user_name) for one in db.session.query(AuditEvent)])
    for expected in (("create", "account"), ("create", "activation"), ("export", "activation")):
        assert (*expected, "Boubacar") in events
    assert letter.code.replace(" ", "") not in look(lambda: " ".join(str(one.changes) for one in db.session.query(AuditEvent)))
