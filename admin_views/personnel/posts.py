"""Looking up where somebody will serve: a unit, and one of its posts."""

from __future__ import annotations

from flask import request
from sqlalchemy import select

from models import Post, Unit, db
from services import listing

from ..record.lookup import MOST, Lookup


class PostLookup(Lookup):
    """The posts of the unit that the form names; none before one is chosen."""

    def __init__(self, name: str, model: type[db.Model]):
        super().__init__(name, model)
        self.options["minimum_input_length"] = 0  # a unit has few: all of them stand there at once

    def format(self, record: Post) -> tuple[int, str] | None:
        """The function with its unit."""
        return (record.id, f"{record.title} · {record.unit}") if record is not None else None

    def get_list(self, term: str, offset: int = 0, limit: int = MOST) -> list[Post]:
        """The first posts of the unit in whose function every typed word is found."""
        unit = UNITS.get_one(request.args.get("unit", ""))
        if unit is None:
            return []
        words = [listing.matching(Post, word) for word in term.split()]
        return list(db.session.scalars(select(Post).where(Post.unit_id == unit.id, *words).order_by(Post.title, Post.id).limit(MOST)))


UNITS, POSTS = Lookup("act_unit", Unit), PostLookup("act_post", Post)
