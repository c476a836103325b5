"""Everybody who may have to do with one evaluation, and some who may not."""

from __future__ import annotations

from models import Agency, FamilyMember, Kinship, Officer, Posting, User, db
from services import guard
from tests import force

from .. import campaign

# Heads who mark, or whom human resources may name to mark or to review.
OFFICERS = ("coumba", "lassana", "modibo", "kadia", "seydou", "oumou")
# Aminata administers, Awa runs the campaign of the agency; the twin is a second account of the officer, and runs it too.
EVERYBODY = (*OFFICERS, "aminata", "awa", "boubacar", "fanta", "daouda", "twin")
# Who would mark for how many days, by where the officer serves at the end of the year: nobody leads the foreign unit, and its days do not count.
PLAN = {
    "first": {("coumba", 200), ("lassana", 165)},
    "second": {("lassana", 365)},
    "foreign": {("lassana", 165)},
}
MOVED_ON = campaign.FIRST.replace(month=6, day=15)  # 165 days of the year are over


def of_the_force(people: force.People) -> tuple[dict[str, force.Person], dict[str, int]]:
    """(persons by name, units by name); to be called in an application context, which it does not commit."""
    with guard.unscoped("the cast"):
        police = force.of_code(Agency, "PN")
        first, second = (db.session.get(force.Unit, number) for number in (people.unit_id, people.other_unit_id))
        above = force.unit("Direction régionale")
        for unit in (first, second):
            unit.parent, unit.path = above, f"{above.path}{unit.id}/"
        cast = {name: getattr(people, name) for name in ("coumba", "daouda", "boubacar", "aminata", "fanta")}
        for name, unit in (("lassana", second), ("modibo", above), ("kadia", above), ("seydou", second), ("oumou", above)):
            file = force.officer(name.capitalize(), "Chef", unit, rank="COM")
            file.postings[0].is_head = name in ("lassana", "modibo")
            cast[name] = force.user(name, "officer", officer=file, agency=police)
        seydou = db.session.get(User, cast["seydou"].user_id)
        seydou.role, seydou.unit = "supervisor", second
        db.session.get(Officer, people.coumba.officer_id).postings[0].is_head = True
        cast["awa"], cast["twin"] = (force.user(name, "hr_manager", agency=police) for name in ("awa", "twin"))
    return cast, {"first": first.id, "second": second.id, "foreign": people.foreign_unit_id}


def new_officer(cast: dict[str, force.Person], units: dict[str, int], before: int | None, name: str) -> int:
    """The officer of the next evaluation, who takes the place of the one before; his accounts follow. Returns his number."""
    with guard.unscoped("the next officer"):
        leave(before or cast["daouda"].officer_id)
        made = force.officer("Traoré", name, db.session.get(force.Unit, units["second"]))
        made.postings[0].ends_on = MOVED_ON
        made.postings.append(Posting(unit_id=units["first"], starts_on=MOVED_ON, act_kind="ARRETE"))
        made.unit_id = units["first"]
        db.session.get(User, cast["daouda"].user_id).officer_id = made.id
        db.session.get(User, cast["twin"].user_id).name = f"{name} Traoré"
        db.session.flush()
        return made.id


def leave(officer_id: int) -> None:
    """He has left the force: nobody evaluates him in the next cycle."""
    officer = db.session.get(Officer, officer_id)
    officer.position = db.session.query(force.Position).filter_by(ends_service=True).first()


def are_brothers(officer_id: int, cast: dict[str, force.Person]) -> None:
    """Lassana stands in the officer's file."""
    with guard.unscoped("a family"):
        brother = db.session.get(Officer, cast["lassana"].officer_id)
        told = {"last_name": brother.last_name, "first_names": brother.first_names}
        db.session.add(FamilyMember(officer_id=officer_id, kinship=Kinship.SIBLING, **told))
        db.session.flush()


def post(officer_id: int, unit_id: int) -> None:
    """The last posting was entered wrongly: it is another unit, perhaps of another agency."""
    with guard.unscoped("the officer is posted elsewhere"):
        officer, unit = db.session.get(Officer, officer_id), db.session.get(force.Unit, unit_id)
        officer.postings[-1].unit = officer.unit = unit
        officer.home_agency_id = unit.agency_id
        db.session.flush()
