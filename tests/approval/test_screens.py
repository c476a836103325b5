"""Two people over HTTP: another role waits for a second person, a list is sealed from the queue, a right is delegated."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Agency, Delegation, Proposal, ProposalState, User, db, now
from rules.refused import Forbidden, Refused
from services import approval, guard
from tests import force

from .conftest import actor_named


@pytest.fixture
def kadidia(app, cast, signed_in):
    """The HR manager of the police, signed in."""
    return signed_in("kadidia")


def stored(app, username: str) -> User:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(User).filter_by(username=username).one()


def last(app) -> Proposal | None:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(Proposal).order_by(Proposal.id.desc()).first()


def page_of(proposal: Proposal) -> str:
    return f"/admin/proposal/details/?id={proposal.id}"


def form_of(user: User, **changes) -> dict:
    kept = {"username": user.username, "name": user.name, "language": "fr", "role": user.role, "active": "y"}
    return kept | {"agency": str(user.agency_id or ""), "why": "Nouvelle fonction"} | changes


def change_role(app, client, role: str) -> Proposal:
    user = stored(app, "boubacar")
    client.change(f"/admin/account/edit/?id={user.id}", data=form_of(user, role=role))
    return last(app)


def test_another_role_waits_for_a_second_person(app, people, signed_in, kadidia):
    proposal = change_role(app, signed_in("aminata"), "hr_manager")
    assert stored(app, "boubacar").role == "hr_clerk" and proposal.state is ProposalState.WAITING
    assert "Boubacar" in kadidia.get("/admin/proposal/").text
    page = kadidia.get(page_of(proposal)).text
    assert "Nouvelle fonction" in page and "Aminata" in page
    kadidia.post("/admin/proposal/approve/", data={"id": proposal.id, "digest": proposal.digest})
    assert stored(app, "boubacar").role == "hr_manager" and last(app).state is ProposalState.DONE


def test_the_administrator_alone_changes_no_role(app, people, signed_in):
    aminata = signed_in("aminata")
    proposal = change_role(app, aminata, "administrator")
    aminata.post("/admin/proposal/approve/", data={"id": proposal.id, "digest": proposal.digest})
    assert stored(app, "boubacar").role == "hr_clerk" and last(app).state is ProposalState.WAITING


def test_a_new_account_that_approves_stays_closed_until_a_second_person_opens_it(app, people, signed_in, kadidia):
    police = stored(app, "boubacar").agency_id
    form = {"username": "fatou", "name": "Fatou", "language": "fr", "active": "y", "role": "board_member"}
    signed_in("aminata").post("/admin/account/new/", data=form | {"agency": str(police), "why": "Nommée à la commission"})
    assert not stored(app, "fatou").active
    proposal = last(app)
    kadidia.post("/admin/proposal/approve/", data={"id": proposal.id, "digest": proposal.digest})
    assert stored(app, "fatou").active


def test_the_password_of_somebody_who_approves_is_given_after_a_second_yes(app, people, signed_in, kadidia):
    aminata, before = signed_in("aminata"), stored(app, "fanta").password
    give = lambda: aminata.post("/admin/account/new-password/", data={"id": people.fanta.user_id}, follow_redirects=True)  # noqa: E731
    assert "Premier mot de passe" not in give().text and stored(app, "fanta").password == before
    proposal = last(app)
    kadidia.post("/admin/proposal/approve/", data={"id": proposal.id, "digest": proposal.digest})
    assert "Premier mot de passe" in give().text and stored(app, "fanta").password != before
    changed = stored(app, "fanta").password
    give()
    assert stored(app, "fanta").password == changed and last(app).state is ProposalState.WAITING


def test_a_proposal_is_not_there_for_others(app, people, signed_in, kadidia):
    proposal = change_role(app, signed_in("aminata"), "hr_manager")
    for name, status in (("fanta", 404), ("zeinab", 404), ("daouda", 403)):
        client = signed_in(name)
        assert client.get(page_of(proposal)).status_code == status, name
        for act in ("approve", "reject", "withdraw"):
            answer = client.post(f"/admin/proposal/{act}/", data={"id": proposal.id, "digest": proposal.digest, "reason": "x"})
            assert answer.status_code == status, f"{name} {act}"
    assert last(app).state is ProposalState.WAITING


def test_a_rejection_and_a_withdrawal_are_told(app, people, signed_in, kadidia):
    aminata = signed_in("aminata")
    proposal = change_role(app, aminata, "hr_manager")
    kadidia.post("/admin/proposal/reject/", data={"id": proposal.id, "reason": "Pas d'acte de nomination"})
    assert "Pas d&#39;acte de nomination" in aminata.get(page_of(proposal)).text
    proposal = change_role(app, aminata, "badge_officer")
    aminata.post("/admin/proposal/withdraw/", data={"id": proposal.id})
    assert last(app).state is ProposalState.WITHDRAWN


def test_a_right_is_delegated_for_a_time_and_the_decision_says_so(app, people, signed_in, kadidia):
    day = "%d/%m/%Y"
    form = {"to": people.boubacar.user_id, "permission": "personnel.approve", "reason": "Mission à Gao"}
    days = {"starts_on": now().strftime(day), "ends_on": (now() + dt.timedelta(days=5)).strftime(day)}
    assert kadidia.get("/admin/delegation/give/").status_code == 200
    assert kadidia.post("/admin/delegation/give/", data=form | days).status_code == 302
    with app.app_context():
        modibo = actor_named("modibo")
        guard.act_as(modibo)
        proposal = approval.propose("test.at-once", {"rows": 7}, reason="Essai", by=modibo)
        db.session.commit()
        made = (proposal.id, proposal.digest)
    boubacar = signed_in("boubacar")
    assert "à la place de Kadidia" in boubacar.get("/admin/proposal/").text
    boubacar.post("/admin/proposal/approve/", data={"id": made[0], "digest": made[1]})
    assert last(app).state is ProposalState.DONE
    assert "Kadidia" in boubacar.get(f"/admin/proposal/details/?id={made[0]}").text


def delegate(cast, giver, to: str, **days) -> Delegation:
    guard.act_as(giver)
    span = days.get("span", (now().date(), now().date()))
    with guard.unscoped("the test finds the delegate"):
        user = db.session.query(User).filter_by(username=to).one()
    return approval.delegate("personnel.approve", user, span, reason="Absence", by=giver)


def test_a_delegation_never_makes_one_person_two(app, play):
    """Not the proposer's delegate, not a delegate who proposed, no passing on, and a right counts once."""
    delegate(play, play.kadidia, "boubacar")
    guard.act_as(play.boubacar)
    own = approval.propose("test.at-once", {"rows": 1}, reason="Essai", by=play.boubacar)
    assert not approval.can_decide(own, play.boubacar)
    guard.act_as(play.kadidia)
    hers = approval.propose("test.at-once", {"rows": 2}, reason="Essai", by=play.kadidia)
    assert not approval.can_decide(hers, play.boubacar)
    with pytest.raises(Forbidden):
        delegate(play, play.boubacar, "modibo")
    guard.act_as(play.modibo)
    two = approval.propose("test.two", {"rows": 3}, reason="Essai", by=play.modibo)
    assert approval.can_decide(two, play.boubacar)
    approval.approve(two, by=play.boubacar, digest=two.digest)
    assert not approval.can_decide(two, play.kadidia)


