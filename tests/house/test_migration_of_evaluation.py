"""The evaluations of a base that is older than campaigns, parts and drafts: nothing is lost on the way up and down."""

from __future__ import annotations

import json

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from models import Evaluation, db
from services import guard

BEFORE, AFTER = "0011", "0012"
LEVELS = "0–7 : Conteste les ordres, rend compte en retard : à suivre. 8–11 : Obéit. 12–15 : Discipliné. 16–20 : Exemplaire."
OLD_ROWS = (
    "INSERT INTO agency (id, code, name, is_assumed, version) VALUES (1, 'PN', 'Police nationale', false, 1)",
    "INSERT INTO unit (id, code, name, agency_id, path, version) VALUES (1, 'U1', 'Commissariat de Ségou', 1, '1/', 1)",
    "INSERT INTO officer (id, last_name, first_names, home_agency_id, entered_on, version) VALUES"
    " (1, 'Traoré', 'Élie', 1, '2001-01-01', 1), (2, 'Keïta', 'Coumba', 1, '2001-01-01', 1),"
    " (3, 'Diarra', 'Daouda', 1, '2001-01-01', 1), (4, 'Sissoko', 'Awa', 1, '2001-01-01', 1)",
    "INSERT INTO criterion (id, code, name, weight, anchors, is_for_leaders, sort_order, is_assumed, version) VALUES"
    f" (1, 'DIS', 'Discipline', 60, '{LEVELS}', false, 1, true, 1),"
    " (2, 'QUA', 'Qualité', 40, 'De 0 à 20, selon le soin.', false, 2, true, 1),"
    " (3, 'COM', 'Commandement', 5, NULL, true, 3, true, 1),"
    " (4, 'SPO', 'Sport', 0, NULL, false, 4, true, 1)",
    "INSERT INTO evaluation_cycle (id, name, starts_on, ends_on, scale_max, least_share, state, version) VALUES"
    " (1, '2023', '2023-01-01', '2023-12-31', 20, 0.6, 'CLOSED', 1), (2, '2024', '2024-01-01', '2024-12-31', 20, 0.6, 'OPEN', 1),"
    " (3, '2025', '2025-01-01', '2025-12-31', 10, 0.6, 'PREPARED', 1)",
    "INSERT INTO cycle_criterion (id, cycle_id, criterion_id, weight, sort_order, version) VALUES"
    " (1, 1, 1, 50, 1, 1), (2, 1, 2, 50, 2, 1), (3, 2, 1, 60, 1, 1), (4, 2, 2, 40, 2, 1), (5, 2, 3, 5, 3, 1)",
    "INSERT INTO evaluation (id, cycle_id, officer_id, evaluator_id, evaluator_name, unit_id, state, score, comment, submitted_at, version)"
    " VALUES (1, 1, 1, 2, 'KEÏTA Coumba', 1, 'SUBMITTED', 14.5, 'Solide.', '2024-01-10 10:00:00', 2),"
    " (2, 2, 1, 2, 'KEÏTA Coumba', 1, 'SUBMITTED', 15, NULL, '2025-01-11 10:00:00', 1),"
    " (3, 2, 2, 4, 'SISSOKO Awa', 1, 'SUBMITTED', 16, 'Commande bien.', '2025-01-12 10:00:00', 1),"
    " (4, 2, 3, 2, NULL, 1, 'DRAFT', NULL, 'À finir', NULL, 1),"
    " (5, 2, 4, NULL, NULL, 1, 'DRAFT', NULL, NULL, NULL, 1)",
    "INSERT INTO evaluation_mark (id, evaluation_id, cycle_criterion_id, mark, version) VALUES"
    " (1, 1, 1, 14, 1), (2, 1, 2, 15, 1), (3, 2, 3, 15, 1), (4, 2, 4, 15, 1), (5, 3, 3, 16, 1), (6, 3, 4, 16, 1), (7, 3, 5, 16.25, 1),"
    " (8, 4, 3, 14.5, 1), (9, 5, 3, 9, 1)",
)
# What must stand there again after a way up and down; the number of a mark that was a draft is given anew.
STOOD = (
    "SELECT id, weight, anchors, is_for_leaders FROM criterion ORDER BY id",
    "SELECT id, cycle_id, criterion_id, weight, sort_order FROM cycle_criterion ORDER BY id",
    "SELECT id, cycle_id, officer_id, evaluator_id, evaluator_name, unit_id, state, score, comment, submitted_at FROM evaluation ORDER BY id",
    "SELECT evaluation_id, cycle_criterion_id, mark FROM evaluation_mark ORDER BY evaluation_id, cycle_criterion_id",
    "SELECT name, state FROM evaluation_cycle ORDER BY id",
)


