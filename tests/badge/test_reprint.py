"""Which cards show what no longer holds: a new rank or name raises a reprint, and the badge office hears how many."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Agency, Badge, BadgeKind, BadgeState, Notice, Rank, db, now
from services import badge, guard, personnel
from services.badge.life import reprinting
from services.personnel import Act
from tests import force

from . import cards

LONG_AGO = dt.date(2024, 7, 1)


def due(*made: Badge) -> list[bool]:
    """Which of them are to be made anew."""
    with guard.unscoped("look"):
        found = set(db.session.scalars(db.select(Badge.id).where(badge.reprint_due())))
    return [one.id in found for one in made]


@pytest.fixture
def both(office) -> tuple[Badge, Badge]:
    """Daouda's identity card and field badge."""
    made = tuple(cards.active_card(office.daouda.officer_id, kind) for kind in (BadgeKind.IDENTITY, BadgeKind.FIELD))
    db.session.commit()
    return made


def test_a_new_rank_raises_a_reprint_of_both_kinds(both):
    assert due(*both) == [False, False]
    personnel.promote(both[0].officer, force.of_code(Rank, "SGC"), Act(LONG_AGO, "Arrêté"))
    assert due(*both) == [True, True]


@pytest.mark.parametrize("field, value", [("last_name", "Traoré-Diallo"), ("first_names", "Daouda Issa")])
def test_a_new_name_raises_a_reprint_of_the_identity_card_only(both, field, value):
    setattr(both[0].officer, field, value)
    db.session.flush()
    assert due(*both) == [True, False]


def test_a_new_name_of_the_agency_raises_a_reprint_of_both_kinds_which_bear_it(both):
    force.of_code(Agency, "PN").name = "Direction de la police"
    db.session.flush()
    assert due(*both) == [True, True]


def test_a_card_that_soon_expires_is_due_and_stays_valid(both):
    both[1].expires_on = now().date() + reprinting.EXPIRES_WITHIN
    db.session.flush()
    assert due(*both) == [False, True] and both[1].state is BadgeState.ACTIVE


def test_the_badge_office_hears_once_a_week_how_many_are_due_in_its_agency(both):
    fatim = force.user("fatim", "badge_officer", agency=force.of_code(Agency, "PN"))
    other = force.user("oumou", "badge_officer", agency=force.of_code(Agency, "OCS"))
    personnel.promote(both[0].officer, force.of_code(Rank, "SGC"), Act(LONG_AGO, "Arrêté"))
    for _time in range(2):
        badge.tell_week(dt.date(2026, 11, 23))
    with guard.unscoped("look"):
        told = db.session.query(Notice).filter_by(event="badge.reprint").all()
    by_reader = {one.reader_id: (one.values, one.read_at is None) for one in told}
    assert by_reader[fatim.user_id] == ({"count": 2}, True) and by_reader[other.user_id] == ({"count": 0}, False)
    assert len(told) == len(by_reader)
