"""The page of a photo at the desk: sent as a file, looked at by the server, kept or refused with what to change."""

from __future__ import annotations

import base64
import html
import re

import pytest
from sqlalchemy import select

from models import Officer, Photo, PhotoSource, User, db, now
from services import guard, storage
from tests import force

from . import pictures

TAKE = "/admin/photo/take/?officer={}"
CHECK = "/admin/photo/check/"


def picture(image=None) -> tuple:
    """A file as a browser sends it."""
    return pictures.file(image or pictures.portrait()), "photo.jpg"


def of(app, officer_id: int) -> list[tuple]:
    """The photos of somebody: (source, day, remarks)."""
    with app.app_context(), guard.unscoped("the test looks"):
        return [(one.source, one.taken_on, one.remarks) for one in db.session.scalars(select(Photo).where(Photo.officer_id == officer_id))]


def test_a_file_is_framed_kept_and_in_use(app, people, signed_in):
    answer = signed_in("boubacar").post(TAKE.format(people.colleague_id), data={"picture": picture()})
    assert answer.status_code == 302 and answer.location == f"/admin/officer/details/?id={people.colleague_id}"
    assert of(app, people.colleague_id) == [(PhotoSource.UPLOAD, now().date(), None)]
    with app.app_context(), guard.unscoped("the test looks"):
        officer, [kept] = db.session.get(Officer, people.colleague_id), db.session.scalars(select(Photo)).all()
        assert officer.photo == kept.file and storage.path("photos", kept.file).exists() and kept.taken_by == "Boubacar"


def test_what_is_wrong_and_hard_is_said_and_nothing_is_kept(app, people, signed_in):
    data = {"picture": picture(pictures.two_people()), "left": "0", "top": "0", "width": "720", "in_spite": "pressé"}
    answer = signed_in("boubacar").post(TAKE.format(people.colleague_id), data=data)
    assert answer.status_code == 200 and "photo-hard" in answer.text
    assert of(app, people.colleague_id) == []


