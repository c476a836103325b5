"""An officer asks for a correction: of a field, of what is missing, or in words; the draft keeps whatever was typed."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from models import (
    CorrectionDecision,
    CorrectionKind,
    CorrectionPiece,
    CorrectionRequest,
    CorrectionState,
    CorrectionStep,
    EmergencyContact,
    Kinship,
    Notice,
    Posting,
    ProposalState,
    Sanction,
    SanctionKind,
    db,
    now,
)
from rules import correction as rules
from rules.refused import Forbidden, Refused
from services import approval, correction, guard, notices
from services.correction import values
from services.fields import fields_of
from tests import force

from .conftest import WHY, asked, decide, photo


def test_a_field_is_asked_for_and_human_resources_are_told(play):
    request = asked(play, "14/03/1985", field="birth_on")
    assert (request.kind, request.state) == (CorrectionKind.CHANGE, CorrectionState.WAITING)
    assert (request.about_type, request.field, request.about_area) == ("officer", "birth_on", "personnel")
    assert request.needs_second and request.due_on == now().date() + dt.timedelta(days=30)
    assert values.opened(request.wished) == {"birth_on": "1985-03-14"} and values.opened(request.stood) == {"birth_on": None}
    assert correction.label(request) == "Date de naissance"
    for name in ("boubacar", "kadidia", "awa"):
        assert [one.event for one in notices.latest(told(getattr(play, name)))] == ["correction.asked"], name
    for name in ("daouda", "coumba", "mariam", "zeinab"):
        assert notices.latest(told(getattr(play, name))) == [], name


def told(who):
    """The same person, who looks for notices."""
    guard.act_as(who)
    return who


def test_the_notice_says_nothing_of_the_file(play):
    request = asked(play, "14/03/1985", field="birth_on")
    with guard.unscoped("the test looks"):
        said = {notices.words(one) for one in db.session.query(Notice)}
    assert len(said) == 1 and request.reference in said.pop()
    assert all("TRAOR" not in text and "1985" not in text for text in said)


def test_the_deadline_is_that_of_the_agency(play):
    with guard.unscoped("the agency decides"):
        play.officer.home_agency.correction_days = 12
        db.session.flush()
    assert asked(play, "Ségou", field="birth_place").due_on == now().date() + dt.timedelta(days=12)


def test_the_same_draft_is_found_again_and_what_is_sent_is_not_asked_twice(play):
    first = correction.begin(play.officer, record=play.officer, field="phone", by=play.daouda)
    assert correction.begin(play.officer, record=play.officer, field="phone", by=play.daouda) is first
    correction.write(first, {"phone": "70 11 22 33"}, WHY, by=play.daouda)
    correction.send(first, by=play.daouda)
    with pytest.raises(Refused, match=first.reference):
        correction.begin(play.officer, record=play.officer, field="phone", by=play.daouda)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("birth_on", "31/02/1985"), ("nina", "123"), ("email", "daouda"), ("sex", "X"), ("birth_year", "85"), ("last_name", "")],
)
def test_a_draft_keeps_what_cannot_be_read_and_is_not_sent_with_it(play, field, typed):
    request = correction.begin(play.officer, record=play.officer, field=field, by=play.daouda)
    wrong = correction.write(request, {field: typed}, WHY, by=play.daouda)
    assert set(wrong) == {field}
    [shown] = correction.asked_fields(request)
    assert shown.wished == typed
    with pytest.raises(Refused):
        correction.send(request, by=play.daouda)
    assert request.state is CorrectionState.DRAFT


def test_a_request_says_why_and_something_else_than_what_stands(play):
    request = correction.begin(play.officer, record=play.officer, field="last_name", by=play.daouda)
    assert set(correction.write(request, {"last_name": "Traoré"}, "", by=play.daouda)) == {"last_name", "reason"}
    assert correction.write(request, {"last_name": "Traore"}, WHY, by=play.daouda) == {}


@pytest.mark.parametrize("typed", ["14/3/1985", "14.03.1985", "14 mars 1985", "1985-03-14"])
def test_a_date_is_read_as_people_write_it(typed):
    assert values.read(fields_of(Posting)["starts_on"], typed) == "1985-03-14"


def test_every_kind_of_value_comes_back_as_it_was_typed(play):
    wished = {"name": "Aïssata Traoré", "kinship": "SIBLING", "phone": "70 11 22 33", "is_first": "yes"}
    request = correction.begin(play.officer, missing="emergency_contact", by=play.daouda)
    assert correction.write(request, wished, WHY, by=play.daouda) == {}
    assert {one.field.name: one.wished for one in correction.asked_fields(request)} == wished
    shown = {label: wish for label, _stood, _stands, wish in correction.situation(request).lines}
    assert "Aïssata Traoré" in shown.values() and "Oui" in shown.values() and "Frère ou sœur" in shown.values()


def test_a_posting_that_is_missing_names_its_unit_in_words(play):
    request = correction.begin(play.officer, missing="posting", by=play.daouda)
    wished = {"unit": "Commissariat de Kati", "function": "Chef de poste", "starts_on": "01/02/2019"}
    assert correction.write(request, wished, WHY, by=play.daouda) == {}
    assert values.opened(request.wished)["unit"] == {"text": "Commissariat de Kati"}
    correction.send(request, by=play.daouda)
    assert [line[3] for line in correction.situation(request).lines][:3] == ["Commissariat de Kati", "Chef de poste", "01/02/2019"]


def test_something_is_told_in_words(play):
    request = correction.begin(play.officer, by=play.daouda)
    assert correction.asked_fields(request) == []
    correction.write(request, {"last_name": "Keïta"}, "Il manque une photo.", by=play.daouda)
    correction.send(request, by=play.daouda)
    assert request.kind is CorrectionKind.OTHER and not request.needs_second and values.opened(request.wished) == {}


def test_nobody_floods_the_office(play):
    fields = ("phone", "email", "address", "birth_place", "sex", "nina")
    made = [correction.begin(play.officer, record=play.officer, field=name, by=play.daouda) for name in fields[: rules.MOST_OPEN]]
    with pytest.raises(Refused):
        correction.begin(play.officer, record=play.officer, field=fields[-1], by=play.daouda)
    correction.discard(made[0], by=play.daouda)
    assert correction.begin(play.officer, record=play.officer, field=fields[-1], by=play.daouda).field == "nina"
    assert len(correction.open_of(play.officer)) == rules.MOST_OPEN


def test_pieces_are_kept_counted_and_taken_out_of_a_draft(play):
    request = correction.begin(play.officer, record=play.officer, field="birth_on", by=play.daouda)
    pieces = [correction.add_piece(request, photo(), f"Acte {number}", by=play.daouda) for number in range(rules.MOST_PIECES)]
    with pytest.raises(Refused):
        correction.add_piece(request, photo(), "Encore un", by=play.daouda)
    correction.remove_piece(pieces[0], by=play.daouda)
    assert [one.title for one in request.pieces] == ["Acte 1", "Acte 2", "Acte 3", "Acte 4"]


def test_each_piece_that_is_asked_for_is_taken_however_many_there_are(play):
    request = correction.begin(play.officer, record=play.officer, field="birth_place", by=play.daouda)
    correction.write(request, {"birth_place": "Ségou"}, WHY, by=play.daouda)
    for number in range(rules.MOST_PIECES):
        correction.add_piece(request, photo(), f"Acte {number}", by=play.daouda)
    correction.send(request, by=play.daouda)
    for asked_for in (1, 2):
        assert not correction.takes_piece(request)
        guard.act_as(play.boubacar)
        correction.ask_piece(request, "Le jugement supplétif", by=play.boubacar)
        guard.act_as(play.daouda)
        assert correction.takes_piece(request)
        correction.add_piece(request, photo(), "Jugement", by=play.daouda)
        assert request.state is CorrectionState.WAITING and len(request.pieces) == rules.MOST_PIECES + asked_for
        with pytest.raises(Refused, match=str(rules.MOST_PIECES + asked_for)):
            correction.add_piece(request, photo(), "Encore un", by=play.daouda)


def test_a_draft_of_the_last_day_of_the_year_is_sent_under_the_same_number(play):
    request = correction.begin(play.officer, record=play.officer, field="birth_place", by=play.daouda)
    with guard.unscoped("it was written before the new year"):
        request.written_at = now().replace(year=now().year - 1, month=12, day=31)
        db.session.flush()
    correction.write(request, {"birth_place": "Ségou"}, WHY, by=play.daouda)
    before = request.reference
    correction.send(request, by=play.daouda)
    assert request.reference == before == f"R-{now().year - 1}-{request.id:06}"


def test_what_is_told_in_words_about_a_record_is_not_called_missing(play):
    [line] = play.officer.postings
    asked_for = [correction.begin(play.officer, by=play.daouda, **about) for about in ({"record": line}, {"missing": "posting"}, {})]
    about, missing, words = [correction.in_short(one.kind, one.about_type, one.field) for one in asked_for]
    assert missing.startswith("Il manque") and "anque" not in about and about.startswith("Affectation") and words == "Autre chose"
    assert [correction.label(one) for one in asked_for] == [f"Affectation du {line.starts_on:%d/%m/%Y}", missing, words]


def test_a_state_is_a_draft_open_decided_or_withdrawn():
    groups = {state: (state.is_open, state.is_decided, state.tone) for state in CorrectionState}
    assert groups == {
        CorrectionState.DRAFT: (False, False, "neutral"), CorrectionState.WAITING: (True, False, "info"),
        CorrectionState.PIECE_ASKED: (True, False, "warn"), CorrectionState.PROPOSED: (True, False, "info"),
        CorrectionState.ACCEPTED: (False, True, "good"), CorrectionState.PARTLY: (False, True, "good"),
        CorrectionState.REFUSED: (False, True, "bad"), CorrectionState.WITHDRAWN: (False, False, "neutral"),
    }  # fmt: skip
    assert [state for state in CorrectionState if state.is_decidable] == [CorrectionState.WAITING, CorrectionState.PIECE_ASKED]


def test_whatever_the_service_offers_is_called_by_somebody():
    root = Path(correction.__file__).parents[2]
    files = [file for folder in ("admin_views", "portal", "jobs", "services") for file in (root / folder).rglob("*.py")]
    code = "\n".join(file.read_text() for file in files if file.parent != Path(correction.__file__).parent)
    called = {*re.findall(r"correction\.(\w+)", code), *re.findall(r"from services\.correction import (\w+)", code)}
    assert set(correction.__all__) <= called


def test_what_is_no_paper_is_not_kept(play):
    request = correction.begin(play.officer, record=play.officer, field="birth_on", by=play.daouda)
    page = photo("acte.jpg")
    page.stream.write(b"<html>")
    page.stream.seek(0)
    with pytest.raises(Refused):
        correction.add_piece(request, page, "Acte", by=play.daouda)
    assert request.pieces == []


def test_nobody_asks_for_the_file_of_somebody_else(play):
    with guard.unscoped("the test looks"):
        own_contact = EmergencyContact(officer=play.officer, name="Awa", kinship=Kinship.SPOUSE, phone="70")
        db.session.add(own_contact)
    for who in (play.mariam, play.coumba, play.fanta, play.zeinab):
        guard.act_as(who)
        with pytest.raises(Forbidden):
            correction.begin(play.officer, record=play.officer, field="phone", by=who)
    guard.act_as(play.mariam)
    with guard.unscoped("the test looks"):
        mariam = db.session.get(type(play.officer), play.mariam.officer_id)
    with pytest.raises(Forbidden):
        correction.begin(mariam, record=own_contact, field="phone", by=play.mariam)


def test_a_draft_is_its_writers_alone(play):
    draft = correction.begin(play.officer, record=play.officer, field="phone", by=play.daouda)
    guard.act_as(play.boubacar)
    assert db.session.query(CorrectionRequest).all() == []
    for act in (lambda: correction.write(draft, {"phone": "1"}, WHY, by=play.boubacar), lambda: correction.send(draft, by=play.boubacar, signed_form="x.pdf")):
        with pytest.raises(Forbidden):
            act()


def test_a_clerk_files_for_somebody_with_the_signed_form_and_does_not_decide_on_it(play):
    guard.act_as(play.boubacar)
    draft = correction.begin(play.officer, record=play.officer, field="phone", by=play.boubacar)
    assert db.session.query(CorrectionRequest).all() == [draft], "a clerk sees what he is writing"
    correction.write(draft, {"phone": "70 11 22 33"}, WHY, by=play.boubacar)
    with pytest.raises(Refused):
        correction.send(draft, by=play.boubacar)
    correction.send(draft, by=play.boubacar, signed_form="form.pdf")
    assert draft.signed_form == "form.pdf"
    with pytest.raises(Forbidden):
        decide(draft, play.boubacar)
    guard.act_as(play.daouda)
    assert correction.of(play.officer) == [draft]
    assert [one.event for one in notices.latest(play.daouda)] == ["correction.filed"]
    decide(draft, play.awa)
    assert play.officer.phone == "70 11 22 33"


def test_what_is_sent_is_neither_written_nor_thrown_away(play):
    request = asked(play, "Ségou", field="birth_place")
    for act in (lambda: correction.write(request, {"birth_place": "Kayes"}, WHY, by=play.daouda), lambda: correction.discard(request, by=play.daouda)):
        with pytest.raises(Refused):
            act()
    correction.withdraw(request, by=play.daouda)
    assert request.state is CorrectionState.WITHDRAWN and correction.open_of(play.officer) == []


@pytest.mark.parametrize("who", ["mariam", "coumba", "fanta", "zeinab"])
def test_no_request_is_read_by_a_colleague_of_the_unit_nor_its_head(play, who):
    request = asked(play, "14/03/1985", field="birth_on")
    correction.add_piece(request, photo(), "Acte", by=play.daouda)
    db.session.commit()
    guard.act_as(getattr(play, who))
    for model in (CorrectionRequest, CorrectionPiece, CorrectionStep, CorrectionDecision):
        assert db.session.query(model).all() == []
    assert correction.of(play.officer) == [] and correction.to_decide(getattr(play, who))[0] == 0
    guard.act_as(play.daouda)
    assert correction.of(play.officer) == [request]


def test_nobody_reads_a_request_about_what_he_may_not_see(play):
    with guard.unscoped("the test looks"):
        kind = db.session.query(SanctionKind).first()
        day = force.ENTERED_ON + dt.timedelta(days=900)
        sanction = Sanction(officer=play.officer, kind=kind, grounds="Retard", starts_on=day, act_kind="DECISION")
        db.session.add(sanction)
    request = asked(play, "Retard d’une heure", record=sanction, field="grounds")
    assert request.about_area == "discipline" and request.needs_second
    guard.act_as(play.boubacar)
    assert db.session.query(CorrectionRequest).all() == [] and correction.to_decide(play.boubacar)[0] == 0
    assert notices.latest(play.boubacar) == []
    guard.act_as(play.kadidia)
    assert db.session.query(CorrectionRequest).all() == [request] and correction.to_decide(play.kadidia)[0] == 1


def test_what_was_asked_about_a_sanction_is_gone_with_it(play):
    with guard.unscoped("the test looks"):
        kind = db.session.query(SanctionKind).first()
        day = force.ENTERED_ON + dt.timedelta(days=900)
        sanction = Sanction(officer=play.officer, kind=kind, grounds="Retard", starts_on=day, act_kind="DECISION")
        db.session.add(sanction)
    request = asked(play, "Retard d’une heure", record=sanction, field="grounds")
    other = asked(play, "Ségou", field="birth_place")
    told = correction.begin(play.officer, by=play.daouda)
    decision = decide(request, play.kadidia)
    with guard.unscoped("time goes by"):
        sanction.erased_on = now().date()
    db.session.commit()
    approval.expire()
    assert decision.proposal.state is ProposalState.VOID
    for who in (play.daouda, play.kadidia):
        guard.act_as(who)
        assert set(db.session.query(CorrectionRequest)) == {other} | ({told} if who is play.daouda else set())
