"""The screens of a collective act: the way through them, and the ways that are closed."""

from __future__ import annotations

import io
import re

import pytest

import jobs
from models import (
    Agency,
    CollectiveAct,
    CollectivePurpose,
    CollectiveRow,
    CollectiveState,
    Concordance,
    Corps,
    Job,
    JobState,
    Officer,
    Proposal,
    Rank,
    Unit,
    db,
)
from services import collective, guard
from tests import force

from .conftest import actor_named

SCREEN = "/admin/collective-act"


@pytest.fixture
def desk(app, cast, signed_in):
    """desk("kadidia"): a signed-in client; the cast is there."""
    return signed_in


def read(app, question):
    """An answer of the database, unscoped."""
    with app.app_context(), guard.unscoped("the test"):
        return question()


def text(answer) -> str:
    return answer.get_data(as_text=True)


def seen(answer) -> str:
    return re.search(r'name="seen" value="([0-9a-f]+)"', text(answer))[1]


def preview(client, number: int):
    return client.get(f"{SCREEN}/preview/?id={number}&show=able")


def propose(client, number: int, **other):
    data = {"id": number, "seen": seen(preview(client, number)), "reason": "Arrêté signé"} | other
    return client.post(f"{SCREEN}/propose/", data=data, follow_redirects=True)


def proposal(app) -> tuple[int, str]:
    return read(app, lambda: db.session.query(Proposal.id, Proposal.digest).order_by(Proposal.id.desc()).first())


def approve(app, client) -> None:
    number, digest = proposal(app)
    client.post("/admin/proposal/approve/", data={"id": number, "digest": digest})


def work(app) -> JobState:
    """Do what was asked of the worker, and say how it ended."""
    with app.app_context():
        with guard.unscoped("the test"):
            job = db.session.query(Job.id).order_by(Job.id.desc()).first()
        jobs.run(job.id)
        with guard.unscoped("the test"):
            return db.session.get(Job, job.id).state


def movement(app, cast, officers, unit_id: int) -> int:
    with app.app_context():
        who = actor_named("boubacar")
        guard.act_as(who)
        act = collective.preparing.start(CollectivePurpose.POSTING, "Mouvement", who, who.agency_id)
        act.act_reference = "Décision n° 7"
        collective.preparing.add(act, [{"officer_id": one, "unit_id": unit_id} for one in officers], who)
        db.session.commit()
        return act.id


def test_from_the_table_to_the_files_and_back(app, desk, cast):
    boubacar, kadidia = desk("boubacar"), desk("kadidia")
    propose(boubacar, cast.act_id)
    approve(app, kadidia)
    assert boubacar.post(f"{SCREEN}/apply/", data={"id": cast.act_id}).status_code == 302
    assert work(app) is JobState.DONE
    assert "3" in text(boubacar.get(f"{SCREEN}/details/?id={cast.act_id}"))
    assert read(app, lambda: db.session.get(Officer, cast.members[1]).rank.code) == "COM"
    boubacar.post(f"{SCREEN}/annul/?id={cast.act_id}", data={"act_kind": "Arrêté", "act_reference": "n° 9", "reason": "Retirée"})
    approve(app, kadidia)
    boubacar.post(f"{SCREEN}/carry-out/", data={"id": cast.act_id})
    assert work(app) is JobState.DONE
    assert read(app, lambda: db.session.get(Officer, cast.members[1]).rank.code) == "CNE"
    assert read(app, lambda: db.session.get(CollectiveAct, cast.act_id).state) is CollectiveState.ANNULLED


def test_a_second_click_on_apply_begins_no_second_work(app, desk, cast):
    boubacar = desk("boubacar")
    propose(boubacar, cast.act_id)
    approve(app, desk("kadidia"))
    for _click in range(2):
        boubacar.post(f"{SCREEN}/apply/", data={"id": cast.act_id})
    assert read(app, lambda: db.session.query(Job).count()) == 1


def test_the_preview_names_each_person_and_can_be_taken_away(desk, cast):
    boubacar = desk("boubacar")
    page = text(preview(boubacar, cast.act_id))
    assert "DEMBÉLÉ Adama" in page and "Commissaire principal" in page
    sent = boubacar.get(f"{SCREEN}/preview-file/?id={cast.act_id}")
    assert sent.mimetype == "text/csv" and "DEMBÉLÉ Adama" in text(sent)
    assert ";" in sent.data.decode("utf-8-sig").splitlines()[2], "a French spreadsheet parts the cells at semicolons"


