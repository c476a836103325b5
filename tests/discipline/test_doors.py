"""Who sees discipline: few. To all others there is no case, no sanction, no count, no tab, no hit, no file and no trace."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import Agency, Annulment, AuditEvent, DisciplinaryCase, Notice, Officer, Sanction, SanctionKind, User, db
from rules import access
from services import guard
from tests import force
from tests.discipline.cases import ACT, FACTS, act_as, opened

FEW = ("administrator", "hr_manager", "auditor")
OTHERS = [role for role in access.ROLES if role not in FEW and access.TABLE[role]]
SCREENS = ("disciplinary-case", "sanction", "sanction-kind")
TRACES = (FACTS, ACT, "Dossier 12", "/admin/sanction", "/admin/disciplinary-case", "Disciplinary", "Discipline", "Sanction")


@pytest.fixture
def visitor(app, people):
    """visitor(role): a client of somebody with this role in Daouda's agency and unit."""

    def sign_in(role: str):
        with app.app_context():
            force.user(f"looks-{role}", role, agency=force.of_code(Agency, "PN"), unit_id=people.unit_id)
            db.session.commit()
        return app.test_client().sign_in(f"looks-{role}", force.PASSWORD)

    return sign_in


def case_of(app, sanction_id: int) -> int:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.scalar(select(Sanction.case_id).where(Sanction.id == sanction_id))


def test_the_table_names_few():
    may = [role for role in access.ROLES if access.may(access.Actor(name="x", role=role), "discipline.view")]
    assert sorted(may) == sorted(FEW)


@pytest.mark.parametrize("role", OTHERS)
def test_no_door_opens_for_the_others(app, people, sanction_id, visitor, role):
    somebody, case_id = visitor(role), case_of(app, sanction_id)
    for screen in SCREENS:
        for page in ("", "new/", "export/csv/", "export/xlsx/", "?search=Dossier", "ajax/lookup/?name=officer&query=a"):
            assert somebody.get(f"/admin/{screen}/{page}").status_code == 403, f"{screen}/{page}"
    for page in (f"sanction/details/?id={sanction_id}", f"disciplinary-case/details/?id={case_id}", "sanction/erased/",
                 f"disciplinary-case/edit/?id={case_id}", f"disciplinary-case/step/?id={case_id}&step=appeal"):  # fmt: skip
        assert somebody.get(f"/admin/{page}").status_code == 403, page
    sent = somebody.post(f"/admin/disciplinary-case/step/?id={case_id}&step=appeal", data={"on": "01/05/2026"})
    assert sent.status_code == 403


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_that_the_others_open_tells_of_it(people, sanction_id, visitor, role):
    somebody, daouda = visitor(role), people.daouda.officer_id
    pages = ["/admin/", "/admin/alerts/", "/admin/officer/", "/admin/officer/?search=Dossier", "/my/notices/", "/admin/audit-event/"]
    tabs = ("record", "history", "sanction", "disciplinary-case")
    pages += [f"/admin/officer/details/?id={daouda}&tab={tab}" for tab in tabs]
    for page in pages:
        answer = somebody.get(page)
        told = [trace for trace in TRACES if answer.status_code == 200 and trace in answer.text]
        assert not told, f"{role} reads {told} on {page}"


@pytest.mark.parametrize("role", OTHERS)
def test_the_session_gives_the_others_nothing(app, people, sanction_id, role):
    with app.app_context():
        act_as(force.user(f"asks-{role}", role, agency=force.of_code(Agency, "PN"), unit_id=people.unit_id))
        for model in (Sanction, DisciplinaryCase):
            assert db.session.scalars(select(model)).all() == []
        joined = select(Officer.id).join(Sanction, Sanction.officer_id == Officer.id)
        assert db.session.scalars(joined).all() == []
        by_case = select(AuditEvent.id).where(AuditEvent.record_type.in_(("sanction", "disciplinary_case")))
        assert db.session.scalars(by_case).all() == [] and db.session.scalars(select(Notice.id)).all() == []


def test_the_few_read_it(app, signed_in, sanction_id, visitor):
    case_id = case_of(app, sanction_id)
    for somebody in (signed_in("aminata"), signed_in("hawa"), visitor("auditor")):
        page = somebody.get(f"/admin/disciplinary-case/details/?id={case_id}")
        assert page.status_code == 200 and FACTS in page.text and ACT in page.text


def test_another_agency_keeps_its_own(app, people, head):
    with app.app_context():
        with guard.unscoped("a case of another agency"):
            foreign = opened(people.canary_id).id
            db.session.commit()
        act_as(head)
        assert db.session.get(DisciplinaryCase, foreign) is None


def test_the_person_concerned_reads_the_case_once_told(app, people):
    with app.app_context():
        with guard.unscoped("a case for the tests"):
            case = opened(people.daouda.officer_id)
            db.session.commit()
        act_as(people.daouda)
        assert db.session.scalars(select(DisciplinaryCase.id)).all() == []
        with guard.unscoped("the officer is told"):
            case.notified_on = case.opened_on
            db.session.commit()
        assert db.session.scalars(select(DisciplinaryCase.id)).all() == [case.id]


