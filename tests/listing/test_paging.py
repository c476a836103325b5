"""Paging: whatever the order, filter and search, going on or back meets every record exactly once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from models import Agency, Officer, Rank, Sex, db
from services import guard, listing
from services.listing import paging, wanted
from tests import force
from tests.desk.test_export import as_person

LETTERS = ["Ba", "Élie", "Diallo", "diallo", "Zan"]
DAYS = [dt.date(2001, 1, 1), dt.date(2001, 6, 1), dt.date(2010, 1, 1)]
SHOWN = ("last_name", "service_number", "rank", "unit", "position", "entered_on")
FILTERS = ("", "sex=F", "last_name.contains=dia", "search=awa", "search=dia", "search=ba", "sex.empty=1&search=ba", "unit.filled=1")
SORTS = ("", "last_name", "service_number", "rank", "unit", "home_agency", "entered_on")


@pytest.fixture
def officers(in_app):
    """Forty officers with many equal and many empty values."""
    with guard.unscoped("the test"):
        agency, ranks = force.of_code(Agency, "PN"), db.session.query(Rank).order_by(Rank.id).limit(3).all()
        units = [force.unit(f"Service {number}") for number in range(3)]
        for number in range(40):
            db.session.add(
                Officer(
                    last_name=LETTERS[number % 5],
                    first_names="Awa",
                    service_number=f"S{number}" if number % 3 else None,
                    sex=Sex.F if number % 2 else None,
                    entered_on=DAYS[number % 3],
                    home_agency=agency,
                    rank=ranks[number % 3] if number % 4 else None,
                    unit=units[number % 3] if number % 5 else None,
                )
            )
            db.session.flush()
        yield in_app


def count_to(monkeypatch, most: int) -> None:
    """Count no further than this."""
    monkeypatch.setattr(paging, "CAP", most)
    monkeypatch.setattr(wanted, "CAP", most)


def walk(asked, way: str = "after") -> list[int]:
    """The numbers of all records, page by page."""
    numbers, steps = [], 0
    while True:
        page = listing.page(Officer, asked, SHOWN)
        numbers = [r.id for r in page.records] + numbers if way == "before" else numbers + [r.id for r in page.records]
        cursor, steps = getattr(page, way), steps + 1
        if cursor is None or steps > 60:
            return numbers
        asked = replace(asked, **{"after": "", "before": "", way: cursor})


def last_page(asked) -> listing.Asked:
    """The same list, asked for from its end."""
    page = listing.page(Officer, asked, SHOWN)
    while page.after:
        asked = replace(asked, after=page.after)
        page = listing.page(Officer, asked, SHOWN)
    return asked


@pytest.mark.parametrize("longest", [paging.LONGEST_WALK, 3], ids=["on a walk", "when walks give up"])
@pytest.mark.parametrize("cap", [paging.CAP, 1], ids=["few", "many"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(SORTS),
    is_descending=st.booleans(),
    size=st.integers(1, 17),
    filters=st.sampled_from(FILTERS),
)
def test_going_on_and_back_meets_every_record_once(officers, monkeypatch, longest, cap, sort, is_descending, size, filters):
    count_to(monkeypatch, cap)
    monkeypatch.setattr(paging, "LONGEST_WALK", longest)
    args = MultiDict(pair.split("=") for pair in filters.split("&") if pair)
    asked = replace(listing.asked(Officer, args, ("sex", "last_name", "unit")), sort=sort, is_descending=is_descending, size=size)
    assert not asked.refused
    forth = walk(asked)
    assert len(forth) == len(set(forth)) and set(forth) == set(listing.numbers(Officer, asked))
    assert list(listing.numbers(Officer, asked)) == forth
    back = walk(last_page(asked), "before")
    assert back[-len(forth) :] == forth[-len(back) :] and set(back) == set(forth)


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("sort", ["service_number", "rank", "unit"])
def test_what_is_empty_stands_last_in_both_directions(officers, sort, is_descending):
    page = listing.page(Officer, listing.Asked(sort=sort, is_descending=is_descending, size=100), SHOWN)
    is_empty = [getattr(record, sort) is None for record in page.records]
    assert is_empty == sorted(is_empty) and any(is_empty)


def test_names_are_sorted_without_regard_to_accents_and_case(officers):
    page = listing.page(Officer, listing.Asked(sort="last_name", size=100), SHOWN)
    names = [officer.last_name.casefold() for officer in page.records]
    assert names == ["ba"] * 8 + ["diallo"] * 16 + ["élie"] * 8 + ["zan"] * 8


def test_ranks_are_sorted_from_the_lowest_to_the_highest(officers):
    page = listing.page(Officer, listing.Asked(sort="rank", size=100), SHOWN)
    levels = [officer.rank.level for officer in page.records if officer.rank]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("sort", "jump", "first"),
    [("last_name", "e", "Élie"), ("last_name", "É", "Élie"), ("last_name", "di", "Diallo"), ("entered_on", "2010", "Diallo"),
     ("entered_on", "01/01/2010", "Diallo"), ("last_name", "zz", None)],
)  # fmt: skip
def test_a_jump_opens_the_list_at_a_letter_or_a_day(officers, sort, jump, first):
    page = listing.page(Officer, listing.Asked(sort=sort, jump=jump, size=5), SHOWN)
    assert page.before and (first is None or page.records[0].last_name.casefold() == first.casefold())


@pytest.mark.parametrize("cursor", ["x", "é", "====", "AAAA", "MTIz", "OTk5OTk5OTk5OTk5OTk5OTk5", "MSBmb28", "a" * 1400, "\x00"])
@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_that_is_none_opens_some_page(officers, cursor, sort):
    for way in ("after", "before"):
        asked = listing.asked(Officer, MultiDict({"sort": sort, way: cursor}), ())
        assert listing.page(Officer, asked, SHOWN).records


def test_a_page_of_many_takes_as_many_statements_as_a_page_of_few(officers):
    counts = []
    listing.page(Officer, listing.Asked(sort="last_name"), SHOWN)  # what a request finds out once
    for size in (10, 40):
        db.session.expunge_all()
        sent = []
        note = lambda *said: sent.append(said[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        for officer in listing.page(Officer, listing.Asked(sort="last_name", size=size), SHOWN).records:
            assert f"{officer} {officer.rank} {officer.unit} {officer.position} {officer.service_number} {officer.entered_on}"
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def test_beyond_ten_thousand_the_count_says_so(officers, monkeypatch):
    count_to(monkeypatch, 30)
    page = listing.page(Officer, listing.Asked(), SHOWN)
    assert (page.count, page.is_capped) == (30, True)


def test_only_numbers_that_the_list_shows_are_among_them(people, in_app):
    as_person("boubacar")
    asked = listing.Asked(filters=(listing.Filter("unit", listing.Operation.IS, (str(people.unit_id),)),))
    given = [people.colleague_id, people.canary_id, people.daouda.officer_id]
    assert listing.among(Officer, asked, given) == [people.daouda.officer_id]


def test_names_that_begin_with_the_word_come_before_those_in_which_it_stands(officers):
    with guard.unscoped("the test"):
        for first_names, last_name in (("Diallo", "Ba"), ("Diallo", "Zan"), ("Sali", "Diallo-Sow")):
            person = {"last_name": last_name, "first_names": first_names, "home_agency": force.of_code(Agency, "PN")}
            db.session.add(Officer(entered_on=DAYS[0], **person))
        db.session.flush()
    shown = listing.page(Officer, listing.Asked(search="diallo", sort="last_name", size=100), SHOWN).records
    assert [officer.last_name for officer in shown][-3:] == ["Diallo-Sow", "Ba", "Zan"]
    from_t = listing.page(Officer, listing.Asked(search="diallo", sort="last_name", jump="t"), SHOWN).records
    assert [officer.last_name for officer in from_t] == ["Zan"]
    from_c = listing.page(Officer, listing.Asked(search="diallo", sort="last_name", jump="c", size=5), SHOWN).records
    assert {officer.last_name.casefold() for officer in from_c} == {"diallo"}
