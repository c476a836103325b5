"""Posts against people: filled by the post or by the title, vacant, too many, ranks that do not fit, within one's scope."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Post, Rank, User, db
from services import account, establishment, guard, situation
from tests import force

ON, BEFORE = dt.date(2020, 1, 1), dt.date(2010, 1, 1)


@pytest.fixture
def division(in_app):
    """A direction with a division: two posts, one filled by its number, one by its title, and somebody beside."""
    guard.act_as(guard.SYSTEM)
    top = force.unit("Direction")
    below = force.unit("Division", parent=top)
    patrol = post(below, "Chef de patrouille", 2, "SGC", "ADJ")
    clerk = post(below, "Secrétaire", 1, "SGT", "SGT")
    head = post(top, "Directeur", 1, "CDV", "CDV")
    serve(below, "SGC", post=patrol)
    for rank in ("SGT", "SGT", "COM"):
        serve(below, rank, function="secrétaire")
    serve(below, "SGT", function="Planton")
    return top, below, {"patrol": patrol, "clerk": clerk, "head": head}


def post(unit, title: str, headcount: int, lowest: str, highest: str) -> Post:
    ranks = {"lowest_rank": force.of_code(Rank, lowest), "highest_rank": force.of_code(Rank, highest)}
    made = Post(unit=unit, title=title, headcount=headcount, **ranks)
    db.session.add(made)
    db.session.flush()
    return made


def serve(unit, rank: str, post: Post | None = None, function: str | None = None) -> None:
    who = force.officer("Diarra", "Issa", unit, rank=rank)
    who.postings[0].post, who.postings[0].function = post, function
    db.session.flush()


def of(found, made: Post):
    return next(one for one in found.posts if one.id == made.id)


def test_a_post_is_filled_by_its_number_or_by_its_title(division):
    top, _below, posts = division
    found = establishment.strength(ON, top.id)
    patrol, clerk, head = (of(found, posts[name]) for name in ("patrol", "clerk", "head"))
    assert (patrol.filled, patrol.by_title, patrol.vacant, patrol.over) == (1, 0, 1, 0)
    assert (clerk.filled, clerk.by_title, clerk.vacant, clerk.over) == (3, 3, 0, 2)
    assert (head.filled, head.vacant) == (0, 1)
    assert (clerk.too_low, clerk.too_high, patrol.too_low) == (0, 1, 0)
    assert [(one.function, one.count) for one in found.unposted] == [("Planton", 1)]


def test_a_vacancy_is_not_made_up_for_by_a_colleague_too_many(division):
    top, below, _posts = division
    totals = establishment.by_unit(establishment.strength(ON, top.id))
    assert (totals[top.id].authorised, totals[top.id].filled) == (4, 4)
    assert (totals[top.id].vacant, totals[top.id].over, totals[top.id].unposted) == (2, 2, 1)
    assert (totals[below.id].authorised, totals[below.id].vacant) == (3, 1)


def test_functions_and_ranks_sum_up_to_the_same(division):
    found = establishment.strength(ON, division[0].id)
    for totals in (establishment.by_function(found), establishment.by_ranks(found)):
        assert sum(total.filled for total in totals.values()) == 4
        assert sum(total.vacant for total in totals.values()) == 2


def test_before_anybody_had_entered_every_post_was_vacant(division):
    found = establishment.strength(BEFORE, division[0].id)
    assert sum(one.vacant for one in found.posts) == 4 and not found.unposted


def test_units_that_were_not_there_that_day_ask_for_nobody(division):
    top, below, _posts = division
    below.ends_on = ON
    db.session.flush()
    assert list(establishment.strength(ON, top.id).places) == [top.id]
    assert below.id in establishment.strength(ON - dt.timedelta(days=1), top.id).places


def test_a_commander_counts_her_own_unit_and_no_other(in_app, people):
    with guard.unscoped("the test signs in"):
        db.session.add_all([Post(unit_id=number, title="Patrouilleur", headcount=3) for number in (people.unit_id, people.other_unit_id, people.foreign_unit_id)])
        guard.act_as(account.actor_of(db.session.get(User, people.coumba.user_id)))
    found = establishment.strength(ON)
    assert list(found.places) == [people.unit_id] and len(found.posts) == 1
    assert not establishment.strength(ON, people.other_unit_id).posts
    with guard.unscoped("the test signs in"):
        guard.act_as(account.actor_of(db.session.get(User, people.boubacar.user_id)))
    assert set(establishment.strength(ON).places) == {people.unit_id, people.other_unit_id}


def test_the_holders_of_a_post_are_those_that_it_counts(division):
    found = establishment.strength(ON, division[0].id)
    for one in found.posts:
        assert len(situation.at(ON, post=one.id)) == one.filled


def test_of_posts_named_alike_but_for_capitals_the_first_has_those_who_serve_under_the_title(division):
    top, below, posts = division
    again = post(below, "SECRÉTAIRE".replace("É", "é"), 2, "SGT", "SGT")
    found = establishment.strength(ON, top.id)
    assert (of(found, posts["clerk"]).filled, of(found, again).filled) == (3, 0)
    for one in found.posts:
        assert len(situation.at(ON, post=one.id)) == one.filled
    totals = establishment.by_function(found)
    assert "SECRéTAIRE" not in totals and (totals["Secrétaire"].authorised, totals["Secrétaire"].filled) == (3, 3)


def test_whoever_is_posted_to_an_ended_unit_is_not_lost(division):
    top, below, _posts = division
    before = establishment.strength(ON, top.id)
    people = sum(one.filled for one in before.posts) + sum(one.count for one in before.unposted)
    below.ends_on = ON
    db.session.flush()
    found = establishment.strength(ON, top.id)
    assert not found.unposted and {one.unit_id for one in found.in_gone} == {below.id}
    assert sum(one.count for one in found.in_gone) + sum(one.filled for one in found.posts) == people == 5
