"""The last day of a campaign: several processes write the same draft, and nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from models import EvaluationDraft, EvaluationMark, EvaluationPart, EvaluationStep, EvaluationStepKind, Officer, PartState, db
from rules.refused import Refused
from services import evaluation, guard
from tests.evaluation import campaign

ROOT = Path(__file__).parents[2]
TIMES = 15

# A web process of its own that counts in one field: each text is the number after the one that stood there, and a letter of
# its own. It says when it stands ready, begins at a word, and says each text that was acknowledged.
WRITER = """
import sys
from app import create_app
from models import User, db
from services import account, evaluation, guard
from services.evaluation import Cell

user, part, field, times, mine = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]
with create_app().app_context():
    with guard.unscoped("who acts in a test"):
        who = account.actor_of(db.session.get(User, user), "portal", None, None)
    print("ready", flush=True)
    sys.stdin.readline()
    stored, done = "", 0
    while done < times:
        guard.act_as(who)
        text = str(int(stored.rstrip("ab") or 0) + 1) + mine
        conflicts = evaluation.type_in([Cell(part, field, text, stored)], by=who)
        db.session.commit()
        if conflicts and conflicts[0].because:
            break
        stored = conflicts[0].stored if conflicts else text
        if not conflicts:
            done += 1
            print(text, flush=True)
"""


@pytest.fixture
def form(app, people):
    """The number of Coumba's part in the evaluation of Daouda, and the names of its fields for marks."""
    with app.app_context():
        with guard.unscoped("a form for a test"):
            daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
            made = campaign.an_evaluation(daouda, coumba)
            made.not_interviewed = "Vu la veille"
            part, names = made.parts[0].id, [f"mark-{one.id}" for one in evaluation.criteria_of(made)]
        db.session.commit()
    return part, names


@pytest.fixture
def writer(app, people, form):
    """writer(field, mine, times): a process that types into the form as Coumba, and stands ready to begin."""
    settings = {"SIRHP_INSTANCE": str(app.config["INSTANCE_FOLDER"]), "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    started = []

    def start(field: str, mine: str = "", times: int = TIMES) -> subprocess.Popen:
        asked = [str(people.coumba.user_id), str(form[0]), field, str(times), mine]
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, *asked], cwd=ROOT, env=os.environ | settings, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def begin(*writers: subprocess.Popen) -> None:
    for one in writers:
        one.stdin.write("go\n")
        one.stdin.flush()


def acknowledged(one: subprocess.Popen) -> list[str]:
    """What it was told is kept, once it has ended."""
    return one.stdout.read().split()


def stored(app, part: int) -> dict[str, str]:
    with app.app_context(), guard.unscoped("look"):
        return db.session.scalar(db.select(EvaluationDraft.typed).where(EvaluationDraft.part_id == part))


def test_two_processes_that_fill_one_draft_keep_each_others_fields(app, form, writer):
    part, names = form
    writers = [writer(names[0]), writer(names[1])]
    begin(*writers)
    assert [acknowledged(one)[-1] for one in writers] == [str(TIMES)] * 2
    assert stored(app, part) == {names[0]: str(TIMES), names[1]: str(TIMES)}


def test_two_processes_that_write_one_field_never_write_over_what_the_other_was_told_is_kept(app, form, writer):
    part, names = form
    writers = [writer(names[0], "a"), writer(names[0], "b")]
    begin(*writers)
    told = sorted((text for one in writers for text in acknowledged(one)), key=lambda text: int(text.rstrip("ab")))
    assert [text.rstrip("ab") for text in told] == [str(number) for number in range(1, 2 * TIMES + 1)]
    assert stored(app, part) == {names[0]: told[-1]}


def test_what_was_acknowledged_before_the_sending_is_sent_and_nothing_after_it(app, people, form, writer):
    part, names = form
    fill(app, people, part, names)
    typing = writer("comment", times=10**6)
    begin(typing)
    first = typing.stdout.readline().strip()
    assert send(app, people, part) == "sent"
    last = [first, *acknowledged(typing)][-1]
    with app.app_context(), guard.unscoped("look"):
        sent = db.session.get(EvaluationPart, part)
        assert (sent.state, sent.comment, stored(app, part)["comment"]) == (PartState.SENT, last, last)


def test_of_two_who_send_one_form_at_once_one_sends_it(app, people, form):
    part, names = form
    fill(app, people, part, names)
    told = []
    threads = [threading.Thread(target=lambda: told.append(send(app, people, part))) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert sorted(told) == ["refused", "sent"]
    with app.app_context(), guard.unscoped("look"):
        marks = db.session.scalars(db.select(EvaluationMark.cycle_criterion_id).where(EvaluationMark.part_id == part)).all()
        steps = db.session.scalars(db.select(EvaluationStep).where(EvaluationStep.kind == EvaluationStepKind.SENT)).all()
    assert sorted(f"mark-{number}" for number in marks) == sorted(names) and len(steps) == 1


def fill(app, people, part: int, names: list[str]) -> None:
    """Everything is marked; only the sending is left."""
    with app.app_context():
        who = campaign.act_as(people.coumba)
        assert evaluation.type_in([evaluation.Cell(part, name, "12") for name in names], by=who) == []
        db.session.commit()


def send(app, people, part: int) -> str:
    """Send the form as Coumba, in a transaction of its own."""
    with app.app_context():
        who = campaign.act_as(people.coumba)
        try:
            evaluation.send(db.session.get(EvaluationPart, part), by=who)
            db.session.commit()
        except Refused:
            db.session.rollback()
            return "refused"
    return "sent"
