"""Records of a file that stand there before a test begins."""

from __future__ import annotations

from models import Document, DocumentKind, db
from services import guard
from tests import force


def filed(officer_id: int, file: str, kind: str = "NAIS", **values) -> int:
    """A document in the file of an officer, committed; returns its number."""
    with guard.unscoped("the test files a document"):
        made = Document(officer_id=officer_id, kind=force.of_code(DocumentKind, kind), file=file, **values)
        db.session.add(made)
        db.session.commit()
        return made.id
