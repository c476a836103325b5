"""What custom fields hold: typed values in Python and in SQL, JSON in the table, on both databases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from models import CustomKind, ExtraValue, Unit, db
from services import guard
from services.custom import values
from services.fields import Kind, fields_of
from tests import force

from .conftest import add, one_of_each

WRITTEN = {
    "cf_surnom": "La Poudrière",
    "cf_surface": Decimal("14.5"),
    "cf_mis_en_service": dt.date(2009, 2, 28),
    "cf_cloture": True,
}


@pytest.fixture
def units(in_app):
    """Three units: one with values, one with others, one without."""
    one_of_each()
    with guard.unscoped("test"):
        made = [force.unit(name) for name in ("Un", "Deux", "Trois")]
        fields = fields_of(Unit)
        for name, value in WRITTEN.items():
            values.put(made[0], fields[name].definition, value)
        values.put(made[0], fields["cf_etat_du_batiment"].definition, fields["cf_etat_du_batiment"].definition.chosen("good"))
        values.put(made[1], fields["cf_surface"].definition, Decimal(100))
        values.put(made[1], fields["cf_mis_en_service"].definition, dt.date(2010, 1, 1))
        values.put(made[1], fields["cf_cloture"].definition, False)
        db.session.commit()
    guard.act_as(guard.SYSTEM)
    return made


def test_each_kind_comes_back_as_it_was_written(units):
    db.session.expire_all()
    for name, value in WRITTEN.items():
        assert fields_of(Unit)[name].value(units[0]) == value
    assert str(fields_of(Unit)["cf_etat_du_batiment"].value(units[0])) == "Bon état"
    assert all(fields_of(Unit)[name].value(units[2]) is None for name in WRITTEN)


def test_a_number_of_fifteen_digits_loses_nothing(in_app):
    add("Poids", CustomKind.NUMBER)
    weight = fields_of(Unit)["cf_poids"]
    with guard.unscoped("test"):
        unit = force.unit("Un")
        for number in map(Decimal, ("0.1", "999999999.9999", "-14.25", "0", "12", "0.0001")):
            values.put(unit, weight.definition, number)
            db.session.commit()
            assert weight.value(unit) == number
            assert db.session.scalar(select(weight.expression(Unit)).where(Unit.id == unit.id)) == number


def test_each_kind_is_compared_in_sql(units):
    fields = fields_of(Unit)

    def found(condition) -> set[int]:
        return set(db.session.scalars(select(Unit.id).where(condition))) & {unit.id for unit in units}

    first, second, third = (unit.id for unit in units)
    assert found(fields["cf_surnom"].expression(Unit) == "La Poudrière") == {first}
    assert found(fields["cf_surface"].expression(Unit) >= Decimal("14.5")) == {first, second}
    assert found(fields["cf_surface"].expression(Unit) > Decimal("14.5")) == {second}
    assert found(fields["cf_mis_en_service"].expression(Unit) <= dt.date(2009, 12, 31)) == {first}
    assert found(fields["cf_etat_du_batiment"].expression(Unit) == "good") == {first}
    assert found(fields["cf_cloture"].expression(Unit).is_(True)) == {first}
    assert found(fields["cf_cloture"].expression(Unit) == False) == {second}  # noqa: E712 — it is SQL
    assert found(fields["cf_surnom"].expression(Unit).is_(None)) == {second, third}


def test_numbers_sort_as_numbers_and_not_as_words(units):
    number = fields_of(Unit)["cf_surface"].expression(Unit)
    assert list(db.session.scalars(select(number).where(number.is_not(None)).order_by(number))) == [Decimal("14.5"), Decimal(100)]


ODD = ['"abc"', "12.5", "true", '"2026-02-31"', "[1]", '{"a": 1}', "null"]
ASKED = {CustomKind.NUMBER: Decimal(1), CustomKind.DATE: dt.date(2026, 1, 1), CustomKind.YES_NO: True}


def test_no_value_however_odd_makes_a_statement_fail(in_app):
    with guard.unscoped("test"):
        for odd in ODD:
            force.unit("Un")
            db.session.connection().execute(text("UPDATE unit SET extra = :extra"), {"extra": f'{{"odd": {odd}}}'})
            for kind in CustomKind:
                value = ExtraValue(Unit.extra, "odd", kind)
                db.session.scalars(select(Unit.id).where(value.in_([ASKED.get(kind, "a")])).order_by(value)).all()
                if kind is not CustomKind.YES_NO:
                    db.session.scalars(select(Unit.id).where(value > ASKED.get(kind, "a"))).all()


def test_a_custom_field_describes_itself_like_any_other(in_app):
    one_of_each()
    kinds = {name: field.kind for name, field in fields_of(Unit).items() if field.is_custom}
    assert list(kinds.values()) == [Kind.TEXT, Kind.DECIMAL, Kind.DATE, Kind.CHOICE, Kind.YES_NO]
    assert fields_of(Unit)["cf_etat_du_batiment"].choices[0][0] == "good"
    assert "extra" not in fields_of(Unit)
