"""One field of many records at once: looked at before, done once, within one's rights, and noted in the trail."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask_babel import force_locale, gettext
from sqlalchemy import select

from models import AuditEvent, Officer, db
from services import guard
from tests import force
from tests.desk.test_list import LIST

BULK = f"{LIST}bulk-edit/"
OLD, NEW, OTHER = force.ENTERED_ON, dt.date(2014, 1, 1), dt.date(2013, 1, 1)
TYPED = "01/01/2014"


@pytest.fixture
def three(app, people) -> list[int]:
    """Three officers of the first unit; the second entered on the new day already."""
    with app.app_context(), guard.unscoped("the test makes three"):
        unit = db.session.get(force.Unit, people.unit_id)
        made = [force.officer(f"Sidibé{letter}", "Kadi", unit, entered_on=NEW if letter == "B" else OLD) for letter in "ABC"]
        db.session.commit()
        return [officer.id for officer in made]


def form_of(answer) -> dict[str, list[str]]:
    """What the form of a page would post."""
    fields = {}
    page = answer.text.partition("<main")[2]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        fields.setdefault(name, []).append(value)
    return fields


def preview(visitor, numbers, field="entered_on", value=TYPED):
    return visitor.post(BULK, data={"rowid": numbers, "bulk-field": field, field: value, "then": "preview"})


def agree(visitor, answer):
    """Press the button under the preview."""
    return visitor.post(BULK, data=form_of(answer) | {"then": "apply"})


def values(app, numbers, name="entered_on") -> list:
    with app.app_context(), guard.unscoped("the test looks"):
        return [getattr(db.session.get(Officer, number), name) for number in numbers]


def edits(app, number) -> list[dict]:
    """What the trail says of the changes of a record."""
    about = select(AuditEvent.changes).where(AuditEvent.action == "edit", AuditEvent.record_type == "officer")
    with app.app_context(), guard.unscoped("the test looks"):
        return list(db.session.scalars(about.where(AuditEvent.record_id == number)))


def offered(answer) -> list[str]:
    return re.findall(r'<option value="([^"]+)"', answer.text)


def test_only_what_may_be_the_same_for_many_is_offered(three, signed_in):
    fields = offered(signed_in("boubacar").post(BULK, data={"rowid": three}))
    assert "entered_on" in fields
    assert not {"sex", "birth_on", "birth_year", "birth_place", "email"} & set(fields), "what belongs to one person"
    assert not {"last_name", "service_number", "nina", "phone", "photo", "rank", "unit", "source_key"} & set(fields)


def test_a_preview_tells_and_writes_nothing(app, three, signed_in):
    answer = preview(signed_in("boubacar"), three)
    assert len(form_of(answer)["seen"]) == 2 and "SIDIBÉA" in answer.text and "SIDIBÉB" not in answer.text
    assert values(app, three) == [OLD, NEW, OLD] and edits(app, three[0]) == []


def test_what_was_shown_is_done_and_stands_in_the_trail(app, three, signed_in):
    boubacar = signed_in("boubacar")
    assert agree(boubacar, preview(boubacar, three)).status_code == 302
    assert values(app, three) == [NEW] * 3
    assert edits(app, three[0]) == [{"entered_on": ["2015-10-01", "2014-01-01"]}] and edits(app, three[1]) == []


def test_a_second_click_changes_nothing_more(app, three, signed_in):
    boubacar = signed_in("boubacar")
    shown = preview(boubacar, three)
    agree(boubacar, shown)
    again = boubacar.post(BULK, data=form_of(shown) | {"then": "apply"}, follow_redirects=True)
    assert len(edits(app, three[0])) == 1 and "notice-warn" not in again.text and "notice-info" in again.text


def test_what_changed_meanwhile_is_left_alone_and_said(app, three, signed_in):
    boubacar = signed_in("boubacar")
    shown = preview(boubacar, three)
    with app.app_context(), guard.unscoped("somebody else changes"):
        db.session.get(Officer, three[0]).entered_on = OTHER
        db.session.commit()
    answer = boubacar.post(BULK, data=form_of(shown) | {"then": "apply"}, follow_redirects=True)
    assert values(app, three) == [OTHER, NEW, NEW]
    assert "SIDIBÉA" in answer.text.partition("notice-warn")[2].partition("</div>")[0]


def test_what_cannot_be_is_told_in_the_preview_with_its_reason(app, three, signed_in):
    with app.app_context(), guard.unscoped("the test gives a birthday"):
        db.session.get(Officer, three[2]).birth_on = dt.date(2000, 1, 1)
        db.session.commit()
    boubacar = signed_in("boubacar")
    answer = preview(boubacar, three, "entered_on", "01/01/1999")
    told = answer.text.partition("<ul>")[2]
    assert len(form_of(answer)["seen"]) == 2 and "SIDIBÉC" in told
    with app.test_request_context(), force_locale("fr"):
        assert gettext(Officer.__constraint_words__["ck_officer_born_before_entry"]) in told
    agree(boubacar, answer)
    assert values(app, three, "entered_on") == [dt.date(1999, 1, 1)] * 2 + [force.ENTERED_ON]


def test_a_refusal_by_a_constraint_leaves_its_name_in_the_log_and_no_value(app, three, signed_in, caplog):
    with app.app_context(), guard.unscoped("the test gives a birthday"):
        db.session.get(Officer, three[2]).birth_on = dt.date(2000, 1, 1)
        db.session.commit()
    preview(signed_in("boubacar"), three, "entered_on", "03/02/1999")
    told = "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)
    assert "ck_officer_born_before_entry" in told and "1999" not in told and "SIDIB" not in caplog.text.upper()


def test_a_value_that_is_none_is_refused_beside_its_field(app, three, signed_in):
    answer = preview(signed_in("boubacar"), three, "entered_on", "31/02/2010")
    assert "field-error" in answer.text and "seen" not in form_of(answer)


def test_who_may_not_change_changes_nothing(app, people, three, signed_in):
    for who in ("coumba", "fanta", "daouda"):
        visitor = signed_in(who)
        assert preview(visitor, three).status_code == 403
        form = {"bulk-field": "entered_on", "entered_on": TYPED, "seen": [f"{number}:1" for number in three], "then": "apply"}
        assert visitor.post(BULK, data=form).status_code == 403
    assert values(app, three) == [OLD, NEW, OLD]


def test_nobody_out_of_scope_is_reached(app, people, three, signed_in):
    boubacar = signed_in("boubacar")
    answer = preview(boubacar, [*three, people.canary_id])
    assert force.CANARY not in answer.text and len(form_of(answer)["seen"]) == 2
    form = {"bulk-field": "entered_on", "entered_on": TYPED, "seen": [f"{people.canary_id}:1"], "then": "apply"}
    assert boubacar.post(BULK, data=form).status_code == 302
    assert values(app, [people.canary_id]) == [OLD]


def test_an_officer_lent_by_another_agency_is_seen_and_left_as_he_is(app, people, three, signed_in):
    with app.app_context(), guard.unscoped("the test lends an officer"):
        db.session.get(Officer, three[0]).home_agency = force.of_code(force.Agency, "OCS")
        db.session.commit()
    answer = preview(signed_in("boubacar"), three)
    assert len(form_of(answer)["seen"]) == 1 and "SIDIBÉA" in answer.text


def test_a_masked_field_is_not_changed_by_asking_for_it(app, three, signed_in):
    boubacar = signed_in("boubacar")
    form = {"bulk-field": "nina", "nina": "29500000000000B", "seen": [f"{three[0]}:1"], "then": "apply"}
    assert boubacar.post(BULK, data=form).status_code == 404
    assert values(app, three[:1], "nina") == [None]


def test_the_whole_list_is_meant_when_it_is_ticked(app, three, signed_in):
    boubacar = signed_in("boubacar")
    form = {"whole-list": "1", "whole-list-as": "search=sidibe", "bulk-field": "entered_on", "entered_on": "01/01/2013", "then": "preview"}
    assert len(form_of(boubacar.post(BULK, data=form))["seen"]) == 3


def test_more_than_one_act_may_touch_is_refused_in_words(app, three, signed_in, monkeypatch):
    monkeypatch.setattr("admin_views.record.listing.selection.MOST", 2)
    boubacar = signed_in("boubacar")
    for form in ({"rowid": three}, {"whole-list": "1", "whole-list-as": ""}):
        answer = boubacar.post(BULK, data=form | {"bulk-field": "entered_on"}, follow_redirects=True)
        assert "notice-bad" in answer.text and values(app, three) == [OLD, NEW, OLD]


@pytest.mark.parametrize("screen", ["account", "unit", "promotion-rule", "evaluation-cycle", "job", "audit-event", "import-run"])
def test_a_screen_that_does_more_when_it_saves_is_not_changed_in_bulk(signed_in, screen):
    aminata = signed_in("aminata")
    assert aminata.post(f"/admin/{screen}/bulk-edit/", data={"rowid": ["1"]}).status_code == 403
    assert "/bulk-edit/" not in aminata.get(f"/admin/{screen}/").text
