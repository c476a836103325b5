"""Every list is quick at any size: what it offers as filter and order is served by an index, and every name can be found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import MANYTOONE

from admin_views.base import RecordView
from models import Officer, Record, Region, Unit, db, search
from rules.search import line
from services import bulk, guard, listing
from services.fields import Kind
from services.listing.filters import field_at

RECORDS = sorted(
    (mapper.class_ for mapper in db.Model.registry.mappers if issubclass(mapper.class_, Record)), key=lambda model: model.__name__
)


def screens(app) -> list[RecordView]:
    return [view for view in app.extensions["admin"][0]._views if isinstance(view, RecordView)]


def test_every_list_begins_in_an_order_that_an_index_gives(in_app):
    guard.act_as(guard.SYSTEM)
    wrong = []
    for view in screens(in_app):
        first = view.column_default_sort
        name = first[0] if isinstance(first, tuple) else first
        if name and not listing.sortable(view.model, name):
            wrong.append(f'{view.model.__name__}: write "{name}" into its __sorted__, and a migration with the index')
    assert not wrong, "\n".join(wrong)


def test_every_date_and_choice_offered_as_a_filter_has_an_index(in_app):
    guard.act_as(guard.SYSTEM)
    wrong = []
    for view in screens(in_app):
        for path in view.filter_fields:
            found = field_at(view.model, path)
            is_plain = found is not None and found[1].kind in (Kind.DATE, Kind.CHOICE) and "." not in path
            if is_plain and issubclass(view.model, Record) and not listing.filterable(view.model, path):
                wrong.append(f'{view.model.__name__}: write "{path}" into its __sorted__, and a migration with the index')
    assert not wrong, "\n".join(wrong)


def test_no_relationship_is_joined_of_its_own_accord():
    """The guard judges by the tables that a query names (services/guard/touched.py)."""
    wrong = [
        f"{model.__name__}.{link.key}: leave out lazy={link.lazy!r}, load it where it is shown"
        for model in RECORDS
        for link in model.__mapper__.relationships
        if link.lazy not in ("select", "raise", "noload", "write_only")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_what_is_searched_through_a_link_can_be_found_there(model):
    links = {link.key: link for link in model.__mapper__.relationships if link.direction is MANYTOONE}
    for name in model.__search__ or ():
        assert name in links or name in search.names_in(model), f"{model.__name__}.__search__: {name} is no text and no link"


def test_every_door_keeps_the_words_of_a_name_in_step(in_app):
    with guard.unscoped("the test"):
        region = Region(code="ZZ", name="Île d’Été")
        db.session.add(region)
        db.session.flush()
        [number] = bulk.insert(Region, [{"code": "YY", "name": "Kayès"}])
        assert words(region.id) == line(["Île d’Été", "ZZ"]) and words(number) == " kayes yy "
        region = db.session.get(Region, region.id)
        region.name = "Ségou"
        db.session.flush()
        bulk.update(Region, {number: {"name": ("Kayès", "Mopti")}})
        assert words(region.id) == " segou zz " and words(number) == " mopti yy "
        region.sort_order = 7
        db.session.flush()
        assert words(region.id) == " segou zz "
        assert found("segou") == {region.id} and found("mopti") == {number} and found("kayes ete") == set()


def words(number: int) -> str:
    return db.session.query(Region.search_text).filter(Region.id == number).scalar()


def found(text: str) -> set[int]:
    made = db.session.query(Region.id).filter(Region.code.in_(("ZZ", "YY")), listing.matching(Region, text))
    return {row.id for row in made}


def test_whoever_writes_past_the_session_writes_the_words_too():
    """services/bulk and the demo's store are the only ones that insert names as bare rows."""
    for path in ("services/bulk/__init__.py", "services/demo/store.py"):
        assert "search.with_words(" in Path(path).read_text(), f"{path}: give the rows their words with search.with_words"


def test_the_reference_data_and_the_people_can_be_found(people, in_app):
    with guard.unscoped("the test"):
        for model in (Officer, Unit, Region):
            for record in db.session.query(model):
                named = [getattr(record, name) for name in search.names_in(model)]
                assert record.search_text == line(named) != ""
