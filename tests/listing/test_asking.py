"""What a URL asks for: nothing in it makes an error, and a list can be written back as a URL."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from models import Officer, User, db
from rules.access import Actor
from services import guard, listing
from services.listing import Filter, Operation
from tests import force

OPEN = ("rank", "unit", "sex", "entered_on", "last_name", "rank.level", "unit.region", "phone", "nina", "service_number")


def asked(**arguments) -> listing.Asked:
    return listing.asked(Officer, MultiDict({name.replace("__", "."): value for name, value in arguments.items()}), OPEN)


@pytest.mark.parametrize(
    "arguments",
    [
        {"rank": "x"}, {"rank": "99999999999999999999"}, {"sex": "X"}, {"entered_on__from": "31/02/2020"},
        {"entered_on__from": "0000-00-00"}, {"entered_on__to": "9999-12-31"}, {"entered_on": "٢٠٢٠-٠١-٠١"}, {"last_name__contains": "%"},
        {"last_name__near": "x"}, {"rank__contains": "x"}, {"password": "x"}, {"rank__level__from": "1e999"}, {"unit__region": "²"},
        {"service_number": "a\x00b"}, {"sort": "password"}, {"sort": "nina"}, {"sort": "rank.level"}, {"sort": "search_text"},
        {"size": "1000000"}, {"size": "-1"}, {"jump": "\x00", "sort": "last_name"}, {"jump": "99/99/9999", "sort": "entered_on"},
        {"jump": "x", "sort": "rank"}, {"jump": "x"}, {"search": "\ud800" * 100}, {"after": "x", "before": "y", "jump": "z"},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_left_out(people, in_app, arguments):
    with guard.unscoped("the test"):
        asked_for = asked(**arguments)
        assert asked_for.filters == () and len(listing.page(Officer, asked_for, ("last_name",)).records) == (
            0 if "search" in arguments and listing.page(Officer, asked_for, ()).count == 0 else 4
        )


def test_every_condition_narrows_the_list(people, in_app):
    with guard.unscoped("the test"):
        for arguments, expected in [
            ({"unit": str(people.unit_id)}, {"Coumba", "Daouda"}),
            ({"last_name__contains": "TRAORE"}, {"Daouda"}),
            ({"last_name__contains": "daouda"}, set()),
            ({"entered_on__from": "2015-10-02"}, set()),
            ({"entered_on__from": "2015-10-01", "entered_on__to": "01/10/2015"}, {"Coumba", "Daouda", "Moussa", "Titi"}),
            ({"sex__filled": "1"}, set()),
            ({"sex__empty": "1", "unit": str(people.other_unit_id)}, {"Moussa"}),
            ({"rank__level__from": "0", "search": "traore"}, {"Daouda"}),
        ]:
            asked_for = asked(**arguments)
            assert not asked_for.refused
            page = listing.page(Officer, asked_for, ())
            assert {officer.first_names for officer in page.records} == expected and page.count == len(expected)


def test_several_values_mean_any_of_them(people, in_app):
    with guard.unscoped("the test"):
        args = MultiDict([("unit", str(people.unit_id)), ("unit", str(people.other_unit_id))])
        assert listing.page(Officer, listing.asked(Officer, args, OPEN), ()).count == 3


def test_what_is_masked_is_no_filter_for_who_may_not_see_it(people, in_app):
    guard.act_as(actor("coumba"))
    assert asked(phone__empty="1").refused == ("phone.empty",) and asked(nina="x").refused == ("nina",)
    guard.act_as(actor("aminata"))
    assert asked(nina__empty="1").filters


def test_a_list_written_as_arguments_asks_for_the_same_again(in_app):
    given = MultiDict([("search", "ba"), ("unit", "1"), ("unit", "2"), ("entered_on.from", "2020-01-01"), ("sort", "rank"), ("desc", "1")])
    asked_for = listing.asked(Officer, given, OPEN)
    assert listing.asked(Officer, MultiDict(listing.arguments(asked_for)), OPEN) == asked_for
    without = listing.arguments(asked_for, filters=asked_for.filters[1:])
    assert asked_for.filters[0] == Filter("unit", Operation.IS, ("1", "2")) and ("unit", "1") not in without


def test_another_order_begins_at_the_first_page():
    assert listing.arguments(listing.Asked(after="x"), sort="rank") == [("sort", "rank")]
    assert listing.arguments(listing.Asked(after="x", search="a"), before="y") == [("search", "a"), ("before", "y")]


def actor(name: str):
    """Somebody as the door knows him."""
    with guard.unscoped("the test"):
        user = db.session.query(User).filter_by(username=name).one()
        path = user.unit.path if user.unit else None
        return Actor(user.name, user.role, user.id, user.officer_id, user.agency_id, path, "desk")


def seen(name: str, **arguments) -> set[str]:
    guard.act_as(actor(name))
    asked_for = asked(**arguments)
    page = listing.page(Officer, asked_for, ("last_name",))
    assert page.count == len(page.records) == len(listing.numbers(Officer, asked_for))
    return {officer.first_names for officer in page.records}


def test_a_commander_lists_counts_and_finds_only_her_own_people(people, in_app):
    assert seen("coumba") == {"Coumba", "Daouda"}
    assert seen("coumba", sort="last_name", desc="1") == {"Coumba", "Daouda"}
    assert seen("coumba", sort="unit") == {"Coumba", "Daouda"}
    assert seen("coumba", search="moussa") == seen("coumba", search=force.CANARY) == seen("coumba", search="ti") == set()
    assert seen("coumba", unit=str(people.other_unit_id)) == set()
    assert seen("boubacar", search="serin") == seen("boubacar", unit=str(people.foreign_unit_id)) == set()


def test_a_made_up_cursor_opens_nothing_that_is_hidden(people, in_app):
    numbers = {0, 1, people.daouda.officer_id, people.colleague_id, people.canary_id - 1, people.canary_id, people.canary_id + 1}
    guard.act_as(actor("coumba"))
    for sort in ("", "last_name", "unit", "rank"):
        for number in numbers:
            for way in ("after", "before"):
                cursor = listing.places.written(listing.places.Place(None if sort != "last_name" else " s", number))
                found = listing.page(Officer, asked(sort=sort, **{way: cursor}), ()).records
                assert {officer.first_names for officer in found} <= {"Coumba", "Daouda"}
