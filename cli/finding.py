"""Records that a command names by code, number or name; or exit 1."""

from __future__ import annotations

from sqlalchemy import select

from models import Agency, Officer, PromotionRound, Unit, db

from .acting import refuse


def unit_named(code: str) -> Unit:
    """The unit of this code, or of AGENCY/CODE where several agencies use it; or exit 1."""
    of_code = db.session.scalars(select(Unit).where(Unit.code == code)).all()
    if not of_code and "/" in code:
        agency, inner = code.split("/", 1)
        of_code = db.session.scalars(select(Unit).join(Agency).where(Agency.code == agency, Unit.code == inner)).all()
    if len(of_code) > 1:
        refuse(f"Several agencies have a unit {code}. Write one of: {', '.join(f'{one.agency.code}/{code}' for one in of_code)}.")
    return of_code[0] if of_code else refuse(f"No unit has the code {code}.")


def round_named(name: str) -> PromotionRound:
    """The round of this number or name, or exit 1."""
    is_number = name.isascii() and name.isdigit() and len(name) < 10
    condition = PromotionRound.id == int(name) if is_number else PromotionRound.name == name
    return db.session.scalar(select(PromotionRound).where(condition)) or refuse(f"No promotion round is called {name}.")


def anchors_named(agency: str | None, unit: str | None, officer: str | None) -> dict:
    """Agency, unit and officer of an account by their codes and number; or exit 1."""
    found = {}
    if agency:
        of_code = db.session.scalar(select(Agency).where(Agency.code == agency))
        found["agency"] = of_code or refuse(f"No agency has the code {agency}.")
    if unit:
        found["unit"] = unit_named(f"{agency}/{unit}" if agency and "/" not in unit else unit)
    if officer:
        numbered = select(Officer).where(Officer.service_number == officer)
        if agency:
            numbered = numbered.where(Officer.home_agency == found["agency"])
        people = db.session.scalars(numbered.limit(2)).all()
        if len(people) != 1:
            refuse(f"Several officers have the number {officer}: give --agency." if people else f"No officer has the number {officer}.")
        found["officer"] = people[0]
    return found
