"""A field that was added is in the form, the list, the details, the filters, the search, the files and the trail."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal

from models import AuditEvent, CustomField, CustomKind, Unit, db
from services import audit, guard, imports
from services.fields import fields_of
from tests import force

from .conftest import LEVELS, add, of_code, typed, unit_of

VALUES = {
    "cf_surnom": "La Poudrière", "cf_surface": "1 240,5", "cf_mis_en_service": "28/02/2009",
    "cf_etat_du_batiment": "good", "cf_cloture": "yes",
}  # fmt: skip


def written(people, name: str) -> object:
    return fields_of(Unit)[name].value(unit_of(people))


def edited(app, client, people, **values):
    """Post the form of Coumba's unit."""
    with app.app_context():
        form = typed(unit_of(people), **values)
    return client.change(f"/admin/unit/edit/?id={people.unit_id}", data=form, follow_redirects=True)


def test_the_form_reads_french_dates_and_comma_decimals(app, with_fields, signed_in):
    page = edited(app, signed_in("aminata"), with_fields, **VALUES).get_data(as_text=True)
    with app.app_context():
        assert written(with_fields, "cf_surface") == Decimal("1240.5")
        assert written(with_fields, "cf_mis_en_service") == dt.date(2009, 2, 28)
        assert written(with_fields, "cf_cloture") is True
    for words in ("La Poudrière", "1 240,5".replace(" ", "\u202f"), "28/02/2009", "Bon état"):
        assert words in page.replace("\u00a0", "\u202f"), words


def test_the_form_refuses_what_is_none(app, with_fields, signed_in):
    wrong = {"cf_surface": "beaucoup", "cf_mis_en_service": "31/02/2009", "cf_etat_du_batiment": "ruin", "cf_cloture": "perhaps"}
    page = edited(app, signed_in("aminata"), with_fields, **wrong).get_data(as_text=True)
    assert page.count('class="field-error"') == len(wrong)
    assert "31/02/2009" in page and "beaucoup" in page
    with app.app_context():
        assert unit_of(with_fields).extra == {}


def test_a_required_field_must_be_given(app, people, signed_in):
    with app.app_context():
        add("Téléphone", is_required=True)
    assert 'class="field-error"' in edited(app, signed_in("aminata"), people, cf_telephone="").get_data(as_text=True)
    edited(app, signed_in("aminata"), people, cf_telephone="20 22 00 00")
    with app.app_context():
        assert unit_of(people).extra == {"telephone": "20 22 00 00"}


def test_the_list_shows_filters_sorts_and_searches(app, with_fields, signed_in):
    aminata = signed_in("aminata")
    edited(app, aminata, with_fields, **VALUES)
    page = aminata.get("/admin/unit/?sort=cf_surface&desc=1").get_data(as_text=True)
    assert page.index("1er arrondissement") < page.index("2e arrondissement")
    for question in ("cf_surface.from=1000", "cf_mis_en_service.to=2009-12-31", "cf_etat_du_batiment=good", "cf_cloture=1", "search=poudriere"):
        page = aminata.get(f"/admin/unit/?{question}").get_data(as_text=True)
        assert "1er arrondissement" in page and "2e arrondissement" not in page, question
    for question in ("cf_surface.from=2000", "cf_cloture=0", "cf_etat_du_batiment=poor"):
        assert "1er arrondissement" not in aminata.get(f"/admin/unit/?{question}").get_data(as_text=True), question


def test_the_export_has_the_field(app, with_fields, signed_in):
    aminata = signed_in("aminata")
    edited(app, aminata, with_fields, **VALUES)
    text = aminata.get("/admin/unit/export/csv/").get_data(as_text=True)
    assert "Surface" in text and "28/02/2009" in text and "Bon état" in text


def test_each_change_stands_in_the_trail_under_its_own_name(app, with_fields, signed_in):
    aminata = signed_in("aminata")
    edited(app, aminata, with_fields, **VALUES)
    edited(app, aminata, with_fields, **VALUES | {"cf_surface": "900"})
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        last = db.session.query(AuditEvent).filter_by(record_type="unit", action="edit").order_by(AuditEvent.id.desc()).first()
        assert last.changes == {"extra.surface": [1240.5, 900]}
        assert audit.verify() is None
        number = last.id
    page = aminata.get(f"/admin/audit-event/details/?id={number}").get_data(as_text=True)
    assert "Surface" in page and "extra." not in page


def test_a_field_masked_for_somebody_is_neither_shown_nor_asked(app, people, signed_in):
    with app.app_context():
        add("Groupe sanguin", record_type="officer", mask="personnel.identify")
        with guard.unscoped("test"):
            db.session.get(force.Officer, people.daouda.officer_id).extra = {"groupe_sanguin": "AB+ rare"}
            db.session.commit()
    boubacar, aminata = signed_in("boubacar"), signed_in("aminata")
    address = f"id={people.daouda.officer_id}"
    assert "AB+ rare" not in boubacar.get(f"/admin/officer/details/?{address}").get_data(as_text=True)
    assert "cf_groupe_sanguin" not in boubacar.get(f"/admin/officer/edit/?{address}").get_data(as_text=True)
    assert "AB+ rare" in aminata.get(f"/admin/officer/details/?{address}").get_data(as_text=True)
    assert "cf_groupe_sanguin" in aminata.get(f"/admin/officer/edit/?{address}").get_data(as_text=True)


