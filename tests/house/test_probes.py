"""The guard stands in the session: an entirely unprotected Flask-Admin screen leaks nothing and writes nothing."""

from __future__ import annotations

import pytest
from flask_admin import Admin, AdminIndexView
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_migrate import upgrade
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from models import Evaluation, Officer, Posting, User, db
from rules.refused import Forbidden
from services import account, guard, reference
from tests import force


class Unprotected(ModelView):
    """What a hurried technician might write: no right is asked, everything is open."""

    column_searchable_list = column_filters = ("last_name",)
    column_editable_list = ("first_names",)
    can_export = can_view_details = True
    list_template = "probe_list.html"  # our own list is drawn by RecordView only
    column_export_exclude_list = ("search_text",)
    form_excluded_columns = ("rank_lines", "postings", "position_lines")
    form_ajax_refs = {"unit": {"fields": ("name",)}}

    @action("shout", "Shout")
    def shout(self, ids):
        for officer in db.session.scalars(select(Officer).where(Officer.id.in_(map(int, ids)))):
            officer.first_names = "CRIÉ"
        db.session.commit()


class UnprotectedEvaluation(ModelView):
    """A form with a lookup of officers."""

    form_excluded_columns = ("marks",)
    form_ajax_refs = {"officer": {"fields": ("last_name",)}, "evaluator": {"fields": ("last_name",)}}


PLAIN_LIST = "{% for row in data %}<p>{% for c, _label in list_columns %}{{ get_value(row, c) }} {% endfor %}</p>{% endfor %}"


@pytest.fixture(scope="module")
def open_house(new_app):
    """An application of its own with the unprotected screens under /open/."""
    app = new_app()
    app.jinja_loader = ChoiceLoader([DictLoader({"probe_list.html": PLAIN_LIST}), app.jinja_loader])
    index = AdminIndexView(name="Open", endpoint="open", url="/open")
    admin = Admin(app, endpoint="open", url="/open", index_view=index)
    admin.add_view(Unprotected(Officer, db, endpoint="open-officer", url="/open/officer"))
    admin.add_view(UnprotectedEvaluation(Evaluation, db, endpoint="open-evaluation", url="/open/evaluation"))
    with app.app_context():
        upgrade()
        reference.load()
        db.session.commit()
    return app


@pytest.fixture(scope="module")
def people(open_house):
    """The five and the canary, in the database of the unprotected screens."""
    with open_house.app_context():
        made = force.people()
        db.session.commit()
    return made


@pytest.fixture
def boubacar(open_house, people):
    """The HR clerk of the police, before the unprotected screens."""
    return open_house.test_client().sign_in("boubacar", force.PASSWORD)


def bird(app, people) -> Officer:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.get(Officer, people.canary_id)


READS = {
    "list": "/open/officer/",
    "search": "/open/officer/?search=SERIN",
    "export": "/open/officer/export/csv/",
    "details": "/open/officer/details/?id={canary}",
    "edit form": "/open/officer/edit/?id={canary}",
    "lookup": "/open/evaluation/ajax/lookup/?name=officer&query=SERIN&limit=1000000",
}


@pytest.mark.parametrize("probe", READS)
def test_the_canary_is_not_read(boubacar, people, probe):
    answer = boubacar.get(READS[probe].format(canary=people.canary_id))
    assert answer.status_code < 500
    assert force.CANARY not in answer.text.replace('value="SERIN"', "")


WRITES = {
    "edit": ("/open/officer/edit/?id={canary}", {"last_name": "VOLÉ", "first_names": "X"}),
    "delete": ("/open/officer/delete/", {"id": "{canary}"}),
    "inline edit": ("/open/officer/ajax/update/", {"list_form_pk": "{canary}", "first_names": "VOLÉ"}),
    "bulk delete": ("/open/officer/action/", {"action": "delete", "rowid": "{canary}"}),
    "bulk action": ("/open/officer/action/", {"action": "shout", "rowid": "{canary}"}),
}


@pytest.mark.parametrize("probe", WRITES)
def test_the_canary_is_not_written(open_house, boubacar, people, probe):
    address, data = WRITES[probe]
    number = str(people.canary_id)
    boubacar.post(address.format(canary=number), data={key: text.replace("{canary}", number) for key, text in data.items()})
    still = bird(open_house, people)
    assert still is not None and still.last_name == force.CANARY and still.first_names == "Titi"


def as_boubacar(people):
    """Act as the HR clerk below any screen."""
    with guard.unscoped("the test takes a place"):
        guard.act_as(account.actor_of(db.session.get(User, people.boubacar.user_id)))


def test_a_reference_to_an_officer_out_of_scope_is_refused_at_the_flush(open_house, people):
    with open_house.app_context():
        as_boubacar(people)
        db.session.add(Posting(officer_id=people.canary_id, unit_id=people.unit_id, starts_on=force.ENTERED_ON, act_kind="X"))
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


def test_an_officer_is_not_moved_into_another_agency(open_house, people):
    with open_house.app_context():
        as_boubacar(people)
        db.session.get(Officer, people.daouda.officer_id).unit_id = people.foreign_unit_id
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


def test_a_right_that_the_role_does_not_give_is_refused_at_the_flush(open_house, people):
    with open_house.app_context():
        as_boubacar(people)
        db.session.delete(db.session.get(Officer, people.daouda.officer_id))
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


def test_bulk_statements_outside_their_module_are_refused(open_house, people):
    with open_house.app_context():
        as_boubacar(people)
        with pytest.raises(RuntimeError, match="services/bulk.py"):
            db.session.query(Officer).update({"last_name": "TOUS"})
