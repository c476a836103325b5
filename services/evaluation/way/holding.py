"""What every step on the way of an evaluation has in common: having it for oneself, and telling those concerned.

Two windows, a double click, or a form asked back while it is signed: each act takes the row first and reads it again, so
that of two only one finds the state in which it may be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from models import CycleState, Evaluation, EvaluationPart, EvaluationState, PartState, User, db
from rules.access import Actor
from rules.evaluation import LONGEST_TEXT, as_kept, way
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard, notices

NOT_ENTITLED = N_("You are not entitled to do this.")
CAMPAIGN_OVER = N_("The campaign is over: nobody marks or reviews in it any more.")
TOO_LONG = N_("This text is too long: %(most)s letters at most.")


def hold(evaluation: Evaluation, act: str) -> None:
    """Have the evaluation for oneself until the end of the transaction, as it stands now.

    To be called with the guard lifted. Raises Refused where the act (rules/evaluation/way.py) cannot be done in its state.
    """
    db.session.flush()
    bulk.lock(Evaluation, Evaluation.id == evaluation.id)
    db.session.refresh(evaluation)
    parts_of(evaluation)
    way.after(act, evaluation.state.value)


def hold_all(numbers: Sequence[int], condition: ColumnElement[bool]) -> Sequence[Evaluation]:
    """Have many for oneself, as they stand now; what no longer meets the condition is left out: somebody moved it on meanwhile.

    To be called with the guard lifted.
    """
    db.session.flush()
    bulk.lock(Evaluation, Evaluation.id.in_(numbers))
    asked = select(Evaluation).where(Evaluation.id.in_(numbers), condition).options(joinedload(Evaluation.cycle), joinedload(Evaluation.officer))
    return db.session.scalars(asked.order_by(Evaluation.id).execution_options(populate_existing=True)).all()


def parts_of(evaluation: Evaluation) -> Sequence[EvaluationPart]:
    """The parts as they stand in the database now, those given to somebody else left out."""
    asked = select(EvaluationPart).where(EvaluationPart.evaluation_id == evaluation.id).execution_options(populate_existing=True)
    return [part for part in db.session.scalars(asked.order_by(EvaluationPart.id)) if part.state is not PartState.ENDED]


def move(evaluation: Evaluation, act: str) -> None:
    """Let the evaluation go to the state to which the act leads."""
    evaluation.state = EvaluationState(way.after(act, evaluation.state.value))


def require(is_entitled: bool) -> None:
    """Raise Forbidden for somebody whose act this is not."""
    if not is_entitled:
        raise Forbidden(NOT_ENTITLED)


def require_open(evaluation: Evaluation) -> None:
    """Marks are given and reviewed while the campaign lasts; what was given to the officer goes on after it."""
    if evaluation.cycle.state is not CycleState.OPEN:
        raise Refused(CAMPAIGN_OVER)


def in_words(text: str | None, most: int = LONGEST_TEXT) -> str:
    """What somebody wrote, as it is kept. Refused where it is too long."""
    said = as_kept(text or "").strip()
    if len(said) > most:
        raise Refused(TOO_LONG, most=most)
    return said


# --- who is told ---------------------------------------------------------------------------------


def accounts_of(officer_ids: Collection[int | None]) -> list[int]:
    """The accounts of these officers that are in use."""
    with guard.unscoped("whom to tell of an evaluation"):
        return list(db.session.scalars(select(User.id).where(User.officer_id.in_(set(officer_ids) - {None}), User.active)))


def accounts_by_officer(officer_ids: Collection[int]) -> dict[int, list[int]]:
    """The accounts in use of many officers, by the number of each; none for who has no access."""
    found: dict[int, list[int]] = {}
    with guard.unscoped("whom to tell of evaluations"):
        for officer_id, account in db.session.execute(select(User.officer_id, User.id).where(User.officer_id.in_(officer_ids), User.active)):
            found.setdefault(officer_id, []).append(account)
    return found


def human_resources(agency_id: int | None) -> list[int]:
    """The accounts that lead human resources in an agency; where it has none, those that administer."""
    with guard.unscoped("whom to tell of an evaluation"):
        here = select(User.id).where(User.role == "hr_manager", User.agency_id == agency_id, User.active)
        return list(db.session.scalars(here)) or list(db.session.scalars(select(User.id).where(User.role == "administrator", User.active)))


def tell_officer(evaluation: Evaluation, event: str, **values: object) -> None:
    """Tell the officer, with a link to his evaluation; whoever has no account is told by his head, on paper."""
    notices.tell(accounts_of([evaluation.officer_id]), event, own_page(evaluation), about=matter_of(evaluation), **values)


def letters(evaluations: Sequence[Evaluation], days: Mapping[int, dt.date]) -> list[notices.Letter]:
    """What `tell_officer` would tell the officers of many, each with the day of his evaluation."""
    accounts = accounts_by_officer([one.officer_id for one in evaluations])
    return [
        notices.Letter(account, own_page(one), matter_of(one), {"day": f"{days[one.id]:%d/%m/%Y}"})
        for one in evaluations
        for account in accounts.get(one.officer_id, ())
    ]


def tell_once(accounts: Collection[int], event: str, page: str, *, about: str) -> None:
    """Tell of work that waits, unless an unread notice tells of it already: a hundred evaluations are not a hundred notices.

    That notice is left alone: of two who send to the same reviewer at the same moment, neither may stand in the other's way.
    """
    if not notices.is_waiting(about):
        notices.tell(accounts, event, page, about=about)


def matter_of(evaluation: Evaluation) -> str:
    """The name under which what the officer is asked for is settled."""
    return f"evaluation:{evaluation.id}"


def reviews_of(evaluation: Evaluation) -> str:
    """The name under which the work of the second level is settled."""
    return f"evaluation-reviews:{evaluation.cycle_id}:{evaluation.reviewer_id}"


def own_page(evaluation: Evaluation) -> str:
    """Where the officer reads it."""
    return f"/my/evaluations/{evaluation.id}/"


def is_in_scope(evaluation: Evaluation, by: Actor) -> bool:
    """Whether somebody follows the evaluation by the files that he keeps, and not by a part that he has in it."""
    with guard.unscoped("whose evaluation somebody follows"):
        return db.session.scalar(select(Evaluation.id).where(Evaluation.id == evaluation.id, guard.in_scope(Evaluation, by))) is not None


def is_own(evaluation: Evaluation, by: Actor) -> bool:
    """Whether the officer himself acts, with his own account; who has a part in it by whichever account, parties.py says."""
    return by.officer_id is not None and by.officer_id == evaluation.officer_id
