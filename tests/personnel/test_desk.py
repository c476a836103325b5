"""Acts of a career at the desk: the clerk records a posting, a rank, a position with the paper behind it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from models import Award, AwardKind, Officer, Position, Post, Rank, RankLine, db
from services import guard
from tests import force

PAPER = {"starts_on": "01/11/2026", "kind": "Décision", "reference": "n° 2026-12/DGPN", "signed_on": "28/10/2026"}


def address(people, kind: str) -> str:
    return f"/admin/officer/act/?id={people.daouda.officer_id}&kind={kind}"


def daouda(app, people) -> Officer:
    with app.app_context(), guard.unscoped("the test looks"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        _ = officer.unit, officer.rank, officer.position, [(line.unit_id, line.ends_on) for line in officer.postings]
        return officer


def number(app, model, code: str) -> int:
    with app.app_context(), guard.unscoped("the test looks"):
        return force.of_code(model, code).id


def test_a_posting_closes_the_one_before_and_shows_at_once(app, people, signed_in):
    form = PAPER | {"unit": str(people.other_unit_id), "function": "Chef de poste"}
    assert signed_in("boubacar").post(address(people, "posting"), data=form).status_code == 302
    officer = daouda(app, people)
    assert officer.unit_id == people.other_unit_id
    assert [str(line.ends_on) for line in officer.postings] == ["2026-11-01", "None"]
    assert officer.postings[-1].act_reference == "n° 2026-12/DGPN"


def test_a_rank_and_a_position_are_acts_too(app, people, signed_in):
    boubacar = signed_in("boubacar")
    boubacar.post(address(people, "rank"), data=PAPER | {"rank": str(number(app, Rank, "SGC")), "step": "1"})
    boubacar.post(address(people, "position"), data=PAPER | {"position": str(number(app, Position, "STG"))})
    officer = daouda(app, people)
    assert (officer.rank.code, officer.position.code) == ("SGC", "STG")


@pytest.mark.parametrize("changed", [{"starts_on": "01/01/2010"}, {"starts_on": "31/02/2026"}, {"unit": ""}, {"kind": "x"}])
def test_what_cannot_be_is_said_beside_the_field_and_keeps_what_was_typed(app, people, signed_in, changed):
    form = PAPER | {"unit": str(people.other_unit_id), "function": "Chef de poste"} | changed
    page = signed_in("boubacar").post(address(people, "posting"), data=form)
    assert page.status_code == 200 and "Chef de poste" in page.text and "error" in page.text
    assert daouda(app, people).unit_id == people.unit_id


def test_a_unit_of_another_agency_is_refused(app, people, signed_in):
    form = PAPER | {"unit": str(people.foreign_unit_id)}
    signed_in("boubacar").post(address(people, "posting"), data=form)
    assert daouda(app, people).unit_id == people.unit_id


def test_only_those_who_may_change_a_file_record_an_act(people, signed_in):
    assert signed_in("coumba").get(address(people, "posting")).status_code == 403
    assert signed_in("boubacar").get(address(people, "nothing")).status_code == 404
    foreign = f"/admin/officer/act/?id={people.canary_id}&kind=posting"
    assert signed_in("boubacar").get(foreign).status_code == 404


def looked_at(client, people, kind: str, form: dict) -> str:
    return client.post(address(people, kind), data=form | {"_look": "1"}).text


def test_the_form_says_what_the_act_will_change_and_records_nothing(app, people, signed_in):
    form = PAPER | {"starts_on": "01/11/2090", "unit": str(people.other_unit_id)}
    page = looked_at(signed_in("boubacar"), people, "posting", form)
    assert "Commissariat du 1er arrondissement → Commissariat du 2e arrondissement" in page
    assert page.count("01/11/2090") >= 3 and daouda(app, people).unit_id == people.unit_id
    assert len(daouda(app, people).postings) == 1


def test_what_an_act_changes_is_also_said_to_a_form_that_asks_for_it_alone(app, people, signed_in):
    form = PAPER | {"position": str(number(app, Position, "RET")), "_look": "1"}
    told = signed_in("boubacar").post(address(people, "position"), data=form, headers={"X-Fragment": "foretold"}).text
    assert "Activité → Retraite" in told and "<html" not in told and "<form" not in told


def test_a_position_that_ends_the_service_says_so_where_it_is_chosen(app, people, signed_in):
    page = signed_in("boubacar").get(address(people, "position")).text
    options = [option.partition(">")[2].partition("<")[0] for option in page.split("<option")[1:]]
    assert any(option.startswith("Retraite – ") for option in options) and "Activité" in options


def test_the_scan_of_the_act_is_kept_and_opens_for_those_who_see_the_line(app, people, signed_in):
    boubacar = signed_in("boubacar")
    image = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(image, "PNG")
    form = PAPER | {"unit": str(people.other_unit_id), "scan": (io.BytesIO(image.getvalue()), "arrete.png")}
    assert boubacar.post(address(people, "posting"), data=form, content_type="multipart/form-data").status_code == 302
    posting = daouda(app, people).postings[-1]
    opened = f"/admin/posting/file/?id={posting.id}&field=act_scan"
    assert boubacar.get(opened).mimetype == "image/jpeg"
    assert signed_in("fanta").get(opened).status_code == 200
    assert signed_in("daouda").get(opened).status_code == 403, "officers have no desk"


def test_a_scan_that_is_no_document_is_told_beside_its_field(app, people, signed_in):
    form = PAPER | {"unit": str(people.other_unit_id), "scan": (io.BytesIO(b"MZ\x90\x00"), "arrete.pdf")}
    page = signed_in("boubacar").post(address(people, "posting"), data=form, content_type="multipart/form-data")
    assert page.status_code == 200 and "scan-error" in page.text and len(daouda(app, people).postings) == 1


def test_a_post_is_one_of_the_unit_and_gives_the_function(app, people, signed_in):
    with app.app_context(), guard.unscoped("posts"):
        made = [Post(unit_id=unit, title="Chef de brigade") for unit in (people.unit_id, people.other_unit_id)]
        db.session.add_all(made)
        db.session.commit()
        elsewhere, here = [one.id for one in made]
    boubacar, form = signed_in("boubacar"), PAPER | {"unit": str(people.other_unit_id)}
    assert boubacar.post(address(people, "posting"), data=form | {"post": str(elsewhere)}).status_code == 200
    assert boubacar.post(address(people, "posting"), data=form | {"post": str(here)}).status_code == 302
    posting = daouda(app, people).postings[-1]
    assert (posting.post_id, posting.function) == (here, "Chef de brigade")


@pytest.mark.parametrize("kept", ["counts_from_on", "step_counts_from_on"])
def test_time_that_an_act_keeps_began_before_it(app, people, signed_in, kept):
    boubacar, form = signed_in("boubacar"), PAPER | {"rank": str(number(app, Rank, "SGC")), "step": "1"}
    assert f'id="{kept}-error"' in boubacar.post(address(people, "rank"), data=form | {kept: "02/11/2026"}).text
    assert boubacar.post(address(people, "rank"), data=form | {kept: "01/05/2024"}).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        line = db.session.query(RankLine).filter_by(officer_id=people.daouda.officer_id).order_by(RankLine.id.desc()).first()
        found = {name: getattr(line, name) for name in ("counts_from_on", "step_counts_from_on")}
        assert found == {"counts_from_on": None, "step_counts_from_on": None} | {kept: dt.date(2024, 5, 1)}


def test_an_award_is_given_by_an_act(app, people, signed_in):
    with app.app_context(), guard.unscoped("a kind of award"):
        kind = AwardKind(code="MED-ESSAI", name="Médaille d’essai")
        db.session.add(kind)
        db.session.commit()
        chosen = str(kind.id)
    form = PAPER | {"award": chosen, "grounds": "Courage"}
    assert signed_in("boubacar").post(address(people, "award"), data=form).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        given = db.session.query(Award).filter_by(officer_id=people.daouda.officer_id).one()
        assert (given.grounds, given.act_reference) == ("Courage", "n° 2026-12/DGPN")
