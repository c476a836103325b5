"""The close family of somebody among those who stand in a round, found by the names that the files say.

To be called with the guard lifted: family is closed to most. A handful of queries by index, however many candidates there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, or_, select

from models import FamilyMember, Officer, PromotionRound, db, now
from rules.search import line
from services.evaluation.conflicts import CLOSE, Conflicts

from .dossiers import concerned

MOST_WORDS = 8  # of a name; beyond them nobody is told apart by it


def among(round_: PromotionRound, mine: Collection[int]) -> list[Officer]:
    """The candidates of a round who are close family of one of these officers, which somebody is with whichever account."""
    if not mine:
        return []
    may_be = _may_be(mine)
    asked = select(Officer).where(Officer.id.in_(concerned(round_, round_.reference_on, may_be)))
    known = Conflicts(now().date(), may_be | set(mine))
    return [one for one in db.session.scalars(asked.order_by(Officer.id)) if any(known.are_family(me, one.id) for me in mine)]


def _may_be(mine: Collection[int]) -> set[int]:
    """Officers named in the files of these, and officers whose files name these."""
    named = select(FamilyMember.last_name, FamilyMember.first_names)
    relatives = db.session.execute(named.where(FamilyMember.officer_id.in_(mine), FamilyMember.kinship.in_(CLOSE))).all()
    own = db.session.execute(select(Officer.last_name, Officer.first_names).where(Officer.id.in_(mine))).all()
    found = set(db.session.scalars(select(Officer.id).where(_is_called(Officer, relatives)))) if relatives else set()
    owners = select(FamilyMember.officer_id).where(_is_called(FamilyMember, own), FamilyMember.kinship.in_(CLOSE))
    return (found | set(db.session.scalars(owners))) - set(mine)


def _is_called(model: type, names: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    """The SQL condition that the search words of a row begin with one of these names, wherever the family name stands."""
    turned = []
    for name in names:
        words = line([" ".join(name)]).split()[:MOST_WORDS]
        turned += [" ".join([*words[place:], *words[:place]]) for place in range(len(words))]
    return or_(*[and_(model.search_text >= f" {one} ", model.search_text < f" {one}!") for one in turned])  # what begins so, by the index
