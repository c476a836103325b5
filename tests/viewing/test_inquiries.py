"""A marked inquiry: two people decide it, it hides looks and never a change, and the officer cannot tell."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import Agency, AuditEvent, Inquiry, Officer, Proposal, ProposalState, User, db, now
from rules.refused import Forbidden, Refused
from services import account, approval, audit, bulk, guard, viewing
from services.viewing import Asked, What
from tests import force


@pytest.fixture
def today() -> dt.date:
    return now().date()


def actor(person):
    with guard.unscoped("who acts in a test"):
        return account.actor_of(db.session.get(User, person.user_id), "admin", None, None)


def asked(today, days: int = 90, **other) -> Asked:
    return Asked(**{"reference": "Note 7/IPN", "reason": "Soupçon de fuite", "starts_on": today, "hidden_until_on": today + dt.timedelta(days=days)} | other)


def proposed(people, cast, today, **other) -> Proposal:
    """Hawa asks that what Ibrahim opens of Daouda's file is hidden."""
    by = actor(cast.hawa)
    guard.act_as(by)
    daouda = db.session.get(Officer, people.daouda.officer_id)
    with guard.unscoped("the account that leads"):
        leader = db.session.get(User, cast.ibrahim.user_id)
    return viewing.propose(daouda, leader, asked(today, **other), by=by)


def agreed(app, people, cast, today, **other) -> int:
    with app.test_request_context():
        proposal = proposed(people, cast, today, **other)
        by = actor(cast.kadidia)
        guard.act_as(by)
        approval.approve(proposal, by=by, digest=proposal.digest)
        assert proposal.state is ProposalState.DONE
        db.session.commit()
        return proposal.result["inquiry"]


def noted(app, person, officer_id: int, *actions: str) -> None:
    with app.app_context():
        guard.act_as(actor(person))
        for action in actions:
            audit.note(action, record_type="officer", record_id=officer_id, officer_id=officer_id, record_name="x")
        db.session.commit()


def test_one_person_alone_makes_none(app, people, cast, today):
    with app.test_request_context():
        proposal = proposed(people, cast, today)
        with pytest.raises(Forbidden):
            approval.approve(proposal, by=actor(cast.hawa), digest=proposal.digest)
        with guard.unscoped("the test looks"):
            assert db.session.scalars(select(Inquiry)).all() == []


def test_who_leads_it_does_not_approve_it(app, people, cast, today):
    with app.app_context(), guard.unscoped("the force of the test"):
        police = force.of_code(Agency, "PN")
        officer = force.officer("Sidibé", "Kader", db.session.get(Officer, people.daouda.officer_id).unit)
        kader = force.user("kader", "hr_manager", agency=police, officer=officer)
        db.session.commit()
    with app.test_request_context():
        by = actor(cast.hawa)
        guard.act_as(by)
        daouda = db.session.get(Officer, people.daouda.officer_id)
        with guard.unscoped("the account that leads"):
            leader = db.session.get(User, kader.user_id)
        proposal = viewing.propose(daouda, leader, asked(today), by=by)
        with pytest.raises(Forbidden):
            approval.approve(proposal, by=actor(kader), digest=proposal.digest)


def test_it_hides_looks_documents_and_exports_of_who_leads_it(app, people, cast, today, read_by):
    agreed(app, people, cast, today)
    noted(app, cast.ibrahim, people.daouda.officer_id, "view", "export", "open")
    page = read_by(people.daouda.officer_id)
    assert page.looks == () and page.older is None


def test_it_hides_a_list_that_was_taken_away(app, people, cast, today, read_by):
    agreed(app, people, cast, today)
    with app.app_context():
        guard.act_as(actor(cast.ibrahim))
        bulk.note_exported(audit.note("export", record_type="officer", changes={"rows": 1}), [people.daouda.officer_id])
        db.session.commit()
    assert read_by(people.daouda.officer_id).looks == ()


def test_it_never_hides_a_change(app, people, cast, today, read_by):
    with app.app_context():
        with guard.unscoped("who leads it"):
            leader = db.session.get(User, people.boubacar.user_id)
            guard.act_as(guard.SYSTEM)
            db.session.add(Inquiry(officer_id=people.daouda.officer_id, inquirer=leader, reference="N", reason="S", starts_on=today, hidden_until_on=today + dt.timedelta(days=9)))
        db.session.commit()
        guard.act_as(actor(people.boubacar))
        db.session.get(Officer, people.daouda.officer_id).birth_place = "Kati"
        db.session.commit()
    noted(app, people.boubacar, people.daouda.officer_id, "view")
    assert [look.what for look in read_by(people.daouda.officer_id).looks] == [What.CHANGED]


def test_it_hides_nothing_of_others_nor_of_other_files(app, people, cast, today, read_by):
    agreed(app, people, cast, today)
    noted(app, cast.kadidia, people.daouda.officer_id, "view")
    noted(app, cast.ibrahim, people.colleague_id, "view")
    assert [look.by for look in read_by(people.daouda.officer_id).looks] == ["Kadidia"]
    assert [look.by for look in read_by(people.colleague_id).looks] == ["Ibrahim"]


