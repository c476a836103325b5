"""What is remembered. Importing this package loads every model, so that mappers and migrations see them all."""

from . import states  # noqa: F401, I001  (before any mapped object is made)
from .account import FailedTry, SignIn, User
from .activation import Activation
from .approval import Decision, Delegation, Proposal, ProposalState, Verdict
from .audit import AuditEvent
from .base import Choice, Encrypted, Named, Record, Restorable, UtcDateTime, db, model_of, now
from .correction import (
    DECIDABLE_CORRECTIONS,
    DECIDED_CORRECTIONS,
    OPEN_CORRECTIONS,
    CorrectionDecision,
    CorrectionKind,
    CorrectionPiece,
    CorrectionRequest,
    CorrectionState,
    CorrectionStep,
    CorrectionVerdict,
    StepKind,
)
from .custom import CustomField, CustomKind
from .draft import Draft, Submission
from .evaluation import (
    APPEAL_BODY,
    OVER_EVALUATIONS,
    SHOWN_EVALUATIONS,
    AppealVerdict,
    Aside,
    Audience,
    Criterion,
    CriterionLevel,
    CycleCriterion,
    CycleForm,
    CycleState,
    Evaluation,
    EvaluationAppeal,
    EvaluationCycle,
    EvaluationDraft,
    EvaluationFact,
    EvaluationForm,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    EvaluatorSeverity,
    FactTone,
    FormCriterion,
    MarkLevel,
    PartState,
    SeverityFit,
    SeverityTalk,
    Signature,
)
from .extra import ExtraValue
from .imports import ImportMapping, ImportRun, ImportState
from .installation import Installation
from .job import Job, JobState
from .notice import Holiday, MailChoice, MailRhythm, Notice
from .discipline import CaseState, Degree, DisciplinaryCase, HearingBody, Sanction, SanctionKind
from .organisation import Agency, Corps, GridStep, LeavesAt, Post, Rank, Region, RetirementAge, Unit
from .personnel import (
    Absence,
    AbsenceKind,
    Annulment,
    Award,
    AwardKind,
    ByAct,
    CareerLine,
    CollectiveAct,
    CollectivePurpose,
    CollectiveRow,
    CollectiveState,
    Concordance,
    DatedLine,
    Document,
    DocumentKind,
    Education,
    EducationLevel,
    EmergencyContact,
    FamilyMember,
    FileRecord,
    Fitness,
    IdentityPaper,
    Kinship,
    Language,
    LanguageLevel,
    LanguageSkill,
    MedicalFitness,
    Officer,
    PaperKind,
    Photo,
    PhotoSource,
    Position,
    PositionLine,
    Posting,
    RankLine,
    RequiredPiece,
    Sex,
    StepRule,
    WorkRestriction,
)
from .promotion import (
    AdmittedBy,
    AppealOutcome,
    BoardDecision,
    BoardFunction,
    BoardMember,
    ExamMark,
    ExceptionalGround,
    ExceptionalPromotion,
    ExceptionalState,
    MarkBasis,
    MarkVote,
    Override,
    PromotionAppeal,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    RoundState,
    RoundStep,
    Route,
    Simulation,
)
from .badge import (
    Badge,
    BadgeCause,
    BadgeKind,
    BadgeState,
    Blank,
    BlankState,
    CardBatch,
    CardDesign,
    CardLanguage,
    SheetFormat,
    SignedPaper,
    SignedPaperKind,
)
from .view import ChosenColumns, SavedView, Sharing
from .viewing import ExportedFile, Inquiry

__all__ = [name for name in dir() if name[0].isupper()] + ["db", "model_of", "now"]
