"""The answer to an appeal: reasoned, by somebody who has no part in it, with its effect on the list known before.

An appeal is upheld by what the file says: a mistake is corrected in the file first. Whoever answers then sees who would move, before he
decides; what he saw is what happens, and stays with the appeal for ever.
"""

from __future__ import annotations

from sqlalchemy import select

from models import AppealOutcome, AuditEvent, PromotionAppeal, User, db, now
from rules.access import Actor
from rules.promotion.life import Act
from rules.refused import N_, Forbidden, Refused
from services import guard, notices
from services.approval import person

from . import board, ranking, relatives, reranking, steps

LONGEST = 8000
SAY_REASONS = N_("Give the reasons of the answer: the officer reads them word for word.")
RECORDED = N_("You recorded this appeal: a colleague answers it.")
NOT_AS_SEEN = N_("Who moves is not what you had read: something changed meanwhile. Read it again below, then answer.")
NOTHING_NEW = N_("The file is the one that the list was made with: upheld, the appeal would change nothing. Have the file corrected first, or say why the appeal is rejected.")


def why_not_answer(one: PromotionAppeal, by: Actor) -> Refused | None:
    """Why somebody does not answer this appeal; None where he may: neither candidate, nor family of the officer, nor who recorded it."""
    if one.outcome is not None:
        return Refused(N_("This appeal is answered: what was decided stays."))
    with guard.unscoped("the round of an appeal"):
        round_ = one.round
    if refused := steps.why_not(round_, Act.ANSWER, by):
        return refused
    try:
        board.refuse_relative(by, one.officer_id)
    except Forbidden as refused:
        return refused
    return Forbidden(RECORDED) if _recorded(one, by) else None


def _recorded(one: PromotionAppeal, by: Actor) -> bool:
    """Whether this person wrote the appeal down, with whichever account."""
    with guard.unscoped("who recorded an appeal"):
        own = db.session.get(User, by.user_id) if by.user_id else None
        made = select(AuditEvent.user_id).where(
            AuditEvent.record_type == PromotionAppeal.__tablename__, AuditEvent.record_id == one.id, AuditEvent.action == "create"
        )
        recorders = db.session.scalars(select(User).where(User.id.in_(made))).all()
    return own is not None and any(person(each, each.officer_id).is_same(person(own, by.officer_id)) for each in recorders)


def foreseen(one: PromotionAppeal) -> reranking.Anew:
    """What upholding the appeal would do, by the file as it now stands. Refused where it would do nothing, or by other than the file."""
    with guard.unscoped("whom an appeal would move"):
        found = reranking.anew(one.round, one.officer_id)
    if not found.is_other_file and not found.moved:
        raise Refused(NOTHING_NEW)
    return found


def answer(one: PromotionAppeal, outcome: AppealOutcome, words: str, *, by: Actor, seen: str = "") -> None:
    """Record the reasoned answer. `seen` is the digest of the effect that stood on the page: an appeal is upheld with exactly that."""
    with guard.unscoped("an appeal is answered"):
        round_ = one.round
        steps.begin(round_, Act.ANSWER, by=by)
        db.session.refresh(one)
        if refused := why_not_answer(one, by):
            raise refused
        said = in_words(words, SAY_REASONS)
        found = _seen(one, by, seen) if outcome is AppealOutcome.UPHELD else None
        one.outcome, one.answer, one.answered_at, one.answered_by_id = outcome, said, now(), by.user_id
        one.effect = reranking.plain(found) if found is not None else None
        db.session.flush()
        if found is not None:
            ranking.keep(round_, found.places)
            db.session.flush()
            _tell_moved(one, found)
        steps.note(round_, Act.ANSWER, by=by, words=f"{number(one)} · {outcome.value}", digest=round_.digest)
        notices.settle(matter(one))
        tell_officer(one, f"promotion.appeal_{outcome.value}")


def _seen(one: PromotionAppeal, by: Actor, seen: str) -> reranking.Anew:
    """The effect, where it is the one that was read; nobody answers whose own family it moves."""
    found = foreseen(one)
    if found.digest != seen:
        raise Refused(NOT_AS_SEEN)
    family = {each.id for each in relatives.among(one.round, guard.himself(by))}
    if family & {each.officer_id for each in found.moved}:
        raise Forbidden(N_("The answer would move somebody of your close family on the list: a colleague answers."))
    return found


def in_words(text: str | None, missing: str) -> str:
    said = (text or "").strip()
    if not said:
        raise Refused(missing)
    if len(said) > LONGEST:
        raise Refused(N_("This text is too long: %(most)s letters at most."), most=LONGEST)
    return said


def tell_officer(one: PromotionAppeal, event: str, **values: object) -> None:
    accounts = select(User.id).where(User.officer_id == one.officer_id, User.active)
    notices.tell(db.session.scalars(accounts), event, "/my/promotion/", about=matter(one), **values)


def _tell_moved(one: PromotionAppeal, found: reranking.Anew) -> None:
    """Whoever enters or leaves the places by the answer reads his own place anew; of whom it moved he is not told."""
    concerned = {each.officer_id for each in found.moved if each.was_admitted is not each.is_admitted} - {one.officer_id}
    accounts = select(User.id).where(User.officer_id.in_(concerned), User.active)
    notices.tell(db.session.scalars(accounts), "promotion.moved", "/my/promotion/", about=matter(one))


def number(one: PromotionAppeal) -> str:
    """How the steps of the round call an appeal: all who see the round read them."""
    return f"n° {one.id}"


def matter(one: PromotionAppeal) -> str:
    return f"promotion-appeal:{one.id}"
