"""Writing a request: begun for a field, for a record that is missing or in words; kept as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select

from models import (
    OPEN_CORRECTIONS,
    CareerLine,
    CorrectionKind,
    CorrectionRequest,
    CorrectionState,
    EvaluationMark,
    EvaluationState,
    Officer,
    Record,
    db,
    model_of,
)
from rules import access, correction as rules
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard, reference
from services.fields import Field, Kind
from services.imports import act_kinds

from . import about, impossible, people, steps, values

NOT_DRAFT = N_("This request is sent: what it says does not change any more.")
# Kinds of act that this system writes by itself: nobody holds such a paper.
BY_ITSELF = {act_kinds.TAKEN_OVER, act_kinds.CORRECTION}
OUT_OF_REACH = N_("This cannot be corrected by a request.")


@dataclass(frozen=True)
class AskedField:
    """A field of a request: what stood when it was asked about, in words, and what should stand, as it was typed.

    `choices` are (value, label) where one is chosen; none where it is typed. `chosen` is the record of a long table, where
    who wrote the request could look it up.
    """

    field: Field
    stood: str
    wished: str
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    help: str = ""
    chosen: Record | None = None


def begin(officer: Officer, *, record: Record | None = None, field: str | None = None, missing: str | None = None, by: Actor) -> CorrectionRequest:
    """The draft of a request: for a field of a record, for a record of a table that is missing, or told in words.

    The same standing draft of the same writer is found again. Forbidden for somebody else's file and record; Refused for
    what rules/correction.py does not name, where the same request waits already, and beyond MOST_OPEN.
    """
    if not people.may_file(officer, by):
        raise Forbidden(people.NOT_ENTITLED)
    place = _place(officer, (record, field, missing), by)
    with guard.unscoped("a correction is asked for"):
        bulk.lock(Officer, Officer.id == officer.id)
        if standing := _standing(officer, place, by):
            return standing
        if _count_open(officer, by) >= rules.MOST_OPEN:
            raise Refused(N_("%(count)s requests are open already: finish, withdraw or discard one of them first."), count=rules.MOST_OPEN)
        made = CorrectionRequest(officer=officer, writer_id=by.user_id, state=CorrectionState.DRAFT, **place)
        db.session.add(made)
        db.session.flush()
        made.stood = values.sealable(about.stands(made) or {})
        db.session.flush()
    return made


def foreseen(officer: Officer, *, record: Record | None = None, field: str | None = None, missing: str | None = None, by: Actor) -> CorrectionRequest:
    """The request as `begin` would make it, for a form to show; nothing is written. Raises as `begin` does, save for the number."""
    if not people.may_file(officer, by):
        raise Forbidden(people.NOT_ENTITLED)
    made = CorrectionRequest(officer_id=officer.id, **_place(officer, (record, field, missing), by))
    made.stood = values.sealable(about.stands(made) or {})
    return made


def _place(officer: Officer, asked: tuple[Record | None, str | None, str | None], by: Actor) -> dict[str, object]:
    """The columns that say what a request is about, once it is known that it may be."""
    record, field, missing = asked
    if record is None and missing is None and field is None:
        return {"kind": CorrectionKind.OTHER, "about_area": Officer.__area__}
    if missing is not None:
        if missing not in rules.CAN_BE_MISSING or record is not None or field is not None:
            raise Refused(OUT_OF_REACH)
        return {"kind": CorrectionKind.MISSING, "about_type": missing, "about_area": _seen_area(model_of(missing), officer, by)}
    table = record.__tablename__ if record is not None else ""
    if table not in rules.CORRECTABLE or (field is not None and not rules.is_correctable(table, field)):
        raise Refused(OUT_OF_REACH)
    _check_record(officer, record, by)
    kind = CorrectionKind.OTHER if field is None else CorrectionKind.CHANGE
    return {"kind": kind, "about_type": table, "about_id": record.id, "field": field, "about_area": type(record).__area__}


def _seen_area(model: type[Record], officer: Officer, by: Actor) -> str:
    """The area of a table, where somebody sees such records of this officer."""
    if by.officer_id != officer.id and not access.may(by, f"{model.__area__}.view"):
        raise Forbidden(people.NOT_ENTITLED)
    return model.__area__


def _check_record(officer: Officer, record: Record, by: Actor) -> None:
    """Raise Forbidden for a record of another file, or one that is not shown; Refused for what nobody corrects any more."""
    model = type(record)
    with guard.unscoped("whose record a correction is asked for"):
        is_shown = db.session.scalar(select(model.id).where(model.id == record.id, guard.visible(model, by))) is not None
        if not is_shown or about.officer_of(record).id != officer.id:
            raise Forbidden(people.NOT_ENTITLED)
        if isinstance(record, EvaluationMark) and record.evaluation.state is not EvaluationState.CLOSED:
            raise Refused(OUT_OF_REACH)
    if getattr(record, "annulment_id", None) is not None:
        raise Refused(N_("This line is annulled: nothing of it holds any more."))


def _standing(officer: Officer, place: dict[str, object], by: Actor) -> CorrectionRequest | None:
    """The draft that this writer began for the same; Refused where the same was sent and is not decided."""
    columns = {"kind", "about_type", "about_id", "field"}
    same = [getattr(CorrectionRequest, name).is_(None) if place.get(name) is None else getattr(CorrectionRequest, name) == place[name] for name in columns]
    own = select(CorrectionRequest).where(CorrectionRequest.officer_id == officer.id, *same)
    draft = own.where(CorrectionRequest.state == CorrectionState.DRAFT, CorrectionRequest.writer_id == by.user_id)
    if found := db.session.scalar(draft.order_by(CorrectionRequest.id.desc()).limit(1)):
        return found
    sent = db.session.scalar(own.where(CorrectionRequest.state.in_(OPEN_CORRECTIONS)).limit(1))
    if sent is not None and sent.kind is CorrectionKind.CHANGE:
        raise Refused(N_("The same is asked for already: %(reference)s. Add to that request, or withdraw it."), reference=sent.reference)
    return None


def _count_open(officer: Officer, by: Actor) -> int:
    own_draft = and_(CorrectionRequest.state == CorrectionState.DRAFT, CorrectionRequest.writer_id == by.user_id)
    counted = select(func.count(CorrectionRequest.id)).where(CorrectionRequest.officer_id == officer.id)
    return db.session.scalar(counted.where(or_(CorrectionRequest.state.in_(OPEN_CORRECTIONS), own_draft)))


def asked_fields(request: CorrectionRequest) -> list[AskedField]:
    """The fields of a request in reading order: one for a change, all of the table for a missing record, else none."""
    stood, wished = values.opened(request.stood), values.opened(request.wished)
    return [
        AskedField(
            field, values.words(field, stood.get(field.name), request.officer_id), values.typed(field, wished.get(field.name)),
            choices_of(field), values.is_required(field), _help(request, field), _chosen(field, wished.get(field.name)),
        )
        for field in about.asked(request)
    ]  # fmt: skip


def _help(request: CorrectionRequest, field: Field) -> str:
    """What the field asks for; of a missing line of a career also why nobody asks for its last day."""
    said = [str(field.help)] if field.help else []
    if request.kind is CorrectionKind.MISSING and field.name == "starts_on" and issubclass(model_of(request.about_type), CareerLine):
        said.append(_("The last day is not asked for: it lasts until the next line of the file begins."))
    return " ".join(said)


def _chosen(field: Field, kept: values.Plain) -> Record | None:
    is_looked_up = field.kind is Kind.LINK and not field.target.__is_short__ and isinstance(kept, dict) and "id" in kept
    return values.linked(field, kept) if is_looked_up else None


def choices_of(field: Field) -> tuple[tuple[str, str], ...]:
    """What a field offers to be chosen: members, yes and no, records of a short table, kinds of act."""
    if field.name == "act_kind":
        return tuple((one["name"], one["name"]) for one in reference.act_kinds() if one["code"] not in BY_ITSELF)
    if field.kind is Kind.YES_NO:
        return ((values.YES, _("Yes")), (values.NO, _("No")))
    if field.kind is Kind.LINK and field.target.__is_short__:
        with guard.unscoped("what a correction request may choose"):
            return tuple(sorted(((str(one.id), str(one)) for one in db.session.scalars(select(field.target))), key=lambda one: one[1]))
    return tuple((name, str(label)) for name, label in field.choices)


def write(request: CorrectionRequest, wished: Mapping[str, str], reason: str, *, by: Actor, is_chosen: bool = False) -> dict[str, Refused]:
    """Save the draft, whatever was typed; returns what is wrong by the name of the field ("reason" for the reason).

    Only the fields that the request is about are looked at. `is_chosen`: records of long tables were looked up. Refused for what is sent, and where all of it is too long.
    """
    check_draft(request, by)
    kept, wrong = values.opened(request.wished), {}
    record = about.record_of(request)
    for field in about.asked(request):
        if field.name not in wished:
            continue
        try:
            kept[field.name] = values.read(field, wished[field.name], record, is_chosen=is_chosen)
        except Refused as refused:
            wrong[field.name] = refused
            kept[field.name] = {"unread": wished[field.name][: values.LONGEST_UNREAD]} if wished[field.name].strip() else None
    with guard.unscoped("a correction request is written"):
        request.wished, request.reason = values.sealable(kept), steps.in_words(reason)
        db.session.flush()
    return _missing(request) | wrong


def _missing(request: CorrectionRequest) -> dict[str, Refused]:
    """What a request still lacks before it can be sent, by the name of the field."""
    wished, stood, wrong = values.opened(request.wished), values.opened(request.stood), {}
    for field in about.asked(request):
        kept = wished.get(field.name)
        if isinstance(kept, dict) and "unread" in kept:
            wrong[field.name] = _unread(field, kept["unread"], request)
        elif kept is None and values.is_required(field):
            wrong[field.name] = Refused(N_("Fill in “%(field)s”."), field=field.label)
        elif request.kind is CorrectionKind.CHANGE and values.is_same(field, kept, stood.get(field.name)):
            wrong[field.name] = Refused(N_("This is what stands in the file already: say what should stand instead."))
    wrong = impossible.found(request, {name: kept for name, kept in wished.items() if name not in wrong}) | wrong
    if not request.reason:
        wrong["reason"] = Refused(N_("Say why: whoever decides reads it."))
    return wrong


def _unread(field: Field, typed: str, request: CorrectionRequest) -> Refused:
    """Why something cannot be read, said again."""
    try:
        values.read(field, typed, about.record_of(request))
    except Refused as refused:
        return refused
    return Refused(N_("“%(field)s” could not be read. Type it again."), field=field.label)


def check_complete(request: CorrectionRequest) -> None:
    """Raise the first thing that a request still lacks."""
    for refused in _missing(request).values():
        raise refused


def check_draft(request: CorrectionRequest, by: Actor) -> None:
    """Raise Forbidden for another than its writer, Refused for what is no draft."""
    people.check_writer(request, by)
    if request.state is not CorrectionState.DRAFT:
        raise Refused(NOT_DRAFT)
