"""Only what rules/correction.py names is ever written by a request, whatever is posted, of whatever table."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import (
    AuditEvent,
    CorrectionKind,
    CorrectionRequest,
    CorrectionState,
    CorrectionVerdict,
    EmergencyContact,
    FileRecord,
    Kinship,
    Record,
    db,
    model_of,
)
from rules import correction as rules
from rules.refused import Refused
from services import correction, guard
from services.correction import about, values
from services.fields import fields_of

from .conftest import WHY, asked, decide

MODELS = sorted((mapper.class_ for mapper in db.Model.registry.mappers if issubclass(mapper.class_, Record)), key=lambda model: model.__tablename__)
# Those that a request itself writes, beside the file.
OWN = {"correction_request", "correction_decision", "correction_piece", "correction_step", "audit_event", "notice", "annulment"}


def everything() -> dict[str, list[tuple]]:
    """Every row of every table, as the database holds it."""
    return {
        model.__tablename__: sorted(map(repr, db.session.execute(select(*model.__table__.c)).all())) for model in MODELS if model.__tablename__ not in OWN
    }


def names_of(model: type[Record]) -> set[str]:
    """Every field and every column of a table, by whatever name somebody may post it."""
    return {*fields_of(model), *(column.key for column in model.__table__.columns)}


def test_what_the_rules_name_is_there_and_is_a_field_of_a_file():
    for table, named in rules.CORRECTABLE.items():
        model = model_of(table)
        assert set(named) <= set(fields_of(model)), table
        assert not any(fields_of(model)[name].is_derived or fields_of(model)[name].is_hidden for name in named), table
        assert table == "officer" or table == "evaluation_mark" or issubclass(model, FileRecord)
    assert set(rules.CAN_BE_MISSING) <= set(rules.CORRECTABLE)


def test_no_request_begins_for_a_field_outside_the_rules(play):
    for model in MODELS:
        check_refused(play, model)
    with guard.unscoped("the test looks"):
        assert db.session.query(CorrectionRequest).count() == 0


def check_refused(play, model: type[Record]) -> None:
    """No field of the table that the rules do not name is taken, by whatever name."""
    table = model.__tablename__
    with guard.unscoped("the test looks"):
        record = play.officer if table == "officer" else db.session.scalar(select(model).limit(1)) or model(id=1)
    for name in names_of(model) - set(rules.CORRECTABLE.get(table, ())):
        with pytest.raises(Refused):
            correction.begin(play.officer, record=record, field=name, by=play.daouda)
    if table not in rules.CAN_BE_MISSING:
        with pytest.raises(Refused):
            correction.begin(play.officer, missing=table, by=play.daouda)
    db.session.expunge_all()


def test_of_all_that_is_posted_beside_the_field_nothing_is_written(play):
    """Every column of every table is posted with one field, by who asks and by who decides."""
    request = correction.begin(play.officer, record=play.officer, field="birth_place", by=play.daouda)
    posted = {name: "1" for model in MODELS for name in names_of(model)} | {"birth_place": "Ségou"}
    assert correction.write(request, posted, WHY, by=play.daouda) == {}
    assert values.opened(request.wished) == {"birth_place": "Ségou"}
    correction.send(request, by=play.daouda)
    db.session.commit()
    before = everything()
    decide(request, play.boubacar, granted=posted)
    db.session.commit()
    after = everything()
    assert {table for table in before if before[table] != after[table]} == {"officer"}
    assert values.opened(db.session.get(type(request), request.id).decisions[0].granted) == {"birth_place": "Ségou"}
    assert len([row for row in after["officer"] if row not in before["officer"]]) == 1
    assert set(last_edit()) == {"birth_place"}


def last_edit() -> dict:
    """What the trail says of the latest change of an officer."""
    with guard.unscoped("the test looks"):
        return db.session.query(AuditEvent).filter_by(record_type="officer", action="edit").order_by(AuditEvent.id.desc()).first().changes


def test_a_missing_record_takes_the_named_fields_and_no_others(play, people):
    posted = {name: "1" for name in names_of(EmergencyContact)} | {"name": "Aïssata", "kinship": "SPOUSE", "phone": "70112233", "is_first": "no"}
    posted |= {"officer": str(people.colleague_id), "officer_id": str(people.colleague_id), "deleted_by": "Daouda"}
    request = asked(play, posted, missing="emergency_contact")
    decide(request, play.boubacar, granted=posted)
    with guard.unscoped("the test looks"):
        [made] = db.session.query(EmergencyContact)
        assert (made.officer_id, made.name, made.kinship, made.is_first) == (play.officer.id, "Aïssata", Kinship.SPOUSE, False)
        assert (made.deleted_by, made.deleted_at, made.version) == (None, None, 1)


@pytest.mark.parametrize("table", sorted(rules.CORRECTABLE))
def test_a_stored_wish_for_another_field_is_not_read(play, table):
    """Were a row of the database to name another field, the whitelist is asked again before anything is written."""
    outside = next(iter(names_of(model_of(table)) - set(rules.CORRECTABLE[table])))
    with guard.unscoped("somebody with the database in hand"):
        forged = CorrectionRequest(officer=play.officer, kind=CorrectionKind.CHANGE, state=CorrectionState.WAITING, about_area="personnel")
        forged.about_type, forged.about_id, forged.field = table, play.officer.id, outside
        forged.wished, forged.reason = values.sealable({outside: "1"}), WHY
        db.session.add(forged)
    assert about.asked(forged) == []
    db.session.commit()
    before = everything()
    with pytest.raises(Refused):
        decide(forged, play.kadidia, CorrectionVerdict.ACCEPTED)
    db.session.rollback()
    assert everything() == before
