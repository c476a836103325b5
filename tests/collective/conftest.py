"""A corps that disappears, with its members, and the two people whom an act for many takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from models import Agency, CollectiveAct, CollectivePurpose, Corps, Officer, Rank, RankLine, Unit, User, db
from rules.access import Actor
from rules.transposition import Row
from services import account, approval, collective, guard
from tests import force

ON = dt.date(2023, 3, 30)
PAPER = {"act_kind": "Arrêté", "act_reference": "Arrêté n° 2023-0411/MSPC-SG", "act_authority": "Le ministre"}
# rank of before: (new rank, keeps the step, keeps the seniority); invented
TABLE = {"LTN": ("CST", False, False), "CNE": ("COM", True, True), "CDT": ("CPR", True, True)}


@dataclass(frozen=True)
class Cast:
    """Boubacar the clerk proposes, Kadidia may approve, Zeinab is of another agency, Idrissa stands in the list."""

    boubacar: Actor
    kadidia: Actor
    zeinab: Actor
    idrissa: Actor
    members: tuple[int, ...]  # a lieutenant, a captain (Idrissa), a commander
    act_id: int


def actor_named(username: str, door: str = "admin") -> Actor:
    with guard.unscoped("the test takes a place"):
        return account.actor_of(db.session.query(User).filter_by(username=username).one(), door)


def member(last_name: str, rank: str, unit: Unit, since: dt.date = dt.date(2019, 1, 1), **other) -> Officer:
    """A member of the corps of officers, who holds the rank since a day by a line of its own."""
    made = force.officer(last_name, "Adama", unit, rank="SGC", **other)
    held = force.of_code(Rank, rank)
    made.rank_lines[0].ends_on = since
    db.session.flush()
    db.session.add(RankLine(officer=made, rank=held, step=2, starts_on=since, act_kind="Arrêté"))
    made.rank, made.step = held, 2
    db.session.flush()
    return made


def transposition(agency: Agency) -> CollectiveAct:
    """The act of 30 March 2023 with an invented table."""
    act = CollectiveAct(
        title="Transposition du corps des officiers (concordance supposée)", agency=agency, starts_on=ON, is_assumed=True,
        purpose=CollectivePurpose.TRANSPOSITION, corps=force.of_code(Corps, "OFF"), **PAPER,
    )  # fmt: skip
    db.session.add(act)
    db.session.flush()
    rank = lambda code: force.of_code(Rank, code).id  # noqa: E731
    rows = {rank(before): Row(rank(after), *kept) for before, (after, *kept) in TABLE.items()}
    collective.transposing.set_table(act, rows)
    return act


@pytest.fixture
def cast(app, people) -> Cast:
    """The cast and a prepared transposition, committed."""
    with app.app_context():
        with guard.unscoped("the cast"):
            police = force.of_code(Agency, "PN")
            unit = db.session.get(Unit, people.unit_id)
            officers = [member("Berthé", "LTN", unit), member("Cissé", "CNE", unit), member("Dembélé", "CDT", unit)]
            force.user("kadidia", "hr_manager", agency=police)
            force.user("idrissa", "hr_manager", agency=police, officer=officers[1])
            force.user("zeinab", "hr_manager", agency=force.of_code(Agency, "OCS"))
            act = transposition(police)
            numbers = tuple(one.id for one in officers)
        db.session.commit()
        who = [actor_named(name) for name in ("boubacar", "kadidia", "zeinab", "idrissa")]
        return Cast(*who, numbers, act.id)


def act_of(cast: Cast, by: Actor) -> CollectiveAct:
    """The act, read by somebody."""
    guard.act_as(by)
    return db.session.get(CollectiveAct, cast.act_id)


def proposed(act: CollectiveAct, by: Actor):
    """The proposal of the act as its preview shows it."""
    guard.act_as(by)
    seen = collective.preview(act, by).digest
    made = collective.propose(act, seen=seen, reason="Arrêté signé", by=by, url="/")
    db.session.commit()
    return made


def approved(act: CollectiveAct, by: Actor, second: Actor):
    """The act proposed by one and approved by the other; the first acts again."""
    made = proposed(act, by)
    guard.act_as(second)
    approval.approve(made, by=second, digest=made.digest)
    db.session.commit()
    guard.act_as(by)
    return made
