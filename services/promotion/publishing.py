"""Lists made known: who may be promoted, within the force; and the provisional list, against which each may appeal."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, User, db, now
from rules.access import Actor
from rules.promotion import Place
from rules.promotion.life import Act
from rules.refused import N_, Refused
from services import guard, notices

from . import own_cause, ranking, steps
from .dossiers import dossiers
from .drawing import undecided

MY_PAGE = "/my/promotion/"


def list_eligible(round_: PromotionRound, *, by: Actor) -> int:
    """Collect everybody of the source rank with the conditions of each, and let each see his own. How many there are."""
    steps.begin(round_, Act.LIST, by=by)
    with guard.unscoped(f"the eligible list of {round_.name}"), ranking.nothing_collected():
        found = dossiers(round_)
        own_cause.refuse(by, (dossier.officer_id for dossier in found))
        listed = [Place(one.dossier, one.conditions, one.is_eligible) for one in ranking.computed(round_, found)]
        ranking.keep(round_, listed)
        round_.digest = round_.fairness = None  # nothing is ranked yet
    eligible = sum(one.is_eligible for one in listed)
    steps.note(round_, Act.LIST, by=by, words=f"{eligible} / {len(listed)}", candidates=len(listed), eligible=eligible)
    _tell_candidates(round_, "promotion.listed")
    return len(listed)


def list_in_background(arguments: dict, progress: Callable[[int, int], None]) -> dict:
    """A job that publishes the eligible list of a round: {"round": number}."""
    round_ = db.session.scalar(select(PromotionRound).where(PromotionRound.id == arguments["round"]))
    if round_ is None:
        raise Refused(N_("This round is no longer there."))
    progress(0, 1)
    return {"candidates": list_eligible(round_, by=guard.actor())}


def publish(round_: PromotionRound, *, by: Actor) -> None:
    """Publish the provisional list: from today each reads his place and its reasons, and may appeal for so many working days."""
    steps.begin(round_, Act.PUBLISH, by=by)
    for missing in lacking(round_):
        raise Refused(missing)
    with guard.unscoped(f"the provisional list of {round_.name}"):
        round_.appeals_until_on = notices.calendar().after(now().date(), round_.appeal_days)
    steps.note(round_, Act.PUBLISH, by=by, appeals_until=round_.appeals_until_on.isoformat())
    _tell_candidates(round_, "promotion.published", day=round_.appeals_until_on.strftime("%d/%m/%Y"))


def lacking(round_: PromotionRound) -> list[str]:
    """What must be recorded before a list is published, as messages."""
    found = []
    if not (round_.fairness_conclusion or "").strip():
        found.append(N_("The board must first record what it concluded from the fairness report."))
    if not round_.minutes:
        found.append(N_("Add the minutes of the board first."))
    if undecided(round_):
        found.append(N_("Lots must be drawn first: nothing else tells some candidates apart."))
    return found


def _tell_candidates(round_: PromotionRound, event: str, **values: object) -> None:
    with guard.unscoped(f"the candidates of {round_.name} are told"):
        standing = select(PromotionCandidate.officer_id).where(PromotionCandidate.round_id == round_.id)
        readers = db.session.scalars(select(User.id).where(User.active, User.officer_id.in_(standing))).all()
        notices.tell(readers, event, MY_PAGE, round=round_.name, **values)
