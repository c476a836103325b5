"""A supervisor marks thirty people by the keyboard alone; a cut line, an ended session and a closed page cost nothing that was typed."""

from __future__ import annotations

import pytest

from models import EvaluationDraft, EvaluationMark, EvaluationPart, Officer, PartState, User, db
from services import account, evaluation, guard
from tests import force
from tests.browser.moves import tab_to
from tests.browser.stored import count
from tests.evaluation import campaign

PEOPLE = 30
SAVED = "() => !Object.keys(localStorage).some((key) => key.endsWith(':team'))"
# The page opens with the hand on the first mark.
FIRST = "() => document.activeElement === document.querySelector('.grid td input')"


@pytest.fixture
def team(app, people):
    """Coumba has thirty people, all seen; how many criteria each is marked on."""
    with app.app_context():
        with guard.unscoped("a team for a test"):
            coumba = db.session.get(Officer, people.coumba.officer_id)
            for number in range(PEOPLE):
                made = campaign.an_evaluation(force.officer(f"Koné{number:02}", "Issa", coumba.unit), coumba)
                made.not_interviewed = "Vu la veille"
            criteria = len(evaluation.criteria_of(made))
        db.session.commit()
    return criteria


@pytest.fixture
def marking(desk, team, complaints):
    """Coumba's grid; what the browser says of a line that is cut, or of a field that was refused, is no complaint."""
    page = desk("coumba")
    page.goto("/my/team/")
    yield page
    page.context.set_offline(False)
    complaints[:] = [text for text in complaints if "net::ERR_" not in text]


def mark(number: int) -> str:
    """Neither low nor high enough to need a fact."""
    return f"{8 + number % 9},5"


def type_row(page, start: int, criteria: int) -> None:
    """A line as one types it in a spreadsheet."""
    for place in range(criteria):
        page.keyboard.type(mark(start + place))
        page.keyboard.press("Tab")


def wait_saved(page) -> None:
    page.wait_for_function(SAVED, timeout=40_000)


def stored(app) -> list[dict]:
    """What is typed of each person, by name."""
    with app.app_context(), guard.unscoped("the test looks"):
        asked = db.select(EvaluationPart.id, EvaluationDraft.typed).outerjoin(EvaluationDraft, EvaluationDraft.part_id == EvaluationPart.id)
        return [typed or {} for _number, typed in db.session.execute(asked.order_by(EvaluationPart.id))]


def whole(criteria: int, lines: range = range(PEOPLE)) -> list[list[str]]:
    return [[mark(line + place) for place in range(criteria)] for line in lines]


def texts(app) -> list[list[str]]:
    return [list(dict(sorted(typed.items(), key=lambda pair: int(pair[0].partition("-")[2]))).values()) for typed in stored(app)]


def end_session(app, username: str) -> None:
    with app.app_context(), guard.unscoped("the session of a test ends"):
        account.sign_out_everywhere(db.session.query(User).filter_by(username=username).one())
        db.session.commit()


def test_thirty_people_are_marked_and_sent_by_the_keyboard_alone(app, marking, team):
    page = marking
    page.wait_for_function(FIRST)
    for line in range(PEOPLE):
        type_row(page, line, team)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/my/team/send")
    assert page.locator("main .lines > li").count() == PEOPLE
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/my/team/")
    assert count(app, EvaluationPart, state=PartState.SENT) == PEOPLE
    assert count(app, EvaluationMark) == PEOPLE * team
    assert texts(app) == whole(team)


