"""Appeals against a provisional list: once, in time, by the officer himself or by his letter. How they are answered, answering.py says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from models import AppealOutcome, Officer, PromotionAppeal, PromotionCandidate, PromotionRound, RoundState, User, db, now
from rules import access
from rules.access import Actor
from rules.career import day
from rules.promotion.life import Act
from rules.refused import N_, Forbidden, Refused
from services import account, guard, notices, storage
from services.evaluation import Upload

from . import answering, board, entitled, steps

SAY_WHY = N_("Say why you appeal: whoever answers reads it.")
ANSWERS = [role for role in access.TABLE if access.may(Actor("", role), "promotion.approve")]


@dataclass(frozen=True)
class Figures:
    """How many appeals there are, how many were upheld and rejected, and after how many days they were answered on average."""

    sent: int
    upheld: int
    rejected: int
    days: float | None

    @property
    def open(self) -> int:
        """How many wait for their answer."""
        return self.sent - self.upheld - self.rejected


def why_not_appeal(round_: PromotionRound, officer: Officer, by: Actor) -> Refused | None:
    """Why an appeal of this officer cannot be brought now by this person; None where it can."""
    if by.officer_id != officer.id:
        if refused := _why_not_by_letter(round_, officer, by):
            return refused
    if round_.state is not RoundState.PROVISIONAL:
        return Refused(N_("An appeal begins once the provisional list is published, and ends with its delay."))
    if round_.appeals_until_on is not None and now().date() > round_.appeals_until_on:
        return Refused(N_("The delay to appeal ended on %(day)s."), day=day(round_.appeals_until_on))
    if officer.home_agency_id != round_.agency_id:
        return Refused(N_("This round is one of another agency."))
    if appeal_of(round_, officer.id) is not None:
        return Refused(N_("An appeal against this list was made already. One appeals once."))
    return None


def _why_not_by_letter(round_: PromotionRound, officer: Officer, by: Actor) -> Refused | None:
    """Who prepares the rounds of the agency records letters; not his own, nor one of his family."""
    try:
        entitled.require(by, "promotion.edit", round_)
        board.refuse_relative(by, officer.id)
    except Forbidden as refused:
        return refused
    return None


def appeal_of(round_: PromotionRound, officer_id: int) -> PromotionAppeal | None:
    """The appeal of an officer in a round."""
    with guard.unscoped("whether somebody appealed"):
        asked = select(PromotionAppeal).where(PromotionAppeal.round_id == round_.id, PromotionAppeal.officer_id == officer_id)
        return db.session.scalar(asked)


def appeal(round_: PromotionRound, officer: Officer, reason: str, *, by: Actor, letter: Upload | None = None) -> PromotionAppeal:
    """Bring an appeal: the officer by himself, or human resources with his letter. Refused out of time, twice, and without a reason."""
    is_own = by.officer_id == officer.id
    with guard.unscoped("an appeal against a promotion list"):
        steps.hold(round_)
        if refused := why_not_appeal(round_, officer, by):
            raise refused
        said = answering.in_words(reason, SAY_WHY)
        if not is_own and letter is None:
            raise Refused(N_("Add the letter of the officer: it is kept with the appeal."))
        answer_by_on = now().date() + dt.timedelta(days=round_.answer_days)
        made = PromotionAppeal(round_id=round_.id, officer=officer, reason=said, answer_by_on=answer_by_on)
        made.letter = storage.keep_document(letter.stream, letter.file_name) if letter is not None else None
        made.place_before = _place(round_, officer.id)
        db.session.add(made)
        db.session.flush()
        steps.note(round_, Act.APPEAL, by=by, words=answering.number(made))
        page = f"/admin/promotion-appeal/details/?id={made.id}"
        notices.tell(_who_answers(made), "promotion.appealed", page, about=answering.matter(made), day=day(made.answer_by_on))
        if not is_own:
            answering.tell_officer(made, "promotion.appealed_on_paper", by=by.name)
    return made


def _place(round_: PromotionRound, officer_id: int) -> int | None:
    stands = (PromotionCandidate.round_id == round_.id, PromotionCandidate.officer_id == officer_id)
    return db.session.scalar(select(PromotionCandidate.place).where(*stands))


def figures(round_: PromotionRound | None = None) -> Figures:
    """The statistics of one round, or of all appeals that the reader sees."""
    asked = select(PromotionAppeal.outcome, PromotionAppeal.sent_at, PromotionAppeal.answered_at)
    rows = db.session.execute(asked.where(PromotionAppeal.round_id == round_.id) if round_ is not None else asked).all()
    taken = [(row.answered_at - row.sent_at).total_seconds() / 86400 for row in rows if row.answered_at is not None]
    counts = [sum(row.outcome is outcome for row in rows) for outcome in (AppealOutcome.UPHELD, AppealOutcome.REJECTED)]
    return Figures(len(rows), *counts, sum(taken) / len(taken) if taken else None)


def _who_answers(one: PromotionAppeal) -> list[int]:
    """The accounts of the agency that may answer it."""
    asked = select(User).where(User.agency_id == one.officer.home_agency_id, User.active, User.role.in_(ANSWERS))
    users = db.session.scalars(asked).all()
    return [user.id for user in users if answering.why_not_answer(one, account.actor_of(user)) is None]
