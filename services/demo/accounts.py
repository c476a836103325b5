"""The accounts of a demo database: one for each role, with one password that everybody may know."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from models import Agency, User, db
from services import account

from .lists import REFERENCE_ON
from .people import IN_SERVICE, Person, person
from .units import Plan, PlannedUnit

PASSWORD = "demo-sirhp"
# The commander of the demo has about as many people as one knows by name.
UNDER_CHIEF = (15, 30)


@dataclass(frozen=True)
class Who:
    """Whom an account belongs to: the head, or somebody, of the first of these units that there is."""

    username: str
    role: str
    units: tuple[str, ...] = ()
    is_head: bool = False


ACCOUNTS = [
    Who("admin", "administrator", ("BECI", "DPFM")),
    Who("drh", "hr_manager", ("DPFM",), is_head=True),
    Who("rh", "hr_clerk", ("DPFM-PER", "DPFM")),
    Who("commission", "board_member", ("IPN",), is_head=True),
    Who("formation", "training_officer", ("DFOR", "ENP"), is_head=True),
    Who("recrutement", "recruitment_officer", ("DPFM-PER", "DPFM")),
    Who("badge", "badge_officer", ("DPFM-MAT", "DPFM")),
    Who("mission", "deployment_officer", ("CGMMP",), is_head=True),
    Who("technicien", "technician"),
    Who("audit", "auditor"),
]
NAMES = ("chef", "agent", *(who.username for who in ACCOUNTS))


def chief_unit(plan: Plan) -> PlannedUnit:
    """The police unit with units below it whose people are nearest to the number wanted, the first of equals."""
    people = {unit: unit.size for unit in plan.units}
    for unit in reversed(plan.units):
        if unit.parent:
            people[unit.parent] += people[unit]
    least, most = UNDER_CHIEF
    headed = [unit for unit in plan.units if unit.agency == "PN" and unit.has_children]
    return min(headed, key=lambda unit: max(least - people[unit], people[unit] - most, 0))


def agent_of(plan: Plan, seed: int) -> Person:
    """Whom the account `agent` belongs to: the first who may, of the commander's own unit."""
    chief = chief_unit(plan)
    return next(_of_units(plan, seed, [chief], {chief.first}))


def create(plan: Plan, seed: int, ids: tuple[int, int]) -> None:
    """Make the accounts. `ids` are those of the first unit and the first officer."""
    chief, agent = chief_unit(plan), agent_of(plan, seed)
    taken = {chief.first, agent.number}
    owners = [("chef", "supervisor", person(plan, seed, chief.first)), ("agent", "officer", agent)]
    for who in ACCOUNTS:
        owner = _owner(plan, seed, who, taken)
        taken |= {owner.number} if owner else set()
        owners.append((who.username, who.role, owner))
    police = db.session.query(Agency).filter_by(code="PN").one()
    password = account.hash_password(PASSWORD)
    for username, role, owner in owners:
        made = _account(username, role, owner, police)
        made.password, made.officer_id = password, ids[1] + owner.number if owner else None
        made.unit_id = ids[0] + chief.number if username == "chef" else None
        db.session.add(made)
    db.session.flush()


def _account(username: str, role: str, owner: Person | None, police: Agency) -> User:
    return User(
        username=username,
        name=f"{owner.last_name.upper()} {owner.first_names}" if owner else username.capitalize(),
        role=role,
        agency=police,
        must_change_password=False,
        fs_uniquifier=secrets.token_hex(32),
    )


def _owner(plan: Plan, seed: int, who: Who, taken: set[int]) -> Person | None:
    units = [plan.by_code[code] for code in who.units if code in plan.by_code]
    if not who.units:
        return None
    if who.is_head and units and units[0].first not in taken:
        return person(plan, seed, units[0].first)
    return next(_of_units(plan, seed, units + plan.units, taken))


def _of_units(plan: Plan, seed: int, units: Iterable[PlannedUnit], taken: set[int]):
    """People of these units who are not the head, serve today, and have served for some years."""
    for unit in units:
        for number in range(unit.first + 1, unit.first + unit.size):
            found = person(plan, seed, number)
            serves = found.position_on(REFERENCE_ON) == IN_SERVICE and found.home_agency == "PN"
            if number not in taken and serves and found.career.graduated_on.year < 2022:
                yield found
