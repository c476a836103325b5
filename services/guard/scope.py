"""Whose records: what somebody may see of each table, as a condition in SQL."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Select, and_, false, inspect, not_, or_, select, true
from sqlalchemy.sql.elements import True_

from models import (
    Annulment,
    AuditEvent,
    BoardDecision,
    CollectiveAct,
    CorrectionRequest,
    CorrectionState,
    Delegation,
    DisciplinaryCase,
    ExamMark,
    ExceptionalPromotion,
    ExceptionalState,
    FileRecord,
    Inquiry,
    Officer,
    PromotionCandidate,
    PromotionRound,
    Proposal,
    RoundState,
    Sharing,
    Unit,
    db,
    now,
)
from rules import access
from rules.access import Actor, Scope
from rules.promotion import life

from . import evaluating
from .acting import actor, purpose
from .concerned import hidden_events, is_inquired, is_own
from .erasing import annuls_sanction, kept
from .untold import is_evaluated, untold_events

_rounds, _candidates = PromotionRound.__table__.c, PromotionCandidate.__table__.c
# A candidate sees his own conditions once they are published, and his place once the list is; not while it is made.
_SHOWN = [RoundState(one.value) for one in life.CONDITIONS_SHOWN]
_NOT_YET = [RoundState(one.value) for one in life.CONDITIONS_SHOWN - life.PLACES_SHOWN - {life.State.LISTED}]
_OUTCOME = select(_rounds.id).where(_rounds.state.in_([RoundState(one.value) for one in life.PLACES_SHOWN]))
# What the person concerned sees of his or her own file: signed and sealed papers, not drafts.
SHOWN_TO_SUBJECT = {
    DisciplinaryCase: DisciplinaryCase.notified_on.is_not(None),
    Inquiry: false(),
    ExceptionalPromotion: ExceptionalPromotion.state == ExceptionalState.APPOINTED,
    BoardDecision: BoardDecision.round_id.in_(_OUTCOME),
    ExamMark: ExamMark.round_id.in_(_OUTCOME),
    PromotionCandidate: PromotionCandidate.round_id.in_(select(_rounds.id).where(_rounds.state.in_(_SHOWN), _rounds.state.not_in(_NOT_YET))),
}


def visible(model: type, who: Actor | None = None) -> ColumnElement[bool]:
    """The SQL condition for the rows of this model that somebody may see; what is deleted or erased nobody sees."""
    within, here = in_scope(model, who or actor()), still_here(model)
    return within if here is None else and_(within, here)


def still_here(model: type) -> ColumnElement[bool] | None:
    """The SQL condition for what is neither deleted nor erased; None where nothing of this kind ever is."""
    return model.deleted_at.is_(None) if keeps_deleted(model) else kept(model)


def keeps_deleted(model: type) -> bool:
    """Whether what is deleted stays in the table: see Restorable."""
    return getattr(model, "__keeps_deleted__", False)


def in_scope(model: type, who: Actor) -> ColumnElement[bool]:
    """The SQL condition for the rows within somebody's scope, deleted ones included."""
    if model.__scope__ is None:
        return true()
    if evaluating.is_ruled(model):
        return evaluating.within(model, who, _officers)
    if model.__scope__ == "@area":
        return _of_area(model, who)
    if model.__scope__ == "@owner":
        return _owned(model, who)
    if model.__scope__ == "@agency":
        return _of_agency(model, who)
    if model.__scope__ == "@rule":
        return _by_own_rule(model, who)
    if model is Officer:
        return _officers(Officer, who, "personnel")
    if model is Annulment:
        return and_(_of_visible_parent(model, who), _tells_no_sanction(who))
    return _of_visible_parent(model, who)


def _of_area(model: type, who: Actor) -> ColumnElement[bool]:
    """All or nothing, by the right to see the area; but of the trail nobody reads what is kept from the person concerned."""
    if not access.may(who, f"{model.__area__}.view"):
        return false()
    if model is not AuditEvent:
        return true()
    hidden = [events(who) for is_concerned, events in ((is_inquired, hidden_events), (is_evaluated, untold_events)) if is_concerned(who)]
    return not_(or_(*hidden)) if hidden else true()


