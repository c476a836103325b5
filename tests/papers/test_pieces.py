"""The pieces that a file must hold: asked of everybody, of a corps, of a function; there when a document of the kind is."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Corps, Document, DocumentKind, Officer, Posting, RequiredPiece, db, now
from rules.access import Actor
from services import guard
from services.personnel import pieces
from tests import force


@pytest.fixture
def asked(in_app):
    """asked("ACTE", corps="SOF", function="Chef"): asks for a piece of a new kind."""
    with guard.unscoped("the pieces that other tests know nothing of"):
        for piece in db.session.query(RequiredPiece):
            db.session.delete(piece)

    def ask(code: str, corps: str | None = None, function: str | None = None) -> DocumentKind:
        with guard.unscoped("the test asks for a piece"):
            kind = DocumentKind(code=code, name=f"Pièce {code}")
            db.session.add(RequiredPiece(kind=kind, corps=force.of_code(Corps, corps) if corps else None, function=function))
            db.session.flush()
        return kind

    return ask


def hand_in(officer: Officer, kind: DocumentKind) -> Document:
    with guard.unscoped("the test hands in a document"):
        made = Document(officer=officer, kind=kind, file="0123.pdf")
        db.session.add(made)
        db.session.flush()
    return made


@pytest.fixture
def aissata(in_app) -> Officer:
    with guard.unscoped("the test hires"):
        return force.officer("Coulibaly", "Aïssata", force.unit("Brigade de Ségou"))


def names(officer: Officer) -> list[str]:
    with guard.unscoped("the test looks"):
        return [kind.code for kind in pieces.missing(officer)]


def listed() -> set[int]:
    with guard.unscoped("the test looks"):
        return {officer.id for officer in db.session.scalars(pieces.incomplete())}


def test_a_piece_asked_of_everybody_is_missing_until_it_is_handed_in(asked, aissata):
    kind = asked("T-ACTE")
    assert names(aissata) == ["T-ACTE"] and aissata.id in listed()
    hand_in(aissata, kind)
    assert names(aissata) == [] and aissata.id not in listed()


def test_a_deleted_document_is_missing_again(asked, aissata):
    document = hand_in(aissata, asked("T-ACTE"))
    with guard.unscoped("the test deletes"):
        document.deleted_at, document.deleted_by, document.deletion_reason = now(), "test", "Mauvais fichier"
        db.session.flush()
    assert names(aissata) == ["T-ACTE"]


def test_a_piece_of_another_corps_is_not_missing(asked, aissata):
    asked("T-CORPS", corps="COM")
    assert names(aissata) == [] and aissata.id not in listed()


def test_a_piece_of_the_own_corps_is_missing(asked, aissata):
    asked("T-CORPS", corps="SOF")
    assert names(aissata) == ["T-CORPS"] and aissata.id in listed()


def test_a_piece_of_a_function_is_asked_while_it_is_held(asked, aissata):
    asked("T-PERMIS", function="Conducteur")
    assert names(aissata) == []
    with guard.unscoped("the test gives a function"):
        db.session.query(Posting).filter_by(officer_id=aissata.id).one().function = "conducteur"
        db.session.flush()
    assert names(aissata) == ["T-PERMIS"] and aissata.id in listed()
    with guard.unscoped("the test looks at a day before"):
        assert pieces.lacking([aissata.id], on=dt.date(2010, 1, 1)) == {}


def test_the_same_piece_asked_twice_is_missing_once(asked, aissata):
    kind = asked("T-ACTE")
    with guard.unscoped("the test asks again"):
        db.session.add(RequiredPiece(kind=kind, corps=force.of_code(Corps, "SOF")))
        db.session.flush()
    assert names(aissata) == ["T-ACTE"]


def test_a_head_of_unit_is_told_of_what_is_missing_and_of_nothing_that_is_there(asked, aissata):
    there, lacking = asked("T-LA"), asked("T-MANQUE")
    hand_in(aissata, there)
    guard.act_as(Actor("coumba", "supervisor", user_id=1, unit_path=aissata.unit.path, agency_id=aissata.home_agency_id, door="admin"))
    assert db.session.query(Document).count() == 0
    assert [kind.id for kind in pieces.missing(aissata)] == [lacking.id]
    assert [officer.id for officer in db.session.scalars(pieces.incomplete())] == [aissata.id]


def test_what_somebody_else_handed_in_or_does_fills_no_gap(asked, aissata):
    everybody, chiefs = asked("T-ACTE"), asked("T-CHEF", corps="COM", function="Directeur")
    with guard.unscoped("the test hires somebody else"):
        other = force.officer("Dembélé", "Issa", aissata.unit, rank="COM")
        db.session.query(Posting).filter_by(officer_id=other.id).one().function = "Directeur"
        db.session.flush()
    for kind in (everybody, chiefs):
        hand_in(other, kind)
    assert names(aissata) == ["T-ACTE"] and names(other) == []
    assert listed() == {aissata.id}
