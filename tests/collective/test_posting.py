"""A movement of postings: from a list or a file, alone for a few, with a second person for many, whole or not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from models import CollectiveAct, CollectivePurpose, CollectiveRow, CollectiveState, Officer, Posting, Unit, db
from rules.collective import MOST_ALONE
from rules.refused import Forbidden, Refused
from services import collective, guard, personnel
from services.personnel import Act
from tests import force

from .conftest import approved

ON = dt.date(2026, 2, 1)


@pytest.fixture
def movement(in_app, cast, people):
    """An empty movement of the police, and Boubacar acting."""
    guard.act_as(cast.boubacar)
    act = collective.preparing.start(CollectivePurpose.POSTING, "Mouvement", cast.boubacar, cast.boubacar.agency_id)
    act.starts_on, act.act_reference = ON, "Décision n° 7"
    db.session.commit()
    return act


def put(act: CollectiveAct, cast, officers, unit_id: int) -> None:
    collective.preparing.add(act, [{"officer_id": number} for number in officers], cast.boubacar)
    collective.preparing.set_all(act, {"unit_id": unit_id, "function": "Enquêteur"}, cast.boubacar)
    db.session.commit()


def apply(act: CollectiveAct, cast) -> int:
    seen = collective.preview(act, cast.boubacar).digest
    people = collective.apply_alone(act, seen=seen, by=cast.boubacar)
    db.session.commit()
    return people


def why_not(act: CollectiveAct, who) -> dict[int, str]:
    return {one.person.id: str(one.refused) for one in collective.preview(act, who).left_out}


def test_a_few_are_posted_by_one_clerk_in_one_act(movement, cast, people):
    put(movement, cast, cast.members, people.other_unit_id)
    assert apply(movement, cast) == 3
    officer = db.session.get(Officer, cast.members[0])
    assert officer.unit_id == people.other_unit_id
    line = officer.postings[-1]
    assert (line.starts_on, line.function, line.collective_act_id, line.act_reference) == (ON, "Enquêteur", movement.id, "Décision n° 7")
    assert officer.postings[-2].ends_on == ON and movement.state is CollectiveState.APPLIED


def test_each_may_go_to_another_place(movement, cast, people):
    put(movement, cast, cast.members[:2], people.other_unit_id)
    row = db.session.query(CollectiveRow).filter_by(officer_id=cast.members[1]).one()
    collective.preparing.set_rows(movement, {row.id: {"function": "Chef de poste", "is_head": True}}, cast.boubacar)
    apply(movement, cast)
    posting = db.session.get(Officer, cast.members[1]).postings[-1]
    assert (posting.function, posting.is_head) == ("Chef de poste", True)


def test_many_take_a_second_person(movement, cast, people):
    with guard.unscoped("the test"):
        unit = db.session.get(Unit, people.unit_id)
        many = [force.officer(f"Nom{number}", "Adama", unit).id for number in range(MOST_ALONE + 1)]
        db.session.commit()
    put(movement, cast, many, people.other_unit_id)
    with pytest.raises(Refused, match="second person"):
        apply(movement, cast)
    db.session.rollback()
    approved(movement, cast.boubacar, cast.kadidia)
    heard = []
    assert collective.apply_approved(movement, by=cast.boubacar, progress=lambda done, total: heard.append((done, total))) == len(many)
    db.session.commit()
    assert heard[-1] == (len(many), len(many))
    assert db.session.query(Posting).filter_by(collective_act_id=movement.id).count() == len(many)


def test_who_cannot_go_is_said_and_stays(movement, cast, people):
    put(movement, cast, cast.members, people.other_unit_id)
    there, later, none = cast.members
    personnel.post(db.session.get(Officer, there), db.session.get(Unit, people.other_unit_id), Act(dt.date(2025, 1, 1), "Décision"), function="Enquêteur")
    personnel.post(db.session.get(Officer, later), db.session.get(Unit, people.other_unit_id), Act(dt.date(2026, 6, 1), "Décision"))
    row = db.session.query(CollectiveRow).filter_by(officer_id=none).one()
    collective.preparing.set_rows(movement, {row.id: {"unit_id": None}}, cast.boubacar)
    db.session.commit()
    found = why_not(movement, cast.boubacar)
    assert "Serves there already" in found[there]
    assert "later act takes effect on 01/06/2026" in found[later]
    assert "No unit was chosen" in found[none]
    with pytest.raises(Refused, match="concern nobody"):
        apply(movement, cast)


def test_a_unit_that_ended_takes_nobody(movement, cast, people):
    put(movement, cast, cast.members[:1], people.other_unit_id)
    with guard.unscoped("the test"):
        db.session.get(Unit, people.other_unit_id).ends_on = dt.date(2026, 1, 1)
        db.session.commit()
    assert "does not exist on 01/02/2026" in why_not(movement, cast.boubacar)[cast.members[0]]


def test_a_clerk_posts_nobody_of_another_agency(movement, cast, people):
    with pytest.raises(Forbidden):
        collective.preparing.add(movement, [{"officer_id": people.canary_id}], cast.boubacar)


def test_an_officer_lent_here_is_seen_and_his_file_left_alone(movement, cast, people):
    with guard.unscoped("the test"):
        here = db.session.get(Unit, people.unit_id)
        canary = db.session.get(Officer, people.canary_id)
        personnel.post(canary, here, Act(dt.date(2025, 1, 1), "Décision"))
        db.session.commit()
    put(movement, cast, [people.canary_id], people.other_unit_id)
    assert "kept by another agency" in why_not(movement, cast.boubacar)[people.canary_id]


def test_a_clerk_posts_to_units_of_the_own_agency_only(movement, cast, people):
    put(movement, cast, cast.members[:1], people.other_unit_id)
    with guard.unscoped("the test"):
        db.session.query(CollectiveRow).one().unit_id = people.foreign_unit_id
        db.session.commit()
    assert "outside what you are entitled" in why_not(movement, cast.boubacar)[cast.members[0]]


def test_a_stale_preview_applies_nothing(movement, cast, people):
    put(movement, cast, cast.members, people.other_unit_id)
    seen = collective.preview(movement, cast.boubacar).digest
    personnel.post(db.session.get(Officer, cast.members[0]), db.session.get(Unit, people.other_unit_id), Act(dt.date(2025, 1, 1), "Décision"))
    db.session.commit()
    with pytest.raises(Refused, match="Something changed"):
        collective.apply_alone(movement, seen=seen, by=cast.boubacar)


def test_a_second_click_applies_nothing_more(movement, cast, people):
    put(movement, cast, cast.members, people.other_unit_id)
    seen = collective.preview(movement, cast.boubacar).digest
    collective.apply_alone(movement, seen=seen, by=cast.boubacar)
    db.session.commit()
    with pytest.raises(Refused, match="is applied"):
        collective.apply_alone(movement, seen=seen, by=cast.boubacar)


def test_people_are_taken_out_and_the_act_thrown_away(movement, cast, people):
    put(movement, cast, cast.members, people.other_unit_id)
    rows = [row.id for row in db.session.query(CollectiveRow)]
    assert collective.preparing.remove(movement, rows[:1], cast.boubacar) == 1
    collective.preparing.discard(movement, cast.boubacar)
    db.session.commit()
    assert db.session.query(CollectiveRow).count() == 0
    assert db.session.query(CollectiveAct).filter_by(title="Mouvement").count() == 0


# --- from a file ---------------------------------------------------------------------------------


def of_file(tmp_path, text: str):
    place = tmp_path / "mouvement.csv"
    place.write_text(text, encoding="utf-8")
    return place


def test_a_file_adds_people_and_says_of_each_other_row_why_not(movement, cast, people, tmp_path):
    first, second = (db.session.get(Officer, number).service_number for number in cast.members[:2])
    canary = db.session.get(Officer, cast.members[2])  # named by nobody in the file
    with guard.unscoped("the test"):
        code, foreign = db.session.get(Unit, people.other_unit_id).code, db.session.get(Officer, people.canary_id).service_number
    text = (
        "Matricule;Code unité;Fonction\n"
        f"{first};{code};Enquêteur\n{first};{code};\n{foreign};{code};\nINCONNU;{code};\n;{code};\n{second};ZZZ;\n"
    )
    report = collective.take_file(movement, of_file(tmp_path, text), cast.boubacar)
    assert report.added == 1
    assert [one.row for one in report.refused] == [3, 4, 5, 6, 7]
    reasons = [str(one.reason) for one in report.refused]
    assert "twice" in reasons[0] and "No officer" in reasons[1] and "No officer" in reasons[2]
    assert "missing" in reasons[3] and "No unit" in reasons[4]
    row = db.session.query(CollectiveRow).one()
    assert (row.officer_id, row.function) == (cast.members[0], "Enquêteur") and canary.id != row.officer_id


def test_a_file_without_the_two_columns_is_refused(movement, cast, tmp_path):
    with pytest.raises(Refused, match="Matricule"):
        collective.take_file(movement, of_file(tmp_path, "Nom;Prénom\nTraoré;Adama\n"), cast.boubacar)
