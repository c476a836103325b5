"""What must come by itself once the steps of docs/fr/technicien.md are done; run in the copy by test_recipe.py.

It drives the application of the copy over HTTP, as the people of the tests, on an SQLite database of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app import create_app
from models import AuditEvent, Unit, Vehicle, db
from services import guard, imports, reference
from tests import force
from tests.conftest import QUICK
from tests.servers.visitor import Visitor


def main() -> None:
    app = create_app(QUICK)
    app.test_client_class = Visitor
    with app.app_context():
        reference.load()
        people = force.people()
        db.session.commit()
    aminata, coumba = (app.test_client().sign_in(name, force.PASSWORD) for name in ("aminata", "coumba"))
    the_form_makes_one(app, aminata, people)
    a_file_makes_another(app, people)
    the_list_finds_it(aminata, people)
    the_record_shows_and_changes(app, aminata, people)
    who_may_not_is_refused(coumba)
    the_trail_knows(app)


def the_form_makes_one(app, aminata, people) -> None:
    assert "Immatriculation" in aminata.get("/admin/vehicle/new/").get_data(as_text=True)
    values = {"plate": "BA-1234-MD", "bought_on": "28/02/2020", "unit": str(people.unit_id)}
    answer = aminata.post("/admin/vehicle/new/", data=values)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    refused = aminata.post("/admin/vehicle/new/", data={"plate": "", "bought_on": "31/02/2020"}).get_data(as_text=True)
    assert refused.count('class="field-error"') == 2


def a_file_makes_another(app, people) -> None:
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        unit = db.session.get(Unit, people.other_unit_id)
        file = Path("vehicles.csv")
        file.write_text(f"Immatriculation;Acheté le;Service\nKA-9-MD;21/06/2021;{unit.code}\n", encoding="utf-8")
        outcome = imports.run_file(file, "vehicles", by=guard.actor())
        assert outcome.is_loaded, imports.summary(outcome)
        db.session.commit()


def the_list_finds_it(aminata, people) -> None:
    page = aminata.get("/admin/vehicle/").get_data(as_text=True)
    assert "Véhicules" in page and "BA-1234-MD" in page and "KA-9-MD" in page and "28/02/2020" in page
    for question in ("search=1234", "bought_on.to=2020-12-31", f"unit={people.unit_id}"):
        page = aminata.get(f"/admin/vehicle/?{question}").get_data(as_text=True)
        assert "BA-1234-MD" in page and "KA-9-MD" not in page, question
    page = aminata.get("/admin/vehicle/?sort=bought_on&desc=1").get_data(as_text=True)
    assert page.index("KA-9-MD") < page.index("BA-1234-MD")
    text = aminata.get("/admin/vehicle/export/csv/").get_data(as_text=True)
    assert "Immatriculation" in text and "KA-9-MD" in text


def the_record_shows_and_changes(app, aminata, people) -> None:
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        number = db.session.query(Vehicle).filter_by(plate="BA-1234-MD").one().id
    assert "Acheté le" in aminata.get(f"/admin/vehicle/details/?id={number}").get_data(as_text=True)
    changed = {"plate": "BA-1234-MD", "bought_on": "01/03/2020", "unit": str(people.unit_id)}
    assert aminata.change(f"/admin/vehicle/edit/?id={number}", data=changed).status_code == 302


def who_may_not_is_refused(coumba) -> None:
    assert coumba.get("/admin/vehicle/").status_code == 200
    assert coumba.get("/admin/vehicle/new/").status_code == 403


def the_trail_knows(app) -> None:
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        events = db.session.query(AuditEvent).filter_by(record_type="vehicle").order_by(AuditEvent.id)
        told = [(event.action, event.changes) for event in events if event.action in ("create", "edit")]
        assert [action for action, _changes in told] == ["create", "create", "edit"]
        assert told[-1][1] == {"bought_on": ["2020-02-28", "2020-03-01"]}


if __name__ == "__main__":
    main()
    sys.exit(0)
