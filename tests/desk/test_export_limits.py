"""What leaves in files is one amount however it is cut, an approval is worth one file, and its words are those of the list."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select
from werkzeug.datastructures import MultiDict

import jobs
from models import Job, JobState, Officer, Position, Proposal, ProposalState, db, now
from services import export, guard, listing
from services.export import approving, background
from services.fields import fields_of
from services.listing import Asked, Filter, Operation
from services.listing.wording import in_words
from tests.desk.test_export import CSV, XLSX, approve, as_person, asked, events, make_officers, manager, many, sheet  # noqa: F401

PART = export.MOST_ROWS_ALONE * 3 // 5


@pytest.fixture
def part(app, people):
    """More than half of what one person alone may take away in a day."""
    make_officers(app, people, PART)


def is_file(answer) -> bool:
    return answer.mimetype == "text/csv"


# --- many small files ----------------------------------------------------------------------------


def test_two_files_count_like_one(app, part, signed_in):
    boubacar = signed_in("boubacar")
    assert is_file(boubacar.get(f"{CSV}?search=diallo"))
    page = boubacar.get(f"{CSV}?search=diallo")
    assert not is_file(page) and 'name="reason"' in page.text and str(PART) in page.text
    assert len(events(app)) == 1
    assert is_file(signed_in("aminata").get(f"{CSV}?search=diallo"))


def test_two_files_asked_for_at_the_same_moment_count_like_one(app, part, signed_in, monkeypatch):
    make = export.make

    def slowly(*given) -> None:
        time.sleep(0.5)
        make(*given)

    monkeypatch.setattr(export, "make", slowly)
    with ThreadPoolExecutor(2) as both:
        asked_for = [both.submit(signed_in("boubacar").get, f"{CSV}?search=diallo") for _one in range(2)]
        assert sorted(is_file(answer.result()) for answer in asked_for) == [False, True]


def test_what_was_taken_the_day_before_counts_no_more(part, signed_in, monkeypatch):
    boubacar = signed_in("boubacar")
    assert is_file(boubacar.get(f"{CSV}?search=diallo"))
    monkeypatch.setattr(approving, "now", lambda: now() + dt.timedelta(hours=25))
    assert is_file(boubacar.get(f"{CSV}?search=diallo"))


def test_what_a_second_person_agreed_to_leaves_the_rest_of_the_day_free(app, manager, many, signed_in):  # noqa: F811
    boubacar = signed_in("boubacar")
    asked(boubacar)
    assert is_file(boubacar.post(approve(app)))
    assert is_file(boubacar.get(f"{CSV}?search=diallo0001"))


def test_lists_of_no_people_are_never_counted(app, people, part, signed_in):
    aminata = signed_in("aminata")
    for _again in range(3):
        assert is_file(aminata.get("/admin/rank/export/csv/"))
    with app.app_context():
        as_person("aminata")
        assert export.taken_alone(guard.actor()) == 0


# --- one approval, one file ----------------------------------------------------------------------


@pytest.fixture
def prepared(app, manager, many, signed_in, monkeypatch):  # noqa: F811
    """An approved list that the worker is to make; its page and the number of the job."""
    monkeypatch.setattr(export, "AT_ONCE", 3)
    boubacar = signed_in("boubacar")
    asked(boubacar)
    url = approve(app)
    assert "/admin/job/" in boubacar.post(url).location
    with app.app_context(), guard.unscoped("the test looks"):
        return url, db.session.scalar(select(Job.id).where(Job.kind == "export"))


def state(app) -> ProposalState:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.scalar(select(Proposal.state))


def run(app, number: int) -> JobState:
    with app.app_context():
        jobs.run(number)
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.get(Job, number).state


def test_an_approval_is_used_when_the_file_is_made_and_not_before(app, prepared, signed_in):
    url, number = prepared
    assert state(app) is ProposalState.APPROVED
    assert signed_in("boubacar").post(url).location.endswith(f"/admin/job/details/?id={number}")
    assert run(app, number) is JobState.DONE and state(app) is ProposalState.DONE
    assert signed_in("boubacar").post(url).status_code == 404


def test_a_file_that_fails_leaves_the_approval_as_it_was(app, prepared, signed_in, monkeypatch):
    url, number = prepared
    with monkeypatch.context() as broken:
        broken.setattr(background, "make", lambda *_given: 1 / 0)
        assert run(app, number) is JobState.FAILED
    assert state(app) is ProposalState.APPROVED and not events(app)
    assert "/admin/job/" in signed_in("boubacar").post(url).location
    assert run(app, number + 1) is JobState.DONE and state(app) is ProposalState.DONE


@pytest.mark.parametrize("how", ["entered_on.from=2020-01-01", "last_name.contains=tra", "sex.empty=1", "unit=1&sort=last_name&desc=1"])
def test_every_kind_of_filter_is_still_there_when_the_worker_reads_it(people, in_app, how):
    as_person("boubacar")
    given = MultiDict(pair.split("=") for pair in how.split("&"))
    asked_for = listing.asked(Officer, given, ("entered_on", "last_name", "sex", "unit"))
    assert asked_for.filters and export.read(export.Wanted(Officer, asked_for, ("last_name",), "csv").content(0)).asked == asked_for


# --- values and memory ---------------------------------------------------------------------------


def test_a_day_before_1900_is_text_in_a_sheet(app, people, signed_in):
    make_officers(app, people, 1, birth_on=dt.date(1899, 12, 31))
    cells = list(sheet(signed_in("boubacar").get(f"{XLSX}?search=diallo&columns=birth_on,entered_on")).active[2])
    assert cells[0].value == "31/12/1899" and cells[1].is_date


@pytest.mark.parametrize(
    ("name", "operation", "values", "words"),
    [
        ("is_serving", Operation.IS, ("1",), "Oui"),
        ("is_serving", Operation.IS, ("0",), "Non"),
        ("source", Operation.EMPTY, ("1",), "non renseigné"),
    ],
)
def test_a_filter_is_worded_before_the_approver_as_over_the_list(people, in_app, name, operation, values, words):
    as_person("aminata")
    one = Filter(name, operation, values)
    wanted = export.Wanted(Position, Asked(filters=(one,)), ("name",), "csv")
    said = [str(value) for _label, value in export.described(wanted.content(0))]
    assert words in said and words == in_words(fields_of(Position)[name], one)


@pytest.mark.parametrize("sort", ["", "last_name", "unit"])
def test_all_numbers_of_a_list_are_read_in_blocks_and_held_once(people, in_app, monkeypatch, sort):
    as_person("boubacar")
    blocks = []
    with_options = lambda _c, _cursor, _sql, _values, context, _many: blocks.append(context.execution_options.get("yield_per"))  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", with_options)
    given = []
    numbers = listing.numbers
    monkeypatch.setattr(listing, "numbers", lambda *args: given.append(numbers(*args)) or given[0])
    try:
        counted = export.count(export.Wanted(Officer, Asked(sort=sort), ("last_name",), "csv"))
    finally:
        event.remove(db.engine, "before_cursor_execute", with_options)
    assert len(counted) > 0 and counted is given[0] and blocks[-1]