def test_a_stale_preview_is_refused_in_words_and_proposes_nothing(app, desk, cast):
    answer = propose(desk("boubacar"), cast.act_id, seen="0" * 64)
    assert answer.status_code == 200 and proposal(app) is None


def test_a_reason_is_asked_for(app, desk, cast):
    propose(desk("boubacar"), cast.act_id, reason=" ")
    assert proposal(app) is None


def test_the_grid_keeps_what_was_chosen_and_refuses_what_cannot_be(app, desk, cast):
    boubacar = desk("boubacar")
    ranks = read(app, lambda: dict(db.session.query(Rank.code, Rank.id)))
    page = f"{SCREEN}/table/?id={cast.act_id}"
    chosen = {f"to-{ranks['SLT']}": ranks["CST"], f"step-{ranks['SLT']}": "first", f"to-{ranks['CNE']}": ranks["COM"], f"step-{ranks['CNE']}": "keep"}
    assert boubacar.post(page, data=chosen).status_code == 302
    kept = read(app, lambda: {one.from_rank.code: (one.to_rank.code, one.keeps_seniority) for one in db.session.query(Concordance)})
    assert kept == {"SLT": ("CST", False), "CNE": ("COM", False)}
    boubacar.post(page, data={f"to-{ranks['CNE']}": ranks["CTP"]} | {f"to-{ranks['SLT']}": ranks["G-GEN"]})
    left = read(app, lambda: {one.to_rank.code for one in db.session.query(Concordance)})
    assert "G-GEN" not in left  # a rank of another agency is not offered, and not taken


def test_a_table_that_waits_for_approval_is_closed(app, desk, cast):
    boubacar = desk("boubacar")
    propose(boubacar, cast.act_id)
    before = read(app, lambda: db.session.query(Concordance).count())
    for page in ("table", "edit"):
        assert boubacar.get(f"{SCREEN}/{page}/?id={cast.act_id}").status_code == 302
    boubacar.post(f"{SCREEN}/table/?id={cast.act_id}", data={})
    assert read(app, lambda: db.session.query(Concordance).count()) == before


@pytest.mark.parametrize("page", ["details", "preview", "preview-file", "table", "people", "from-file", "annul", "edit"])
def test_another_agency_finds_no_such_act(desk, cast, page):
    assert desk("zeinab").get(f"{SCREEN}/{page}/?id={cast.act_id}").status_code == 404


@pytest.mark.parametrize("act", ["propose", "apply", "apply-alone", "carry-out", "discard", "take-out", "those-due"])
def test_another_agency_does_nothing_with_it(desk, cast, act):
    assert desk("zeinab").post(f"{SCREEN}/{act}/", data={"id": cast.act_id}).status_code == 404


@pytest.mark.parametrize("who", ["coumba", "fanta"])
@pytest.mark.parametrize("act", ["propose", "apply", "apply-alone", "carry-out", "discard", "take-out", "those-due"])
def test_who_may_only_look_does_nothing(desk, cast, who, act):
    assert desk(who).post(f"{SCREEN}/{act}/", data={"id": cast.act_id}).status_code == 403


def test_a_supervisor_begins_no_movement(desk, people):
    answer = desk("coumba").post("/admin/officer/collective-posting/", data={"rowid": people.daouda.officer_id})
    assert answer.status_code == 403


@pytest.mark.parametrize("act", ["propose", "apply", "apply-alone", "carry-out", "discard", "take-out", "those-due"])
def test_nothing_is_done_without_the_token(desk, cast, act):
    assert desk("boubacar").post(f"{SCREEN}/{act}/", data={"id": cast.act_id}, csrf=False).status_code in (302, 400)


# --- movements -----------------------------------------------------------------------------------


def test_ticked_officers_become_a_movement(app, desk, cast, people):
    boubacar = desk("boubacar")
    data = {"rowid": [*cast.members, people.canary_id]}
    answer = boubacar.post("/admin/officer/collective-posting/", data=data)
    assert "/people/" in answer.location
    assert read(app, lambda: {one.officer_id for one in db.session.query(CollectiveRow)}) == set(cast.members)
    page = text(boubacar.get(answer.location))
    assert "CISSÉ Adama" in page


