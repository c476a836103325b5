"""Two people at one record: no change is lost, whatever the order, and nobody types anything twice."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from admin_views.record.forms import words
from models import AuditEvent, Officer, Position, Region, Unit, User, db, now
from rules.access import Actor
from services import guard
from tests.desk.forms import form_of

ADDRESS = "/admin/unit/edit/?id={}"


@pytest.fixture
def unit(people):
    return ADDRESS.format(people.unit_id)


@pytest.fixture
def stored(app, people):
    """stored(): name, code and version of the unit as they are now."""

    def look():
        with app.app_context(), guard.unscoped("the test looks"):
            record = db.session.get(Unit, people.unit_id)
            return record.name, record.code

    return look


@pytest.fixture
def two(app, people, signed_in):
    """Aminata, and Boubacar who may keep units too, for once."""
    with app.app_context(), guard.unscoped("the test makes ready"):
        db.session.get(User, people.boubacar.user_id).role = "hr_manager"
        db.session.commit()
    return signed_in("aminata"), signed_in("boubacar")


def opened(client, address) -> dict[str, str]:
    return form_of(client.get(address))


def test_the_second_is_told_who_changed_what_and_keeps_what_was_typed(two, unit, stored):
    aminata, boubacar = two
    first, second = opened(boubacar, unit), opened(aminata, unit)
    assert boubacar.post(unit, data=first | {"name": "Commissariat de Gao"}).status_code == 302
    answer = aminata.post(unit, data=second | {"name": "Commissariat de Kayes"})
    assert answer.status_code == 200
    for words in ("Boubacar", "Commissariat du 1er arrondissement → Commissariat de Gao", 'value="Commissariat de Kayes"', "_keep-name"):
        assert words in answer.text
    assert stored()[0] == "Commissariat de Gao"


def test_what_only_the_other_changed_is_taken_over(two, unit, stored):
    aminata, boubacar = two
    first, second = opened(boubacar, unit), opened(aminata, unit)
    boubacar.post(unit, data=first | {"name": "Commissariat de Gao"})
    answer = aminata.post(unit, data=second | {"code": "NEUF"})
    again = form_of(answer)
    assert (again["name"], again["code"]) == ("Commissariat de Gao", "NEUF") and "_keep-name" not in answer.text
    assert aminata.post(unit, data=again).status_code == 302
    assert stored() == ("Commissariat de Gao", "NEUF")


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "Commissariat de Gao"), ("mine", "Commissariat de Kayes")])
def test_what_both_changed_is_chosen(two, unit, stored, choice, kept):
    aminata, boubacar = two
    first, second = opened(boubacar, unit), opened(aminata, unit)
    boubacar.post(unit, data=first | {"name": "Commissariat de Gao"})
    again = form_of(aminata.post(unit, data=second | {"name": "Commissariat de Kayes"}))
    undecided = aminata.post(unit, data=again)
    assert undecided.status_code == 200 and stored()[0] == "Commissariat de Gao", "without a choice nothing is saved"
    assert aminata.post(unit, data=form_of(undecided) | {"_keep-name": choice}).status_code == 302
    assert stored()[0] == kept


def test_a_third_change_while_one_chooses_is_told_again(two, unit, stored):
    aminata, boubacar = two
    first, second = opened(boubacar, unit), opened(aminata, unit)
    boubacar.post(unit, data=first | {"name": "Commissariat de Gao"})
    again = form_of(aminata.post(unit, data=second | {"name": "Commissariat de Kayes"}))
    boubacar.post(unit, data=opened(boubacar, unit) | {"name": "Commissariat de Ségou"})
    answer = aminata.post(unit, data=again | {"_keep-name": "mine"})
    assert answer.status_code == 200 and "Commissariat de Ségou" in answer.text and stored()[0] == "Commissariat de Ségou"
    assert aminata.post(unit, data=form_of(answer) | {"_keep-name": "mine"}).status_code == 302
    assert stored()[0] == "Commissariat de Kayes"


STEPS = ("open a", "save a", "open b", "save b")
ORDERS = [order for order in itertools.permutations(STEPS) if all(order.index(f"open {w}") < order.index(f"save {w}") for w in "ab")]


@pytest.mark.parametrize("fields", [("name", "name"), ("name", "code")])
@pytest.mark.parametrize("order", ORDERS, ids=" · ".join)
def test_no_order_of_two_editors_loses_a_change(two, unit, stored, order, fields):
    clients, forms, refused = dict(zip("ab", two, strict=True)), {}, []
    wanted = {who: {field: f"De {who.upper()}"} for who, field in zip("ab", fields, strict=True)}
    saved = {}
    for step in order:
        verb, who = step.split()
        if verb == "open":
            forms[who] = opened(clients[who], unit)
        elif clients[who].post(unit, data=forms[who] | wanted[who]).status_code == 302:
            saved |= wanted[who]
        else:
            refused.append(who)
    name, code = stored()
    is_interleaved = order[1].startswith("open")
    assert len(refused) == (1 if is_interleaved else 0)
    for field, value in saved.items():
        assert {"name": name, "code": code}[field] == value, "what was accepted stands"


def test_a_commit_between_reading_and_writing_gives_the_same_page(app, two, unit, people, stored, monkeypatch):
    """A second connection commits after this request has read the record."""
    aminata, _boubacar = two
    second = opened(aminata, unit)
    view, done = next(one for one in app.extensions["admin_views"] if getattr(one, "model", None) is Unit), []

    def commit_elsewhere(form, record, is_created):
        if not done:
            done.append(True)
            table = Unit.__table__
            with db.engine.begin() as other:
                other.execute(table.update().where(table.c.id == people.unit_id).values(name="Entre-temps", version=table.c.version + 1))

    monkeypatch.setattr(view, "on_model_change", commit_elsewhere, raising=False)
    answer = aminata.post(unit, data={k: v for k, v in second.items() if k != "_submission"} | {"name": "Le mien"})
    assert answer.status_code == 200 and "Entre-temps" in answer.text and 'value="Le mien"' in answer.text and "_keep-name" in answer.text
    assert aminata.post(unit, data=form_of(answer) | {"_keep-name": "mine"}).status_code == 302
    assert stored()[0] == "Le mien"


def test_a_record_deleted_meanwhile_shows_what_was_typed_and_who_deleted_it(app, signed_in):
    aminata, other = signed_in("aminata"), signed_in("aminata")
    with app.app_context(), guard.unscoped("the test makes ready"):
        region = Region(code="XX", name="Région neuve", sort_order=99)
        db.session.add(region)
        db.session.commit()
        number = region.id
    address = f"/admin/region/edit/?id={number}"
    form = opened(aminata, address)
    with app.app_context(), guard.unscoped("the test deletes"):
        guard.act_as(Actor(name="Fanta Coulibaly", role="administrator"))
        db.session.delete(db.session.get(Region, number))
        db.session.commit()
    answer = other.post(address, data=form | {"name": "Région très neuve"})
    assert answer.status_code == 409 and "Région très neuve" in answer.text and "Fanta Coulibaly" in answer.text
    link = answer.text.split('href="/admin/region/new/?kept=')[1].split('"')[0]
    assert form_of(other.get(f"/admin/region/new/?kept={link}"))["name"] == "Région très neuve"


def test_a_record_that_was_never_seen_stays_unknown_when_posted(people, signed_in):
    boubacar = signed_in("boubacar")
    assert boubacar.post(f"/admin/officer/edit/?id={people.canary_id}", data={"_opened": "forgé"}).status_code == 404


def test_a_masked_value_is_not_told_to_who_may_not_read_it(app, people, signed_in):
    aminata, boubacar = signed_in("aminata"), signed_in("boubacar")
    address = f"/admin/officer/edit/?id={people.colleague_id}"
    first, second = opened(aminata, address), opened(boubacar, address)
    assert "nina" not in second
    assert aminata.post(address, data=first | {"nina": "19012345678901A"}).status_code == 302
    answer = boubacar.post(address, data=second | {"birth_place": "Kita"})
    assert answer.status_code == 200 and "NINA" in answer.text and "19012345678901A" not in answer.text
    assert boubacar.post(address, data=form_of(answer)).status_code == 302


def test_a_position_opened_twice_by_one_person_is_told_too(signed_in, app):
    with app.app_context(), guard.unscoped("the test looks"):
        number = db.session.query(Position.id).order_by(Position.id).first().id
    aminata, address = signed_in("aminata"), f"/admin/position/edit/?id={number}"
    first, second = opened(aminata, address), opened(aminata, address)
    assert aminata.post(address, data=first | {"name": "Autre"}).status_code == 302
    assert aminata.post(address, data=second | {"name": "Encore un autre"}).status_code == 200


def test_what_the_trail_holds_and_the_program_no_longer_knows_is_told_as_it_was_written(app, people, signed_in):
    """A choice that was retired since, a record that is gone, and a sign of the language of pages in a name."""
    aminata, address = signed_in("aminata"), f"/admin/officer/edit/?id={people.daouda.officer_id}"
    form = opened(aminata, address)
    with app.app_context(), guard.unscoped("an older release wrote"):
        guard.act_as(Actor(name="Boubacar <Diarra>", role="hr_clerk"))
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_place = "Kayes & Nioro"
        db.session.commit()
        trail = AuditEvent.__table__
        newest = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        changes = newest.changes | {"sex": ["other", "F"], "unit_id": [987654, people.unit_id]}
        db.session.connection().execute(trail.update().where(trail.c.id == newest.id).values(changes=changes))
        db.session.commit()
    answer = aminata.post(address, data=form | {"birth_place": "Ségou"})
    assert answer.status_code == 200 and "Boubacar &lt;Diarra&gt;" in answer.text and "Kayes &amp; Nioro" in answer.text
    assert "other →" in answer.text and "987654" in answer.text and "&amp;amp;" not in answer.text


def test_who_changed_it_on_another_day_is_told_with_the_day(app):
    with app.test_request_context():
        assert words.clock(now()).split()[0] == "at" or words.clock(now()).startswith("à ")
        assert words.clock(dt.datetime(2026, 3, 7, 8, 5, tzinfo=dt.UTC)).split()[0] in ("on", "le")
