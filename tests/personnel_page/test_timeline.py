"""The line of a career: what it shows, of what the reader may see, and where things stand in its picture."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Annulment, Award, AwardKind, Officer, Posting, Sanction, SanctionKind, User, db, now
from rules.timeline import Bar, Lane, Point, Span, draw, fitting, years
from services import account, forecast, guard
from services.personnel import page, timeline
from tests import force

SPAN = Span(dt.date(2000, 1, 1), dt.date(2020, 1, 1), dt.date(2040, 1, 1))
ACT = {"act_kind": "Décret", "act_reference": "n° 1"}


def boxes(bar: Bar) -> list[str]:
    picture = draw(SPAN, [Lane("Grade", bars=(bar,))], "Aujourd’hui", "Retraite")
    return [shape.look for shape in picture.shapes if shape.kind == "box"]


@pytest.mark.parametrize(
    ("bar", "looks"),
    [
        (Bar(dt.date(2001, 1, 1), dt.date(2005, 1, 1), "over"), ["bar"]),
        (Bar(dt.date(2001, 1, 1), None, "lasting"), ["foreseen", "bar"]),
        (Bar(dt.date(2001, 1, 1), dt.date(2025, 1, 1), "with an end to come"), ["foreseen", "bar"]),
        (Bar(dt.date(2021, 1, 1), None, "to come"), ["ahead"]),
    ],
)
def test_what_is_over_what_lasts_and_what_comes_look_different(bar, looks):
    assert boxes(bar) == looks


def test_the_picture_goes_from_the_entry_beyond_the_retirement_and_nothing_leaves_it():
    lanes = [Lane("Grade", (Bar(dt.date(1990, 1, 1), None, "too early"),)), Lane("Prix", points=(Point(dt.date(2050, 1, 1), "far"),))]
    picture = draw(SPAN, lanes, "Aujourd’hui", "Retraite")
    assert SPAN.at(dt.date(2000, 1, 1)) < SPAN.at(SPAN.today) < SPAN.at(SPAN.retires_on) < picture.width
    assert all(0 <= shape.x and shape.x + shape.width <= picture.width + 10 for shape in picture.shapes)


def test_words_never_cross_the_line_of_today():
    lanes = [Lane("Grade", (Bar(dt.date(2018, 1, 1), None, "Commissaire principal"),)), Lane("Notes", points=(Point(dt.date(2019, 12, 1), "17,5"),))]
    picture, now_at = draw(SPAN, lanes, "Aujourd’hui", "Retraite"), SPAN.at(SPAN.today)
    inside = [words for words in picture.words if words.look == "inside"]
    assert len(inside) == 2
    for words in inside:
        start = words.x - len(words.text) * 7.0 if words.anchor == "end" else words.x
        assert not start <= now_at < start + len(words.text) * 7.0


def test_rank_and_position_of_who_left_do_not_go_on_to_come():
    left = Span(dt.date(2000, 1, 1), dt.date(2020, 1, 1), left_on=dt.date(2015, 1, 1))
    bars = (Bar(dt.date(2001, 1, 1), None, "Grade"), Bar(dt.date(2015, 1, 1), None, "Décédé"))
    boxes_of = [shape for shape in draw(left, [Lane("x", bars)], "Aujourd’hui", "").shapes if shape.kind == "box"]
    assert [shape.look for shape in boxes_of] == ["bar", "bar"]
    assert boxes_of[0].x + boxes_of[0].width == pytest.approx(left.at(dt.date(2015, 1, 1)))


def test_years_never_lie_on_each_other():
    assert years(dt.date(2020, 5, 1), dt.date(2024, 5, 1)) == [2021, 2022, 2023, 2024]
    assert len(years(dt.date(1980, 1, 1), dt.date(2060, 1, 1))) <= 12


def test_a_text_without_room_is_cut_or_left_out():
    assert fitting("Commissaire", 200) == "Commissaire" and fitting("Commissaire", 50).endswith("…") and fitting("Commissaire", 10) == ""


def as_seen_by(username: str, officer_id: int) -> timeline.Timeline:
    with guard.unscoped("who is asking?"):
        user = db.session.query(User).filter_by(username=username).one()
        guard.act_as(account.actor_of(user, "admin", None, "test"))
    return timeline.of(db.session.get(Officer, officer_id))


def lived(people) -> None:
    with guard.unscoped("the test makes a career"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on = dt.date(1990, 5, 5)
        annulment = Annulment(officer=officer, reason="Erreur", **ACT)
        db.session.add_all([
            Award(officer=officer, kind=db.session.query(AwardKind).first(), starts_on=now().date() + dt.timedelta(days=9), **ACT),
            Sanction(officer=officer, kind=db.session.query(SanctionKind).first(), starts_on=now().date(), grounds="Retard", **ACT),
            Posting(officer=officer, unit_id=people.other_unit_id, starts_on=dt.date(2019, 1, 1), annulment=annulment, **ACT),
        ])  # fmt: skip
        db.session.commit()


def kinds(line: timeline.Timeline, what: type) -> int:
    return sum(step.kind == str(what.__label__) for step in line.steps)


def test_sanctions_are_on_the_line_of_those_who_may_see_them_only(app, people):
    with app.app_context():
        lived(people)
        clerk = as_seen_by("boubacar", people.daouda.officer_id)
        assert kinds(clerk, Sanction) == 0 and kinds(clerk, Award) == 1 and len(clerk.lanes) == 4
    with app.app_context():
        whole = as_seen_by("aminata", people.daouda.officer_id)
        assert kinds(whole, Sanction) == 1 and len(whole.lanes) == 5


def test_what_is_annulled_is_listed_and_not_drawn_and_what_comes_is_said(app, people):
    with app.app_context():
        lived(people)
        line = as_seen_by("boubacar", people.daouda.officer_id)
        postings = next(lane for lane in line.lanes if any("1er" in bar.words for bar in lane.bars))
        assert line.annulled == 1 and len(postings.bars) == 1 and kinds(line, Posting) == 2
        assert [step.is_ahead for step in line.steps if step.kind == str(Award.__label__)] == [True]


def test_the_expected_retirement_is_that_of_the_rule_in_force_and_none_after_leaving(app, people):
    with app.app_context():
        lived(people)
        line = as_seen_by("boubacar", people.daouda.officer_id)
        assert line.retirement and line.span.retires_on == line.retirement.on and line.retirement.on.year > 2040
        officer = db.session.get(Officer, people.daouda.officer_id)
        with guard.unscoped("he leaves"):
            officer.position = db.session.query(force.Position).filter_by(ends_service=True).first()
        assert timeline.expected_retirement(officer) is None


def test_the_sheet_is_open_to_who_sees_the_officer_and_says_the_same_in_words(app, people, signed_in):
    with app.app_context():
        lived(people)
    address = f"/admin/officer/timeline/?id={people.daouda.officer_id}"
    page = signed_in("coumba").get(address).text
    assert "timeline-picture" in page and 'aria-hidden="true"' in page and page.count("<li") > 4
    assert "annulled" in page or "annulé" in page
    assert signed_in("coumba").get(f"/admin/officer/timeline/?id={people.colleague_id}").status_code == 404


def test_where_only_the_year_of_birth_is_known_the_file_and_the_forecast_tell_the_same_day(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test changes a file"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on, officer.birth_year = None, now().year - 58
        db.session.commit()
        told = timeline.expected_retirement(officer)
        assert (told.on.month, told.on.day) == (12, 31) and told.on.year == officer.birth_year + told.age
        [leaver] = forecast.leavers(forecast.Asked(told.on.year), now().date(), 0, 10)
        assert (leaver.officer.id, leaver.on) == (officer.id, told.on)
        assert not [one.message for one in page.warnings(officer) if "date of birth" in one.message]
    shown = signed_in("boubacar").get(f"/admin/officer/details/?id={people.daouda.officer_id}").text
    assert told.on.strftime("%d/%m/%Y") in shown and "31/12" in shown
