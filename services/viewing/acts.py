"""What a change of a file was, as its officer reads it: which act, of what, and never by the names of our columns.

What is done for one correction request, its decision, its pieces and its steps, is one act: the request was dealt with.
So is the work on one evaluation. What follows by itself from a change that is told is not told again.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l

from models import AuditEvent, CorrectionRequest, Evaluation, EvaluationMark, Officer, db, model_of

from ..fields import Field, fields_of
from ..wording import in_sentence

# What the officer calls his or her own; any other field is named by its label.
YOURS = {
    "last_name": _l("your last name"), "first_names": _l("your first names"), "sex": _l("your sex"), "birth_on": _l("your date of birth"),
    "birth_year": _l("your year of birth"), "birth_place": _l("your place of birth"), "nina": _l("your NINA"),
    "service_number": _l("your service number"), "entered_on": _l("your day of entry into service"), "home_agency": _l("your home agency"),
    "phone": _l("your telephone number"), "email": _l("your e-mail address"), "address": _l("your address"), "photo": _l("your photo"),
}  # fmt: skip


class Verb(enum.Enum):
    """What was done."""

    ADDED = "added"
    CHANGED = "changed"
    CORRECTED = "corrected"  # changed as a correction request asks for
    REMOVED = "removed"
    RESTORED = "restored"
    REQUEST = "request"
    EVALUATION = "evaluation"


ACTIONS = {"create": Verb.ADDED, "edit": Verb.CHANGED, "delete": Verb.REMOVED, "restore": Verb.RESTORED}


@dataclass(frozen=True)
class Act:
    """One act: `of` tells the acts of one line from those of another, `words` are what it was done to."""

    verb: Verb
    of: object
    words: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether the words say “your …”, of the officer's own identity."""
        return self.of == Officer.__tablename__


def act(event: AuditEvent, beside: Sequence[AuditEvent]) -> Act | None:
    """What a change was; None where it follows from another change of the same moment, which is among those `beside` it."""
    model, at_once = model_of(event.record_type), [one for one in beside if one.request_id and one.request_id == event.request_id]
    if is_of_request(event):
        request = _request(event)
        return Act(Verb.REQUEST, request and request.id, (str(request),) if request else ())
    if model in (Evaluation, EvaluationMark):
        return _of_evaluation(model, event)
    verb, kind = ACTIONS[event.action], in_sentence(str(model.__label__))
    if verb is not Verb.CHANGED:
        return Act(verb, event.record_type, (_("%(kind)s “%(name)s”", kind=kind, name=event.record_name) if event.record_name else kind,))
    if not (touched := _touched(model, event)) and any(_tells(one) for one in at_once):
        return None
    if any(is_of_request(one) for one in at_once):
        verb = Verb.CORRECTED
    if model is Officer:
        return Act(verb, event.record_type, tuple(_own(field) for field in touched) or (_("your file"),))
    named = ", ".join(in_sentence(str(field.label)) for field in touched)
    return Act(verb, (event.record_type, event.record_id), (f"{kind} ({named})" if named else kind,))


def is_of_request(event: AuditEvent) -> bool:
    """Whether it belongs to a correction request."""
    model = model_of(event.record_type)
    return model is not None and model.__area__ == CorrectionRequest.__area__


def _request(event: AuditEvent) -> CorrectionRequest | None:
    record = db.session.get(model_of(event.record_type), event.record_id)
    return record if isinstance(record, CorrectionRequest | None) else record.request


def _of_evaluation(model: type, event: AuditEvent) -> Act:
    record = db.session.get(model, event.record_id)
    evaluation = record.evaluation if isinstance(record, EvaluationMark) else record
    return Act(Verb.EVALUATION, evaluation.id, (str(evaluation.cycle),))


def _tells(event: AuditEvent) -> bool:
    """Whether an event says something of its own."""
    return event.action != "edit" or is_of_request(event) or bool(_touched(model_of(event.record_type), event))


def _touched(model: type | None, event: AuditEvent) -> list[Field]:
    """The fields that somebody changed; not what is hidden on every page, nor what follows from other records."""
    fields = fields_of(model).values() if model is not None else ()
    return [field for field in fields if field.trail_key in event.changes and not field.is_hidden and not _follows(model, field)]


def _follows(model: type, field: Field) -> bool:
    """A line of the career ends where the next begins."""
    return field.is_derived or (field.name == "ends_on" and hasattr(model, "term_on"))


def _own(field: Field) -> str:
    return str(YOURS[field.name]) if field.name in YOURS else _("the entry “%(label)s”", label=field.label)
