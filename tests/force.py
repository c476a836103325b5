"""A small force for tests, and builders for the records that a test wants besides.

Builders add to the session and flush; they need an application context, and never commit.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from models import Agency, Officer, Position, PositionLine, Posting, Rank, RankLine, Unit, User, db
from services import account, guard

PASSWORD = "un long mot de passe pour les tests"
# The name of somebody of another agency. It must never reach the eyes of the five, except the administrator's.
CANARY = "SERIN-CANARI"
ENTERED_ON = dt.date(2015, 10, 1)


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in: plain values, so that they outlive the session that made them."""

    username: str
    user_id: int
    officer_id: int | None


@dataclass(frozen=True)
class People:
    """The five, and what stands around them (ids)."""

    aminata: Person  # administers
    boubacar: Person  # HR clerk of the police
    coumba: Person  # commands the first unit
    daouda: Person  # officer of the first unit
    fanta: Person  # sits on the promotion board
    unit_id: int  # Coumba's unit
    other_unit_id: int  # a unit of the same agency that is not hers
    colleague_id: int  # an officer in it
    foreign_unit_id: int  # a unit of another agency
    canary_id: int  # an officer in it, who has the canary name


def of_code(model: type, code: str):
    """A record of reference data by its code."""
    return db.session.query(model).filter_by(code=code).one()


def unit(name: str, agency: str = "PN", parent: Unit | None = None) -> Unit:
    """A unit with its path."""
    made = Unit(code=secrets.token_hex(4), name=name, agency=of_code(Agency, agency), parent=parent)
    db.session.add(made)
    db.session.flush()
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    return made


def officer(last_name: str, first_names: str, serving_in: Unit, rank: str = "SGT", **other) -> Officer:
    """An officer in service since 2015, with a line in each history; home agency is that of the unit."""
    held, position = of_code(Rank, rank), of_code(Position, "ACT")
    act = {"starts_on": ENTERED_ON, "act_kind": "ARRETE"}
    values = {"entered_on": ENTERED_ON, "home_agency": serving_in.agency, "service_number": secrets.token_hex(4)}
    made = Officer(last_name=last_name, first_names=first_names, **values | other)
    made.unit, made.rank, made.step, made.position = serving_in, held, 1, position
    made.rank_lines = [RankLine(rank=held, step=1, **act)]
    made.postings = [Posting(unit=serving_in, **act)]
    made.position_lines = [PositionLine(position=position, **act)]
    db.session.add(made)
    db.session.flush()
    return made


def user(username: str, role: str, **anchors) -> Person:
    """An account with the password of the tests, ready to sign in."""
    made = User(username=username, name=username.capitalize(), role=role, fs_uniquifier=secrets.token_hex(32), **anchors)
    made.password, made.must_change_password = account.hash_password(PASSWORD), False
    with guard.unscoped("the force of the tests"):
        db.session.add(made)
        db.session.flush()
        return Person(username, made.id, made.officer_id)


def people() -> People:
    """The five people of the tests, in two units of the police, and the canary in another agency."""
    with guard.unscoped("the force of the tests"):
        police = of_code(Agency, "PN")
        first, second = unit("Commissariat du 1er arrondissement"), unit("Commissariat du 2e arrondissement")
        foreign = unit("Antenne de Kayes", agency="OCS")
        chief = officer("Sangaré", "Coumba", first, rank="COM")
        agent = officer("Traoré", "Daouda", first)
        return People(
            aminata=user("aminata", "administrator"),
            boubacar=user("boubacar", "hr_clerk", agency=police),
            coumba=user("coumba", "supervisor", agency=police, unit=first, officer=chief),
            daouda=user("daouda", "officer", agency=police, officer=agent),
            fanta=user("fanta", "board_member", agency=police),
            unit_id=first.id,
            other_unit_id=second.id,
            colleague_id=officer("Keïta", "Moussa", second).id,
            foreign_unit_id=foreign.id,
            canary_id=officer(CANARY, "Titi", foreign, home_agency=of_code(Agency, "OCS")).id,
        )
