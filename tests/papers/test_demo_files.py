"""What the files of the demo force hold besides: plausible, the same for the same seed, some of it about to expire or missing."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Absence, Document, FamilyMember, IdentityPaper, Kinship, MedicalFitness, Officer, db
from rules.absence import Span
from services import demo, guard, storage
from services.demo.lists import REFERENCE_ON
from services.personnel import pieces


@pytest.fixture
def filled(in_app):
    """A force of 120, which sees the whole of itself."""
    demo.fill(120, seed=5)
    with guard.unscoped("test"):
        yield


def test_every_kind_of_record_is_there_and_some_soon_expire(filled):
    soon = REFERENCE_ON + dt.timedelta(days=180)
    assert db.session.query(IdentityPaper).filter(IdentityPaper.expires_on < soon).count()
    assert db.session.query(MedicalFitness).filter(MedicalFitness.valid_until_on < soon).count()
    assert db.session.query(FamilyMember).count() > 60


def test_some_files_are_incomplete_and_most_are_not(filled):
    serving = db.session.query(Officer).count()
    assert 0 < len(db.session.scalars(pieces.incomplete()).all()) < serving / 2


def test_few_small_documents_stand_for_all_scans(filled):
    names = {name for (name,) in db.session.query(Document.file)}
    places = [storage.path(storage.DOCUMENTS, name) for name in names]
    assert len(names) <= 20 and all(place.is_file() and place.stat().st_size < 40_000 for place in places)
    for place in places:
        with place.open("rb") as stream:
            assert storage.check_document(stream, place.name).ending == place.suffix


def test_nobody_is_away_twice_and_no_child_is_older_than_its_parent(filled):
    for officer in db.session.query(Officer):
        spans = [Span(one.starts_on, one.last_day_on) for one in db.session.query(Absence).filter_by(officer_id=officer.id)]
        assert not any(one.clashes(other) for place, one in enumerate(spans) for other in spans[:place])
    for child in db.session.query(FamilyMember).filter_by(kinship=Kinship.CHILD):
        parent = child.officer.birth_on or dt.date(child.officer.birth_year, 12, 31)
        assert (child.birth_on - parent).days > 18 * 365
