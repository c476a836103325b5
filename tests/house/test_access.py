"""The table of roles, written out in full and compared with what really happens over HTTP.

Each line: a role, and for each area what it may do (v view, c create, e edit, d delete, x export,
r set the rules, o oversee, a activate) and how far
it sees (all, agency, subtree, own, none). Changing rights means changing this page, which is the point of it.
"""

from __future__ import annotations

import pytest

from models import Agency, Badge, CorrectionRequest, DisciplinaryCase, FamilyMember, MedicalFitness, Officer, PromotionRound, Unit, User, db
from rules import access
from rules.access import Actor, Scope
from tests import force

AREAS = ("organisation", "personnel", "private", "medical", "discipline", "evaluation", "promotion", "badge", "correction", "account", "audit")
WRITTEN_OUT = """
administrator        vcedxr/all   vcedxr/all   vcedx/all    vcedx/all    vcedxr/all   vcexr/all   vcexr/all    vcexr/all vcex/all    vcedxoa/all vx/all
hr_manager           vcedx/agency vcedx/agency vcedx/agency vcedx/agency vcedx/agency vcexr/agency vcexr/agency vr/agency vcex/agency a -
hr_clerk             v/agency     vcex/agency  vcex/agency  vcex/agency  -            v/agency    vce/agency   v/agency vce/agency  a -
supervisor           v/agency     v/subtree    -            v/subtree    -            vce/subtree -            -        -           - -
board_member         v/agency     v/agency     -            -            -            v/agency    v/agency     -        -           - -
training_officer     v/agency     v/agency     -            -            -            -           -            -        -           - -
recruitment_officer  v/agency     v/agency     -            -            -            -           -            -        -           - -
deployment_officer   v/agency     v/agency     -            v/agency     -            -           -            -        -           - -
badge_officer        v/agency     v/agency     -            -            -            -           -            vcex/agency -        - -
auditor              v/all        v/all        v/all        v/all        v/all        v/all       v/all        v/all    v/all       v/all vx/all
technician           vcex/all     -            -            -            -            -           -            -        -           vceo/all -
officer              -            -            -            -            -            -           -            -        -           - -
"""
LETTERS = {"v": "view", "c": "create", "e": "edit", "d": "delete", "x": "export", "r": "configure", "o": "oversee", "a": "activate"}
SCOPES = {"all": Scope.ALL, "agency": Scope.AGENCY, "subtree": Scope.SUBTREE}
# One screen of each area, where its rights can be tried.
SCREENS = {
    "organisation": Unit, "personnel": Officer, "private": FamilyMember, "medical": MedicalFitness,
    "discipline": DisciplinaryCase, "promotion": PromotionRound, "badge": Badge, "correction": CorrectionRequest, "account": User,
}  # fmt: skip
# Where a record of a kind is made that has no form of its own, of the officer who is named.
MADE_ELSEWHERE = {"correction": "/admin/correction-request/choose-for/?officer={officer}"}
LINES = {line.split()[0]: dict(zip(AREAS, line.split()[1:], strict=True)) for line in WRITTEN_OUT.strip().splitlines()}


def test_every_role_is_written_out():
    assert set(LINES) == set(access.ROLES) == set(access.TABLE)


@pytest.mark.parametrize("role", LINES)
def test_the_table_says_what_is_written_out(role):
    actor = Actor(name="x", role=role)
    for area, cell in LINES[role].items():
        letters, _, width = cell.partition("/")
        wanted = {LETTERS[letter] for letter in letters if letter != "-"}
        assert {verb for verb in LETTERS.values() if access.may(actor, f"{area}.{verb}")} == wanted, f"{role} in {area}"
        assert access.scope(actor, area) == SCOPES.get(width, Scope.NONE), f"{role} in {area}"


@pytest.mark.parametrize("role", LINES)
def test_the_screens_do_what_the_table_says(app, people, role):
    with app.app_context():
        force.user(f"tries-{role}", role, agency=force.of_code(Agency, "PN"), unit_id=people.unit_id)
        db.session.commit()
    visitor = app.test_client().sign_in(f"tries-{role}", force.PASSWORD)
    for area, model in SCREENS.items():
        letters = LINES[role][area].partition("/")[0]
        screen = f"/admin/{model.__tablename__.replace('_', '-')}"
        made = MADE_ELSEWHERE.get(area, f"{screen}/new/").format(officer=people.daouda.officer_id)
        pages = {"v": f"{screen}/", "c": made, "x": f"{screen}/export/csv/"}
        for letter, page in pages.items():
            allowed = letter in letters
            answer = visitor.get(page)
            assert answer.status_code == (200 if allowed else 403), f"{role} {page}: {answer.status}"


@pytest.mark.parametrize("role", LINES)
def test_the_forms_open_for_those_who_may_change_and_for_nobody_else(app, people, role):
    with app.app_context():
        force.user(f"edits-{role}", role, agency=force.of_code(Agency, "PN"), unit_id=people.unit_id)
        db.session.commit()
    visitor = app.test_client().sign_in(f"edits-{role}", force.PASSWORD)
    records = {"organisation": ("unit", people.unit_id), "personnel": ("officer", people.daouda.officer_id)}
    for area, (table, number) in records.items():
        may_change = "e" in LINES[role][area].partition("/")[0]
        answer = visitor.get(f"/admin/{table}/edit/?id={number}")
        assert answer.status_code == (200 if may_change else 403), f"{role} {table}: {answer.status}"
    may_load = any(access.may(Actor(name="x", role=role), f"{area}.import") for area in records)
    assert visitor.get("/admin/import-run/new/").status_code == (200 if may_load else 403), role


def test_nobody_signed_in_sees_and_may_nothing():
    assert not any(access.may(access.NOBODY, f"{area}.view") for area in access.AREAS)
    assert all(access.scope(access.NOBODY, area) == Scope.NONE for area in access.AREAS)


def test_an_officer_sees_the_own_file_in_every_role():
    for role in access.ROLES:
        assert access.scope(Actor(name="x", role=role, officer_id=7), "personnel") >= Scope.OWN


def test_the_technician_reads_no_personal_file(app, people):
    with app.app_context():
        force.user("issa", "technician")
        db.session.commit()
    issa = app.test_client().sign_in("issa", force.PASSWORD)
    assert issa.get("/admin/officer/").status_code == 403
    assert issa.get("/admin/unit/").status_code == 200


def test_a_masked_number_is_shown_by_right_and_to_oneself_only():
    clerk, manager = Actor(name="x", role="hr_clerk"), Actor(name="x", role="hr_manager")
    assert not access.may_unmask(clerk, "personnel.identify", 7)
    assert access.may_unmask(manager, "personnel.identify", 7)
    assert access.may_unmask(Actor(name="x", role="officer", officer_id=7), "personnel.identify", 7)
    assert not access.may_unmask(Actor(name="x", role="officer", officer_id=8), "personnel.identify", 7)
