"""The page of an officer for a whole career: groups of lists by right, any day of it, and what can be added."""

from __future__ import annotations

import datetime as dt
import re

from models import (
    Annulment,
    Award,
    AwardKind,
    DocumentKind,
    EmergencyContact,
    Kinship,
    Officer,
    Posting,
    RequiredPiece,
    Sanction,
    SanctionKind,
    db,
    now,
)
from services import guard
from services.personnel import Act, post
from tests import force

ACT = {"act_kind": "Décret", "act_reference": "n° 2018-0123/P-RM"}


def page_of(visitor, number, **more):
    return visitor.get("/admin/officer/details/", query_string={"id": number} | more)


def tabs_of(page: str) -> list[str]:
    return re.findall(r'class="tab" href="[^"]*[?&;]tab=([^"&]*)"', page)


def heads_of(page: str) -> list[str]:
    return re.findall(r'<h2 id="related-\d+">([^<]*?)(?: <span|</h2>)', page)


def punished(app, number: int) -> None:
    with app.app_context(), guard.unscoped("the test makes a career"):
        officer = db.session.get(Officer, number)
        db.session.add(Award(officer=officer, kind=db.session.query(AwardKind).first(), starts_on=dt.date(2018, 5, 2), **ACT))
        kind = db.session.query(SanctionKind).first()
        db.session.add(Sanction(officer=officer, kind=kind, starts_on=now().date(), grounds="BLAME-CANARI", **ACT))
        db.session.add(EmergencyContact(officer=officer, name="CONTACT-CANARI", kinship=Kinship.SPOUSE, phone="76543210"))
        db.session.commit()


def test_the_lists_of_a_career_stand_together_in_few_tabs(people, signed_in):
    page = page_of(signed_in("boubacar"), people.daouda.officer_id, tab="career").text
    assert tabs_of(page)[:2] == ["record", "career"] and tabs_of(page)[-1] == "history" and len(tabs_of(page)) <= 9
    assert len(heads_of(page)) == 3 and "Commissariat du 1er arrondissement" in page


def test_a_clerk_sees_no_list_of_sanctions_not_even_an_empty_one(app, people, signed_in):
    punished(app, people.daouda.officer_id)
    page = page_of(signed_in("boubacar"), people.daouda.officer_id, tab="merits").text
    assert "/admin/award/" in page and "/admin/sanction/" not in page and "/admin/disciplinary-case/" not in page
    whole = page_of(signed_in("aminata"), people.daouda.officer_id, tab="merits").text
    assert "/admin/sanction/details/" in whole and len(heads_of(whole)) > len(heads_of(page))


def test_a_commander_has_no_tab_of_papers(app, people, signed_in):
    punished(app, people.daouda.officer_id)
    page = page_of(signed_in("coumba"), people.daouda.officer_id, tab="papers").text
    assert "papers" not in tabs_of(page) and "CONTACT-CANARI" not in page
    assert "CONTACT-CANARI" in page_of(signed_in("boubacar"), people.daouda.officer_id, tab="papers").text


def test_a_form_is_offered_with_the_officer_filled_in_to_whoever_may_create(people, signed_in):
    number = people.daouda.officer_id
    page = page_of(signed_in("boubacar"), number, tab="training").text
    assert f'href="/admin/education/new/?officer={number}&amp;' in page
    career = page_of(signed_in("boubacar"), number, tab="career").text
    assert f"/admin/officer/act/?id={number}&amp;kind=rank" in career
    read_only = page_of(signed_in("coumba"), number, tab="training").text
    assert "training" in tabs_of(read_only) and "related-add" not in read_only


def test_an_annulled_line_is_struck_through_with_what_annulled_it(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test makes a career"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        annulment = Annulment(officer=officer, reason="Erreur", act_kind="Arrêté", act_reference="2021-777")
        db.session.add(Posting(officer=officer, unit_id=people.other_unit_id, starts_on=dt.date(2019, 1, 1), annulment=annulment, **ACT))
        db.session.commit()
    page = page_of(signed_in("boubacar"), people.daouda.officer_id, tab="career").text
    assert "<s>Commissariat du 2e arrondissement</s>" in page and "2021-777" in page


def test_another_day_shows_what_held_then_and_says_that_it_is_past(app, people, signed_in):
    moved(app, people, dt.date(2020, 3, 1))
    boubacar = signed_in("boubacar")
    page = page_of(boubacar, people.daouda.officer_id, on="01/06/2018").text
    state = page[page.index("day-state-past") : page.index('class="tabs"')]
    assert "Commissariat du 1er arrondissement" in state and "Commissariat du 2e" not in state and "01/03/2020" in state
    assert "day-state-" not in page_of(boubacar, people.daouda.officer_id).text


def test_a_day_ahead_is_marked_and_shows_the_act_that_will_hold(app, people, signed_in):
    ahead = now().date() + dt.timedelta(days=60)
    moved(app, people, ahead)
    page = page_of(signed_in("boubacar"), people.daouda.officer_id, on=(ahead + dt.timedelta(days=1)).isoformat()).text
    state = page[page.index("day-state-ahead") : page.index('class="tabs"')]
    assert "Commissariat du 2e arrondissement" in state and "Décision" in state


def test_a_day_before_the_entry_and_a_day_that_is_none_are_said(people, signed_in):
    boubacar = signed_in("boubacar")
    page = page_of(boubacar, people.daouda.officer_id, on="01/06/2010").text
    assert "01/10/2015" in page[page.index("day-state-past") : page.index('class="tabs"')]
    wrong = page_of(boubacar, people.daouda.officer_id, on="31/02/2019").text
    assert "day-of-error" in wrong and 'value="31/02/2019"' in wrong and "day-state-" not in wrong


def test_missing_pieces_are_named_at_the_top(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test asks for a piece"):
        kind = DocumentKind(code="PIECE", name="Acte de canari")
        db.session.add_all([kind, RequiredPiece(kind=kind)])
        db.session.commit()
    assert "Acte de canari" in page_of(signed_in("boubacar"), people.daouda.officer_id).text


def moved(app, people, on: dt.date) -> None:
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        officer, unit = db.session.get(Officer, people.daouda.officer_id), db.session.get(force.Unit, people.other_unit_id)
        post(officer, unit, Act(on, "Décision", "n° 12"))
        db.session.commit()
