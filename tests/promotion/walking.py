"""A round of the police led along its way, by the people whose step each is."""

from __future__ import annotations

import datetime as dt

from models import (
    Agency,
    BoardFunction,
    PromotionRound,
    PromotionRule,
    Proposal,
    ProposalState,
    Rank,
    Route,
    User,
    db,
)
from rules.access import Actor
from services import account, approval, guard, promotion
from services.badge import keys
from services.promotion import freezing, sealing
from tests import force

REFERENCE_ON = dt.date(2026, 1, 1)
REASON = "Décision n° 12 du directeur général"
MANAGER = "kadidia"
WEIGHTS = {"evaluation": 60, "seniority": 20, "training": 20}


def a_rule(from_rank: str = "SGT", to_rank: str = "SGC", route: Route = Route.CHOICE, **conditions) -> PromotionRule:
    """A version of the tests' own; the board may decide against the order. To be called with the guard lifted."""
    ranks = {"from_rank": force.of_code(Rank, from_rank), "to_rank": force.of_code(Rank, to_rank)}
    asked = {"min_years_in_rank": 5, "evaluations_required": 3, "positions": "promotable", "overrides_allowed": True}
    made = PromotionRule(route=route, starts_on=dt.date(2025, 1, 1), legal_text="Texte inventé", conditions=asked | conditions, weights=dict(WEIGHTS), **ranks)
    db.session.add(made)
    db.session.flush()
    return made


def a_round(places: int = 1, rule: PromotionRule | None = None, **other) -> PromotionRound:
    """Prepared, with the terms of its rule. To be called with the guard lifted."""
    values = {"name": "Tableau d’essai", "agency": force.of_code(Agency, "PN"), "reference_on": REFERENCE_ON, "places_reason": REASON}
    made = PromotionRound(rule=rule or a_rule(), places=places, **values | other)
    promotion.check_round(made)
    db.session.add(made)
    db.session.flush()
    return made


def actor(person: force.Person, door: str = "admin") -> Actor:
    """Somebody at a door, acting from now on."""
    with guard.unscoped("who acts in a test"):
        who = account.actor_of(db.session.get(User, person.user_id), door, None, None)
    guard.act_as(who)
    return who


def the_manager() -> force.Person:
    """The manager of human resources of the police, who is the second person where one is needed."""
    with guard.unscoped("an account of HR"):
        found = db.session.query(User).filter_by(username=MANAGER).one_or_none()
        return force.Person(MANAGER, found.id, None) if found else force.user(MANAGER, "hr_manager", agency=force.of_code(Agency, "PN"))


def name_board(round_: PromotionRound, people: force.People) -> list[force.Person]:
    """Fanta presides, two others sit beside her; none has a file."""
    with guard.unscoped("two more of the board"):
        others = [force.user(name, "board_member", agency=round_.agency) for name in ("hawa", "issa")]
    sitting = [people.fanta, *others]
    by = actor(people.boubacar)
    for person, function in zip(sitting, (BoardFunction.PRESIDENT, BoardFunction.MEMBER, BoardFunction.MEMBER), strict=True):
        with guard.unscoped("who is named"):
            user = db.session.get(User, person.user_id)
        promotion.name(round_, user, function, by=by)
    return sitting


def approve(proposal: Proposal, person: force.Person) -> Proposal:
    """The second person says yes."""
    return approval.approve(proposal, by=actor(person), digest=proposal.digest)


def freeze(round_: PromotionRound, people: force.People) -> None:
    """Proposed by the clerk, frozen by the manager; a board is named where there is none."""
    if not promotion.board.members(round_):
        name_board(round_, people)
    proposal = freezing.propose(round_, "Les critères sont complets.", by=actor(people.boubacar))
    assert approve(proposal, the_manager()).state is ProposalState.DONE


def to_listed(round_: PromotionRound, people: force.People) -> None:
    freeze(round_, people)
    promotion.list_eligible(round_, by=actor(people.boubacar))


def to_ranked(round_: PromotionRound, people: force.People) -> None:
    to_listed(round_, people)
    promotion.rank(round_, by=actor(people.boubacar))


def to_examined(round_: PromotionRound, people: force.People) -> None:
    to_ranked(round_, people)
    conclude(round_, people)


def conclude(round_: PromotionRound, people: force.People) -> None:
    """The board says what it makes of the report, adds its minutes, and closes the examination."""
    by = actor(people.fanta)
    with guard.unscoped("the scan of the minutes"):
        round_.minutes = round_.minutes or "minutes.pdf"
    if promotion.undecided(round_):
        promotion.draw(round_, "4711", "Tiré au sort en séance publique devant les candidats.", by=by)
    promotion.fairness.conclude(round_, "Aucun écart ne demande d’explication.", by=by)
    promotion.close_examination(round_, by=by)


def to_published(round_: PromotionRound, people: force.People) -> None:
    to_examined(round_, people)
    promotion.publish(round_, by=actor(the_manager()))


def end_appeals(round_: PromotionRound) -> None:
    """The delay is over."""
    with guard.unscoped("time goes by"):
        round_.appeals_until_on = dt.date(2026, 1, 31)
        db.session.flush()


def to_sealed(round_: PromotionRound, people: force.People) -> None:
    to_published(round_, people)
    end_appeals(round_)
    seal(round_, people)


def seal(round_: PromotionRound, people: force.People) -> None:
    if not keys.public_keys():
        keys.new_key()
    proposal = sealing.propose(round_, "Le délai de recours est passé.", by=actor(people.boubacar))
    assert approve(proposal, the_manager()).state is ProposalState.DONE
