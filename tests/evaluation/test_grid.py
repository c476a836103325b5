"""The grid and the form of one person over HTTP, without scripts: saved, sent, and nobody else's."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from models import AuditEvent, EvaluationDraft, EvaluationPart, Officer, PartState, Unit, db
from services import evaluation, guard
from tests import force
from tests.evaluation import campaign


@pytest.fixture
def parts(app, people):
    """Coumba's parts: of Daouda, and of one who has moved out of her unit since. (numbers of the parts, fields of the marks)"""
    with app.app_context():
        with guard.unscoped("a form for a test"):
            daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
            moved = force.officer("Diarra", "Aïssata", db.session.get(Unit, people.foreign_unit_id))
            made = [campaign.an_evaluation(one, coumba) for one in (daouda, moved)]
            for one in made:
                one.not_interviewed = "Vu la veille"
            found = [one.parts[0].id for one in made], [f"mark-{one.id}" for one in evaluation.criteria_of(made[0])]
        db.session.commit()
    return found


@pytest.fixture
def coumba(parts, signed_in):
    return signed_in("coumba")


def base(page: str) -> str:
    return re.search(r'name="base" value="([^"]*)"', page)[1].replace("&#34;", '"').replace("&quot;", '"')


def save(client, parts, text: str, act: str = "save"):
    numbers, fields = parts
    typed = {f"{number}:{field}": text for number in numbers for field in fields}
    return client.post("/my/team/", data=typed | {"base": base(client.get("/my/team/").text), "act": act})


def typed(app, part_id: int) -> dict:
    with app.app_context(), guard.unscoped("the test looks"):
        return dict(db.session.query(EvaluationDraft.typed).filter_by(part_id=part_id).scalar() or {})


def test_the_grid_shows_all_who_are_assigned_wherever_they_serve_now(coumba):
    page = coumba.get("/my/team/").text
    assert "TRAORÉ Daouda" in page and "DIARRA Aïssata" in page


def test_the_grid_is_saved_and_sent_without_a_script(app, coumba, parts):
    answer = save(coumba, parts, "14,5", act="send")
    assert answer.location == "/my/team/send"
    page = coumba.get(answer.location).text
    assert "TRAORÉ Daouda" in page and "14,5" in page, "the names and the marks are said before"
    shown = re.search(r'name="shown" value="(\w+)"', page)[1]
    answer = coumba.post("/my/team/send", data={"shown": shown, "part": parts[0]})
    assert answer.location == "/my/team/"
    with app.app_context(), guard.unscoped("the test looks"):
        assert {one.state for one in db.session.query(EvaluationPart)} == {PartState.SENT}


def test_what_was_typed_since_the_page_that_sends_is_read_once_more(app, coumba, parts):
    save(coumba, parts, "14")
    shown = re.search(r'name="shown" value="(\w+)"', coumba.get("/my/team/send").text)[1]
    save(coumba, parts, "15")
    assert coumba.post("/my/team/send", data={"shown": shown, "part": parts[0]}).status_code == 409
    with app.app_context(), guard.unscoped("the test looks"):
        assert {one.state for one in db.session.query(EvaluationPart)} == {PartState.OPEN}


def test_of_a_field_that_was_saved_elsewhere_meanwhile_both_texts_are_shown(app, coumba, parts):
    (number, _other), (field, *_rest) = parts
    before = base(coumba.get("/my/team/").text)
    save(coumba, parts, "12")
    answer = coumba.post("/my/team/", data={f"{number}:{field}": "16", "base": before})
    assert answer.status_code == 409 and 'value="16"' in answer.text and "field-error" in answer.text
    assert typed(app, number)[field] == "12"
    coumba.post("/my/team/", data={f"{number}:{field}": "16", "base": base(answer.text)})
    assert typed(app, number)[field] == "16", "whoever has read both saves again"


