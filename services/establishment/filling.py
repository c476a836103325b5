"""Which posts were filled on a day, by how many, of which ranks; and who stood on no post."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import astuple, dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select

from models import Officer, Post, Posting, Rank, RankLine, db
from services import bulk, guard
from services.home import kept
from services.situation import Asked, standing

from .units import Place, gone, places


@dataclass
class Filled:
    """A post with those who fill it. Too low and too high are ranks outside those that the post asks for."""

    id: int
    unit_id: int
    title: str
    authorised: int
    lowest_id: int | None
    highest_id: int | None
    filled: int = 0
    by_title: int = 0
    too_low: int = 0
    too_high: int = 0

    @property
    def vacant(self) -> int:
        return max(self.authorised - self.filled, 0)

    @property
    def over(self) -> int:
        return max(self.filled - self.authorised, 0)


class Unposted(NamedTuple):
    """So many of a function in a unit who fill no post of it; None without a function."""

    unit_id: int
    function: str | None
    count: int


@dataclass
class Strength:
    """The posts of some units with those who fill them, and those beside the posts."""

    places: dict[int, Place]
    posts: list[Filled] = field(default_factory=list)
    unposted: list[Unposted] = field(default_factory=list)
    gone: dict[int, Place] = field(default_factory=dict)  # the units that were not there on the day
    in_gone: list[Unposted] = field(default_factory=list)  # those posted to one of them all the same
    at: dt.datetime | None = None  # when it was counted, if not just now


def strength(on: dt.date, unit: int | None = None) -> Strength:
    """The establishment on a day of a unit and those below it, or of all that one may see."""
    found = Strength(places(on, unit), gone=gone(on, unit))
    titles = _posts(found)
    levels = dict(db.session.execute(select(Rank.id, Rank.level)).all())
    by_id, beside = {post.id: post for post in found.posts}, Counter()
    held, found.at = _held(Asked(on, unit=unit))
    for unit_id, post_id, title, function, rank_id, number in held:
        post = by_id.get(post_id) or titles.get((unit_id, title))
        if post is None:
            beside[unit_id, function] += number
            continue
        post.filled += number
        post.by_title += number if post.id != post_id else 0
        _judge(post, levels, rank_id, number)
    found.unposted = [Unposted(*key, number) for key, number in beside.items() if key[0] in found.places]
    found.in_gone = [Unposted(*key, number) for key, number in beside.items() if key[0] in found.gone]
    return found


def _posts(found: Strength) -> dict[tuple[int, str], Filled]:
    """The posts of the units in the order of the tree, and the first of each unit and title in small letters."""
    columns = (Post.id, Post.unit_id, Post.title, Post.headcount, Post.lowest_rank_id, Post.highest_rank_id, func.lower(Post.title))
    titles, of_unit = {}, defaultdict(list)
    for *about, title in db.session.execute(select(*columns).order_by(Post.id)):
        if about[1] in found.places:
            post = Filled(*about)
            titles.setdefault((post.unit_id, title), post)
            of_unit[post.unit_id].append(post)
    found.posts = [post for place in found.places for post in of_unit[place]]
    return titles


def _held(asked: Asked) -> tuple[list, dt.datetime | None]:
    """[(unit, post, function in small letters, function, rank, how many)] of those posted on a day."""
    keys = (Posting.unit_id, Posting.post_id, func.lower(Posting.function), RankLine.rank_id)
    columns = (*keys[:3], func.max(Posting.function), keys[3], func.count())
    query = standing(asked, *columns, of=(Posting, RankLine)).where(Posting.id.is_not(None))
    counted = kept.count(
        f"establishment {astuple(asked)}",
        lambda: list(map(tuple, bulk.stream(query.group_by(*keys), Officer))),
        guard.actor(),
    )
    return counted.rows, counted.at


def _judge(post: Filled, levels: dict[int, int], rank_id: int | None, number: int) -> None:
    """A rank that is not known is neither too low nor too high."""
    level = levels.get(rank_id)
    if level is None:
        return
    post.too_low += number if post.lowest_id and level < levels[post.lowest_id] else 0
    post.too_high += number if post.highest_id and level > levels[post.highest_id] else 0