@pytest.fixture
def old(new_app):
    """A base as it stood before campaigns, with evaluations of two cycles."""
    app = new_app()
    with app.app_context():
        upgrade(revision=BEFORE)
        for row in OLD_ROWS:
            db.session.execute(text(row))
        if db.engine.dialect.name == "postgresql":  # whose next numbers do not follow those that were given
            for table in ("cycle_criterion", "evaluation_mark"):
                db.session.execute(text(f"SELECT setval('{table}_id_seq', 100)"))
        db.session.commit()
        db.session.remove()
        yield app
        db.engine.dispose()


def rows(statement: str) -> list[tuple]:
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.remove()
    return found


def everything() -> list[list[tuple]]:
    return [rows(statement) for statement in STOOD]


def test_nothing_is_lost_on_the_way_up_and_down_and_up(old):
    stood = everything()
    for _each in range(2):
        upgrade(revision=AFTER)
        downgrade(revision=BEFORE)
        assert everything() == stood
    columns = {name: {column["name"] for column in inspect(db.engine).get_columns(name)} for name in ("evaluation", "cycle_criterion")}
    assert "form_id" not in columns["evaluation"] | columns["cycle_criterion"]


def test_a_text_of_levels_becomes_levels_and_another_text_one_level(old):
    upgrade(revision=AFTER)
    assert rows("SELECT criterion_id, from_share, words FROM criterion_level ORDER BY criterion_id, from_share") == [
        (1, 0, "Conteste les ordres, rend compte en retard : à suivre."), (1, 40, "Obéit."), (1, 60, "Discipliné."), (1, 80, "Exemplaire."),
        (2, 0, "De 0 à 20, selon le soin."),
    ]  # fmt: skip


def test_leaders_have_a_form_of_their_own_in_each_cycle_that_asked_them_for_more(old):
    upgrade(revision=AFTER)
    assert rows("SELECT code, audience FROM evaluation_form ORDER BY code") == [("AGT", "OTHERS"), ("CHF", "HEADS")]
    asked = (
        "SELECT form.code, criterion.code FROM form_criterion JOIN evaluation_form AS form ON form.id = form_criterion.form_id"
        " JOIN criterion ON criterion.id = criterion_id ORDER BY form.code, form_criterion.sort_order"
    )
    assert rows(asked) == [("AGT", "DIS"), ("AGT", "QUA"), ("CHF", "DIS"), ("CHF", "QUA"), ("CHF", "COM")]
    frozen = (
        "SELECT form.cycle_id, form.audience, one.criterion_id FROM cycle_criterion AS one"
        " JOIN cycle_form AS form ON form.id = one.form_id ORDER BY form.cycle_id, form.id, one.sort_order"
    )
    assert rows(frozen) == [
        (1, "EVERYBODY", 1), (1, "EVERYBODY", 2), (2, "OTHERS", 1), (2, "OTHERS", 2), (2, "HEADS", 1), (2, "HEADS", 2), (2, "HEADS", 3),
    ]  # fmt: skip
    levels = rows("SELECT DISTINCT CAST(levels AS VARCHAR(2000)) FROM cycle_criterion WHERE criterion_id = 1")
    assert [share for share, _words, _english in json.loads(levels[0][0])] == [0, 40, 60, 80]