def test_the_page_saves_by_itself_what_is_typed(app, coumba, parts):
    (number, _other), (field, *_rest) = parts
    answer = coumba.post("/my/team/draft", json={"cells": [[number, field, "13", ""], [number, "mark-0", "1", ""]], "of": number})
    assert answer.status_code == 200 and typed(app, number) == {field: "13"}
    assert [found[:2] for found in answer.json["conflicts"]] == [[number, "mark-0"]]
    assert answer.json["state"] == "draft" and answer.json["lacks"]


@pytest.mark.parametrize("posted", ["", "[]", '{"cells": 3}', '{"cells": [[1, 2, 3]]}', '{"cells": [[99999999999, "comment", "", null]]}'])
def test_what_no_page_sends_is_refused_without_a_trace(coumba, posted):
    assert coumba.post("/my/team/draft", data=posted, content_type="application/json").status_code == 400


def test_the_form_of_one_person_shows_the_levels_and_is_saved(app, coumba, parts):
    (number, _other), (field, *_rest) = parts
    page = coumba.get(f"/my/team/{number}/").text
    assert 'class="levels"' in page and f'name="{number}:{field}"' in page
    answer = coumba.post(f"/my/team/{number}/", data={f"{number}:{field}": "17", f"{number}:comment": "Calme.\r\nJuste.", "base": base(page)})
    assert answer.location == f"/my/team/{number}/"
    assert typed(app, number) == {field: "17", "comment": "Calme.\nJuste."}


def test_opening_the_form_of_one_person_is_noted_even_of_one_who_moved_away(app, coumba, parts):
    coumba.purpose = None
    for number in parts[0]:
        assert coumba.get(f"/my/team/{number}/").status_code == 200
    with app.app_context(), guard.unscoped("the test looks"):
        seen = db.session.query(AuditEvent).filter_by(action="view", record_type="evaluation_part").all()
        assert {one.record_id for one in seen} == set(parts[0]) and all(one.officer_id for one in seen)


def test_the_grid_alone_opens_nobodys_file(app, coumba):
    coumba.get("/my/team/")
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(AuditEvent).filter_by(action="view").count() == 0


@pytest.mark.parametrize("name", ["daouda", "boubacar", "aminata", "fanta"])
def test_nobody_else_reads_or_writes_a_part(app, signed_in, parts, name):
    numbers, fields = parts
    other = signed_in(name)
    assert other.get(f"/my/team/{numbers[0]}/").status_code in (403, 404)
    assert other.post("/my/team/draft", json={"cells": [[numbers[0], fields[0], "20", None]]}).status_code == 403
    assert other.post("/my/team/send", data={"part": numbers[:1]}).status_code in (403, 404)
    assert typed(app, numbers[0]) == {}


@pytest.mark.parametrize("path", ["/my/team/", "/my/team/1/", "/my/team/send"])
def test_a_stranger_is_sent_to_sign_in(client, path):
    assert client.get(path).location.startswith("/login")
    assert client.post("/my/team/draft", json={"cells": []}).location.startswith("/login")


def test_thirty_people_are_saved_in_a_handful_of_statements(app, people, statements):
    with app.app_context():
        with guard.unscoped("a form for a test"):
            coumba = db.session.get(Officer, people.coumba.officer_id)
            team = [force.officer("Koné", f"Agent {number}", coumba.unit) for number in range(30)]
            made = [campaign.an_evaluation(one, coumba) for one in team]
            fields = [f"mark-{one.id}" for one in evaluation.criteria_of(made[0])]
            cells = [evaluation.Cell(one.parts[0].id, field, "14", "") for one in made for field in fields]
        db.session.commit()
        who = campaign.act_as(people.coumba)
        with statements() as counted:
            assert evaluation.type_in(cells, by=who) == []
            db.session.commit()
        assert len(counted) <= 5, json.dumps(counted, indent=1)


@pytest.fixture
def statements(app):
    """with statements() as counted: the statements that reach the database inside."""

    @contextmanager
    def counting():
        found = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            found.append(statement[:80])

        event.listen(db.engine, "before_cursor_execute", note)
        yield found
        event.remove(db.engine, "before_cursor_execute", note)

    return counting