def test_with_the_line_cut_in_the_middle_and_the_session_ended_nothing_is_typed_twice(app, marking, team):
    page = marking
    page.wait_for_function(FIRST)
    for line in range(10):
        type_row(page, line, team)
    wait_saved(page)
    page.context.set_offline(True)
    for line in range(10, 20):
        type_row(page, line, team)
    page.wait_for_function("() => document.querySelector('[data-status]').textContent !== ''")
    page.wait_for_timeout(2500)
    assert len([typed for typed in stored(app) if typed]) == 10, "there is no line"
    end_session(app, "coumba")
    page.context.set_offline(False)
    page.wait_for_selector("[data-ended]:not([hidden])", timeout=40_000)
    for line in range(20, PEOPLE):
        type_row(page, line, team)
    tab_to(page, "[data-ended] a", most=500)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.fill("[name=username]", "coumba")
    page.fill("[name=password]", force.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/my/team/")
    wait_saved(page)
    assert texts(app) == whole(team)


def test_a_page_that_is_closed_without_a_line_has_kept_what_was_typed(app, marking, team):
    page = marking
    page.context.set_offline(True)
    page.focus(".grid td input")
    type_row(page, 0, team)
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto("/my/team/")
    assert again.input_value(".grid td input >> nth=0") == mark(0)
    wait_saved(again)
    assert texts(app)[0] == whole(team)[0]
    again.close()


def test_what_somebody_else_typed_on_this_device_is_not_there_for_the_next_account(app, marking, team, people):
    page = marking
    page.context.set_offline(True)
    page.focus(".grid td input")
    type_row(page, 0, team)
    page.context.set_offline(False)
    page.route("**/my/team/draft", lambda route: route.abort())
    with app.app_context(), guard.unscoped("a part for a test"):
        boubacar = db.session.get(User, people.boubacar.user_id)
        boubacar.officer = db.session.get(Officer, people.colleague_id)
        campaign.an_evaluation(db.session.get(Officer, people.daouda.officer_id), boubacar.officer)
        db.session.commit()
    end_session(app, "coumba")
    page.goto("/login")
    page.fill("[name=username]", "boubacar")
    page.fill("[name=password]", force.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/my/team/")
    page.wait_for_selector(".grid td input")
    assert page.evaluate("Object.values(localStorage).join()") == ""


def test_the_keys_are_those_of_a_spreadsheet(marking):
    page, keys = marking, marking.keyboard
    here = "(() => { const box = document.activeElement, row = box.closest('tr'); return [[...row.parentElement.rows].indexOf(row), [...row.querySelectorAll('input')].indexOf(box)]; })()"
    page.focus(".grid td input")
    moves = [
        ("ArrowDown", [1, 0]), ("ArrowRight", [1, 1]), ("Enter", [2, 1]), ("Shift+Enter", [1, 1]), ("Tab", [1, 2]), ("Shift+Tab", [1, 1]),
        ("Home", [1, 0]), ("ArrowLeft", [1, -1]), ("ArrowRight", [1, 0]), ("Control+End", [29, 8]), ("Control+Home", [0, 0]), ("PageDown", [10, 0]),
    ]  # fmt: skip
    for key, place in moves:
        keys.press(key)
        if key != "Control+End":
            assert page.evaluate(here) == place, key
        else:
            assert page.evaluate(here)[0] == place[0], key
    keys.type("12")
    keys.press("Enter")
    keys.press("ArrowUp")
    keys.type("9")
    assert page.evaluate("document.activeElement.value") == "9", "typing replaces"
    keys.press("Escape")
    assert page.evaluate("document.activeElement.value") == "12", "Escape takes it back"
    keys.press("F2")
    keys.type(",5")
    keys.press("ArrowLeft")
    assert page.evaluate("document.activeElement.value") == "12,5", "F2 corrects, and an arrow stays in the cell"


def test_a_block_from_a_spreadsheet_is_pasted_into_its_cells(app, marking):
    page = marking
    page.focus(".grid td input")
    page.evaluate("""() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", "10\\t11\\r\\n12\\t13\\r\\n");
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }""")
    wait_saved(page)
    assert texts(app)[:3] == [["10", "11"], ["12", "13"], []]


def test_a_field_typed_in_two_windows_shows_both_and_one_chooses(app, marking):
    first, box = marking, ".grid td input >> nth=0"
    second = first.context.new_page()
    second.goto("/my/team/")
    first.fill(box, "11")
    wait_saved(first)
    second.fill(box, "16")
    line = second.wait_for_selector("[data-clashes] li")
    assert "11" in line.inner_text() and "16" in line.inner_text()
    second.click("[data-clashes] button >> nth=0")
    wait_saved(second)
    assert texts(app)[0] == ["16"]
    second.close()


def test_how_far_each_person_is_follows_what_is_typed(marking, team):
    page, row = marking, ".grid tbody tr >> nth=0"
    pill = f"{row} >> .pill"
    before = page.inner_text(pill)
    page.focus(".grid td input")
    type_row(page, 0, team)
    complete = page.inner_text(pill)
    page.fill(f"{row} >> input >> nth=0", "19")
    assert len({before, complete, page.inner_text(pill)}) == 3, "an extreme mark without a fact is not complete"
