"""What each kind of job does: one line a kind. Called with its arguments and a progress function, it returns its result."""

from __future__ import annotations

from collections.abc import Callable

from models import db
from rules.refused import N_
from services import activation, badge, collective, evaluation, export, promotion
from services.custom import preparing
from services.evaluation.fairness import severity
from services.imports import background
from services.promotion import simulating, taking

Progress = Callable[[int, int], None]
KINDS: dict[str, Callable[[dict, Progress], dict]] = {
    "import preview": background.preview_run,
    "import": background.load_run,
    "list eligible": promotion.list_in_background,
    "rank": promotion.rank_in_background,
    "simulate": simulating.simulate_in_background,
    "archive": taking.in_background,
    "collective": collective.apply_in_background,
    "collective annulment": collective.carry_out_in_background,
    "export": export.in_background,
    "cards": lambda arguments, progress: badge.print_batch(arguments, progress, db.session.commit),
    "letters": activation.print_in_background,
    "open cycle": evaluation.open_in_background,
    "severity": severity.estimate_in_background,
    "fields": lambda arguments, progress: preparing.prepare(arguments, progress, db.session.commit),
}
# What a kind is called: all that a technician reads of a job of somebody else.
LABELS: dict[str, str] = {
    "import preview": N_("Preview of a file"),
    "import": N_("Loading of a file"),
    "list eligible": N_("Eligible list of a round"),
    "rank": N_("Ranking of a round"),
    "simulate": N_("Simulation of a round"),
    "archive": N_("Archive of a round"),
    "collective": N_("Application of a collective act"),
    "collective annulment": N_("Annulment of a collective act"),
    "export": N_("List as a file"),
    "cards": N_("Printing of cards"),
    "letters": N_("Activation letters"),
    "open cycle": N_("Opening of an evaluation cycle"),
    "severity": N_("Estimate of the severity of evaluators"),
    "fields": N_("Preparation of additional fields"),
}
# What is left to do once a job of a kind is done and committed: files are removed, which no rollback brings back.
AFTERWARDS: dict[str, Callable[[dict], None]] = {"import": background.clear_loaded}
