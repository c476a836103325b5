"""What a ranking reads of the files, and that nothing outside the round changes it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from models import (
    Annulment,
    Award,
    AwardKind,
    Degree,
    Education,
    EducationLevel,
    ExamMark,
    Fitness,
    MedicalFitness,
    Officer,
    PromotionCandidate,
    Sanction,
    SanctionKind,
    Unit,
    db,
    now,
)
from rules import promotion as rules
from rules.promotion import Diploma, Headed, Honour, Punished, Visit
from services import guard, promotion
from services.promotion import digesting
from services.promotion.encoding import hashes, row_of
from tests import force
from tests.promotion import walking
from tests.promotion.scenes import evaluate

ACT = {"act_kind": "ARRETE"}


@pytest.fixture
def scene(in_app, people):
    """A round with one candidate who has everything in his file, and one who has nothing."""
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        full, bare = force.officer("Cissé", "Oumar \"le sage\"", unit, birth_on=dt.date(1985, 3, 5)), force.officer("Diallo", "Binta", unit)
        for officer in (full, bare):
            evaluate(officer, "14")
        round_ = walking.a_round(places=1)
        fill(full, round_.id, unit)
    return round_, full, bare


def fill(officer: Officer, round_id: int, unit: Unit) -> None:
    first = db.session.query(SanctionKind).filter_by(degree=Degree.FIRST).first()
    award = db.session.query(AwardKind).first()
    officer.postings[0].is_head = True
    db.session.add_all([
        Education(officer=officer, level=EducationLevel.BACHELOR, title="Licence"),
        Education(officer=officer, level=EducationLevel.MASTER, title="Maîtrise à venir", obtained_on=dt.date(2026, 6, 1)),
        Education(officer=officer, level=EducationLevel.DOCTORATE, title="Effacé", deleted_at=now()),
        Award(officer=officer, kind=award, starts_on=dt.date(2024, 1, 1), **ACT),
        Award(officer=officer, kind=award, starts_on=dt.date(2026, 1, 2), **ACT),
        Sanction(officer=officer, kind=first, grounds="Retard", starts_on=dt.date(2025, 1, 1), erased_on=dt.date(2028, 1, 1), **ACT),
        Sanction(officer=officer, kind=first, grounds="Vieux", starts_on=dt.date(2023, 1, 1), erased_on=dt.date(2025, 12, 31), **ACT),
        Sanction(officer=officer, kind=first, grounds="Annulée", starts_on=dt.date(2025, 3, 1), annulment=Annulment(officer=officer, reason="Erreur", **ACT), **ACT),
        MedicalFitness(officer=officer, outcome=Fitness.UNFIT, examined_on=dt.date(2024, 1, 1)),
        MedicalFitness(officer=officer, outcome=Fitness.FIT, examined_on=dt.date(2025, 1, 1), valid_until_on=dt.date(2027, 1, 1)),
        MedicalFitness(officer=officer, outcome=Fitness.UNFIT, examined_on=dt.date(2026, 1, 2)),
        ExamMark(round_id=round_id, officer=officer, mark=Decimal("13.5")),
    ])  # fmt: skip
    db.session.flush()


def read(round_, officer) -> rules.Dossier:
    with guard.unscoped("the files of a round"):
        return next(one for one in promotion.dossiers(round_) if one.officer_id == officer.id)


def test_everything_that_counts_is_read_and_nothing_that_does_not(scene):
    round_, full, _bare = scene
    found = read(round_, full)
    assert [one.title for one in found.diplomas] == ["Licence"]
    assert [one.given_on for one in found.awards] == [dt.date(2024, 1, 1)]
    assert [(one.degree, one.starts_on, one.erased_on) for one in found.sanctions] == [("first", dt.date(2025, 1, 1), dt.date(2028, 1, 1))]
    assert (found.fitness.outcome, found.fitness.valid_until_on) == ("fit", dt.date(2027, 1, 1))
    assert [(one.starts_on, one.ends_on) for one in found.headed] == [(force.ENTERED_ON, None)]
    assert (found.exam, str(found.exam), found.position_code) == (Decimal("13.50"), "13.50", "ACT")
    assert found.retires_on.year > 2035
    kinds = (found.diplomas[0], found.awards[0], found.sanctions[0], found.headed[0], found.fitness)
    assert [type(one) for one in kinds] == [Diploma, Honour, Punished, Headed, Visit]


def test_an_empty_file_has_nothing_and_no_zero(scene):
    round_, _full, bare = scene
    found = read(round_, bare)
    assert (found.exam, found.exam_line, found.fitness, found.retires_on) == (None, None, None, None)
    assert (found.diplomas, found.headed, found.awards, found.sanctions) == ((), (), (), ())


def test_some_are_read_alone_as_among_all(scene):
    round_, full, _bare = scene
    with guard.unscoped("the file of one candidate"):
        assert promotion.dossiers(round_, only=[full.id]) == [read(round_, full)]


def test_what_somebody_does_elsewhere_never_changes_the_round(scene, people):
    round_, _full, _bare = scene
    with guard.unscoped("the files of a round, before and after"):
        before = promotion.dossiers(round_)
        outside = force.officer("Sow", "Hawa", db.session.get(Unit, people.unit_id), rank="ADJ")
        evaluate(outside, "20")
        db.session.add(ExamMark(round_id=walking.a_round(name="Un autre", rule=round_.rule).id, officer=db.session.get(Officer, before[0].officer_id), mark=Decimal(20)))
        db.session.add(Education(officer=outside, level=EducationLevel.DOCTORATE, title="Doctorat"))
        outside.postings[0].is_head = True
        assert promotion.dossiers(round_) == before


def test_the_text_that_is_written_is_what_anybody_would_make_of_the_values(scene):
    round_, _full, _bare = scene
    with guard.unscoped("a list and its text"):
        ranked = promotion.ranking.computed(round_, promotion.dossiers(round_))
    for place, row in ((place, row_of(round_.id, place)) for place in ranked):
        for name in digesting.TABLES:
            assert row[name] == digesting.as_json(rules.as_plain(getattr(place, name))).decode()
        assert list(hashes([row])) == list(hashes([row | {name: str(row[name]) for name in digesting.TABLES}]))
        assert digesting.canonical(row) == digesting.canonical(row | {name: json.loads(row[name]) for name in digesting.TABLES})


def test_what_is_frozen_computes_again_to_the_last_digit(scene, people):
    round_, _full, _bare = scene
    walking.to_ranked(round_, people)
    with guard.unscoped("the list as it is kept"):
        db.session.flush()
        db.session.expire_all()
        stored = db.session.query(PromotionCandidate).filter_by(round_id=round_.id).all()
        stored.sort(key=lambda one: (one.place is None, one.place, one.officer_id))
        computed = promotion.ranking.computed(round_, [rules.dossier_from_plain(one.dossier) for one in stored])
        for one, place in zip(stored, computed, strict=True):
            assert (one.place, one.score, one.is_admitted, one.parts) == (place.place, place.score, place.is_admitted, rules.as_plain(place.parts))
            assert one.conditions == rules.as_plain(place.conditions)
        assert round_.digest == digesting.digest(round_, promotion.checking.stored_rows(round_))
    assert promotion.verify(round_) == []