def test_a_delegation_ends_on_its_day_and_when_it_is_taken_back(app, play):
    guard.act_as(play.modibo)
    proposal = approval.propose("test.at-once", {"rows": 1}, reason="Essai", by=play.modibo)
    tomorrow = now().date() + dt.timedelta(days=1)
    delegate(play, play.kadidia, "boubacar", span=(tomorrow, tomorrow))
    assert not approval.can_decide(proposal, play.boubacar)
    given = delegate(play, play.kadidia, "boubacar")
    assert approval.can_decide(proposal, play.boubacar)
    approval.take_back(given, by=play.kadidia)
    assert not approval.can_decide(proposal, play.boubacar)


def test_a_delegation_stays_within_the_agency(app, play):
    with pytest.raises(Refused, match="own agency"):
        delegate(play, play.kadidia, "zeinab")
    with guard.unscoped("an auditor"):
        force.user("oumou", "auditor", agency=force.of_code(Agency, "PN"))
    with pytest.raises(Refused, match="more than read"):
        delegate(play, play.kadidia, "oumou")


def test_the_delegate_is_looked_up_among_the_colleagues_to_whom_one_may_give_a_right(app, people, signed_in, kadidia):
    address = "/admin/delegation/ajax/lookup/?name=delegate_of_mine&query={}"
    page = kadidia.get("/admin/delegation/give/").text
    assert "ajax/lookup/?name=delegate_of_mine" in page and "Modibo" not in page
    names = lambda client, typed: [name for _number, name in client.get(address.format(typed)).json]  # noqa: E731
    assert names(kadidia, "modi") == ["Modibo"] and "Kadidia" not in names(kadidia, "")
    assert names(kadidia, "zeinab") == names(kadidia, "daouda") == []
    assert names(signed_in("boubacar"), "modi") == []
    form = {"permission": "personnel.approve", "reason": "Absence", "starts_on": "22/11/2026", "ends_on": "22/11/2026"}
    kadidia.post("/admin/delegation/give/", data=form | {"to": stored(app, "zeinab").id})
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Delegation).count() == 0
