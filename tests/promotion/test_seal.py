"""A sealed round: whatever is altered directly in the database is found, by the command and by the verifier that stands alone."""

from __future__ import annotations

import base64
import json

import pytest
from sqlalchemy import text, update

from models import (
    BoardDecision,
    BoardMember,
    ExamMark,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    RoundState,
    RoundStep,
    db,
)
from rules.promotion.life import Act
from rules.refused import Refused
from services import badge, guard, promotion
from services.badge import keys
from services.promotion import digesting, ranking, signing
from services.promotion.dossiers import dossiers
from tests.promotion import sealed as sealing
from tests.promotion.sealed import archived, verdict

CANDIDATES, ROUNDS = PromotionCandidate.__table__, PromotionRound.__table__


@pytest.fixture
def sealed(in_app, people, tmp_path, monkeypatch):
    monkeypatch.setattr(in_app, "instance_path", str(tmp_path / "instance"))
    monkeypatch.setitem(in_app.extensions, "badge_keys", {})
    return sealing.made(people)


def write(statement) -> None:
    """As somebody does who has the database in hand and nothing of the application."""
    db.session.flush()
    db.session.connection().execute(statement)
    db.session.expire_all()


def of(sealed, name: str):
    return (CANDIDATES.c.round_id == sealed.round.id) & (CANDIDATES.c.officer_id == sealed.number(name))


def alter(sealed, name: str, **values) -> None:
    write(update(CANDIDATES).where(of(sealed, name)).values(**values))


def alter_round(sealed, **values) -> None:
    write(update(ROUNDS).where(ROUNDS.c.id == sealed.round.id).values(**values))


def column(sealed, name: str, column: str):
    return db.session.execute(CANDIDATES.select().where(of(sealed, name))).mappings().one()[column]


def a_mark(sealed):
    file = column(sealed, "Diallo", "dossier")
    alter(sealed, "Diallo", dossier=file | {"marks": [file["marks"][0] | {"score": "19.00"}, *file["marks"][1:]]})


def a_line(sealed):
    alter(sealed, "Maïga", dossier=column(sealed, "Maïga", "dossier") | {"rank_since": "2001-01-01"})


def a_name(sealed):
    alter(sealed, "Cissé", dossier=column(sealed, "Cissé", "dossier") | {"name": "SOMEBODY Else"})


def a_place(sealed):
    alter(sealed, "Dembélé", place=1000)


def two_places(sealed):
    first, second = column(sealed, "Cissé", "place"), column(sealed, "Diallo", "place")
    alter(sealed, "Cissé", place=None)
    alter(sealed, "Diallo", place=first)
    alter(sealed, "Cissé", place=second)


def the_points(sealed):
    alter(sealed, "Diallo", score=99)


def a_part(sealed):
    parts = column(sealed, "Diallo", "parts")
    alter(sealed, "Diallo", parts=[parts[0] | {"points": "60.000"}, *parts[1:]])


def a_condition(sealed):
    alter(sealed, "Koné", conditions=[one | {"is_met": True} for one in column(sealed, "Koné", "conditions")])


def a_tie_break(sealed):
    alter(sealed, "Touré", tie_break="service")


def who_is_within_the_places(sealed):
    alter(sealed, "Diallo", is_admitted=False, admitted_by=None)


def a_weight(sealed):
    alter_round(sealed, terms=sealed.round.terms | {"weights": sealed.round.terms["weights"] | {"evaluation": 59, "seniority": 16}})


def the_share_of_seniority(sealed):
    alter_round(sealed, terms=sealed.round.terms | {"seniority_percent": 50})


def a_decision_of_the_board(sealed):
    write(update(BoardDecision.__table__).values(kind="LEAVE_OUT"))


def the_reason_of_a_decision(sealed):
    write(update(BoardDecision.__table__).values(reason="Parce que."))


def no_decision(sealed):
    write(BoardDecision.__table__.delete())


def a_candidate_less(sealed):
    write(CANDIDATES.delete().where(of(sealed, "Koné")))


def a_candidate_more(sealed):
    row = dict(db.session.execute(CANDIDATES.select().where(of(sealed, "Koné"))).mappings().one())
    with guard.unscoped("somebody else"):
        another = sealed.officers["Koné"].unit.id
    number = db.session.scalar(text("SELECT max(id) FROM officer WHERE unit_id != :unit"), {"unit": another})
    row |= {"id": row["id"] + 1000, "officer_id": number, "dossier": row["dossier"] | {"officer_id": number}}
    write(CANDIDATES.insert().values(**row))


def the_places(sealed):
    alter_round(sealed, places=5)


def the_reference_date(sealed):
    alter_round(sealed, reference_on=sealed.round.reference_on.replace(month=6))


def the_seed(sealed):
    alter_round(sealed, draw_seed="4712")


def a_condition_of_the_rule(sealed):
    rule = sealed.round.rule
    table, conditions = PromotionRule.__table__, rule.conditions | {"min_years_in_rank": 1}
    write(update(table).where(table.c.id == rule.id).values(conditions=conditions))


def an_exam_mark(sealed):
    write(update(ExamMark.__table__).values(mark=20))


def the_digest(sealed):
    alter_round(sealed, digest="0" * 64)


def the_signature(sealed):
    kid, signed = sealed.round.signature.split(":")
    alter_round(sealed, signature=f"{kid}:{'A' if signed[0] != 'A' else 'B'}{signed[1:]}")


def the_version_of_the_rules(sealed):
    alter_round(sealed, code_version="rules 0000000000000000")


def a_step(sealed):
    write(update(RoundStep.__table__).where(RoundStep.__table__.c.act == Act.EXAMINE.value).values(by_name="Personne"))


