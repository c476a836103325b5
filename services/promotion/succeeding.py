"""Who is next on a sealed list where an appointment was annulled: whom the rule admits without those people. Nobody is appointed by it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import SimpleNamespace

from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, db
from rules.promotion import admission, dossier_from_plain, rule_from
from rules.promotion.terms import terms_from

from . import decided


def following(round_: PromotionRound, annulled: Sequence[int], standing: Collection[int]) -> list[int]:
    """The officers who take the places of these, besides all who stand in the list of appointments already.

    To be called with the guard lifted. The seal holds: the list itself is not changed.
    """
    if not annulled:
        return []
    terms, rule = terms_from(round_.terms), rule_from(round_.rule.conditions)
    order = _order(round_, whole=terms.seniority_percent > 0)
    decisions = decided.decisions_of(round_) | dict.fromkeys(annulled, admission.LEAVE_OUT)
    places = admission.open_places(round_.places, rule, len(order))
    admitted = admission.outcome(order, places, terms, decisions)
    return [one.officer_id for one in order if one.officer_id in admitted and one.officer_id not in standing]


def _order(round_: PromotionRound, *, whole: bool) -> list:
    """Those who may be promoted, in the order of merit; their files only where seniority gives some of the places."""
    columns = (PromotionCandidate.officer_id, PromotionCandidate.dossier) if whole else (PromotionCandidate.officer_id,)
    own = (PromotionCandidate.round_id == round_.id, PromotionCandidate.is_eligible)
    rows = db.session.execute(select(*columns).where(*own).order_by(PromotionCandidate.place))
    return [dossier_from_plain(row.dossier) if whole else SimpleNamespace(officer_id=row.officer_id) for row in rows]