def _tells_no_sanction(who: Actor) -> ColumnElement[bool]:
    """Whoever may not see a sanction does not learn of it by the act that annulled it."""
    if access.scope(who, "discipline") > Scope.OWN:
        return true()
    return not_(annuls_sanction(lambda sanction: true() if who.officer_id is None else sanction.officer_id != who.officer_id))


def _owned(model: type, who: Actor) -> ColumnElement[bool]:
    if model.__opened_by__ and access.may(who, model.__opened_by__):
        return true()
    own = getattr(model, model.__owner__) == who.user_id if who.user_id else false()
    return or_(own, shared_with(model, who)) if model.__shared__ and who.user_id else own


def shared_with(model: type, who: Actor) -> ColumnElement[bool]:
    """What somebody shared with this actor's role, or with all of his agency; writing it stays the owner's (`_is_own`)."""
    same_agency = model.agency_id.is_(None) if who.agency_id is None else model.agency_id == who.agency_id
    of_role = and_(model.sharing == Sharing.ROLE, model.role == who.role)
    return and_(same_agency, or_(model.sharing == Sharing.AGENCY, of_role))


def _by_own_rule(model: type, who: Actor) -> ColumnElement[bool]:
    """Notices are their reader's alone; proposals and delegations those of the people in them, and of the audit."""
    if who.user_id is None:
        return false()
    if hasattr(model, "reader_id"):
        return model.reader_id == who.user_id
    if model is Delegation:
        own = or_(Delegation.giver_id == who.user_id, Delegation.delegate_id == who.user_id)
        return true() if access.may(who, "audit.view") else own
    of_others = true() if access.may(who, "audit.view") else and_(_decidable(who), _subject_in_sight(who))
    return or_(Proposal.proposer_id == who.user_id, and_(of_others, not_(is_own(Proposal.concerned_id, who))))


def _decidable(who: Actor) -> ColumnElement[bool]:
    """Proposals that somebody may decide by the role or for somebody else."""
    given, today = Delegation.__table__.c, now().date()
    lasts = (given.revoked_at.is_(None), given.starts_on <= today, given.ends_on >= today)
    delegated = select(given.permission).where(given.delegate_id == who.user_id, *lasts)
    of_agency = [right for width in (Scope.SUBTREE, Scope.AGENCY) for right in access.held(who, width)]
    within = and_(
        Proposal.agency_id == who.agency_id,
        or_(Proposal.permission.in_(of_agency), Proposal.permission.in_(delegated)),
    )
    return or_(Proposal.permission.in_(access.held(who, Scope.ALL)), within)


def _subject_in_sight(who: Actor) -> ColumnElement[bool]:
    """A proposal bears the name of what it is about: about a file it is for those who may see that record.

    Within an agency `_decidable` says which files; of the narrower scopes and of correction requests the rows are asked.
    """
    of_files = [mapper.class_ for mapper in db.Model.registry.mappers if issubclass(mapper.class_, (Officer, FileRecord))]
    unseen = [model.__tablename__ for model in of_files if not access.may(who, f"{model.__area__}.view")]
    requests, officers = CorrectionRequest.__table__.c, Officer.__table__.c
    asked = and_(Proposal.subject_type == CorrectionRequest.__tablename__, Proposal.subject_id.in_(select(requests.id).where(visible(CorrectionRequest, who))))
    others = and_(Proposal.subject_type != CorrectionRequest.__tablename__, Proposal.subject_type.not_in(unseen))
    seen = or_(Proposal.subject_type.is_(None), asked, others)
    if access.scope(who, "personnel") >= Scope.AGENCY:
        return seen
    within = select(officers.id).where(_officers(officers, who, "personnel"))
    return and_(seen, or_(Proposal.concerned_id.is_(None), Proposal.concerned_id.in_(within)))


def _of_agency(model: type, who: Actor) -> ColumnElement[bool]:
    """Records of the actor's agency, acts for many only for those who prepare them; and the published rounds in which the actor stands, whoever held them."""
    widest = access.scope(who, model.__area__)
    if widest in (Scope.NONE, Scope.ALL):
        return true() if widest == Scope.ALL else false()
    own = select(_candidates.round_id).where(_candidates.officer_id == who.officer_id)
    stands_in = and_(model.id.in_(own), model.state.in_(_SHOWN)) if model is PromotionRound else false()
    if widest < Scope.AGENCY or (model is CollectiveAct and not access.may(who, "personnel.edit")):
        return stands_in  # an act for many names people of the whole agency
    return or_(model.agency_id == who.agency_id, stands_in)


