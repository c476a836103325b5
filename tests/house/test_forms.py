"""No form loads a table that can grow, neither as a select box nor as a field with many records, and every form is careful."""

from __future__ import annotations

import pytest
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.fields import InlineModelFormList, QuerySelectField, QuerySelectMultipleField
from flask_admin.model.fields import AjaxSelectField, AjaxSelectMultipleField
from flask_wtf import FlaskForm
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from wtforms import Form, SelectField, StringField

from admin_views.record.lookup import MOST, Lookup, is_short
from models import Agency, Corps, Criterion, Named, Officer, Position, Post, PromotionRound, Proposal, Rank, Region, Unit, User, db
from rules.access import Actor
from services import guard

from .reading import files, text

# A closed list in a form, such as roles, is shorter than this.
LONGEST_LIST = 60


def forms_of(view) -> list[Form]:
    return [view._create_form_class(), view._edit_form_class()]


def troubles_of(view, form: Form) -> list[str]:
    """What is wrong with the fields of a form, each with the line to write."""
    name_of = f"{type(view).__name__}({view.model.__name__})"
    wrong = []
    for name, field in form._fields.items():
        if isinstance(field, (QuerySelectMultipleField, AjaxSelectMultipleField, InlineModelFormList)):
            wrong.append(f'{name_of}: "{name}" loads many records: leave it out of form_columns; show them in a tab of the page')
        elif isinstance(field, QuerySelectField) and not is_short(target_of(view, name)):
            wrong.append(f'{name_of}: "{name}" is a select box over a table: write form_ajax_refs = lookups(model, ("{name}",))')
        elif isinstance(field, AjaxSelectField) and not isinstance(field.loader, Lookup):
            wrong.append(f'{name_of}: "{name}" is looked up without a limit: use Lookup of admin_views/record/lookup.py')
        elif isinstance(field, SelectField) and len(field.choices or ()) > LONGEST_LIST:
            wrong.append(f'{name_of}: "{name}" offers {len(field.choices)} choices: make it a link and look it up')
    return wrong


def target_of(view, name: str):
    link = view.model.__mapper__.relationships.get(name)
    return link.mapper.class_ if link is not None else None


def screens(app) -> list[ModelView]:
    return [view for view in app.extensions["admin_views"] if isinstance(view, ModelView)]


def test_no_form_loads_a_table_that_can_grow(app):
    with app.test_request_context():
        wrong = [line for view in screens(app) for form in forms_of(view) for line in troubles_of(view, form)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def page_forms(base: type = FlaskForm) -> list[type[FlaskForm]]:
    """Every form of the project's own that stands on a page of its own, beside those of the record types."""
    below = [form for each in base.__subclasses__() for form in [each, *page_forms(each)]]
    return [form for form in below if form.__module__.split(".")[0] in ("admin_views", "portal", "tests")]


def troubles_of_page(made: type[FlaskForm]) -> list[str]:
    """What is wrong with such a form: what it reads while it is made becomes choices, and so must stay few."""
    read: set[type] = set()

    def note(state) -> None:
        if state.is_select and state.bind_mapper is not None:
            read.add(state.bind_mapper.class_)

    event.listen(Session, "do_orm_execute", note)
    try:
        fields = made()._fields.values()
    finally:
        event.remove(Session, "do_orm_execute", note)
    tables = [f"{made.__name__}: reads {model.__name__}: use a Lookup" for model in read if not is_short(model)]
    loaders = [field for field in fields if isinstance(field, AjaxSelectField) and not isinstance(field.loader, Lookup)]
    long = [field for field in fields if isinstance(field, SelectField) and len(field.choices or ()) > LONGEST_LIST]
    return tables + [f'{made.__name__}: "{field.name}" must be looked up, with a Lookup' for field in [*loaders, *long]]


def test_no_form_of_a_page_loads_a_table_that_can_grow(app, people):
    found = page_forms()
    assert {form.__name__ for form in found} >= {"DelegationForm", "PostingForm", "LoginForm"}
    with app.test_request_context():
        guard.act_as(Actor("Aminata", "administrator", user_id=people.aminata.user_id))
        wrong = [line for form in found if form.__module__ != __name__ for line in troubles_of_page(form)]
    assert not wrong, "\n".join(wrong)


def test_the_check_finds_a_form_of_a_page_that_reads_a_table(app, people):
    class Wrong(FlaskForm):
        to = SelectField()

        def __init__(self):
            super().__init__()
            self.to.choices = [(one.id, str(one)) for one in db.session.scalars(select(Unit))]

    with app.test_request_context(), guard.unscoped("the test looks"):
        assert troubles_of_page(Wrong) == ["Wrong: reads Unit: use a Lookup"]


def test_a_table_with_a_select_box_is_short(app, people):
    with app.app_context(), guard.unscoped("the test counts"):
        for model in (mapper.class_ for mapper in db.Model.registry.mappers if is_short(mapper.class_)):
            count = db.session.query(model).limit(200).count()
            assert count < 200, f"{model.__name__} has {count} records: write __is_short__ = False in the model"


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [
        ("unit", QuerySelectField(query_factory=list), "form_ajax_refs"),
        ("postings", QuerySelectMultipleField(query_factory=list), "leave it out"),
        ("place", SelectField(choices=[(str(number), "x") for number in range(500)]), "make it a link"),
    ],
)
def test_the_check_finds_each_kind_of_trouble(app, name, field, words):
    view = next(view for view in screens(app) if view.model is Officer)
    with app.test_request_context():
        (line,) = troubles_of(view, type("Wrong", (Form,), {name: field, "harmless": StringField()})())
    assert words in line and name in line


def test_a_select_box_over_a_short_table_is_no_trouble(app):
    assert all(map(is_short, (Agency, Region, Corps, Rank, Position, Criterion)))
    assert not any(map(is_short, (Officer, Unit, Post, User, Proposal, PromotionRound)))
    view = next(view for view in screens(app) if view.model is Officer)
    with app.test_request_context():
        form = type("Right", (Form,), {"home_agency": QuerySelectField(query_factory=list)})()
        assert troubles_of(view, form) == []


def test_new_reference_data_gets_a_select_box_unless_it_says_that_it_grows():
    diplomas = type("Diplomas", (Named,), {"__abstract__": True})
    streets = type("Streets", (Named,), {"__abstract__": True, "__is_short__": False})
    assert is_short(diplomas) and not is_short(streets)


def test_a_lookup_never_gives_more_than_a_few(app, people):
    with app.app_context(), guard.unscoped("the test looks"):
        everybody = db.session.scalars(select(Officer.id)).all()
        assert len(Lookup("officer", Officer).get_list("", limit=1_000_000)) == min(MOST, len(everybody))


def test_every_hand_drawn_form_to_fill_carries_the_key_of_its_sending():
    """A text box, a mark or the meaning of a column in a form that is sent by POST: a double click must not make two of it."""
    wrong = []
    for path in files(".html", under="templates"):
        source = text(path)
        is_typed_into = any(sign in source for sign in ("<textarea", 'name="mark-', 'name="field-'))
        if is_typed_into and 'method="post"' in source and not path.match("templates/macros/*"):
            if "submission_key()" not in source and "hidden_fields(" not in source:
                wrong.append(f"{path}: write {{{{ submission_key() }}}} beside csrf_token")
    assert not wrong, "\n".join(wrong)
