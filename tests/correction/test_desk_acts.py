"""What HR does about a request: taken in hand, asked about, decided once, by two people where careers are made."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import select

from models import CorrectionDecision, CorrectionRequest, CorrectionState, Officer, Posting, Proposal, Unit, db
from services import correction, guard
from tests.correction.desk import LIST, REASON, WISHED, act_as, appealed, decide, hidden, sent, state_of, stored


def test_taking_in_hand_says_who_has_it(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    boubacar.post(f"{LIST}take/", data={"id": number})
    assert stored(app, CorrectionRequest, number, "handler_id") == people.boubacar.user_id
    assert "Boubacar" in boubacar.get(LIST).text.partition("<tbody>")[2]
    mine = f"{LIST}?state=WAITING&handler={people.boubacar.user_id}"
    assert f"details/?id={number}" in boubacar.get(mine).text


def test_a_piece_is_asked_for_in_words(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    assert boubacar.post(f"{LIST}ask-piece/?id={number}", data={"words": ""}).status_code == 200
    assert state_of(app, number) is CorrectionState.WAITING
    answer = boubacar.post(f"{LIST}ask-piece/?id={number}", data={"words": "L’acte de naissance"})
    assert answer.status_code == 302 and state_of(app, number) is CorrectionState.PIECE_ASKED
    assert "L’acte de naissance" in boubacar.get(f"{LIST}details/?id={number}").text


def test_what_will_happen_is_said_before_it_is_done(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    page = f"{LIST}decide/?id={number}"
    seen = hidden(boubacar.get(page).text, "seen")
    looked = boubacar.post(page, data={"verdict": "ACCEPTED", "seen": seen}).text
    assert 'id="foretold"' in looked and WISHED in looked.partition('id="foretold"')[2]
    assert state_of(app, number) is CorrectionState.WAITING
    assert stored(app, Officer, people.daouda.officer_id, "birth_place") is None
    done = boubacar.post(page, data={"verdict": "ACCEPTED", "seen": seen, "confirmed": hidden(looked, "confirmed")})
    assert done.status_code == 302 and state_of(app, number) is CorrectionState.ACCEPTED
    assert stored(app, Officer, people.daouda.officer_id, "birth_place") == WISHED


def test_what_was_confirmed_is_what_was_read(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    page = f"{LIST}decide/?id={number}"
    seen = hidden(boubacar.get(page).text, "seen")
    confirmed = hidden(boubacar.post(page, data={"verdict": "REFUSED", "reason": "Non", "seen": seen}).text, "confirmed")
    other = boubacar.post(page, data={"verdict": "ACCEPTED", "reason": "Non", "seen": seen, "confirmed": confirmed})
    assert other.status_code == 200 and 'id="foretold"' in other.text
    assert state_of(app, number) is CorrectionState.WAITING


def test_a_refusal_needs_reasons_and_what_was_typed_stays(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    page = decide(boubacar, number, "REFUSED")
    assert "error-summary" in page and re.search(r'<option selected value="REFUSED"', page)
    part = decide(boubacar, number, "PARTLY", birth_place="Sikasso")
    assert "error-summary" in part and 'value="Sikasso"' in part
    assert state_of(app, number) is CorrectionState.WAITING
    assert decide(boubacar, number, "REFUSED", "L’acte dit autre chose").status_code == 302
    assert state_of(app, number) is CorrectionState.REFUSED


def test_a_part_is_granted_as_it_is_typed(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    assert decide(boubacar, number, "PARTLY", "Le cercle, pas la ville", birth_place="Cercle de Ségou").status_code == 302
    assert stored(app, Officer, people.daouda.officer_id, "birth_place") == "Cercle de Ségou"
    assert state_of(app, number) is CorrectionState.PARTLY


def test_no_posted_field_but_the_one_asked_about_is_written(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    before = stored(app, Officer, people.daouda.officer_id, "last_name", "entered_on", "home_agency_id")
    decide(boubacar, number, "PARTLY", "En partie", birth_place="Kita", last_name="AUTRE", entered_on="01/01/1990", home_agency="2")
    assert stored(app, Officer, people.daouda.officer_id, "last_name", "entered_on", "home_agency_id") == before


def test_a_second_click_does_nothing_twice(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    page = f"{LIST}decide/?id={number}"
    typed = {"verdict": "ACCEPTED", "reason": "", "seen": hidden(boubacar.get(page).text, "seen")}
    typed |= {"confirmed": hidden(boubacar.post(page, data=typed).text, "confirmed"), "_submission": "s" * 32}
    answers = [boubacar.post(page, data=typed) for _click in range(2)]
    assert [answer.location for answer in answers] == [f"{LIST}details/?id={number}"] * 2
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(CorrectionDecision).count() == 1


def test_what_changed_meanwhile_is_told_and_nothing_is_decided(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    page = f"{LIST}decide/?id={number}"
    typed = {"verdict": "ACCEPTED", "reason": "", "seen": hidden(boubacar.get(page).text, "seen")}
    typed["confirmed"] = hidden(boubacar.post(page, data=typed).text, "confirmed")
    with app.app_context(), guard.unscoped("test"):
        db.session.get(Officer, people.daouda.officer_id).birth_place = "Mopti"
        db.session.commit()
    answer = boubacar.post(page, data=typed)
    assert answer.status_code == 200 and "error-summary" in answer.text and "Mopti" in answer.text
    assert state_of(app, number) is CorrectionState.WAITING
    assert "notice-warn" in boubacar.get(f"{LIST}details/?id={number}").text


def test_a_closed_request_is_not_decided_again(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    decide(boubacar, number, "REFUSED", "Non")
    answer = boubacar.get(f"{LIST}decide/?id={number}")
    assert answer.status_code == 302 and answer.location == f"{LIST}details/?id={number}"


def test_a_unit_told_in_words_is_chosen_by_the_decider(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test looks"):
        posting = db.session.scalar(select(Posting).where(Posting.officer_id == people.daouda.officer_id))
        unit = db.session.get(Unit, people.other_unit_id)
        posting_id, name = posting.id, unit.name
    with app.app_context():
        who = act_as(people.daouda)
        posting = db.session.get(Posting, posting_id)
        made = correction.begin(posting.officer, record=posting, field="unit", by=who)
        correction.write(made, {"unit": "le 2e arrondissement"}, REASON, by=who)
        correction.send(made, by=who)
        db.session.commit()
        number = made.id
    boubacar = signed_in("boubacar")
    assert "le 2e arrondissement" in boubacar.get(f"{LIST}decide/?id={number}").text
    assert "error-summary" in decide(boubacar, number, "ACCEPTED")
    assert boubacar.get(f"{LIST}ajax/lookup/?name=correction_unit&query=arrond").json
    assert decide(boubacar, number, "ACCEPTED", unit=str(people.other_unit_id)).status_code == 302
    assert state_of(app, number) is CorrectionState.ACCEPTED
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Officer, people.daouda.officer_id).unit.name == name


def test_a_date_of_birth_takes_a_second_person_who_reads_it_all(app, people, signed_in, newcomer):
    number = sent(app, people.daouda, "14/03/1985", field="birth_on")
    boubacar, hawa = signed_in("boubacar"), newcomer("hr_manager")
    assert decide(boubacar, number, "ACCEPTED").location == f"{LIST}details/?id={number}"
    assert state_of(app, number) is CorrectionState.PROPOSED
    assert stored(app, Officer, people.daouda.officer_id, "birth_on") is None
    with app.app_context(), guard.unscoped("the test looks"):
        proposal = db.session.scalar(select(Proposal).order_by(Proposal.id.desc()))
        key = {"id": proposal.id, "digest": proposal.digest}
    assert f"/admin/proposal/details/?id={key['id']}" in hawa.get(f"{LIST}details/?id={number}").text
    page = hawa.get(f"/admin/proposal/details/?id={key['id']}").text
    assert "14/03/1985" in page and f"{LIST}details/?id={number}" in page and REASON in page
    assert boubacar.post("/admin/proposal/approve/", data=key).status_code == 302
    assert state_of(app, number) is CorrectionState.PROPOSED
    hawa.post("/admin/proposal/approve/", data=key)
    assert state_of(app, number) is CorrectionState.ACCEPTED
    assert stored(app, Officer, people.daouda.officer_id, "birth_on") == dt.date(1985, 3, 14)


def test_an_appeal_is_decided_by_somebody_else_who_may_approve(app, people, signed_in, newcomer):
    number, hawa, boubacar = sent(app, people.daouda), newcomer("hr_manager"), signed_in("boubacar")
    decide(hawa, number, "REFUSED", "Non")
    appealed(app, people, number)
    page = hawa.get(f"{LIST}details/?id={number}").text
    assert "Regardez l’acte" in page and "decide/?id=" not in page
    assert hawa.get(f"{LIST}decide/?id={number}").status_code == 403
    assert boubacar.get(f"{LIST}decide/?id={number}").status_code == 403
    other = newcomer("hr_manager")
    assert f"details/?id={number}" in other.get(f"{LIST}?appealed_at.filled=1").text
    assert decide(other, number, "ACCEPTED").status_code == 302
    assert stored(app, Officer, people.daouda.officer_id, "birth_place") == WISHED
