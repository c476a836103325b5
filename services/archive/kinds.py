"""What the archive holds of a file: its lists in their order, each with the fields that its owner may read.

Every table that keeps records of an officer stands in KINDS or, with the reason, in LEFT_OUT: a test counts them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import selectinload

from models import (
    Absence,
    Annulment,
    Award,
    Badge,
    BoardDecision,
    DisciplinaryCase,
    Document,
    Education,
    EmergencyContact,
    Evaluation,
    EvaluationFact,
    EvaluationMark,
    ExamMark,
    ExceptionalPromotion,
    FamilyMember,
    IdentityPaper,
    LanguageSkill,
    MedicalFitness,
    Officer,
    Photo,
    PositionLine,
    Posting,
    PromotionAppeal,
    PromotionCandidate,
    RankLine,
    Record,
    Sanction,
    User,
    db,
)
from rules import access
from services import guard
from services.fields import Field, fields_of

KINDS: tuple[type[Record], ...] = (
    RankLine, Posting, PositionLine, Annulment, IdentityPaper, FamilyMember, EmergencyContact, Education, LanguageSkill,
    Absence, MedicalFitness, Award, DisciplinaryCase, Sanction, Evaluation, EvaluationMark, EvaluationFact, PromotionCandidate, ExamMark, BoardDecision,
    PromotionAppeal, ExceptionalPromotion, Photo, Badge, Document,
)  # fmt: skip
LEFT_OUT = {
    "account": "says how somebody signs in, not who he or she is",
    "audit_event": "told as who looked at the file",
    "collective_row": "its acts stand in the careers",
    "correction_request": "told with its story",
    "exported_file": "told as who looked at the file",
    "inquiry": "is not shown to its subject",
    "signed_paper": "repeats what the paper says that he was given",
}
FIRST_SORTED = ("starts_on", "issued_on", "obtained_on", "examined_on", "opened_on", "happened_on", "dated_on", "shown_at", "act_signed_on")
AT_A_TIME = 200


def file_name(model: type[Record]) -> str:
    """The list of a kind as a file, called in the language of the reader by letters that every system can write: "affectations.csv"."""
    plain = unicodedata.normalize("NFKD", str(model.__label_plural__).replace("’", " ")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain)) + ".csv"


def fields(model: type[Record]) -> list[Field]:
    """The fields that the owner of the file reads: nothing hidden or masked to him, no link to an officer or an account."""
    who = guard.actor()
    found = (field for field in fields_of(model).values() if not field.is_hidden and field.target not in (Officer, User))
    return [field for field in found if not field.mask or access.may_unmask(who, field.mask, who.officer_id)]


def records(model: type[Record], officer: Officer) -> Iterator[Record]:
    """The records of this kind in the file, some at a time, always in the same order."""
    links = [selectinload(getattr(model, field.name)) for field in fields(model) if field.name in inspect(model).relationships]
    asked = _of_file(model, officer).options(*links).order_by(*_order(model))
    yield from db.session.scalars(asked.execution_options(yield_per=AT_A_TIME))


def _of_file(model: type[Record], officer: Officer) -> Select:
    if model is EvaluationMark:
        return select(model).join(Evaluation).where(Evaluation.officer_id == officer.id)
    return select(model).where(model.officer_id == officer.id)


def _order(model: type[Record]) -> tuple:
    first = next((name for name in FIRST_SORTED if name in inspect(model).columns), "id")
    return getattr(model, first), model.id
