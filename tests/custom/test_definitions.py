"""Definitions: keys, choices, indexes, two people at once, and from one installation to another."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import inspect, select, text

import jobs
from models import CustomField, CustomKind, ExtraValue, Job, JobState, Notice, Unit, db, now
from rules import custom as rules
from rules.access import Actor
from rules.refused import Forbidden, Refused
from services import bulk, guard
from services.custom import defining, exchanging, known, preparing, values
from services.fields import fields_of
from tests import force

from .conftest import ADMINISTRATOR, LEVELS, add, index_names, one_of_each


@pytest.mark.parametrize(
    ("label", "key"),
    [("Permis de conduire", "permis_de_conduire"), ("N° 2", "n_2"), ("2e langue", "f_2e_langue"), ("É", "e"), ("!", "f")],
)
def test_a_key_follows_from_the_label(label, key):
    assert rules.key_of(label, ()).rstrip("_") == key


def test_a_key_is_given_once_and_never_again(in_app):
    assert [add("Surnom").key, add("Surnom").key] == ["surnom", "surnom_2"]
    field = db.session.query(CustomField).filter_by(key="surnom").one()
    field.label = "Autre nom"
    defining.settle(field, by=guard.actor())
    assert field.key == "surnom"


def test_a_long_label_has_a_short_key_of_its_own(in_app):
    keys = {add("Nombre de véhicules de service en état de marche").key for _time in range(3)}
    assert len(keys) == 3 and max(map(len, keys)) <= rules.LONGEST_KEY


def test_kind_and_record_type_never_change(in_app):
    field = add("Surnom")
    field.kind = CustomKind.NUMBER
    with pytest.raises(Refused):
        defining.settle(field, by=guard.actor())


def test_only_records_that_take_fields_take_them(in_app):
    for table in ("account", "badge", "audit_event", "job", "promotion_candidate", "nothing"):
        with pytest.raises(Refused):
            add("Surnom", record_type=table)
        db.session.rollback()


def test_who_may_not_set_the_rules_of_an_area_adds_nothing_to_it(in_app):
    clerk = Actor(name="Boubacar", role="hr_clerk", agency_id=1)
    assert not defining.may_define(clerk)
    with pytest.raises(Forbidden):
        defining.settle(CustomField(label="Surnom", kind=CustomKind.TEXT, record_type="unit"), by=clerk)


def test_a_used_choice_is_retired_and_an_unused_one_may_go(in_app):
    field = add("État", CustomKind.CHOICE, choices=LEVELS)
    with guard.unscoped("test"):
        unit = force.unit("Un")
        values.put(unit, known.definitions("unit")[0], known.definitions("unit")[0].chosen("good"))
        db.session.commit()
    guard.act_as(ADMINISTRATOR)
    field.choices = LEVELS[1:]
    with pytest.raises(Refused):
        defining.settle(field, by=guard.actor())
    db.session.rollback()
    field.choices = [LEVELS[0] | {"retired": True}, *LEVELS[1:]]
    defining.settle(field, by=guard.actor())
    db.session.commit()
    assert [choice for choice, _label in fields_of(Unit)["cf_etat"].choices] == ["poor"]
    assert str(fields_of(Unit)["cf_etat"].value(unit)) == "Bon état"
    field.choices = LEVELS[:1]
    defining.settle(field, by=guard.actor())


def test_a_choice_that_only_a_deleted_record_holds_stays_for_its_return(in_app):
    field = add("Niveau", CustomKind.CHOICE, record_type="officer", choices=LEVELS)
    with guard.unscoped("test"):
        officer = force.officer("Supprimé", "Un", force.unit("Un"))
        values.put(officer, known.definitions("officer")[0], known.definitions("officer")[0].chosen("good"))
        officer.deleted_at = now()
        db.session.commit()
    guard.act_as(ADMINISTRATOR)
    field.choices = LEVELS[1:]
    with pytest.raises(Refused):
        defining.settle(field, by=guard.actor())


def test_the_index_comes_and_goes_with_the_field_and_is_used(in_app):
    field = add("Surface", CustomKind.NUMBER, is_indexed=True)
    assert index_names() == {"ix_custom_unit_surface"}
    connection = db.session.connection()
    asked = select(Unit.id).where(ExtraValue(Unit.extra, "surface", CustomKind.NUMBER) == 5)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    statement = asked.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    plan = str(connection.exec_driver_sql(f"{explain} {statement}").all())
    assert "ix_custom_unit_surface" in plan, plan
    field.is_retired = True
    defining.settle(field, by=guard.actor())
    assert index_names() == set()


def test_an_index_that_a_migration_lost_is_made_again(in_app):
    add("Surface", CustomKind.NUMBER, is_indexed=True)
    bulk.indexes.drop(Unit, "surface")
    assert defining.renew_indexes() == 1
    assert index_names() == {"ix_custom_unit_surface"} and defining.renew_indexes() == 0


def test_a_refused_definition_leaves_nothing_behind(in_app):
    with pytest.raises(Refused):
        add("État", CustomKind.CHOICE, choices=[], is_indexed=True)
    db.session.rollback()
    assert not db.session.query(CustomField).count() and not index_names()


def test_records_are_found_as_soon_as_a_field_is_searched(in_app):
    field = add("Surnom")
    with guard.unscoped("test"):
        unit = force.unit("Un")
        values.put(unit, known.definitions("unit")[0], "Poudrière")
        db.session.commit()
    guard.act_as(ADMINISTRATOR)
    assert "poudriere" not in unit.search_text
    field.is_searchable = True
    defining.settle(field, by=guard.actor())
    db.session.commit()
    assert "poudriere" in unit.search_text
    unit.name = "Deux"
    db.session.commit()
    assert "poudriere" in unit.search_text and "deux" in unit.search_text


def test_another_process_sees_a_new_field_at_its_next_request(app, people, signed_in):
    aminata = signed_in("aminata")
    assert "Surnom" not in aminata.get("/admin/unit/new/").get_data(as_text=True)
    with app.app_context():
        add("Surnom")
    assert "Surnom" in aminata.get("/admin/unit/new/").get_data(as_text=True)
    with app.app_context():
        guard.act_as(ADMINISTRATOR)
        field = db.session.query(CustomField).one()
        field.label = "Nom d’usage"
        db.session.commit()
    assert "Nom d’usage" in aminata.get("/admin/unit/new/").get_data(as_text=True)


def test_two_definers_at_once_do_not_clash(app):
    done: list[str] = []

    def define(label: str) -> None:
        with app.app_context():
            done.append(add(label, is_indexed=True).key)

    threads = [threading.Thread(target=define, args=(f"Champ {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["champ_0", "champ_1", "champ_2", "champ_3"]
    with app.app_context():
        assert len(known.definitions("unit")) == 4


# --- from one installation to another ------------------------------------------------------------


def test_the_file_is_the_same_each_time_and_changes_nothing_where_it_was_made(in_app):
    one_of_each()
    text_ = exchanging.exported()
    assert text_ == exchanging.exported() and "Bon état" in text_
    assert {each.outcome for each in exchanging.compared(text_, ADMINISTRATOR)} == {exchanging.SAME}


def test_an_empty_installation_takes_all_of_a_file(in_app):
    one_of_each()
    text_ = exchanging.exported()
    db.session.query(CustomField).count()
    for field in db.session.query(CustomField):
        db.session.delete(field)
    db.session.commit()
    known.forget()
    exchanging.bring_in(text_, by=ADMINISTRATOR)
    db.session.commit()
    assert exchanging.exported() == text_


def test_what_the_file_does_not_name_is_retired_and_never_removed(in_app):
    one_of_each()
    told = json.loads(exchanging.exported())
    told["fields"] = [one for one in told["fields"] if one["key"] == "etat_du_batiment"]
    told["fields"][0]["choices"] = LEVELS[:1]
    found = {each.key: each.outcome for each in exchanging.compared(json.dumps(told), ADMINISTRATOR)}
    assert found["surnom"] == exchanging.RETIRED and found["etat_du_batiment"] == exchanging.CHANGED
    exchanging.bring_in(json.dumps(told), by=ADMINISTRATOR)
    db.session.commit()
    assert db.session.query(CustomField).count() == 5
    kept = db.session.query(CustomField).filter_by(key="etat_du_batiment").one()
    assert kept.choices == [LEVELS[0], LEVELS[1] | {"retired": True}]


def test_another_kind_for_a_field_that_stands_is_refused(in_app):
    add("Surnom")
    text_ = exchanging.exported().replace('"kind": "text"', '"kind": "number"')
    assert [each.outcome for each in exchanging.compared(text_, ADMINISTRATOR)] == [exchanging.REFUSED]


@pytest.mark.parametrize(
    "wrong",
    ["", "[]", "{}", '{"format": "sirhp custom fields 1", "fields": [3]}',
     '{"format": "sirhp custom fields 1", "fields": [{"record_type": "unit", "key": "A b", "label": "x", "kind": "text"}]}',
     '{"format": "sirhp custom fields 1", "fields": [{"record_type": "unit", "key": "a", "label": "x", "kind": "colour"}]}',
     '{"format": "sirhp custom fields 1", "fields": [{"record_type": "unit", "key": "a", "label": 7, "kind": "text"}]}'],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_as_a_whole(in_app, wrong):
    with pytest.raises(Refused):
        exchanging.compared(wrong, ADMINISTRATOR)


def test_the_model_knows_nothing_of_the_indexes_of_definitions(in_app):
    add("Surface", CustomKind.NUMBER, is_indexed=True)
    assert not [index for index in Unit.__table__.indexes if index.name.startswith("ix_custom_")]
    assert "custom_field" in inspect(db.engine).get_table_names()


# --- large tables --------------------------------------------------------------------------------


@pytest.fixture
def large(in_app, monkeypatch):
    """Every table is a large one, and stands for the work of many blocks."""
    monkeypatch.setattr(defining, "AT_ONCE", 0)
    monkeypatch.setattr(bulk.indexes, "BLOCK", 2)
    with guard.unscoped("test"):
        db.session.add_all(force.unit(f"Dépôt {number}") for number in range(5))
        db.session.commit()


def prepare() -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    preparing.prepare({}, lambda *steps: told.append(steps), db.session.commit)
    return told


def test_a_field_of_a_large_table_is_offered_once_it_is_prepared(large):
    field = add("Surface", CustomKind.NUMBER, is_indexed=True)
    assert field.is_preparing and index_names() == set() and defining.to_prepare()
    assert not fields_of(Unit)["cf_surface"].is_quick
    prepare()
    assert not field.is_preparing and index_names() == {"ix_custom_unit_surface"} and not defining.to_prepare()
    assert fields_of(Unit)["cf_surface"].is_quick


def test_words_of_a_large_table_are_renewed_block_by_block_and_new_ones_written_at_once(large):
    field = add("Surnom")
    with guard.unscoped("test"):
        units = db.session.query(Unit).filter(Unit.name.startswith("Dépôt")).order_by(Unit.id).all()
        for unit in units:
            values.put(unit, known.definitions("unit")[0], "Poudrière")
        db.session.commit()
        guard.act_as(ADMINISTRATOR)
        field.is_searchable = True
        defining.settle(field, by=guard.actor())
        db.session.commit()
        assert field.is_preparing and "poudriere" not in units[0].search_text
        units[-1].name = "Magasin"
        db.session.commit()
        assert "poudriere" in units[-1].search_text
    assert [done for done, _total in prepare()] == [2, 4, 5]
    assert all("poudriere" in unit.search_text for unit in units) and not field.is_preparing


def test_a_preparation_that_was_given_up_is_asked_for_again_with_the_field(large):
    field = add("Surface", CustomKind.NUMBER, is_indexed=True)
    field.label = "Superficie"
    defining.settle(field, by=guard.actor())
    db.session.commit()
    assert field.is_preparing
    prepare()
    assert index_names() == {"ix_custom_unit_surface"}


def test_a_definition_that_changes_while_it_is_prepared_is_prepared_as_it_became(large, monkeypatch):
    field = add("Surface", CustomKind.NUMBER, is_indexed=True)
    renew, times = bulk.indexes.renew_words, []

    def and_meanwhile(*given):
        renew(*given)
        times.append(1)
        if len(times) == 1:
            field.is_retired = True
            defining.settle(field, by=guard.actor())
            db.session.commit()

    monkeypatch.setattr(bulk.indexes, "renew_words", and_meanwhile)
    monkeypatch.setattr(bulk.indexes, "drop", lambda *_: None)
    prepare()
    assert len(times) == 2 and not field.is_preparing


def test_the_screen_asks_for_a_job_and_its_end_is_told(app, people, signed_in, monkeypatch):
    monkeypatch.setattr(defining, "AT_ONCE", 0)
    aminata = signed_in("aminata")
    answer = aminata.post(
        "/admin/custom-field/new/",
        data={"record_type": "unit", "kind": "NUMBER", "label": "Surface", "is_indexed": "y", "sort_order": "0"},
        follow_redirects=True,
    )
    assert "Surface" in answer.text
    with app.app_context():
        guard.act_as(ADMINISTRATOR)
        assert db.session.query(CustomField).one().is_preparing
        job = db.session.query(Job).one()
        jobs.run(job.id)
        assert job.state is JobState.DONE and job.result == {"fields": 1}
    with app.app_context(), guard.unscoped("the test looks"):
        assert not db.session.query(CustomField).one().is_preparing
        assert db.session.query(Notice).one().reader_id == people.aminata.user_id
