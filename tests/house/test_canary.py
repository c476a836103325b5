"""The canary: an officer of another agency whom nobody of the police may see or change, by any route."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import (
    Agency,
    Badge,
    Criterion,
    CycleCriterion,
    CycleForm,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    Officer,
    PartState,
    Photo,
    PositionLine,
    Posting,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    RankLine,
    RoundState,
    SignedPaper,
    SignedPaperKind,
    Unit,
    User,
    db,
    now,
)
from rules import access
from rules.access import Scope
from rules.promotion import as_plain
from services import guard
from tests import force
from tests.badge import cards
from tests.promotion import candidates

# Whoever may see all agencies sees the canary; of those, only the auditor changes nothing.
BLIND = [role for role in access.ROLES if access.TABLE[role].get("personnel", ("", Scope.NONE))[1] != Scope.ALL]
# Roles with the very same rights walk the same way: one of them goes.
WALKING = list({repr(access.TABLE[role]): role for role in reversed(BLIND)}.values())
READ_ONLY = [role for role in access.ROLES if role == "auditor"]
# A part of the name, so that a page may repeat what was sought without having seen the bird.
SOUGHT = force.CANARY[:5]
WATCHED = (Officer, RankLine, Posting, PositionLine, Evaluation, EvaluationPart, EvaluationMark, PromotionCandidate, Badge, Photo, SignedPaper, Unit, Agency)
WRITES = ("POST", "PUT", "PATCH", "DELETE")
# Routes of Flask-Admin that read no number of a record.
NUMBERLESS = ("index_view", "create_view", "ajax_lookup", "export")


@pytest.fixture
def canary(app, people):
    """The canary with one record of everything a career leaves, and accounts of every role in the police."""
    with app.app_context(), guard.unscoped("the canary of the tests"):
        bird = db.session.get(Officer, people.canary_id)
        bird.phone, bird.address, bird.nina = "76 99 99 99", f"{force.CANARY}, Kayes", "19" + "0" * 12 + "Z"
        numbers = {"officer": bird.id, "unit": people.foreign_unit_id, "agency": bird.home_agency_id} | _papers(bird)
        police = force.of_code(Agency, "PN")
        for role in [*WALKING, *READ_ONLY]:
            unit_id = people.unit_id if role == "supervisor" else None
            force.user(f"walks-as-{role}", role, agency=police, unit_id=unit_id)
        db.session.commit()
    return numbers


def _papers(bird: Officer) -> dict[str, int]:
    cycle = EvaluationCycle(name="2099", starts_on=dt.date(2099, 1, 1), ends_on=dt.date(2099, 12, 31))
    form = CycleForm(cycle=cycle, name="Fiche 2099")
    weighed = CycleCriterion(form=form, criterion=db.session.query(Criterion).first(), weight=1)
    evaluation = Evaluation(cycle=cycle, form=form, officer=bird, state=EvaluationState.READING, officer_comment=force.CANARY)
    part = EvaluationPart(
        evaluation=evaluation, starts_on=cycle.starts_on, ends_on=cycle.ends_on, days=365, state=PartState.SENT, comment=force.CANARY
    )  # fmt: skip
    mark = EvaluationMark(evaluation=evaluation, part=part, cycle_criterion=weighed, mark=12)
    rule = db.session.query(PromotionRule).first()
    promotion = PromotionRound(
        name="Tableau de l'OCS", agency=bird.home_agency, rule=rule, reference_on=dt.date(2099, 1, 1), places=1,
        state=RoundState.SEALED,
    )  # fmt: skip
    frozen = as_plain(candidates.dossier(bird.id, name=force.CANARY))
    candidate = PromotionCandidate(
        round=promotion, officer=bird, is_eligible=True, place=1, dossier=frozen, conditions=[], parts=[]
    )
    badge, photo = cards.active_card(bird), cards.photo(bird)
    paper = SignedPaper(
        number="MP-CANARY-1", kind=SignedPaperKind.ATTESTATION, agency=bird.home_agency, officer=bird, text=force.CANARY, cti=b"c" * 16,
        slot=130_077, key_id=1, issued_at=now(), expires_on=dt.date(2100, 1, 1), issued_by="Titi",
    )  # fmt: skip
    db.session.add_all([weighed, mark, candidate, paper])
    db.session.flush()
    kept = {"evaluation": evaluation, "evaluation_part": part, "evaluation_mark": mark, "promotion_candidate": candidate, "badge": badge}
    kept |= {"photo": photo, "signed_paper": paper}
    return {name: record.id for name, record in kept.items()}


def addresses(app, rule, numbers):
    """The addresses of a route that could reach the canary: its numbers in every place a number can stand."""
    adapter = app.url_map.bind("localhost")
    method = next(iter(rule.methods))
    for number in telling(rule, numbers):
        values = {
            name: number if type(kind).__name__ == "IntegerConverter" else str(number)
            for name, kind in rule._converters.items()
        }
        values |= {"export_type": "csv"} if "export_type" in values else {}
        path = adapter.build(rule.endpoint, values, method=method)
        yield f"{path}?id={number}"
    yield f"{path}?search={SOUGHT}&size=100"
    if path.endswith("/ajax/lookup/"):
        for name in ("officer", "evaluation", "evaluator", "unit", "round"):
            yield f"{path}?name={name}&query={SOUGHT}"
    if path.endswith("/filter-lookup/"):
        for name in ("officer", "evaluation", "evaluator", "unit", "round"):
            yield f"{path}?path={name}&query={SOUGHT}"


def telling(rule, numbers) -> list[int]:
    """The numbers that mean the canary on this route: on a screen its own record there, and the officer; elsewhere all."""
    screen, _, route = rule.endpoint.partition(".")
    if not screen.startswith("admin-"):
        return sorted(set(numbers.values()))
    own = numbers.get(screen.removeprefix("admin-").replace("-", "_"), numbers["officer"])
    return [own] if route in NUMBERLESS else sorted({own, numbers["officer"]})


def fields(numbers, number, people):
    """A form that tries everything at once: the canary as the record, and as what a record points to."""
    links = {name: str(numbers["officer"]) for name in ("officer", "evaluator", "officer_id", "evaluator_id")}
    texts = {name: "VOLE" for name in ("last_name", "first_names", "comment", "reason", "title", "name", "code")}
    return links | texts | {
        "id": str(number), "rowid": str(number), "action": "delete", "state": "draft", "unit": str(people.foreign_unit_id),
        "home_agency": "1", "agency": "1", "role": "administrator", "username": "vole", "active": "y", "entered_on": "2015-10-01", "evaluation": str(numbers["evaluation"]), "list_form_pk": str(number),
    }  # fmt: skip


def stored(app, numbers) -> list:
    """Every row that is the canary's or points to it, as text."""
    rows = []
    with app.app_context(), guard.unscoped("the test compares"):
        for model in WATCHED:
            for record in db.session.scalars(select(model).order_by(model.id)):
                values = {column.key: str(getattr(record, column.key)) for column in model.__mapper__.column_attrs}
                if concerns(model.__tablename__, values, numbers):
                    rows.append((model.__tablename__, values))
    return rows


