"""What the address of the page asks for, and addresses that ask for something else."""

from __future__ import annotations

from dataclasses import dataclass, fields as dataclass_fields
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from models import Officer, Region, Sex, db
from rules.search import MOST_LETTERS
from services import situation
from services.fields import fields_of
from services.situation import Asked, Who

from ..deskpage import asked_day, asked_number

# What the address of the list of officers may say of its order and its page.
OF_A_LIST = {"sort", "desc", "size", "after", "before", "jump", "page"}


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the page without it."""

    words: str
    address: str


def asked() -> tuple[Asked, bool]:
    """What the address asks for, and whether its day was understood."""
    on, is_understood = asked_day()
    args = request.args
    sex, who = args.get("sex", ""), args.get("who", "")
    return Asked(
        on,
        unit=asked_number("unit"),
        is_below=args.get("below", "1") != "0",
        region=asked_number("region"),
        rank=asked_number("rank"),
        position=asked_number("position"),
        sex=Sex(sex) if sex in {one.value for one in Sex} else None,
        who=Who(who) if who in {one.value for one in Who} else Who.FORCE,
        function=" ".join(args.get("function", "").split())[:160] or None,
        post=asked_number("post"),
        search=" ".join(args.get("search", "").split())[:MOST_LETTERS] or None,
    ), is_understood


def pairs(asked_for: Asked, **changes) -> list[tuple[str, object]]:
    """The arguments of an address that asks for this, with changes; None leaves one out."""
    named = {
        "on": asked_for.on.isoformat(),
        "unit": asked_for.unit,
        "below": None if asked_for.is_below else 0,
        "region": asked_for.region,
        "rank": asked_for.rank,
        "position": asked_for.position,
        "sex": asked_for.sex.value if asked_for.sex else None,
        "who": None if asked_for.who is Who.FORCE else asked_for.who.value,
        "function": asked_for.function,
        "post": asked_for.post,
        "search": asked_for.search,
    }
    return [(name, value) for name, value in (named | changes).items() if value is not None]


def left_out() -> list[str]:
    """The filters of a list of officers, by their labels, that a day cannot be asked for, or only with one value."""
    known = {field.name for field in dataclass_fields(Asked)} | {"below"} | OF_A_LIST
    fields = fields_of(Officer)
    names = [name for name, texts in request.args.lists() if any(texts) and (name not in known or len(texts) > 1)]
    found = [name.partition(".")[0] for name in names]
    return list(dict.fromkeys(str(fields[name].label) for name in found if name in fields))


def address(path: str, asked_for: Asked, **changes) -> str:
    """A page of ours that asks for this."""
    return f"{path}?{urlencode(pairs(asked_for, **changes))}"


def chips(path: str, asked_for: Asked) -> list[Chip]:
    """What narrows the situation down and stands in no box of the form, each with the page without it."""
    found = []
    if asked_for.region is not None:
        found.append(Chip(f"{_('Region')}{_(':')} {called(Region, asked_for.region)}", address(path, asked_for, region=None)))
    if asked_for.search:
        found.append(Chip(f"{_('Name or service number')}{_(':')} {asked_for.search}", address(path, asked_for, search=None)))
    if asked_for.function:
        found.append(Chip(f"{_('Function')}{_(':')} {asked_for.function}", address(path, asked_for, function=None)))
    if asked_for.post is not None:
        found.append(Chip(_("On this post only"), address(path, asked_for, post=None)))
    return found


def called(model: type[db.Model], number: int) -> str:
    """The name of a record that one may see; without a number, that there is none."""
    if model is Region and number == situation.NOWHERE:
        return _("Without region")
    return str(db.session.scalar(select(model).where(model.id == number)) or _("unknown"))