def test_nobody_deletes_or_types_a_sanction(signed_in, sanction_id):
    aminata = signed_in("aminata")
    assert aminata.get("/admin/sanction/new/").status_code == 403
    assert aminata.get(f"/admin/sanction/edit/?id={sanction_id}").status_code == 403
    assert aminata.get(f"/admin/sanction/delete/?id={sanction_id}").status_code in (403, 405)
    assert aminata.post("/admin/sanction/delete/", data={"id": str(sanction_id)}).status_code == 403


# --- at the desk --------------------------------------------------------------------------------


def test_a_case_is_opened_and_brought_to_its_end_at_the_desk(app, people, signed_in, head):
    hawa, daouda = signed_in("hawa"), str(people.daouda.officer_id)
    new = {"officer": daouda, "reference": "2026/5", "opened_on": "02/03/2026", "facts": FACTS}
    page = hawa.post("/admin/disciplinary-case/new/", data=new).location
    number = page.rpartition("id=")[2].partition("&")[0]
    with app.app_context(), guard.unscoped("the test looks"):
        kind = force.of_code(SanctionKind, "ARR").id
    paper = {"starts_on": "20/04/2026", "kind": "Décision", "reference": ACT}
    steps = (
        ("tell", {"on": "05/03/2026"}),
        ("hear", {"on": "01/04/2026", "body": "HEAD"}),
        ("punish", {"on": "20/04/2026", "sanction": str(kind), "days": "15", "grounds": "Fautif"} | paper),
        ("appeal", {"on": "02/05/2026"}),
        ("close", {"on": "01/06/2026", "upholds": "yes", "answer": "Rejeté"}),
    )
    for name, form in steps:
        answer = hawa.post(f"/admin/disciplinary-case/step/?id={number}&step={name}", data=form)
        assert answer.status_code == 302, f"{name}: {answer.text}"
    with app.app_context(), guard.unscoped("the test looks"):
        case = db.session.get(DisciplinaryCase, int(number))
        assert case.closed_on is not None and case.appeal_decision == "Rejeté"
    assert hawa.get(f"/admin/disciplinary-case/edit/?id={number}").status_code == 302


def test_a_step_that_cannot_be_is_said_beside_its_day_and_keeps_what_was_typed(app, people, signed_in, head):
    with app.app_context(), guard.unscoped("a case for the tests"):
        number = opened(people.daouda.officer_id).id
        db.session.commit()
    hawa = signed_in("hawa")
    page = hawa.post(f"/admin/disciplinary-case/step/?id={number}&step=dismiss", data={"on": "01/01/2020", "reasons": "Rien de vrai"})
    assert page.status_code == 200 and "Rien de vrai" in page.text and "error" in page.text
    assert hawa.get(f"/admin/disciplinary-case/step/?id={number}&step=nothing").status_code == 404


def test_nobody_keeps_a_case_against_himself(app, people, sanction_id):
    with app.app_context():
        with guard.unscoped("Daouda heads human resources"):
            db.session.get(User, people.daouda.user_id).role = "hr_manager"
            db.session.commit()
    himself = app.test_client().sign_in("daouda", force.PASSWORD)
    case_id = case_of(app, sanction_id)
    page = himself.get(f"/admin/disciplinary-case/details/?id={case_id}")
    assert page.status_code == 200 and "step=appeal" not in page.text
    himself.post(f"/admin/disciplinary-case/step/?id={case_id}&step=appeal", data={"on": "01/05/2026"})
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(DisciplinaryCase, case_id).appealed_on is None


@pytest.mark.parametrize("role", OTHERS)
def test_the_act_that_annulled_a_sanction_tells_the_others_nothing(app, people, head, sanction_id, role):
    with app.app_context():
        with guard.unscoped("the sanction is annulled"):
            given = db.session.get(Sanction, sanction_id)
            given.annulment = Annulment(officer=given.officer, act_kind="Décision", act_reference="n° 9", reason="Sanction levée")
            other = Annulment(officer=given.officer, act_kind="Décision", act_reference="n° 10", reason="Affectation rapportée")
            db.session.add(other)
            db.session.commit()
        act_as(force.user(f"reads-{role}", role, agency=force.of_code(Agency, "PN"), unit_id=people.unit_id))
        seen = db.session.scalars(select(Annulment.reason)).all()
        assert "Sanction levée" not in seen
        act_as(head)
        assert "Sanction levée" in db.session.scalars(select(Annulment.reason)).all()


def test_the_person_concerned_reads_it_on_his_own_page(people, signed_in, sanction_id):
    page = signed_in("daouda").get("/my/distinctions/").text
    assert FACTS in page and ACT in page
    assert FACTS not in signed_in("coumba").get("/my/distinctions/").text