def roles(app) -> dict[int, str]:
    """What every account may do."""
    with app.app_context(), guard.unscoped("the test compares"):
        return {user.id: user.role for user in db.session.scalars(select(User))}


def concerns(table: str, values: dict[str, str], numbers: dict[str, int]) -> bool:
    """Whether a row is one of the canary's records, or refers to one."""
    links = {"officer_id": "officer", "evaluator_id": "officer", "evaluation_id": "evaluation"}
    refers = any(values.get(column) == str(numbers[target]) for column, target in links.items())
    return refers or values["id"] == str(numbers.get(table))


@pytest.mark.parametrize("role", [*WALKING, *READ_ONLY])
def test_the_canary_is_never_seen_and_never_written(app, people, canary, role):
    walker = app.test_client().sign_in(f"walks-as-{role}", force.PASSWORD)
    before, entitled = stored(app, canary), roles(app)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static") or rule.endpoint.startswith(("account.", "verify.")):
            continue
        walk(walker, rule, role, canary, people)
    kept = [row for row in stored(app, canary) if keeps_organisation(role, row[0])]
    assert len(before) >= 7 and kept == [row for row in before if keeps_organisation(role, row[0])]
    assert {number: role for number, role in roles(app).items() if number in entitled} == entitled


def keeps_organisation(role: str, table: str) -> bool:
    """Whoever keeps the units of all agencies may rename that of the canary."""
    return table not in ("unit", "agency") or access.TABLE[role].get("organisation", ("", Scope.NONE))[1] != Scope.ALL


def walk(walker, rule, role: str, canary: dict[str, int], people) -> None:
    """One route, read and written with every number of the canary; a door that is shut needs no second knock."""
    if "GET" in rule.methods:
        for address in dict.fromkeys(addresses(walker.application, rule, canary)):
            if check(walker.get(address), role, address) == 403:
                break
    for method in rule.methods.intersection(WRITES):
        for number in telling(rule, canary):
            address = next(addresses(walker.application, rule, {"officer": number}))
            answer = walker.open(address, method=method, data=fields(canary, number, people))
            if check(answer, role, address) == 403:
                break


def check(answer, role: str, address: str) -> int:
    """No page shows the canary, and none breaks. Returns the status."""
    assert answer.status_code < 500, f"{role} {address} answered {answer.status}"
    if role in BLIND:
        assert force.CANARY not in answer.text, f"{role} sees the canary at {address}"
    return answer.status_code


def test_the_walk_would_notice_a_sighting(app, people, canary):
    """Were the canary shown to somebody, the same check finds it: the administrator sees it."""
    aminata = app.test_client().sign_in("aminata", force.PASSWORD)
    with pytest.raises(AssertionError, match="sees the canary"):
        check(aminata.get(f"/admin/officer/details/?id={canary['officer']}"), "hr_clerk", "details")