def test_a_retired_field_leaves_every_screen_and_keeps_its_values(app, with_fields, signed_in):
    aminata = signed_in("aminata")
    edited(app, aminata, with_fields, **VALUES)
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        number = db.session.query(CustomField).filter_by(key="surnom").one().id
    retired = {"label": "Surnom", "is_retired": "y", "sort_order": "0", "mask": ""}
    assert aminata.change(f"/admin/custom-field/edit/?id={number}", data=retired).status_code == 302
    for page in ("/admin/unit/", f"/admin/unit/edit/?id={with_fields.unit_id}", "/admin/unit/?search=poudriere"):
        text = aminata.get(page).get_data(as_text=True)
        assert "Surnom" not in text and "La Poudrière" not in text, page
    with app.app_context():
        assert unit_of(with_fields).extra["surnom"] == "La Poudrière"


def test_a_file_fills_the_field_like_the_form(app, with_fields, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("Agence;Code;Nom;Surface;Mis en service;État du bâtiment;Clôturé\nPN;X1;Poste de Gao;1 240,5;28/02/2009;Bon état;oui\n")
    mapping = {
        "record": "unit",
        "columns": {"Agence": "agency", "Code": "code", "Nom": "name", "Surface": "cf_surface", "Mis en service": "cf_mis_en_service",
                    "État du bâtiment": "cf_etat_du_batiment", "Clôturé": "cf_cloture"},
    }  # fmt: skip
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        outcome = imports.run_file(file, "unit", mapping=mapping, by=guard.actor())
        assert outcome.is_loaded, imports.summary(outcome)
        db.session.commit()
        assert of_code("X1").extra == {"surface": 1240.5, "mis_en_service": "2009-02-28", "etat_du_batiment": "good", "cloture": True}
        assert imports.guessed(outcome.table, imports.record_type("unit")).columns["Surface"].field == "cf_surface"
        file.write_text(file.read_text().replace("1 240,5", "900"))
        again = imports.run_file(file, "unit", mapping=mapping, by=guard.actor())
        db.session.commit()
        assert again.counts["changed"] == 1 and of_code("X1").extra["surface"] == 900
        same = imports.run_file(file, "unit", mapping=mapping, by=guard.actor(), dry_run=True)
        assert same.counts["unchanged"] == 1
        changed = db.session.query(AuditEvent).filter_by(record_type="unit", action="edit").order_by(AuditEvent.id.desc()).first()
        assert changed.changes == {"extra.surface": [1240.5, 900]}
        assert audit.verify() is None


def test_the_administrator_adds_a_field_and_its_choices_from_the_screen(app, people, signed_in):
    aminata = signed_in("aminata")
    page = aminata.get("/admin/custom-field/new/").get_data(as_text=True)
    assert 'name="choices-0-label"' in page and "&lt;" not in page
    field = {
        "record_type": "unit", "kind": "CHOICE", "label": "Type d’énergie", "sort_order": "0", "is_indexed": "y", "mask": "",
        "choices-0-label": "Réseau", "choices-0-label_en": "Grid", "choices-1-label": "Groupe électrogène", "choices-2-label": "",
    }  # fmt: skip
    assert aminata.post("/admin/custom-field/new/", data=field).status_code == 302
    with app.app_context():
        made = fields_of(Unit)["cf_type_d_energie"]
        assert [choice[0] for choice in made.choices] == ["reseau", "groupe_electrogene"]
        guard.act_as(guard.SYSTEM)
        assert db.session.query(CustomField).one().mask is None, "nothing chosen is nothing kept"
    assert "Type d’énergie" in aminata.get("/admin/unit/").get_data(as_text=True)


def test_nobody_but_the_administrator_adds_fields(app, people, signed_in):
    for name in ("boubacar", "coumba", "daouda", "fanta"):
        visitor = signed_in(name)
        for page in ("/admin/custom-field/", "/admin/custom-field/new/", "/admin/custom-field/definitions/", "/admin/custom-field/load/"):
            assert visitor.get(page).status_code == 403, f"{name} {page}"


def test_definitions_are_looked_at_and_brought_in_from_the_screen(app, with_fields, signed_in):
    aminata = signed_in("aminata")
    text = aminata.get("/admin/custom-field/definitions/").get_data(as_text=True)
    other = text.replace('"Surnom"', '"Nom d’usage"')
    page = aminata.post("/admin/custom-field/load/", data={"file": (io.BytesIO(other.encode()), "fields.json")}).get_data(as_text=True)
    assert "Nom d’usage" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    done = aminata.post("/admin/custom-field/bring-in/", data={"text": other, "seen": seen}, follow_redirects=True).text
    assert "notice-good" in done, re.findall("<div>([^<]{20,200})", done)
    assert "Nom d’usage" in aminata.get("/admin/unit/").get_data(as_text=True)
    assert LEVELS[0]["label"] in text and CustomKind.CHOICE.value in text
