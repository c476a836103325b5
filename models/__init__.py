"""What is remembered. Importing this package loads every model, so that mappers and migrations see them all."""

from .account import FailedTry, SignIn, User
from .audit import AuditEvent
from .badge import Badge, BadgeState
from .base import Choice, Encrypted, Named, Record, UtcDateTime, db, now
from .evaluation import (
    Criterion,
    CycleCriterion,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationState,
)
from .imports import ImportMapping, ImportRun, ImportState
from .installation import Installation
from .job import Job, JobState
from .organisation import Agency, Corps, Post, Rank, Region, Unit
from .personnel import DatedLine, Officer, Position, PositionLine, Posting, RankLine, Sex
from .promotion import PromotionCandidate, PromotionRound, PromotionRule, RoundState

__all__ = [name for name in dir() if name[0].isupper()] + ["db", "now"]
