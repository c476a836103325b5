"""The file of an officer: the person, the dated lines of the career, and what the file holds besides."""

from .abilities import Education, EducationLevel, Language, LanguageLevel, LanguageSkill
from .absences import Absence, AbsenceKind, Fitness, MedicalFitness, WorkRestriction
from .career import (
    Annulment,
    Award,
    AwardKind,
    CareerLine,
    DatedLine,
    PositionLine,
    Posting,
    RankLine,
)
from .collective import CollectiveAct, CollectivePurpose, CollectiveRow, CollectiveState, Concordance, StepRule
from .file import ByAct, FileRecord
from .officer import Officer, Position, Sex
from .papers import Document, DocumentKind, IdentityPaper, PaperKind, RequiredPiece
from .photo import Photo, PhotoSource
from .relatives import EmergencyContact, FamilyMember, Kinship

__all__ = [name for name in dir() if name[0].isupper()]
