"""Officers, the dated lines of their careers, and what their files hold besides."""

from __future__ import annotations

from models import (
    Absence,
    AbsenceKind,
    Annulment,
    Award,
    AwardKind,
    CollectiveAct,
    CollectiveRow,
    Concordance,
    Document,
    DocumentKind,
    Education,
    EmergencyContact,
    FamilyMember,
    IdentityPaper,
    Language,
    LanguageSkill,
    MedicalFitness,
    Officer,
    Position,
    PositionLine,
    Posting,
    RankLine,
    RequiredPiece,
)

from ..base import RecordView
from .abilities import EducationView, LanguageSkillView, LanguageView
from .absences import AbsenceKindView, AbsenceView, MedicalFitnessView
from .collective import CollectiveActView, CollectiveRowView, ConcordanceView
from .incoherences import IncoherencesView
from .lines import AnnulmentView, AwardKindView, AwardView, PositionLineView, PositionView, PostingView, RankLineView
from .officer import OfficerView
from .papers import DocumentKindView, DocumentView, IdentityPaperView, RequiredPieceView
from .relatives import EmergencyContactView, FamilyMemberView


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [
        OfficerView(Officer),
        PostingView(Posting),
        RankLineView(RankLine),
        PositionLineView(PositionLine),
        AbsenceView(Absence),
        AwardView(Award),
        EducationView(Education),
        LanguageSkillView(LanguageSkill),
        CollectiveActView(CollectiveAct),
        CollectiveRowView(CollectiveRow),
        ConcordanceView(Concordance),
        AnnulmentView(Annulment),
        IncoherencesView(),
        PositionView(Position),
        AbsenceKindView(AbsenceKind),
        AwardKindView(AwardKind),
        LanguageView(Language),
        DocumentKindView(DocumentKind),
        RequiredPieceView(RequiredPiece),
        DocumentView(Document),
        IdentityPaperView(IdentityPaper),
        FamilyMemberView(FamilyMember),
        EmergencyContactView(EmergencyContact),
        MedicalFitnessView(MedicalFitness),
    ]