def test_one_page_sends_all_or_each_and_one_click_applies(app, desk, cast, people):
    boubacar, number = desk("boubacar"), movement(app, cast, cast.members[:2], people.unit_id)
    page = f"{SCREEN}/people/?id={number}"
    boubacar.post(page, data={"then": "all", "all-unit": people.other_unit_id, "all-function": "Enquêteur"})
    rows = read(app, lambda: {one.officer_id: one.id for one in db.session.query(CollectiveRow)})
    first = rows[cast.members[0]]
    boubacar.post(page, data={"then": "preview", f"row{first}-unit": people.other_unit_id, f"row{first}-function": "Chef", f"row{first}-is_head": "y"})
    found = read(app, lambda: {one.officer_id: (one.unit_id, one.function, one.is_head) for one in db.session.query(CollectiveRow)})
    assert found == {cast.members[0]: (people.other_unit_id, "Chef", True), cast.members[1]: (people.other_unit_id, "Enquêteur", False)}
    boubacar.post(f"{SCREEN}/apply-alone/", data={"id": number, "seen": seen(preview(boubacar, number))})
    assert read(app, lambda: {db.session.get(Officer, one).unit_id for one in cast.members[:2]}) == {people.other_unit_id}


def test_a_unit_out_of_reach_is_not_taken(app, desk, cast, people):
    boubacar, number = desk("boubacar"), movement(app, cast, cast.members[:1], people.unit_id)
    boubacar.post(f"{SCREEN}/people/?id={number}", data={"then": "all", "all-unit": 999999, "all-function": ""})
    assert read(app, lambda: db.session.query(CollectiveRow).one().unit_id) == people.unit_id


def test_a_file_is_read_and_its_refused_rows_are_told(app, desk, cast, people):
    boubacar, number = desk("boubacar"), movement(app, cast, cast.members[:1], people.unit_id)
    second, code = read(app, lambda: (db.session.get(Officer, cast.members[1]).service_number, db.session.get(Unit, people.other_unit_id).code))
    file = io.BytesIO(f"Matricule;Code unité\n{second};{code}\nINCONNU;{code}\n".encode())
    answer = boubacar.post(f"{SCREEN}/from-file/?id={number}", data={"file": (file, "mouvement.csv")})
    assert "INCONNU" in text(answer)
    assert read(app, lambda: db.session.query(CollectiveRow).count()) == 2


def test_a_file_of_another_kind_is_refused_in_words(desk, app, cast, people):
    number = movement(app, cast, cast.members[:1], people.unit_id)
    answer = desk("boubacar").post(f"{SCREEN}/from-file/?id={number}", data={"file": (io.BytesIO(b"MZ"), "virus.exe")})
    assert answer.status_code == 200 and 'id="file-error"' in text(answer)


def test_a_clerk_begins_a_movement_for_nobody_of_another_agency(app, desk, people):
    answer = desk("boubacar").post("/admin/officer/collective-posting/", data={"rowid": [people.canary_id]}, follow_redirects=True)
    assert answer.status_code == 200 and read(app, lambda: db.session.query(CollectiveRow).count()) == 0


def test_a_new_transposition_asks_for_a_corps_of_its_agency(app, desk, cast):
    boubacar = desk("boubacar")
    values = {"title": "Essai", "purpose": "TRANSPOSITION", "agency": police(app), "starts_on": "2023-03-30", "act_kind": "Arrêté"}
    assert boubacar.post(f"{SCREEN}/new/", data=values).status_code == 200  # no corps
    boubacar.post(f"{SCREEN}/new/", data=values | {"corps": corps(app, "DOU-AG")})
    assert read(app, lambda: db.session.query(CollectiveAct).filter_by(title="Essai").count()) == 0
    boubacar.post(f"{SCREEN}/new/", data=values | {"corps": corps(app, "OFF")})
    assert read(app, lambda: db.session.query(CollectiveAct).filter_by(title="Essai").one().corps.code) == "OFF"


def police(app) -> int:
    return read(app, lambda: force.of_code(Agency, "PN").id)


def corps(app, code: str) -> int:
    return read(app, lambda: force.of_code(Corps, code).id)