def a_step_less(sealed):
    write(RoundStep.__table__.delete().where(RoundStep.__table__.c.act == Act.CONCLUDE.value))


def a_member_of_the_board(sealed):
    write(BoardMember.__table__.delete().where(BoardMember.__table__.c.function == "MEMBER"))


def the_conclusion_on_fairness(sealed):
    alter_round(sealed, fairness_conclusion="Tout va bien.")


def everything_that_follows_from_a_mark(sealed):
    """The whole list computed anew from one other mark, with its digest: the signature alone stands against it."""
    with guard.unscoped("somebody who knows the rules"):
        files = [file._replace(marks=file.marks[:-1]) if file.name.startswith("CISSÉ") else file for file in dossiers(sealed.round)]
        rows = [ranking.row_of(sealed.round.id, place) for place in ranking.computed(sealed.round, files)]
        digest = digesting.digest(sealed.round, rows)
    write(update(CANDIDATES).values(place=None))
    for row in rows:
        tables = {name: json.loads(row[name]) for name in digesting.TABLES}
        by = row["admitted_by"] and str(getattr(row["admitted_by"], "value", row["admitted_by"])).upper()
        plain = {name: row[name] for name in ("is_eligible", "is_admitted", "place", "score", "tie_break")}
        write(update(CANDIDATES).where(CANDIDATES.c.officer_id == row["officer_id"]).values(**tables, **plain, admitted_by=by))
    alter_round(sealed, digest=digest)


ALTERATIONS = [
    a_mark, a_line, a_name, a_place, two_places, the_points, a_part, a_condition, a_tie_break, who_is_within_the_places, a_weight,
    the_share_of_seniority, a_decision_of_the_board, the_reason_of_a_decision, no_decision, a_candidate_less, a_candidate_more, the_places,
    the_reference_date, the_seed, a_condition_of_the_rule, an_exam_mark, the_digest, the_signature, the_version_of_the_rules, a_step,
    a_step_less, a_member_of_the_board, the_conclusion_on_fairness, everything_that_follows_from_a_mark,
]  # fmt: skip


def test_a_sealed_round_that_nobody_touched_is_whole_for_both(sealed, tmp_path):
    assert promotion.verify(sealed.round) == []
    number, said = verdict(archived(sealed.round), tmp_path)
    assert (number, "concordent" in said) == (0, True), said


def test_the_round_of_these_tests_has_something_of_everything(sealed):
    with guard.unscoped("look"):
        lines = db.session.query(PromotionCandidate).filter_by(round_id=sealed.round.id).all()
        assert {one.admitted_by and one.admitted_by.value for one in lines} == {None, "choice", "seniority", "board"}
        assert "draw" in {one.tie_break for one in lines} and sealed.round.draw_seed
        assert not all(one.is_eligible for one in lines)


@pytest.mark.parametrize("alteration", ALTERATIONS, ids=lambda one: one.__name__)
def test_whatever_is_altered_in_the_database_is_found_by_both(sealed, tmp_path, alteration):
    alteration(sealed)
    found = promotion.verify(sealed.round)
    assert found
    number, said = verdict(archived(sealed.round), tmp_path)
    assert number == 1, said


def test_against_a_whole_list_computed_anew_the_signature_alone_stands(sealed):
    everything_that_follows_from_a_mark(sealed)
    [found] = promotion.verify(sealed.round)
    assert "signature does not fit" in str(found)


def test_a_sealed_round_that_is_said_not_to_be_is_found(sealed):
    alter_round(sealed, state=RoundState.RANKED.name)
    assert any("sealed once" in str(one) for one in promotion.verify(sealed.round))


def test_a_sealed_round_without_its_signature_is_found(sealed):
    alter_round(sealed, signature=None)
    assert any("no signature" in str(one) for one in promotion.verify(sealed.round))


def test_another_key_does_not_sign_in_its_place(sealed):
    with guard.unscoped("somebody who has a key of papers"):
        kid = keys.current_key(keys.PAPER)
        statement = digesting.as_json(signing.statement(sealed.round))
    alter_round(sealed, signature=f"{kid}:{base64.b64encode(keys.sign(kid, statement)).decode()}")
    assert any("signature" in str(one) for one in promotion.verify(sealed.round))


def test_what_is_altered_is_named(sealed):
    a_mark(sealed)
    told = " ".join(map(str, promotion.verify(sealed.round)))
    assert "DIALLO Awa" in told and "points" in told


def test_a_key_that_follows_another_leaves_the_seal_as_it_is(sealed):
    keys.rotate(keys.ROUND, signs_now=True)
    keys.retire(signing.parts_of(sealed.round.signature)[0])
    assert promotion.verify(sealed.round) == []


def test_the_public_key_of_a_sealed_round_is_never_cleared_away(sealed):
    kid, _signed = signing.parts_of(sealed.round.signature)
    keys.rotate(keys.ROUND, signs_now=True)
    keys.retire(kid)
    assert kid not in keys.clear_away(sealed.round.reference_on.replace(year=2090)) and kid in keys.public_keys()


def test_once_the_key_is_stolen_the_signature_proves_nothing_and_no_archive_pretends_it_does(sealed):
    kid, _signed = signing.parts_of(sealed.round.signature)
    ended = badge.revoke_key(kid, by=guard.SYSTEM, written=db.session.flush)
    assert (ended.cards, ended.papers, ended.rounds) == (0, 0, 1)
    [found] = promotion.verify(sealed.round)
    assert "no longer known" in str(found)
    with pytest.raises(Refused, match="proves nothing"):
        archived(sealed.round)
