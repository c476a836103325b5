"""Which changes of a file its officer may read of, and what an export or a document was about, without any value."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from models import AuditEvent, CollectiveRow, Evaluation, EvaluationMark, EvaluationPart, Officer, PromotionCandidate, db, model_of
from rules.access import Actor

from .. import guard
from ..wording import in_sentence

DRAFTED = (Evaluation.__tablename__, EvaluationPart.__tablename__, EvaluationMark.__tablename__)
# A movement that is being prepared and a ranking name people; what comes of them in a file, the lines of the career say.
PREPARED = (CollectiveRow.__tablename__, PromotionCandidate.__tablename__)


class Seen:
    """The records of a file that its officer sees. To be asked without the guard: it is the officer's own scope that counts."""

    def __init__(self, officer: Officer):
        self._subject = Actor(name=str(officer), role="officer", officer_id=officer.id)

    def among(self, events: Iterable[AuditEvent]) -> set[tuple[str, int]]:
        """Of the records of these events, (table, number) of those that the officer sees; deleted ones of his too."""
        wanted: dict[str, set[int]] = {}
        for event in events:
            if event.record_type and event.record_id is not None:
                wanted.setdefault(event.record_type, set()).add(event.record_id)
        return {(table, number) for table, numbers in wanted.items() for number in self._visible(table, numbers)}

    def _visible(self, table: str, numbers: set[int]) -> Iterable[int]:
        model = model_of(table)
        if model is None or model.__scope__ is None or model.__scope__.startswith("@"):
            return ()  # what stands in nobody's file: an account, a proposal
        within = select(model.id).where(model.id.in_(numbers), guard.in_scope(model, self._subject))
        # What was deleted is told as deleted. What was erased is gone, and with it who gave it.
        return db.session.scalars(within, execution_options={"with_deleted": guard.keeps_deleted(model)})

    def is_told(self, event: AuditEvent) -> bool:
        """Whether the officer reads of this change: not of what was prepared, nor of an evaluation before it was signed."""
        if event.record_type not in DRAFTED:
            return event.record_type not in PREPARED
        model = model_of(event.record_type)
        record = db.session.get(model, event.record_id)
        evaluation = record if isinstance(record, Evaluation) or record is None else record.evaluation
        return evaluation is not None and evaluation.shown_at is not None and event.at >= evaluation.shown_at


def detail(event: AuditEvent) -> str:
    """What an export or a document was about: the kind of the record, or which list."""
    model = model_of(event.record_type)
    if model is None:
        return ""
    if event.action == "export":
        whole = event.officer_id is not None
        return _("the whole file") if whole else _("in the list “%(list)s”", list=model.__label_plural__)
    return in_sentence(str(model.__label__))