def _officers(officer, who: Actor, area: str) -> ColumnElement[bool]:
    """Officers within the actor's scope in an area.

    `officer` is the model where the condition may be applied to an alias, else the bare columns of its
    table: the guard must not guard itself.
    """
    unit = Unit.__table__
    match access.scope(who, area):
        case Scope.ALL:
            return true()
        case Scope.AGENCY:
            serving_here = officer.unit_id.in_(select(unit.c.id).where(unit.c.agency_id == who.agency_id))
            return or_(officer.home_agency_id == who.agency_id, serving_here, officer.id == who.officer_id)
        case Scope.SUBTREE if who.unit_path:
            below = select(unit.c.id).where(unit.c.path.startswith(who.unit_path, autoescape=True))
            return or_(officer.unit_id.in_(below), officer.id == who.officer_id)
        case Scope.OWN | Scope.SUBTREE:
            return officer.id == who.officer_id
        case _:
            return false()


def _of_visible_parent(model: type, who: Actor) -> ColumnElement[bool]:
    """Rows whose parent (the officer, or the record they belong to) is visible in the model's own area.

    Of the own file one sees what is shown to the person concerned, and nothing more by any other right.
    """
    link = inspect(model).relationships[model.__scope__]
    key, parent = getattr(model, next(iter(link.local_columns)).key), link.mapper.class_
    widest, subject = access.scope(who, model.__area__), getattr(model, "officer_id", None)
    if parent is Officer:
        officers = Officer.__table__.c
        here = select(officers.id).where(_officers(officers, who, model.__area__), officers.deleted_at.is_(None))
        gone = key.in_(select(officers.id).where(officers.deleted_at.is_not(None)))  # few, and indexed
        within = and_(not_(gone) if widest == Scope.ALL else key.in_(here), _sent_off(model, who))
    else:
        within = key.in_(select(parent.__table__.c.id).where(visible(parent, who)))
    if model is Inquiry and who.officer_id is None:
        within = and_(within, not_(is_own(subject, who)))
    if subject is None or who.officer_id is None or widest == Scope.NONE:
        return within if widest > Scope.OWN or subject is None else false()
    own = and_(subject == who.officer_id, SHOWN_TO_SUBJECT.get(model, true()))
    return own if widest == Scope.OWN else or_(own, and_(within, subject != who.officer_id))


def _sent_off(model: type, who: Actor) -> ColumnElement[bool]:
    """A correction request is read once it is sent, by those who may see what it is about; its draft is its writer's."""
    if model is not CorrectionRequest:
        return true()
    seen = [area for area in access.AREAS if access.may(who, f"{area}.view")]
    is_sent = or_(CorrectionRequest.state != CorrectionState.DRAFT, CorrectionRequest.writer_id == who.user_id)
    return and_(is_sent, CorrectionRequest.about_area.in_(seen))


def reach(model: type) -> ColumnElement[bool]:
    """What the session adds to a query of this model just now, for statements on its bare table."""
    within = true() if purpose() else in_scope(model, actor())
    if keeps_deleted(model):
        return and_(within, model.__table__.c.id.not_in(gone(model)))
    here = kept(model)
    return within if here is None else and_(within, here)


def reaches_few(model: type) -> bool:
    """Whether the one who acts sees no more than a unit and those below it."""
    return purpose() is None and model is Officer and access.scope(actor(), model.__area__) in (Scope.OWN, Scope.SUBTREE)


def reaches_all(model: type) -> bool:
    """Whether nothing but what is deleted is kept from the one who acts; of what can be erased, never."""
    return kept(model) is None and (purpose() is not None or isinstance(in_scope(model, actor()), True_))


@cache
def gone(model: type) -> Select:
    """The numbers of what is deleted: few, and indexed, so that no row is read to know that it is not among them."""
    table = model.__table__.alias("gone")
    return select(table.c.id).where(table.c.deleted_at.is_not(None))
