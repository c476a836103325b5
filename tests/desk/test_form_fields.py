"""The fields of a form: those that come and go, sections and their index, errors, files, numbers and dates."""

from __future__ import annotations

import io

import pytest

from models import Agency, Officer, Region, Unit, db
from services import guard
from tests.desk.forms import form_of

NEW = "/admin/region/new/"
REGION = {"code": "TAO", "name": "Taoudénit-Est", "sort_order": "9"}


@pytest.fixture
def view_of(app):
    """view_of(Region): the registered screen."""
    return lambda model: next(view for view in app.extensions["admin_views"] if getattr(view, "model", None) is model)


@pytest.fixture
def conditional(view_of, monkeypatch):
    """The source of a region is only asked for, and then required, when the region is assumed."""
    monkeypatch.setattr(view_of(Region), "form_conditions", {"source": ("is_assumed", ("yes",), True)}, raising=False)


def source_of(app) -> str | None:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(Region).filter_by(code="TAO").one().source


def test_the_value_of_a_field_that_is_not_there_is_dropped(app, signed_in, conditional):
    assert signed_in("aminata").post(NEW, data=REGION | {"source": "Décret"}).status_code == 302
    assert source_of(app) is None


def test_a_field_that_is_there_is_kept_and_required(app, signed_in, conditional):
    aminata = signed_in("aminata")
    answer = aminata.post(NEW, data=REGION | {"is_assumed": "y", "source": ""})
    assert answer.status_code == 200 and 'href="#source"' in answer.text
    assert aminata.post(NEW, data=REGION | {"is_assumed": "y", "source": "Décret"}).status_code == 302
    assert source_of(app) == "Décret"


def test_a_condition_on_a_link_is_said_with_the_numbers_of_its_codes(app, signed_in, view_of, monkeypatch):
    monkeypatch.setattr(view_of(Officer), "form_conditions", {"birth_place": ("home_agency", ("OCS",))}, raising=False)
    with app.app_context(), guard.unscoped("the test looks"):
        number = db.session.query(Agency).filter_by(code="OCS").one().id
    page = signed_in("boubacar").get("/admin/officer/new/").text
    assert f"""data-shown-if="home_agency" data-shown-values='["{number}"]'""" in page


def test_a_condition_beside_the_column_is_enforced_too(app, people, signed_in, monkeypatch):
    info = Region.__table__.c.source.info
    monkeypatch.setitem(info, "shown_if", ("is_assumed", ("yes",)))
    assert signed_in("aminata").post(NEW, data=REGION | {"source": "Décret"}).status_code == 302
    assert source_of(app) is None


def test_a_long_form_has_an_index_of_its_sections(signed_in, view_of, monkeypatch):
    sections = [(f"Partie {number}", (name,)) for number, name in enumerate(("code", "name", "name_en", "source"), 1)]
    monkeypatch.setattr(view_of(Region), "form_sections", sections)
    page = signed_in("aminata").get(NEW).text
    assert 'class="section-index"' in page and page.count('href="#section-') == 4 and 'id="section-4"' in page
    assert 'class="section-index"' not in signed_in("boubacar").get("/admin/officer/new/").text


def test_sections_units_and_width_stand_beside_the_column(signed_in, monkeypatch):
    monkeypatch.setitem(Region.__table__.c.source.info, "section", "D’où on le sait")
    monkeypatch.setitem(Region.__table__.c.source.info, "wide", True)
    page = signed_in("aminata").get(NEW).text
    assert "<legend>D’où on le sait</legend>" in page and "wide" in page


def test_an_error_stands_in_the_summary_and_beside_its_field(signed_in):
    page = signed_in("aminata").post(NEW, data=REGION | {"sort_order": "beaucoup"}).text
    assert 'role="alert"' in page and 'href="#sort_order"' in page
    assert 'aria-invalid="true"' in page and 'aria-describedby="sort_order-error' in page and 'id="sort_order-error"' in page
    assert 'value="Taoudénit-Est"' in page


def test_a_chosen_file_must_be_chosen_again_and_the_page_says_so(people, signed_in):
    boubacar, address = signed_in("boubacar"), f"/admin/document/new/?officer={people.colleague_id}"
    form = form_of(boubacar.get(address)) | {"title": "", "file": (io.BytesIO(b"x"), "diplome.pdf")}
    answer = boubacar.post(address, data=form, content_type="multipart/form-data")
    assert answer.status_code == 200 and "diplome.pdf" in answer.text and "file-again" in answer.text


@pytest.mark.parametrize("typed", ["01/10/2015", "2015-10-01"])
def test_a_date_stands_in_the_form_as_it_is_said_here(people, signed_in, typed):
    boubacar = signed_in("boubacar")
    answer = boubacar.post("/admin/officer/new/", data={"last_name": "", "entered_on": typed})
    assert form_of(answer)["entered_on"] == "01/10/2015"


def test_a_date_that_does_not_exist_stays_as_it_was_typed(signed_in):
    answer = signed_in("boubacar").post("/admin/officer/new/", data={"entered_on": "31/02/2015"})
    assert form_of(answer)["entered_on"] == "31/02/2015"


def test_the_unit_of_a_value_stands_in_its_box(signed_in, view_of, monkeypatch):
    monkeypatch.setattr(view_of(Unit), "form_widget_args", {"code": {"unit": "points"}})
    assert '<span class="input-group-text">points</span>' in signed_in("aminata").get("/admin/unit/new/").text
