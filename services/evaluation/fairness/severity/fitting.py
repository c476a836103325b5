"""The job that estimates the severity of the evaluators, corps by corps, and keeps what it found."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import select

from models import EvaluationCycle, EvaluatorSeverity, SeverityFit, db
from rules.access import Actor
from rules.evaluation import leniency
from rules.refused import N_, Forbidden, Refused
from services import audit, bulk, guard

from ...campaign.cycles import is_manager
from .gathering import Marked, YearOf, cycles_until, marks_by_corps

# Fewer marks of a corps say nothing about anybody.
LEAST_OF_CORPS = 30


def may_estimate(by: Actor) -> bool:
    """Whether somebody runs the campaigns of the whole force: an estimate compares evaluators of all agencies."""
    return is_manager(by)


def estimate_in_background(arguments: dict, progress: Callable[[int, int], None]) -> dict:
    """A job that estimates severity up to a closed cycle: {"cycle": number}."""
    cycle = db.session.scalar(select(EvaluationCycle).where(EvaluationCycle.id == arguments["cycle"]))
    if cycle is None:
        raise Refused(N_("This cycle is no longer there."))
    made = estimate(cycle, by=guard.actor(), progress=progress)
    return {"estimates": len(made), "evaluators": sum(one.evaluators for one in made)}


def estimate(cycle: EvaluationCycle, *, by: Actor, progress: Callable[[int, int], None] | None = None) -> list[SeverityFit]:
    """One fit for each corps over the closed cycles up to this one.

    Its lines take the place of those of an earlier fit of the corps for the same cycles: there is one estimate to go by.
    """
    if not may_estimate(by):
        raise Forbidden(N_("You are not entitled to do this."))
    cycles, made = cycles_until(cycle), []
    with guard.unscoped(f"estimating the severity of the evaluators up to {cycle.name}"):
        found = marks_by_corps(cycles)
        for done, (corps_id, marked) in enumerate(found.items()):
            if progress:
                progress(done, len(found))
            if len(marked) >= LEAST_OF_CORPS and (fitted := _fit(corps_id, cycles, marked)):
                made.append(fitted)
    if not made:
        raise Refused(N_("No corps has enough marks in closed cycles to compare its evaluators. Nothing was estimated."))
    return made


def _fit(corps_id: int, cycles: Sequence[EvaluationCycle], marked: Sequence[Marked]) -> SeverityFit | None:
    """The fit of one corps with a line for each evaluator and year; None where nothing can be compared (modelling.py)."""
    from .modelling import model  # numpy and SciPy: only the job that fits may load them

    found = model(marked)
    if found is None:
        return None
    newest = cycles[0]
    made = SeverityFit(
        corps_id=corps_id, cycle_id=newest.id, years=len(cycles), most_points=float(newest.most_correction), **found.figures
    )
    db.session.add(made)
    db.session.flush()
    lines = _lines(made, marked, found)
    same_corps = EvaluatorSeverity.fit_id.in_(select(SeverityFit.id).where(SeverityFit.corps_id == corps_id))
    older = same_corps & EvaluatorSeverity.cycle_id.in_([one.id for one in cycles])
    bulk.replace(EvaluatorSeverity, older, lines, (str(made), {"deviance": round(made.deviance, 4)}))
    audit.note("estimate", record=made, changes={"marks": made.marks, "evaluators": made.evaluators})
    return made


def _lines(fit: SeverityFit, marked: Sequence[Marked], found) -> list[dict]:
    by_year: dict[YearOf, list[Marked]] = defaultdict(list)
    for one in marked:
        by_year[one.evaluator_id, one.cycle_id].append(one)
    return [_line(fit, year, own, found.of[year]) for year, own in sorted(by_year.items())]


def _line(fit: SeverityFit, year: YearOf, own: Sequence[Marked], seen) -> dict:
    marks = [one.mark for one in own]
    taken_off, why_not = leniency.applied(seen.severity, seen.ground, most=fit.most_points)
    is_known = why_not not in leniency.INCOMPARABLE
    return {
        "fit_id": fit.id, "evaluator_id": year[0], "cycle_id": year[1], "group_number": seen.group, "marks": len(own),
        "mean": statistics.fmean(marks), "spread": statistics.stdev(marks) if len(marks) > 1 else None,
        "identical_share": sum(one.is_flat for one in own) / len(own), "severity": seen.severity if is_known else 0.0,
        "standard_error": seen.standard_error if is_known else 0.0, "applied": taken_off, "why_not": why_not,
    }  # fmt: skip
