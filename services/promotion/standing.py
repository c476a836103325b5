"""Where an officer stands: in the rounds that concern him, and today by the rules that lead from his rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from models import AdmittedBy, BoardDecision, MarkBasis, Officer, PromotionAppeal, PromotionCandidate, PromotionRound, PromotionRule, RoundState, Route, db, now
from rules import promotion as rules
from rules.access import Actor
from rules.promotion import life
from rules.promotion.tie_breaking import BY_NAME, order_key
from rules.promotion.what_if import Awaited, Prospect, awaited, prospects
from rules.refused import Refused
from services import guard

from .appealing import why_not_appeal
from .dossiers import dossiers

# The latest rounds and the rules that are shown; nobody has more of either that still matter.
MOST_ROUNDS, MOST_RULES, MOST_STOOD_IN = 8, 6, 50
SHOWN = [RoundState(one.value) for one in life.CONDITIONS_SHOWN]
PLACED = [RoundState(one.value) for one in life.PLACES_SHOWN]


@dataclass(frozen=True)
class Line:
    """The last whom the order of merit admits: what the others had to reach."""

    place: int
    score: Decimal


@dataclass(frozen=True)
class Standing:
    """One round as the officer reads it.

    `candidate` is None while the list is made. `decision` is what the board decided against his place, `appeal` his own, `why_not_appeal`
    why he cannot bring one now. `eligible` counts those who hold a place.
    """

    round: PromotionRound
    candidate: PromotionCandidate | None = None
    eligible: int = 0
    line: Line | None = None
    decision: BoardDecision | None = None
    prospects: Sequence[Prospect] = ()
    appeal: PromotionAppeal | None = None
    why_not_appeal: Refused | None = None

    @property
    def is_open(self) -> bool:
        """Whether the list is still being made or can still be appealed against."""
        return self.round.state not in (RoundState.SEALED, RoundState.APPOINTED)


def standings(officer: Officer, *, by: Actor) -> list[Standing]:
    """The latest first."""
    own = select(PromotionCandidate.round_id).where(PromotionCandidate.officer_id == officer.id)
    with guard.unscoped("the rounds that concern somebody, also while their list is made"):
        stood_in = db.session.scalars(own.order_by(PromotionCandidate.round_id.desc()).limit(MOST_STOOD_IN)).all()
    concerns = select(PromotionRound).where(PromotionRound.id.in_(stood_in), PromotionRound.state.in_(SHOWN))
    newest = concerns.order_by(PromotionRound.reference_on.desc(), PromotionRound.id.desc()).limit(MOST_ROUNDS)
    rounds = db.session.scalars(newest.options(joinedload(PromotionRound.rule))).all()
    numbers = [one.id for one in rounds]
    mine = [_of_rounds(model, officer, numbers) for model in (PromotionCandidate, BoardDecision, PromotionAppeal)]
    return [_standing(one, officer, by, *(found.get(one.id) for found in mine)) for one in rounds]


def _of_rounds(model: type, officer: Officer, rounds: Sequence[int]) -> dict[int, object]:
    """{round: what this officer has there}, as far as he may read it."""
    asked = select(model).where(model.officer_id == officer.id, model.round_id.in_(rounds))
    if model is PromotionCandidate:
        asked = asked.options(selectinload(PromotionCandidate.rank_line))
    return {one.round_id: one for one in db.session.scalars(asked)}


def _standing(
    round_: PromotionRound, officer: Officer, by: Actor,
    candidate: PromotionCandidate | None, decision: BoardDecision | None, appeal: PromotionAppeal | None,
) -> Standing:  # fmt: skip
    if candidate is None or round_.state not in PLACED:
        return Standing(round_, candidate)
    refused = why_not_appeal(round_, officer, by) if round_.state is RoundState.PROVISIONAL else None
    told = {"decision": decision, "appeal": appeal, "why_not_appeal": refused}
    if candidate.place is None:
        return Standing(round_, candidate, **told)
    line, eligible = _line(round_), _last_place(round_)
    return Standing(round_, candidate, eligible, line, prospects=_prospects(round_, candidate, eligible, line), **told)


def _line(round_: PromotionRound) -> Line | None:
    places, candidates = (PromotionCandidate.round_id == round_.id), select(PromotionCandidate.place, PromotionCandidate.score)
    with guard.unscoped("the line that the candidates of a round had to reach"):
        by_choice = candidates.where(places, PromotionCandidate.admitted_by == AdmittedBy.CHOICE)
        found = db.session.execute(by_choice.order_by(PromotionCandidate.place.desc()).limit(1)).one_or_none()
    return Line(*found) if found else None


def _last_place(round_: PromotionRound) -> int:
    with guard.unscoped("how many hold a place in a round"):
        return db.session.scalar(select(func.max(PromotionCandidate.place)).where(PromotionCandidate.round_id == round_.id)) or 0


# --- what would change the place ------------------------------------------------------------------


def _prospects(round_: PromotionRound, own: PromotionCandidate, eligible: int, line: Line | None) -> list[Prospect]:
    """Nothing is better than the first place."""
    if own.place == 1:
        return []
    terms, dossier = rules.terms_from(round_.terms), rules.dossier_from_plain(own.dossier)
    has_exam = any(part["key"] == "exam" for part in own.parts)
    rivals = _Rivals(round_, terms, own.place, eligible)
    return prospects(dossier, terms, round_.reference_on, rivals, line=line.place if line else 0, seed=round_.draw_seed, has_exam=has_exam)


class _Rivals:
    """The order keys of the other candidates of a frozen list. Each is read when it is looked at: to find a place among 100,000 takes seventeen."""

    def __init__(self, round_: PromotionRound, terms: rules.Terms, own: int, eligible: int):
        self._round, self._own, self._eligible = round_, own, eligible
        self._breakers = [BY_NAME[name] for name in terms.tie_breakers]
        self._known: dict[int, tuple] = {}

    def __len__(self) -> int:
        return max(self._eligible - 1, 0)

    def __getitem__(self, index: int) -> tuple:
        if index not in self._known:
            self._known[index] = self._read(index + 1 if index + 1 < self._own else index + 2)
        return self._known[index]

    def _read(self, place: int) -> tuple:
        stands = (PromotionCandidate.round_id == self._round.id, PromotionCandidate.place == place)
        with guard.unscoped("what another candidate has to be before or behind"):
            score, frozen = db.session.execute(select(PromotionCandidate.score, PromotionCandidate.dossier).where(*stands)).one()
        return order_key(rules.dossier_from_plain(frozen), score, self._breakers, self._round.draw_seed)


# --- today ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Today:
    """A rule in force from the rank of an officer, each of its conditions by his file of today, and from when on all are met."""

    rule: PromotionRule
    dossier: dict
    conditions: Sequence[dict]
    is_eligible: bool
    awaited: Awaited


def today_of(officer: Officer) -> list[Today]:
    """By every rule in force that leads from his rank, of two versions by the later; by the marks as they were given."""
    today = now().date()
    lasts = (PromotionRule.starts_on <= today, or_(PromotionRule.ends_on.is_(None), PromotionRule.ends_on > today))
    leads = (PromotionRule.from_rank_id == officer.rank_id, PromotionRule.route != Route.EXCEPTIONAL)
    asked = select(PromotionRule).where(*leads, *lasts).order_by(PromotionRule.starts_on, PromotionRule.id)
    latest = {(rule.to_rank_id, rule.route): rule for rule in db.session.scalars(asked)}
    return [told for rule in list(latest.values())[:MOST_RULES] if (told := _today(officer, rule)) is not None]


def _today(officer: Officer, rule: PromotionRule) -> Today | None:
    """None where the career shows another rank than the file."""
    today = now().date()
    as_if = PromotionRound(rule=rule, agency_id=officer.home_agency_id, reference_on=today, mark_basis=MarkBasis.RAW)
    with guard.unscoped("what a rule makes of one's own file today"), db.session.no_autoflush:
        found = next(iter(dossiers(as_if, only=[officer.id])), None)
    if found is None:
        return None
    asked = rules.rule_from(rule.conditions)
    looked_at = rules.conditions(found, asked, today)
    return Today(rule, rules.as_plain(found), rules.as_plain(looked_at), rules.is_eligible(looked_at), awaited(found, asked, today))