def test_nothing_that_could_be_read_disappears(app, people, cast, today, read_by):
    noted(app, cast.ibrahim, people.daouda.officer_id, "view")
    agreed(app, people, cast, today)
    assert [look.by for look in read_by(people.daouda.officer_id).looks] == ["Ibrahim"]


def test_after_its_day_everything_is_shown(app, people, cast, today, read_by, monkeypatch):
    agreed(app, people, cast, today, days=10)
    noted(app, cast.ibrahim, people.daouda.officer_id, "view")
    assert read_by(people.daouda.officer_id).looks == ()
    monkeypatch.setattr("services.viewing.inquiries.now", lambda: now() + dt.timedelta(days=10))
    assert [look.by for look in read_by(people.daouda.officer_id).looks] == ["Ibrahim"]


def test_one_person_ends_it_and_everything_is_shown(app, people, cast, today, signed_in, read_by):
    number = agreed(app, people, cast, today)
    noted(app, cast.ibrahim, people.daouda.officer_id, "view")
    hawa = signed_in("hawa")
    assert hawa.get(f"/admin/inquiry/details/?id={number}").status_code == 200
    assert hawa.post("/admin/inquiry/end/", data={"id": number}).status_code == 302
    assert [look.by for look in read_by(people.daouda.officer_id).looks if look.by == "Ibrahim"] == ["Ibrahim"]
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Inquiry, number).ended_at is not None


def test_its_subject_finds_it_nowhere(app, people, cast, today, signed_in, read_by):
    number = agreed(app, people, cast, today)
    daouda = signed_in("daouda")
    assert read_by(people.daouda.officer_id).looks == ()  # nor that the inquiry was made
    assert "7/IPN" not in daouda.get("/my/looks/").text
    assert daouda.get(f"/admin/inquiry/details/?id={number}").status_code in (403, 404)
    with app.app_context():
        guard.act_as(actor(people.daouda))
        assert db.session.scalars(select(Inquiry)).all() == []
        assert db.session.scalars(select(Proposal)).all() == []


def test_a_hidden_look_leaves_no_gap_between_pages(app, people, cast, today, read_by, monkeypatch):
    noted_days = 45
    begin = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    agreed(app, people, cast, today)
    with app.app_context():
        for day in range(noted_days):
            monkeypatch.setattr("services.audit.now", lambda at=begin + dt.timedelta(days=day): at)
            for who in (cast.ibrahim, cast.kadidia):
                guard.act_as(actor(who))
                audit.note("view", record_type="officer", record_id=people.daouda.officer_id, officer_id=people.daouda.officer_id)
        db.session.commit()
    sizes, before = [], None
    while before is not None or not sizes:
        page = read_by(people.daouda.officer_id, before)
        assert {look.by for look in page.looks} == {"Kadidia"}
        sizes, before = [*sizes, len(page.looks)], page.older
    assert sizes == [20, 20, 5]


@pytest.mark.parametrize(
    "days",
    [{"starts_on": -1}, {"hidden_until_on": 0}, {"hidden_until_on": 400}],
    ids=["begins in the past", "ends where it begins", "longer than a year"],
)
def test_days_that_cannot_be_are_refused(app, people, cast, today, days):
    days = {name: today + dt.timedelta(days=number) for name, number in days.items()}
    with app.test_request_context(), pytest.raises(Refused):
        proposed(people, cast, today, **days)


def test_only_who_keeps_discipline_opens_one(people, cast, signed_in):
    assert signed_in("hawa").get("/admin/inquiry/open/").status_code == 200
    for name in ("boubacar", "coumba", "ibrahim", "daouda"):
        assert signed_in(name).get("/admin/inquiry/open/").status_code in (302, 403)


def test_the_page_proposes_it_and_tells_what_is_missing(app, people, cast, today, signed_in):
    hawa = signed_in("hawa")
    assert 'class="error-summary"' in hawa.post("/admin/inquiry/open/", data={}).text
    until = (today + dt.timedelta(days=30)).strftime("%d/%m/%Y")
    form = {
        "officer": people.daouda.officer_id, "inquirer": cast.ibrahim.user_id, "reference": "Note 7/IPN", "reason": "Soupçon de fuite",
        "starts_on": today.strftime("%d/%m/%Y"), "hidden_until_on": until,
    }  # fmt: skip
    answer = hawa.post("/admin/inquiry/open/", data=form)
    assert answer.status_code == 302 and "/admin/proposal/details/" in answer.location
    assert "Ibrahim" in hawa.get(answer.location).text


