"""The queue of corrections and the page of a request, and to whom their doors stay shut."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from models import AuditEvent, CorrectionPiece, CorrectionRequest, CorrectionState, User, db, now
from services import guard
from services.home import waiting
from tests import force
from tests.correction.desk import FIGURES, LIST, REASON, WISHED, act_as, decide, sent, state_of


def test_the_queue_shows_what_is_open_and_the_rest_when_asked(app, people, signed_in):
    first = sent(app, people.daouda)
    second = sent(app, people.daouda, "Bamako rectifié", field="address")
    boubacar = signed_in("boubacar")
    decide(boubacar, second, "REFUSED", "Rien ne le montre")
    page = boubacar.get(LIST).text
    assert f"details/?id={first}" in page and f"details/?id={second}" not in page
    assert f"details/?id={second}" in boubacar.get(f"{LIST}?all=1").text
    assert "Traoré" in page or "TRAORÉ" in page


def test_what_is_late_is_marked_and_stands_in_its_tab(app, people, signed_in):
    number = sent(app, people.daouda)
    boubacar = signed_in("boubacar")
    late = f"{LIST}?state=WAITING&due_on.to={(now().date() - dt.timedelta(days=1)).isoformat()}"
    assert f"details/?id={number}" not in boubacar.get(late).text
    with app.app_context(), guard.unscoped("test"):
        db.session.get(CorrectionRequest, number).due_on = now().date() - dt.timedelta(days=3)
        db.session.commit()
    page = boubacar.get(late).text
    assert f"details/?id={number}" in page and "pill-bad" in page


def test_the_tabs_of_the_list_open(app, people, signed_in):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    tabs = re.findall(r'<a href="(/admin/correction-request/\?[^"]+)" data-load data-view', boubacar.get(LIST).text)
    assert len(tabs) == 6
    shows = [f"details/?id={number}" in boubacar.get(tab.replace("&amp;", "&")).text for tab in tabs]
    assert shows == [True, True, False, False, False, True]


def test_the_page_says_who_what_why_and_what_happened(app, people, signed_in):
    number = sent(app, people.daouda, with_piece=True)
    page = signed_in("boubacar").get(f"{LIST}details/?id={number}").text
    for words in (WISHED, REASON, "Acte de naissance", "R-", f"{LIST}decide/?id={number}", f"/admin/officer/details/?id={people.daouda.officer_id}"):
        assert words in page, words


def test_a_piece_opens_through_the_guard_and_is_noted(app, people, signed_in):
    number = sent(app, people.daouda, with_piece=True)
    boubacar = signed_in("boubacar")
    [address] = re.findall(rf'href="({LIST}piece/\?id=\d+)"', boubacar.get(f"{LIST}details/?id={number}").text)
    answer = boubacar.get(address)
    assert answer.mimetype == "image/jpeg" and answer.headers["Cache-Control"] == "no-store"
    with app.app_context(), guard.unscoped("the test looks"):
        noted = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "open", AuditEvent.record_type == "correction_piece")).all()
        assert [(one.user_id, one.officer_id) for one in noted] == [(people.boubacar.user_id, people.daouda.officer_id)]
    assert boubacar.get(f"{LIST}piece/?id=999999").status_code == 404


def test_the_number_behind_a_mask_stays_behind_it(app, people, signed_in, newcomer):
    number = sent(app, people.daouda, "18503012345678X"[:14] + "Z", field="nina")
    wished = "18503012345678Z"
    boubacar = signed_in("boubacar")
    for page in (f"{LIST}details/?id={number}", f"{LIST}decide/?id={number}"):
        assert wished not in boubacar.get(page).text, page
    assert wished in newcomer("hr_manager").get(f"{LIST}details/?id={number}").text


@pytest.mark.parametrize("role", ["supervisor", "board_member", "training_officer", "badge_officer", "technician", "officer"])
def test_no_door_opens_for_other_roles(app, people, newcomer, role):
    number = sent(app, people.daouda, with_piece=True)
    with app.app_context(), guard.unscoped("the test looks"):
        piece = db.session.scalar(select(CorrectionPiece.id))
    somebody = newcomer(role)
    for page in ("", f"details/?id={number}", f"decide/?id={number}", f"piece/?id={piece}", f"signed/?id={number}", f"ask-piece/?id={number}",
                 "export/csv/", f"choose-for/?officer={people.daouda.officer_id}", f"file-for/?officer={people.daouda.officer_id}"):  # fmt: skip
        assert somebody.get(LIST + page).status_code == 403, page
    assert somebody.post(f"{LIST}take/", data={"id": number}).status_code == 403
    assert somebody.get(FIGURES).status_code == 403


def test_an_auditor_reads_and_does_nothing(app, people, newcomer):
    number, auditor = sent(app, people.daouda), newcomer("auditor")
    page = auditor.get(f"{LIST}details/?id={number}", follow_redirects=True)
    assert page.status_code == 200
    assert auditor.get(LIST).status_code == auditor.get(FIGURES).status_code == 200
    for address in (f"decide/?id={number}", f"ask-piece/?id={number}", f"choose-for/?officer={people.daouda.officer_id}", "export/csv/"):
        assert auditor.get(LIST + address).status_code == 403, address
    assert auditor.post(f"{LIST}take/", data={"id": number}).status_code == 403
    assert auditor.post(f"{LIST}decide/?id={number}", data={"verdict": "ACCEPTED"}).status_code == 403


def test_requests_of_another_agency_are_not_there(app, people, newcomer):
    number = sent(app, people.daouda, with_piece=True)
    with app.app_context(), guard.unscoped("the test looks"):
        piece = db.session.scalar(select(CorrectionPiece.id))
    stranger = newcomer("hr_manager", agency="OCS")
    for page in (f"details/?id={number}", f"decide/?id={number}", f"piece/?id={piece}", f"signed/?id={number}", f"choose-for/?officer={people.daouda.officer_id}"):
        assert stranger.get(LIST + page).status_code == 404, page
    assert stranger.post(f"{LIST}take/", data={"id": number}).status_code == 404
    assert f"id={number}" not in stranger.get(f"{LIST}?all=1").text
    assert "R-" not in stranger.get(FIGURES).text


def test_a_clerk_learns_nothing_of_a_request_about_a_sanction(app, people, signed_in, newcomer):
    number = sent(app, people.daouda, with_piece=True)
    with app.app_context(), guard.unscoped("test"):
        found = db.session.get(CorrectionRequest, number)
        found.about_area = "discipline"
        piece = found.pieces[0].id
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert f"id={number}" not in boubacar.get(f"{LIST}?all=1").text
    assert re.search(r"data-list-count>0<", boubacar.get(LIST).text)
    for page in (f"details/?id={number}", f"decide/?id={number}", f"piece/?id={piece}"):
        assert boubacar.get(LIST + page).status_code == 404, page
    with app.app_context():
        assert not [task for task in waiting.for_(act_as(people.boubacar, "admin"), now().date()) if task.kind == "corrections"]
    assert newcomer("hr_manager").get(f"{LIST}details/?id={number}").status_code == 200


def test_nobody_decides_on_the_own_file(app, people):
    with app.app_context(), guard.unscoped("test"):
        db.session.get(User, people.daouda.user_id).role = "hr_clerk"
        db.session.commit()
    number = sent(app, people.daouda)
    daouda = app.test_client().sign_in("daouda", force.PASSWORD)
    page = daouda.get(f"{LIST}details/?id={number}").text
    assert "decide/?id=" not in page
    for answer in (daouda.get(f"{LIST}decide/?id={number}"), daouda.post(f"{LIST}take/", data={"id": number})):
        assert answer.status_code == 403
        assert "error-code" in answer.text and "Nobody decides on his or her own file" in answer.text or "dossier" in answer.text
    assert state_of(app, number) is CorrectionState.WAITING
