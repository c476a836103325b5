"""The whole file as one PDF: what stands in it for whom, on every page whose it is, and the trace that it leaves."""

from __future__ import annotations

import datetime as dt

import pypdfium2

from models import (
    Annulment,
    AuditEvent,
    IdentityPaper,
    Officer,
    PaperKind,
    Posting,
    Sanction,
    SanctionKind,
    db,
    now,
)
from services import export, guard

ACT = {"act_kind": "Décret", "act_reference": "n° 2018-0123/P-RM"}
LONG = "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana"


def pages_of(visitor, number) -> list[str]:
    answer = visitor.get(f"/admin/officer/dossier/?id={number}")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    document = pypdfium2.PdfDocument(answer.data)
    assert b"/Lang" in answer.data and document.get_metadata_dict()["Title"]
    return [document[place].get_textpage().get_text_range() for place in range(len(document))]


def lived(app, people) -> None:
    with app.app_context(), guard.unscoped("the test makes a career"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.first_names, officer.last_name = LONG, "Sidi Baba-Cissé Ɲaɲa"
        db.session.add(Sanction(officer=officer, kind=db.session.query(SanctionKind).first(), starts_on=now().date(), grounds="MOTIF-CANARI", **ACT))
        db.session.add(IdentityPaper(officer=officer, kind=PaperKind.ID_CARD, number="ML99887766"))
        annulment = Annulment(officer=officer, reason="Erreur", act_kind="Arrêté", act_reference="2021-777")
        for year in range(1900, 1960):
            days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31)}
            db.session.add(Posting(officer=officer, unit_id=people.other_unit_id, annulment=annulment, function=f"Poste {year}", **days, **ACT))
        db.session.commit()


def test_the_file_holds_the_career_over_several_pages_each_with_name_and_number(app, people, signed_in):
    lived(app, people)
    pages = pages_of(signed_in("boubacar"), people.daouda.officer_id)
    assert len(pages) > 2 and all("SIDI BABA-CISSÉ ƝAƝA" in page for page in pages)
    assert [f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    whole = " ".join(pages)
    assert all(f"Poste {year}" in whole for year in range(1900, 1960)) and "2021-777" in whole
    assert "Commissariat du 1er arrondissement" in whole and "Boubacar" in whole


def test_a_clerk_gets_no_sanction_and_masked_numbers(app, people, signed_in):
    lived(app, people)
    whole = " ".join(pages_of(signed_in("boubacar"), people.daouda.officer_id))
    assert "MOTIF-CANARI" not in whole and "Sanctions" not in whole
    assert "ML99887766" not in whole and "66" in whole
    everything = " ".join(pages_of(signed_in("aminata"), people.daouda.officer_id))
    assert "MOTIF-CANARI" in everything and "ML99887766" in everything


def test_the_file_asks_for_the_right_to_export_and_for_the_officer(people, signed_in):
    assert signed_in("coumba").get(f"/admin/officer/dossier/?id={people.daouda.officer_id}").status_code == 403
    assert signed_in("boubacar").get(f"/admin/officer/dossier/?id={people.canary_id}").status_code == 404
    page = signed_in("coumba").get(f"/admin/officer/details/?id={people.daouda.officer_id}").text
    assert "/officer/dossier/" not in page and "/officer/timeline/" in page


def test_the_file_taken_away_stands_in_the_trail(app, people, signed_in):
    pages_of(signed_in("boubacar"), people.daouda.officer_id)
    with app.app_context(), guard.unscoped("what does the trail say?"):
        event = db.session.query(AuditEvent).filter_by(action="export").one()
        assert event.record_type == "officer" and event.record_id == people.daouda.officer_id
        assert event.user_name == "Boubacar" and event.changes["rows"] == 1


def test_whoever_took_away_as_many_people_as_lists_allow_gets_no_more_files(people, signed_in, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS_ALONE", 1)
    boubacar = signed_in("boubacar")
    pages_of(boubacar, people.daouda.officer_id)
    answer = boubacar.get(f"/admin/officer/dossier/?id={people.colleague_id}")
    assert answer.status_code == 302 and "/details/" in answer.location