def test_an_inquiry_is_typed_and_changed_by_no_form(app, people, cast, today, signed_in):
    number = agreed(app, people, cast, today)
    hawa = signed_in("hawa")
    assert hawa.get("/admin/inquiry/new/").status_code == 403
    assert hawa.post(f"/admin/inquiry/edit/?id={number}", data={"reference": "Autre"}).status_code == 403


# --- whoever it is about, with whatever account ----------------------------------------------------


def changed(app, person, **told) -> None:
    """The account of somebody, changed: his officer, name, role, e-mail."""
    with app.app_context(), guard.unscoped("the test moves an account"):
        user = db.session.get(User, person.user_id)
        for field, value in told.items():
            setattr(user, field, value)
        db.session.commit()


def found_by(app, person) -> dict:
    """What somebody finds of inquiries: their records, their proposals, and the trail of both and of what they hide."""
    with app.app_context():
        guard.act_as(actor(person))
        events = db.session.scalars(select(AuditEvent)).all()
        return {
            "inquiries": len(db.session.scalars(select(Inquiry)).all()),
            "proposals": len(db.session.scalars(select(Proposal)).all()),
            "told": {event.record_type for event in events} & {"inquiry", "proposal", "proposal_decision"},
            "looks": len([event for event in events if event.action == "view" and event.user_name == "Ibrahim"]),
        }


ALL = {"inquiries": 1, "proposals": 1, "told": {"inquiry", "proposal", "proposal_decision"}, "looks": 1}
NOTHING = {"inquiries": 0, "proposals": 0, "told": set(), "looks": 0}


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_reads_the_trail_finds_no_inquiry_into_his_own_file(app, people, cast, today, role, signed_in):
    changed(app, people.daouda, role=role)
    agreed(app, people, cast, today)
    noted(app, cast.ibrahim, people.daouda.officer_id, "view")
    assert found_by(app, people.daouda) == NOTHING
    assert found_by(app, people.aminata) == ALL
    with app.app_context(), guard.unscoped("the test looks"):
        [number] = db.session.scalars(select(Proposal.id))
        event = db.session.scalar(select(AuditEvent.id).where(AuditEvent.record_type == "inquiry"))
    daouda, aminata = signed_in("daouda"), signed_in("aminata")
    for page in (f"/admin/proposal/details/?id={number}", f"/admin/audit-event/details/?id={event}"):
        assert "7/IPN" in aminata.get(page).text
        assert "7/IPN" not in daouda.get(page, follow_redirects=True).text
    assert "7/IPN" not in daouda.get("/admin/audit-event/").text and "7/IPN" not in daouda.get("/admin/proposal/all/").text


@pytest.mark.parametrize("told", [{"name": "DAOUDA"}, {"name": "Daouda Traoré"}, {"name": "D. T.", "email": "daouda@example.org"}])
def test_nor_does_his_second_account(app, people, cast, today, told):
    changed(app, people.daouda, email="Daouda@example.org")
    changed(app, cast.hawa, role="administrator")
    agreed(app, people, cast, today)
    noted(app, cast.ibrahim, people.daouda.officer_id, "view")
    assert found_by(app, people.aminata) == ALL
    changed(app, people.aminata, **told)
    assert found_by(app, people.aminata) == NOTHING


def test_when_the_inquiry_has_ended_its_looks_are_in_the_trail(app, people, cast, today):
    changed(app, people.daouda, role="auditor")
    number = agreed(app, people, cast, today)
    noted(app, cast.ibrahim, people.daouda.officer_id, "view")
    with app.test_request_context(), guard.unscoped("it ends"):
        db.session.get(Inquiry, number).ended_at = now()
        db.session.commit()
    assert found_by(app, people.daouda) == NOTHING | {"looks": 1}


def test_one_s_own_proposals_stay_in_sight(app, people, cast, today):
    agreed(app, people, cast, today)
    assert found_by(app, cast.hawa)["proposals"] == 1


@pytest.mark.parametrize("told", [{"name": "DAOUDA"}, {"name": "Daouda Traoré"}])
def test_nobody_leads_or_proposes_one_into_his_own_file_by_a_second_account(app, people, cast, today, told):
    changed(app, cast.ibrahim, **told)
    with app.test_request_context(), pytest.raises(Refused, match="his or her own file"):
        proposed(people, cast, today)
    changed(app, cast.ibrahim, name="Ibrahim")
    changed(app, cast.hawa, **told)
    with app.test_request_context(), pytest.raises(Forbidden, match="own file"):
        proposed(people, cast, today)


def test_who_leads_it_does_not_approve_it_without_an_officer_either(app, people, cast, today):
    changed(app, cast.ibrahim, role="hr_manager")
    with app.test_request_context():
        proposal = proposed(people, cast, today)
        leader = actor(cast.ibrahim)
        guard.act_as(leader)
        assert approval.waiting_for(leader) == [] and not approval.can_decide(proposal, leader)
        with pytest.raises(Forbidden, match="lead this inquiry"):
            approval.approve(proposal, by=leader, digest=proposal.digest)
