"""The files of data/reference: the columns of each, how a cell is read, and which columns identify a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from models import (
    AbsenceKind,
    Agency,
    Audience,
    AwardKind,
    Corps,
    Criterion,
    CriterionLevel,
    Degree,
    DocumentKind,
    EvaluationForm,
    FormCriterion,
    Holiday,
    Language,
    LeavesAt,
    Position,
    PromotionRule,
    Rank,
    Record,
    Region,
    RequiredPiece,
    RetirementAge,
    Route,
    SanctionKind,
    db,
)
from rules.promotion import PARTS
from rules.promotion.rule import PROMOTABLE

Reader = Callable[[str], object]


def text(cell: str) -> str | None:
    """The cell as it is; None where it is empty."""
    return cell or None


def date(cell: str) -> dt.date | None:
    """A date as 2026-11-21."""
    return dt.date.fromisoformat(cell) if cell else None


def number(cell: str) -> int | None:
    """A whole number."""
    return int(cell) if cell else None


def decimal(cell: str) -> Decimal | None:
    """A number with a decimal point."""
    return Decimal(cell) if cell else None


def yes_no(cell: str) -> bool:
    """yes or no, and nothing else."""
    return {"yes": True, "no": False}[cell]


def maybe(cell: str) -> bool | None:
    """yes, no, or nothing said."""
    return yes_no(cell) if cell else None


@dataclass(frozen=True)
class Link:
    """A column that names a record of another file by its code."""

    model: type[Record]

    def __call__(self, code: str) -> int | None:
        if not code:
            return None
        found = db.session.query(self.model.id).filter_by(code=code).scalar()
        if found is None:
            raise KeyError(code)
        return found


@dataclass(frozen=True)
class File:
    """A file of reference data: the columns it must have, how each is read, and which identify a record."""

    name: str
    model: type[Record]
    columns: dict[str, Reader]
    key: tuple[str, ...] = ("code",)
    required: frozenset[str] = frozenset({"code", "name"})


NAMED: dict[str, Reader] = {"code": text, "name": text, "name_en": text, "is_assumed": yes_no, "source": text}
DATED: dict[str, Reader] = {"starts_on": date, "ends_on": date, "legal_text": text}


def listed(cell: str) -> list[str] | None:
    """Several values, with a semicolon between them."""
    return [value.strip() for value in cell.split(";")] if cell else None


def positions(cell: str) -> str | list[str] | None:
    """Codes of positions, or the word for all that are marked as promotable."""
    return cell if cell == PROMOTABLE else listed(cell)


# What rules/promotion/rule.py reads.
CONDITIONS: dict[str, Reader] = {
    "min_years_in_rank": number,
    "min_years_of_service": number,
    "min_years_in_corps": number,
    "evaluations_required": number,
    "least_mark": number,
    "positions": positions,
    "years_barred_first_degree": number,
    "years_barred_second_degree": number,
    "needs_fitness": maybe,
    "least_education": text,
    "trainings": listed,
    "months_before_retirement": number,
    "most_percent": number,
    "overrides_allowed": maybe,
    "most_overrides": number,
}
WEIGHTS: dict[str, Reader] = {f"weight_{part}": number for part in PARTS}

# In the order of their links: what is named stands before what names it.
FILES = [
    File("agencies.csv", Agency, NAMED | {"legal_text": text}),
    File("regions.csv", Region, NAMED | {"sort_order": number}),
    File("corps.csv", Corps, NAMED | DATED | {"agency": Link(Agency)}),
    File("ranks.csv", Rank, NAMED | DATED | {"corps": Link(Corps), "level": number, "transposed_to": text, "probation_months": number}),
    File(
        "retirement_ages.csv",
        RetirementAge,
        {"corps": Link(Corps), "rank": Link(Rank), "age": number, "leaves_at": LeavesAt, "starts_on": date}
        | {"legal_text": text, "is_assumed": yes_no, "source": text},
        key=("corps", "rank", "starts_on"),
        required=frozenset({"corps", "age", "leaves_at", "starts_on"}),
    ),
    File("positions.csv", Position, NAMED | {"is_serving": yes_no, "is_promotable": yes_no, "leaves_unit": yes_no, "ends_service": yes_no, "needs_case": yes_no}),
    File(
        "sanction_kinds.csv",
        SanctionKind,
        NAMED | {"degree": Degree, "most_days": number, "erased_after_years": number, "legal_text": text},
        required=frozenset({"code", "name", "degree"}),
    ),
    File("languages.csv", Language, NAMED),
    File("award_kinds.csv", AwardKind, NAMED),
    File("absence_kinds.csv", AbsenceKind, NAMED | {"is_leave": yes_no, "days_a_year": number}),
    File("document_kinds.csv", DocumentKind, NAMED),
    File(
        "required_pieces.csv",
        RequiredPiece,
        {"kind": Link(DocumentKind), "corps": Link(Corps), "function": text, "legal_text": text, "is_assumed": yes_no},
        key=("kind", "corps", "function"),
        required=frozenset({"kind", "is_assumed"}),
    ),
    File("criteria.csv", Criterion, NAMED | {"weight": decimal, "sort_order": number}),
    File(
        "criterion_levels.csv",
        CriterionLevel,
        {"criterion": Link(Criterion), "from_share": number, "words": text, "words_en": text},
        key=("criterion", "from_share"),
        required=frozenset({"criterion", "from_share", "words"}),
    ),
    File(
        "evaluation_forms.csv",
        EvaluationForm,
        NAMED | {"corps": Link(Corps), "audience": Audience, "function": text},
        required=frozenset({"code", "name", "audience"}),
    ),
    File(
        "form_criteria.csv",
        FormCriterion,
        {"form": Link(EvaluationForm), "criterion": Link(Criterion), "weight": decimal, "sort_order": number},
        key=("form", "criterion"),
        required=frozenset({"form", "criterion", "weight"}),
    ),
    File(
        "promotion_rules.csv",
        PromotionRule,
        {"from_rank": Link(Rank), "to_rank": Link(Rank), "route": Route, "seniority_percent": number, "is_assumed": yes_no}
        | DATED
        | CONDITIONS
        | WEIGHTS,
        key=("from_rank", "to_rank", "route", "starts_on"),
        required=frozenset({"from_rank", "to_rank", "route", "seniority_percent", "starts_on", "legal_text"}),
    ),
    File(
        "holidays.csv",
        Holiday,
        NAMED | {"falls_on": date, "is_yearly": yes_no},
        required=frozenset({"code", "name", "falls_on", "is_yearly"}),
    ),
]
