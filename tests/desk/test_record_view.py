"""RecordView derives a screen from its model: columns, labels, filters, form, masks, what is hidden, and verbs."""

from __future__ import annotations

import pytest

from admin_views.record.describing import Description
from models import CustomField, CustomKind, Officer, Post, Rank, Unit, User, db
from rules import access
from rules.access import Actor
from services import guard
from services.custom import defining
from services.fields import fields_of


def view_of(app, model):
    return next(view for view in app.extensions["admin_views"] if getattr(view, "model", None) is model)


def add(label: str, kind: CustomKind = CustomKind.TEXT, **parts) -> None:
    guard.act_as(guard.SYSTEM)
    field = CustomField(label=label, kind=kind, record_type="post", **parts)
    db.session.add(field)
    defining.settle(field, by=guard.actor())
    db.session.commit()


@pytest.fixture
def posts(in_app):
    """The screen of posts, with somebody who may do everything."""
    guard.act_as(guard.SYSTEM)
    return view_of(in_app, Post)


def test_labels_are_those_beside_the_columns(posts):
    assert str(posts.column_labels["title"]) == str(fields_of(Post)["title"].label)
    assert set(posts.fields) <= set(posts.column_labels)


def test_a_path_over_other_records_bears_the_label_at_its_end(posts):
    described = Description((), fields_of(Post))
    assert described.labels(Post, ("unit.name",))["unit.name"] == fields_of(Unit)["name"].label


def test_columns_are_the_first_that_are_no_secret():
    described = Description((), fields_of(Officer))
    assert len(described.columns) == 8
    assert not [name for name in described.columns if described.fields[name].mask or described.fields[name].is_hidden]


def test_dates_lists_and_yes_or_no_are_filters_without_being_asked_for():
    assert {"starts_on", "ends_on", "is_assumed"} <= set(Description((), fields_of(Rank)).filters)
    assert "nina" not in Description((), fields_of(Officer)).filters


def test_what_is_hidden_is_nowhere(in_app):
    view = view_of(in_app, User)
    hidden = {name for name, field in view.fields.items() if field.is_hidden}
    assert "password" in hidden
    assert not hidden & {*view.column_details_list, *view.column_list, *view.form_columns}


def test_what_follows_from_other_records_is_shown_and_not_typed(in_app):
    view = view_of(in_app, Unit)
    assert view.fields["path"].is_derived
    assert "path" not in view.form_columns and "path" in view.description.shown


def test_masked_values_are_written_by_the_mask_everywhere(in_app):
    view = view_of(in_app, Officer)
    assert view.description.masked == [name for name, field in fields_of(Officer).items() if field.mask]
    assert set(view.description.masked) <= set(view.column_formatters) and view.description.masked


def test_who_may_not_see_a_value_is_not_asked_for_it(in_app, app):
    view = view_of(in_app, Officer)
    with app.test_request_context():
        guard.act_as(guard.SYSTEM)
        assert "nina" in view.create_form()
        guard.act_as(Actor(name="Boubacar", role="hr_clerk"))
        assert "nina" not in view.create_form() and "last_name" in view.create_form()


@pytest.mark.parametrize("role", sorted(access.ROLES))
def test_verbs_are_those_of_the_table_of_rights(in_app, role):
    view, who = view_of(in_app, Unit), Actor(name="x", role=role)
    guard.act_as(who)
    assert view.can_create == access.may(who, "organisation.create")
    assert view.can_edit == access.may(who, "organisation.edit")
    assert view.can_export == access.may(who, "organisation.export")
    assert view.is_accessible() == access.may(who, "organisation.view")


def test_a_route_that_says_no_verb_is_refused(app, signed_in):
    assert signed_in("aminata").get("/admin/unit/ajax/update/").status_code in (404, 405)


# --- what an administrator adds ------------------------------------------------------------------


def test_a_field_that_is_added_is_in_the_description_at_once(posts):
    before = posts.description
    add("Astreinte", CustomKind.YES_NO, is_indexed=True)
    assert posts.description is not before and "cf_astreinte" not in before.fields
    assert str(posts.column_labels["cf_astreinte"]) == "Astreinte"
    assert "cf_astreinte" in posts.description.custom and "cf_astreinte" in posts.column_details_list
    assert "cf_astreinte" not in posts.form_columns, "it joins the form by itself"


def test_a_description_is_made_once_for_each_state(posts):
    add("Astreinte")
    assert posts.description is posts.description


def test_the_form_has_a_section_for_what_was_added(posts, app):
    with app.test_request_context():
        guard.act_as(guard.SYSTEM)
        without = [names for _title, names in (section[:2] for section in posts.sections())]
        assert not any("cf_astreinte" in names for names in without)
        add("Astreinte")
        assert posts.sections()[-1][1] == ["cf_astreinte"]
        assert "cf_astreinte" in posts.create_form()


def test_a_form_under_way_keeps_the_fields_it_was_made_with(posts, app):
    with app.test_request_context():
        guard.act_as(guard.SYSTEM)
        form = posts.create_form()
        add("Astreinte")
        assert "cf_astreinte" not in form and "cf_astreinte" in posts.create_form()


def test_a_masked_field_that_was_added_is_no_column_and_is_masked(posts):
    add("Groupe sanguin", mask="personnel.identify")
    assert "cf_groupe_sanguin" in posts.description.masked
    assert "cf_groupe_sanguin" not in posts.description.columns + posts.description.filters


def test_every_screen_describes_every_field_of_its_model(app):
    with app.app_context():
        for view in app.extensions["admin_views"]:
            if hasattr(view, "description"):
                assert set(view.fields) == set(fields_of(view.model)), view.model.__name__
                assert all(str(label) for label in view.column_labels.values()), view.model.__name__