def test_a_soft_refusal_gives_the_picture_back_and_a_reason_keeps_it(app, people, signed_in):
    boubacar, address = signed_in("boubacar"), TAKE.format(people.colleague_id)
    refused = boubacar.post(address, data={"picture": picture(pictures.before_a_wall_of_bricks())})
    assert refused.status_code == 200 and "photo-soft" in refused.text and of(app, people.colleague_id) == []
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(again|turn|left|top|width)"[^>]* value="([^"]+)"', refused.text)}
    assert base64.b64decode(fields["again"])[:2] == b"\xff\xd8"
    kept = boubacar.post(address, data=fields | {"in_spite": "Pas de mur uni à Kidal"})
    assert kept.status_code == 302
    [(_source, _day, remarks)] = of(app, people.colleague_id)
    assert remarks == {"codes": ["ground"], "reason": "Pas de mur uni à Kidal"}


def test_a_missing_reason_is_said_at_its_field_and_the_picture_comes_back(people, signed_in):
    data = {"picture": picture(pictures.before_a_wall_of_bricks()), "source": "WEBCAM"}
    refused = signed_in("boubacar").post(TAKE.format(people.colleague_id), data=data).text
    assert 'href="#in_spite"' in refused and 'id="in_spite-error"' in refused
    assert re.search(r'name="source"[^>]* value="WEBCAM"', refused) and "photo-again" in refused


def test_a_hard_refusal_stands_above_the_form(people, signed_in):
    refused = signed_in("boubacar").post(TAKE.format(people.colleague_id), data={"picture": picture(pictures.without_a_face())}).text
    assert "data-error-summary" in refused and 'id="in_spite-error"' not in refused


def test_a_file_may_be_of_another_day_but_not_of_tomorrow(app, people, signed_in):
    boubacar, address = signed_in("boubacar"), TAKE.format(people.colleague_id)
    late = boubacar.post(address, data={"picture": picture(), "taken_on": "31/12/2199"})
    assert late.status_code == 200 and of(app, people.colleague_id) == []
    assert boubacar.post(address, data={"picture": picture(), "taken_on": "03/02/2025"}).status_code == 302
    assert [day.isoformat() for _source, day, _remarks in of(app, people.colleague_id)] == ["2025-02-03"]


def test_what_a_camera_takes_is_of_today_whatever_is_posted(app, people, signed_in):
    data = {"picture": picture(), "taken_on": "03/02/2025", "source": "WEBCAM"}
    assert signed_in("boubacar").post(TAKE.format(people.colleague_id), data=data).status_code == 302
    assert of(app, people.colleague_id) == [(PhotoSource.WEBCAM, now().date(), None)]


@pytest.mark.parametrize("posted", ["nan", "inf", "-inf", "1e308", "x", "-5", ""])
def test_no_number_that_is_posted_breaks_the_page(people, signed_in, posted):
    data = {"picture": picture(), **dict.fromkeys(("turn", "left", "top", "width"), posted)}
    answer = signed_in("boubacar").post(CHECK, data=data)
    assert answer.status_code == 200 and len(answer.json["frame"]) == 3


def test_a_frame_outside_the_picture_is_laid_into_it(people, signed_in):
    answer = signed_in("boubacar").post(CHECK, data={"picture": picture(), "left": "90000", "top": "-90000", "width": "90000", "turn": "-90"})
    left, top, width = answer.json["frame"]
    assert answer.status_code == 200 and left >= 0 and top == 0 and left + width <= answer.json["size"][0] + 0.01


def test_the_look_before_saving_says_what_to_change_and_where_the_face_is(people, signed_in):
    boubacar = signed_in("boubacar")
    good = boubacar.post(CHECK, data={"picture": picture()}).json
    assert good["advice"] == [] and good["size"] == [720, 926] and 0 < good["frame"][2] <= 720
    bad = boubacar.post(CHECK, data={"picture": picture(pictures.without_a_face())}).json
    assert [one["hard"] for one in bad["advice"]] == [True] and "visage" in bad["advice"][0]["words"]


@pytest.mark.parametrize("sent", [{}, {"again": "%%%"}, {"again": base64.b64encode(b"no picture").decode()}])
def test_what_is_no_picture_is_refused_in_words(app, people, signed_in, sent):
    boubacar = signed_in("boubacar")
    looked = boubacar.post(CHECK, data=sent)
    assert looked.status_code == 422 and looked.json["text"]
    answer = boubacar.post(TAKE.format(people.colleague_id), data=sent)
    assert answer.status_code == 200 and "error-summary" in answer.text and of(app, people.colleague_id) == []


def test_a_person_of_another_agency_is_not_there(app, people, signed_in):
    boubacar = signed_in("boubacar")
    for method in ("GET", "POST"):
        assert boubacar.open(TAKE.format(people.canary_id), method=method, data={"picture": picture()}).status_code == 404
    assert of(app, people.canary_id) == []
    for page in (f"/admin/photo/enrol/?unit={people.foreign_unit_id}", "/admin/photo/enrol/"):
        assert force.CANARY not in boubacar.get(page).text
    assert boubacar.get("/admin/photo/enrol/?unit=999999").status_code == 404


@pytest.mark.parametrize("name", ["coumba", "fanta"])
def test_who_neither_keeps_files_nor_makes_cards_takes_no_photo(app, people, signed_in, name):
    one = signed_in(name)
    assert one.get(TAKE.format(people.daouda.officer_id)).status_code == 403
    assert one.post(TAKE.format(people.daouda.officer_id), data={"picture": picture()}).status_code == 403
    assert one.post(CHECK, data={"picture": picture()}).status_code == 403
    assert one.get("/admin/photo/enrol/").status_code == 403
    assert of(app, people.daouda.officer_id) == []


def test_nobody_takes_his_own(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test gives Boubacar a career"):
        db.session.get(User, people.boubacar.user_id).officer_id = people.colleague_id
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert boubacar.get(TAKE.format(people.colleague_id)).status_code == 403
    assert boubacar.post(TAKE.format(people.colleague_id), data={"picture": picture()}).status_code == 403
    assert "admin/photo/take" not in boubacar.get(f"/admin/officer/details/?id={people.colleague_id}").text
    assert of(app, people.colleague_id) == []


def test_the_badge_officer_takes_photos_and_finds_the_way_on_the_page_of_an_officer(app, people):
    with app.app_context(), guard.unscoped("the test makes an account"):
        police = db.session.get(Officer, people.colleague_id).home_agency
        force.user("fatim", "badge_officer", agency=police)
        db.session.commit()
    fatim = app.test_client().sign_in("fatim", force.PASSWORD)
    address = TAKE.format(people.colleague_id)
    assert address in fatim.get(f"/admin/officer/details/?id={people.colleague_id}").text
    assert fatim.post(address, data={"picture": picture()}).status_code == 302


def test_the_history_shows_each_photo_to_who_sees_the_officer_and_to_nobody_else(app, people, signed_in):
    boubacar = signed_in("boubacar")
    boubacar.post(TAKE.format(people.colleague_id), data={"picture": picture()})
    boubacar.post(TAKE.format(people.colleague_id), data={"picture": picture(pictures.portrait(2))})
    with app.app_context(), guard.unscoped("the test looks"):
        first, second = db.session.scalars(select(Photo.id).order_by(Photo.id))
    assert [boubacar.get(f"/admin/photo/picture/?id={one}").mimetype for one in (first, second)] == ["image/jpeg"] * 2
    assert signed_in("coumba").get(f"/admin/photo/picture/?id={first}").status_code == 404, "a unit that is not hers"
    assert f"/admin/photo/picture/?id={first}" in boubacar.get("/admin/photo/").text


def test_the_camera_is_allowed_where_a_camera_is_used_and_nowhere_else(people, signed_in):
    boubacar = signed_in("boubacar")
    assert "camera=(self)" in boubacar.get(TAKE.format(people.colleague_id)).headers["Permissions-Policy"]
    assert "camera=()" in boubacar.get("/admin/officer/").headers["Permissions-Policy"]
