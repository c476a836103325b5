"""My promotion: may I be promoted and why, my points and my place, what would change it, what the board decided, my appeal."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from models import Officer, PromotionCandidate, PromotionRound, db
from rules.refused import Refused
from services import guard, notices, submissions
from services.promotion import answering, appealing
from services.promotion.standing import SHOWN, standings, today_of
from services.wording import said

from . import conditions, points
from .door import has_left, own, own_record, pages, show

# Beyond it no database counts.
LARGEST = 2**31 - 1


@pages.get("/promotion/")
def promotion():
    """Each round that concerns me; where none is open, what the rules make of my file today."""
    officer = own_record()
    if notices.mark_page_read(guard.actor(), url_for(".promotion")):
        db.session.commit()
    return page(officer)


@pages.post("/promotion/")
def appeal_promotion():
    """My appeal against a provisional list; refused, what was typed stays on the page with the reason."""
    number, reason = request.form.get("round", 0, type=int), request.form.get("reason", "")
    round_ = own_round(own_record(), number)
    try:
        appealing.appeal(round_, own_record(), reason, by=guard.actor())
    except Refused as refused:
        db.session.rollback()
        return page(own_record(), of=number, problem=said(refused), reason=reason), 422
    submissions.led_to(url_for(".promotion", _anchor=f"appeal-{number}"))
    db.session.commit()
    flash(_("Your appeal is sent."), "success")
    return redirect(url_for(".promotion", _anchor=f"appeal-{number}"))


def own_round(officer: Officer, number: int) -> PromotionRound:
    """A round in which I stand and may read it, or 404."""
    stands = own(PromotionCandidate, officer).where(PromotionCandidate.round_id == number)
    found = db.session.scalar(stands.options(joinedload(PromotionCandidate.round))) if 0 < number <= LARGEST else None
    return found.round if found is not None and found.round is not None else abort(404)


def page(officer: Officer, **trouble: object) -> str:
    """The whole page; `trouble` is what was wrong with an appeal, and what was typed."""
    found = standings(officer, by=guard.actor())
    waits = has_left(officer) or any(one.is_open for one in found)
    return show(
        "promotion", officer, standings=found, today=[] if waits else today_of(officer), conditions_of=conditions.told,
        points_of=points.told, would=points.would, said=said, longest=answering.LONGEST, trouble=trouble,
    )  # fmt: skip


def finding(officer: Officer) -> str:
    """What became of the last round."""
    last = db.session.scalar(_latest(officer))
    if last is None or last.round is None:
        return _("No promotion round concerns you at present: read there when you can be promoted.")
    if last.place is None:
        told = _("the conditions are fulfilled") if last.is_eligible else _("the conditions are not fulfilled")
        return f"{last.round}{_(':')} {told}"
    within = _("within the places") if last.is_admitted else _("beyond the places")
    return _("%(round)s: place %(place)s, %(within)s", round=last.round, place=last.place, within=within)


def _latest(officer: Officer):
    """My line in the latest round that I may read: the session gives no other."""
    stands = own(PromotionCandidate, officer).join(PromotionCandidate.round).where(PromotionRound.state.in_(SHOWN))
    newest = stands.order_by(PromotionRound.reference_on.desc(), PromotionRound.id.desc())
    return newest.options(joinedload(PromotionCandidate.round)).limit(1)