def test_what_was_submitted_is_with_its_officer_or_closed_and_its_marks_are_of_its_form(old):
    upgrade(revision=AFTER)
    shown = "SELECT evaluation.id, evaluation.state, form.audience FROM evaluation JOIN cycle_form AS form ON form.id = evaluation.form_id ORDER BY evaluation.id"
    assert rows(shown) == [
        (1, "CLOSED", "EVERYBODY"), (2, "READING", "OTHERS"), (3, "READING", "HEADS"), (4, "MARKING", "OTHERS"), (5, "MARKING", "OTHERS"),
    ]  # fmt: skip
    parts = rows("SELECT evaluation_id, evaluator_id, days, state, aside, comment FROM evaluation_part ORDER BY evaluation_id")
    assert parts == [
        (1, 2, 365, "SENT", None, "Solide."), (2, 2, 366, "SENT", None, None), (3, 4, 366, "SENT", None, "Commande bien."),
        (4, 2, 366, "OPEN", None, None), (5, None, 366, "SET_ASIDE", "NOBODY", None),
    ]  # fmt: skip
    strangers = (
        "SELECT count(*) FROM evaluation_mark AS mark JOIN evaluation ON evaluation.id = mark.evaluation_id"
        " JOIN cycle_criterion AS asked ON asked.id = mark.cycle_criterion_id WHERE asked.form_id <> evaluation.form_id"
    )
    assert rows(strangers) == [(0,)]
    assert rows("SELECT evaluation_id, level, count(part_id) FROM evaluation_mark GROUP BY evaluation_id, level ORDER BY evaluation_id") == [
        (1, "FIRST", 2), (2, "FIRST", 2), (3, "FIRST", 3), (5, "FIRST", 1),
    ]  # fmt: skip


def test_a_draft_is_what_its_evaluator_typed(old):
    upgrade(revision=AFTER)
    ((evaluation, writer, typed),) = rows("SELECT evaluation_id, writer_id, CAST(typed AS VARCHAR(2000)) FROM evaluation_draft")
    assert (evaluation, writer, json.loads(typed)) == (4, 2, {"mark-3": "14,5", "comment": "À finir"})


def test_going_back_keeps_the_mark_that_counted_and_only_what_can_be_read_as_a_mark(old):
    upgrade(revision=AFTER)
    typed = json.dumps({"mark-3": "13", "mark-4": "quinze", "why-3": "Parce que"})
    for statement in (
        f"UPDATE evaluation_draft SET typed = '{typed}'",
        "INSERT INTO evaluation_mark (evaluation_id, cycle_criterion_id, level, mark, version) VALUES (2, 3, 'SECOND', 12, 1), (2, 3, 'APPEAL', 13, 1)",
        "INSERT INTO evaluation_part (evaluation_id, evaluator_id, starts_on, ends_on, days, state, version)"
        " VALUES (1, 4, '2023-01-01', '2023-12-31', 365, 'SENT', 1)",
        "INSERT INTO evaluation_mark (evaluation_id, part_id, cycle_criterion_id, level, mark, version)"
        " SELECT 1, max(id), 1, 'FIRST', 17, 1 FROM evaluation_part WHERE evaluation_id = 1",
    ):
        db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()
    downgrade(revision=BEFORE)
    marks = {(evaluation, criterion): float(mark) for evaluation, criterion, mark in rows(STOOD[3])}
    assert (marks[2, 3], marks[1, 1], marks[4, 3]) == (13, 15.5, 13)
    assert (4, 4) not in marks


def test_an_evaluation_of_before_is_read_by_todays_program(old):
    upgrade()
    guard.act_as(guard.SYSTEM)
    evaluation = db.session.get(Evaluation, 3)
    assert [str(mark.cycle_criterion.form) for mark in evaluation.marks] == ["Fiche des chefs de service"] * 3
    assert evaluation.parts[0].evaluator_name == "SISSOKO Awa"
