"""Alerts: each finds the people whom it concerns, within the reader's scope, and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from models import (
    Agency,
    CaseState,
    DisciplinaryCase,
    DocumentKind,
    Fitness,
    IdentityPaper,
    MedicalFitness,
    Officer,
    PaperKind,
    Position,
    Rank,
    RequiredPiece,
    Unit,
    User,
    db,
)
from rules.access import NOBODY
from rules.alerts import EXPIRES_WITHIN_DAYS
from services import account, alerts, guard, personnel
from services.personnel import Act
from tests import force

TODAY = dt.date.today()


def act_as(person) -> None:
    with guard.unscoped("who acts in a test"):
        user = db.session.get(User, person.user_id)
        guard.act_as(account.actor_of(user, "admin", None, None))


@pytest.fixture
def clerk(in_app, people):
    """Boubacar acts."""
    act_as(people.boubacar)
    return people


def alert(key: str) -> alerts.Alert:
    return next(one for one in alerts.ALERTS if one.key == key)


def found(key: str, unit: Unit | None = None) -> list[alerts.Found]:
    rows = list(alert(key).rows(TODAY, unit))
    assert alert(key).count(TODAY, unit) == len(rows)
    return rows


def change(officer_id: int, **values) -> Officer:
    with guard.unscoped("the test changes a file"):
        officer = db.session.get(Officer, officer_id)
        for name, value in values.items():
            setattr(officer, name, value)
        db.session.flush()
    return officer


def add(record) -> None:
    with guard.unscoped("the test adds to a file"):
        db.session.add(record)
        db.session.flush()


# --- retirement ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("months", "key"), [(3, "retires-6"), (9, "retires-12"), (20, "retires-24")])
def test_who_retires_soon_stands_in_one_alert_with_the_day(clerk, months, key):
    """A sergeant leaves at 61, on the birthday."""
    born = dt.date(TODAY.year - 61, TODAY.month, 1) + dt.timedelta(days=31 * months)
    change(clerk.daouda.officer_id, birth_on=born, entered_on=dt.date(2015, 10, 1))
    for one in ("retired", "retires-6", "retires-12", "retires-24"):
        assert [row.officer_id for row in found(one)] == ([clerk.daouda.officer_id] if one == key else []), one
    assert found(key)[0].day == born.replace(year=born.year + 61)


def test_who_is_past_the_age_and_in_service_is_named_until_he_leaves(clerk):
    officer = change(clerk.daouda.officer_id, birth_on=dt.date(TODAY.year - 62, 1, 1))
    assert [row.officer_id for row in found("retired")] == [officer.id]
    with guard.unscoped("he leaves"):
        personnel.set_position(officer, force.of_code(Position, "RET"), Act(dt.date(2026, 1, 1), "Arrêté"))
    assert found("retired") == []


def test_the_day_itself_is_past_the_age(clerk):
    change(clerk.daouda.officer_id, birth_on=TODAY.replace(year=TODAY.year - 61))
    assert len(found("retired")) == 1 and found("retires-6") == []


def test_where_only_the_year_of_birth_is_known_its_end_counts(clerk):
    change(clerk.daouda.officer_id, birth_on=None, birth_year=TODAY.year - 62)
    assert found("retired")[0].day == dt.date(TODAY.year - 1, 12, 31)


def test_the_nearest_day_comes_first(clerk):
    for officer_id, days in ((clerk.daouda.officer_id, 60), (clerk.colleague_id, 30)):
        change(officer_id, birth_on=TODAY.replace(year=TODAY.year - 61, day=1) + dt.timedelta(days=days + 31))
    assert [row.officer_id for row in found("retires-6")] == [clerk.colleague_id, clerk.daouda.officer_id]


# --- papers and fitness --------------------------------------------------------------------------


def paper(officer_id: int, days: int, kind: PaperKind = PaperKind.ID_CARD) -> IdentityPaper:
    return IdentityPaper(officer_id=officer_id, kind=kind, number=f"{officer_id}{days}", expires_on=TODAY + dt.timedelta(days=days))


def test_a_paper_is_told_before_it_expires_and_after(clerk):
    for officer_id, days in ((clerk.daouda.officer_id, EXPIRES_WITHIN_DAYS), (clerk.colleague_id, -400)):
        add(paper(officer_id, days))
    assert [row.officer_id for row in found("papers")] == [clerk.colleague_id, clerk.daouda.officer_id]


def test_a_paper_that_lasts_or_was_renewed_is_not_told(clerk):
    add(paper(clerk.daouda.officer_id, EXPIRES_WITHIN_DAYS + 1))
    add(paper(clerk.colleague_id, -400))
    add(paper(clerk.colleague_id, 4000))
    add(paper(clerk.colleague_id, -10, PaperKind.PASSPORT))
    assert [str(row.what) for row in found("papers")] == [str(PaperKind.PASSPORT.label)]


def test_the_last_medical_visit_counts(clerk):
    for officer_id, examined, until in ((clerk.daouda.officer_id, 800, -60), (clerk.daouda.officer_id, 10, 700), (clerk.colleague_id, 700, 20)):
        days = {"examined_on": TODAY - dt.timedelta(days=examined), "valid_until_on": TODAY + dt.timedelta(days=until)}
        add(MedicalFitness(officer_id=officer_id, outcome=Fitness.FIT, **days))
    assert [row.officer_id for row in found("fitness")] == [clerk.colleague_id]


# --- careers -------------------------------------------------------------------------------------


def test_a_probation_is_told_until_it_is_confirmed(clerk):
    officer = change(clerk.daouda.officer_id)
    with guard.unscoped("a probation in a test"):
        personnel.promote(officer, force.of_code(Rank, "CST"), Act(TODAY - dt.timedelta(days=350), "Arrêté"))
    row = found("probation")[0]
    assert row.officer_id == officer.id and row.day > TODAY
    with guard.unscoped("it is confirmed"):
        personnel.promote(officer, force.of_code(Rank, "COM"), Act(TODAY, "Arrêté"))
    assert found("probation") == []


def test_a_new_step_does_not_begin_a_probation_again(clerk):
    officer, begun = change(clerk.daouda.officer_id), TODAY - dt.timedelta(days=350)
    with guard.unscoped("a probation in a test"):
        personnel.promote(officer, force.of_code(Rank, "CST"), Act(begun, "Arrêté"))
        told = found("probation")[0].day
        personnel.promote(officer, force.of_code(Rank, "CST"), Act(TODAY - dt.timedelta(days=20), "Arrêté"), step=2)
    assert [(row.officer_id, row.day) for row in found("probation")] == [(officer.id, told)]


def test_a_rank_taken_again_begins_its_probation_again(clerk):
    officer = change(clerk.daouda.officer_id)
    with guard.unscoped("a probation in a test"):
        for days, code in ((900, "CST"), (500, "SGC"), (20, "CST")):
            personnel.promote(officer, force.of_code(Rank, code), Act(TODAY - dt.timedelta(days=days), "Arrêté"))
    assert found("probation") == []


def test_a_probation_that_has_long_to_go_is_not_told(clerk):
    with guard.unscoped("a probation in a test"):
        officer = db.session.get(Officer, clerk.daouda.officer_id)
        personnel.promote(officer, force.of_code(Rank, "CST"), Act(TODAY - dt.timedelta(days=100), "Arrêté"))
    assert found("probation") == []


@pytest.fixture
def suspended(clerk):
    """Daouda is suspended, and the head of human resources acts."""
    with guard.unscoped("a suspension in a test"):
        officer = db.session.get(Officer, clerk.daouda.officer_id)
        personnel.set_position(officer, force.of_code(Position, "SUS"), Act(dt.date(2026, 9, 1), "Décision"))
        act_as(force.user("oumou", "hr_manager", agency=force.of_code(Agency, "PN")))
    return officer


def case(officer: Officer) -> DisciplinaryCase:
    return DisciplinaryCase(officer=officer, opened_on=dt.date(2026, 9, 2), facts="Faits")


def test_a_suspension_without_a_case_is_told_to_those_who_see_cases(suspended):
    assert [row.officer_id for row in found("suspended")] == [suspended.id]
    add(case(suspended))
    assert found("suspended") == []


def test_a_clerk_cannot_suspend_somebody_to_learn_of_a_case(clerk):
    assert "suspended" not in {one.key for one in alerts.of(guard.actor())}


def test_a_case_that_was_closed_does_not_cover_a_suspension(suspended):
    closed = case(suspended)
    closed.state, closed.decided_on, closed.closed_on = CaseState.CLOSED, dt.date(2026, 10, 1), dt.date(2026, 10, 1)
    add(closed)
    assert [row.officer_id for row in found("suspended")] == [suspended.id]


def test_who_is_back_in_service_needs_no_case(suspended):
    with guard.unscoped("he is back"):
        personnel.set_position(suspended, force.of_code(Position, "ACT"), Act(dt.date(2026, 10, 1), "Décision"))
    assert found("suspended") == []


def test_an_incomplete_file_names_the_pieces(clerk):
    with guard.unscoped("a required piece in a test"):
        kind = DocumentKind(code="ESSAI", name="Acte d'essai")
        db.session.add_all([kind, RequiredPiece(kind=kind)])
        db.session.flush()
    rows = {row.officer_id: row.what for row in found("incomplete")}
    assert "Acte d'essai" in rows[clerk.daouda.officer_id] and clerk.canary_id not in rows


# --- whose ---------------------------------------------------------------------------------------


def test_a_unit_narrows_and_another_agency_is_never_told(clerk):
    for officer_id in (clerk.daouda.officer_id, clerk.colleague_id, clerk.canary_id):
        change(officer_id, birth_on=dt.date(TODAY.year - 63, 1, 1))
    assert {row.officer_id for row in found("retired")} == {clerk.daouda.officer_id, clerk.colleague_id}
    assert [row.officer_id for row in found("retired", db.session.get(Unit, clerk.unit_id))] == [clerk.daouda.officer_id]
    assert found("retired", db.session.get(Unit, clerk.foreign_unit_id)) == []


@pytest.mark.parametrize("role", ["supervisor", "board_member", "training_officer", "technician", "officer"])
def test_alerts_are_for_human_resources(role):
    assert alerts.of(NOBODY.__class__(name="x", role=role)) == []


def test_who_makes_cards_is_shown_the_photos_alone():
    assert [alert.key for alert in alerts.of(NOBODY.__class__(name="x", role="badge_officer"))] == ["photos"]


def test_each_alert_says_its_rule_and_has_an_act():
    for one in alerts.ALERTS:
        assert one.rule and one.title and one.act
    assert len({one.key for one in alerts.ALERTS}) == len(alerts.ALERTS)
    assert "art. 94" in alert("suspended").legal_text


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def old(app, people):
    """Daouda and the canary are past the age of retirement, committed."""
    with app.app_context():
        for officer_id in (people.daouda.officer_id, people.canary_id):
            change(officer_id, birth_on=dt.date(TODAY.year - 63, 1, 1))
        db.session.commit()


def test_the_page_counts_each_kind_and_names_the_people_of_one(people, signed_in, old):
    boubacar = signed_in("boubacar")
    assert "Ont dépassé l’âge de la retraite" in boubacar.get("/admin/alerts/").text
    page = boubacar.get("/admin/alerts/?kind=retired").text
    assert "TRAORÉ Daouda" in page and force.CANARY not in page and "kind=position" in page
    assert "TRAORÉ" not in boubacar.get(f"/admin/alerts/?kind=retired&unit={people.other_unit_id}").text


@pytest.mark.parametrize("kind", [one.key for one in alerts.ALERTS])
def test_every_kind_opens_and_goes_into_a_file(people, signed_in, old, kind):
    aminata = signed_in("aminata")
    assert aminata.get(f"/admin/alerts/?kind={kind}").status_code == 200
    file = signed_in("boubacar" if kind != "suspended" else "aminata").get(f"/admin/alerts/export/csv/?kind={kind}")
    assert file.status_code == 200 and (kind == "suspended" or force.CANARY not in file.text)


def test_what_there_is_not_is_not_found(signed_in):
    boubacar = signed_in("boubacar")
    for page in ("?kind=nothing", "?kind=retired&unit=999999", "export/pdf/?kind=retired", "export/csv/?kind=nothing"):
        assert boubacar.get(f"/admin/alerts/{page}").status_code == 404, page


def test_only_human_resources_open_the_page(app, people, signed_in):
    assert signed_in("coumba").get("/admin/alerts/").status_code == 403
    assert signed_in("fanta").get("/admin/alerts/?kind=retired").status_code == 403
    with app.app_context():
        force.user("reads", "auditor", agency=force.of_code(Agency, "PN"))
        db.session.commit()
    auditor = app.test_client().sign_in("reads", force.PASSWORD)
    assert auditor.get("/admin/alerts/?kind=suspended").status_code == 200
    assert auditor.get("/admin/alerts/export/csv/?kind=retired").status_code == 403


def test_many_people_leave_only_with_a_second_person(app, signed_in, old, monkeypatch):
    monkeypatch.setattr("services.export.approving.MOST_ROWS_ALONE", 0)
    answer = signed_in("boubacar").get("/admin/alerts/export/csv/?kind=retired")
    assert answer.status_code == 302
