"""settings.toml as a technician writes it, and the commands that make keys and accounts."""

from __future__ import annotations

import datetime as dt

import pytest

import settings
from cli import finding, installation
from models import Agency, PromotionRound, PromotionRule, User, db
from services import guard
from tests import force


def test_limits_and_folders_are_written_plainly(tmp_path):
    (tmp_path / "settings.toml").write_text('IDLE_LIMIT = 15\nSIGN_IN_LIMIT = 8\nKEY_FOLDER = "safe/keys"\n')
    loaded = settings.load({"INSTANCE_FOLDER": tmp_path})
    assert (loaded["IDLE_LIMIT"], loaded["SIGN_IN_LIMIT"]) == (dt.timedelta(minutes=15), dt.timedelta(hours=8))
    assert loaded["KEY_FOLDER"] == tmp_path / "safe" / "keys"


@pytest.mark.parametrize(
    ("typed", "makes"),
    [("init", True), ("--app app init", True), ("-A app --debug init", True), ("db init", False), ("user create init", False), ("", False)],
)
def test_keys_are_made_by_init_however_it_is_typed(monkeypatch, typed, makes):
    monkeypatch.setattr(installation.sys, "argv", ["flask", *typed.split()])
    assert installation.is_making_keys() is makes


def test_an_account_is_made_with_its_place(app, people):
    with app.app_context(), guard.unscoped("the test looks"):
        unit, officer = db.session.get(force.Unit, people.unit_id).code, db.session.get(force.Officer, people.colleague_id).service_number
    options = ["--role", "supervisor", "--agency", "PN", "--unit", unit, "--officer", officer]
    made = app.test_cli_runner().invoke(args=["user", "create", " Moussa ", *options])
    assert made.exit_code == 0, made.output
    with app.app_context(), guard.unscoped("the test looks"):
        user = db.session.query(User).filter_by(username="moussa").one()
        assert (user.agency.code, user.unit_id, user.officer_id) == ("PN", people.unit_id, people.colleague_id)


@pytest.mark.parametrize("options", [["--agency", "XX"], ["--unit", "XX"], ["--officer", "XX"]])
def test_a_place_that_there_is_not_is_refused(app, people, options):
    tried = app.test_cli_runner().invoke(args=["user", "create", "moussa", "--role", "officer", *options])
    assert tried.exit_code == 1


def two_units_of_one_code(app, people) -> None:
    with app.app_context(), guard.unscoped("the test names two units alike"):
        for number in (people.unit_id, people.foreign_unit_id):
            db.session.get(force.Unit, number).code = "CENTRE"
        db.session.commit()


def test_cards_of_a_code_that_two_agencies_use_ask_for_the_agency(app, people, tmp_path):
    two_units_of_one_code(app, people)
    out = tmp_path / "cards.pdf"
    tried = app.test_cli_runner().invoke(args=["badge", "print", "--unit", "CENTRE", "--out", str(out)])
    assert tried.exit_code == 1 and "PN/CENTRE" in tried.output and "OCS/CENTRE" in tried.output


def test_a_unit_is_named_by_its_agency_and_code(app, people):
    two_units_of_one_code(app, people)
    with app.app_context(), guard.unscoped("the test looks"):
        assert finding.unit_named("OCS/CENTRE").id == people.foreign_unit_id
        assert db.session.get(Agency, finding.unit_named("PN/CENTRE").agency_id).code == "PN"


def test_a_refused_printing_leaves_no_file(app, people, tmp_path):
    out = tmp_path / "cards.pdf"
    tried = app.test_cli_runner().invoke(args=["badge", "print", "--unit", "NULLE-PART", "--out", str(out)])
    assert tried.exit_code == 1 and list(tmp_path.iterdir()) == []


def test_a_round_that_is_not_ranked_cannot_be_verified_and_says_so(app, people):
    with app.app_context(), guard.unscoped("the test prepares a round"):
        agency, rule = force.of_code(Agency, "PN"), db.session.query(PromotionRule).first()
        db.session.add(PromotionRound(name="Tableau 2026", agency=agency, rule=rule, reference_on=dt.date(2026, 1, 1), places=1))
        db.session.commit()
    tried = app.test_cli_runner().invoke(args=["promotion", "verify", "Tableau 2026"])
    assert tried.exit_code == 1 and isinstance(tried.exception, SystemExit)
    assert app.test_cli_runner().invoke(args=["promotion", "verify", "²"]).exit_code == 1
