"""What the files of the demo force hold beside the career: papers, documents, families, abilities, fitness, absences.

Each officer has one more source of chance for them, so that the people and careers of a seed stay what they are.
Papers and decisions stand around the reference day: some are over, some soon will be, some files lack pieces.
"""

from __future__ import annotations

from collections.abc import Iterable

from models import (
    Absence,
    AbsenceKind,
    Award,
    AwardKind,
    Document,
    DocumentKind,
    Education,
    EmergencyContact,
    FamilyMember,
    IdentityPaper,
    Language,
    LanguageSkill,
    MedicalFitness,
    Record,
    db,
)

from . import papers_files, papers_rows, papers_scans, store
from .people import Person

# A larger force has bare files beyond these: they show nothing more, and take as long to write as the careers.
MOST_FILED = 20_000
ROWS = {
    IdentityPaper: papers_rows.identity_papers,
    EmergencyContact: papers_rows.contacts,
    FamilyMember: papers_rows.family,
    Education: papers_rows.education,
    LanguageSkill: papers_rows.languages,
    MedicalFitness: papers_files.fitness,
    Absence: papers_files.absences,
    Award: papers_files.awards,
    Document: papers_files.documents,
}


class Papers:
    """Writes them, block by block."""

    def __init__(self, seed: int, first_officer: int):
        self._seed, self._first = seed, first_officer
        self._codes = {model: dict(db.session.query(model.code, model.id).all()) for model in (Language, AbsenceKind, AwardKind, DocumentKind)}
        self._scans = papers_scans.write(seed)

    def write(self, people: Iterable[Person]) -> None:
        """What the files of these people hold."""
        filed = [papers_rows.Filed(made, self._seed, self._first + made.number) for made in people if made.number < MOST_FILED]
        for model, rows_of in ROWS.items():
            store.insert(model, [self._linked(model, row) for each in filed for row in rows_of(each)])

    def _linked(self, model: type[Record], row: dict) -> dict:
        """A row with numbers for the codes that it names, and the stored file of its kind."""
        if model is LanguageSkill:
            return row | {"language_id": self._codes[Language][row["language_id"]]}
        if model is Document:
            code = row["kind_id"]
            return row | {"kind_id": self._codes[DocumentKind][code], "file": self._scans[code]}
        kinds = {Absence: AbsenceKind, Award: AwardKind}.get(model)
        return row | {"kind_id": self._codes[kinds][row["kind_id"]]} if kinds else row
