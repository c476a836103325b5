"""The own requests, and the form of one: what should stand, and why. What is typed is a draft from the first saving on.

A GET writes nothing: the draft is made by the first POST, of a person or of static/portal.js.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from models import CorrectionKind, CorrectionRequest, CorrectionState, Officer, Record, db, now
from rules import correction as rules
from rules.refused import Refused
from services import correction, guard, submissions
from services.wording import said
from web import moment

from ..home import own_record
from .choosing import choice_page, field_page
from .controls import controls_of
from .own import IN_WORDS, NUMBER, Place, address_of, own_about, own_request, pages


@dataclass
class Sheet:
    """The form as it is shown: what stands in each field, why, and what is wrong with it."""

    wished: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@pages.get("/")
def list_own():
    """The own requests, the newest first; drafts to go on with."""
    officer = own_record()
    found, page, last = correction.page_of(officer, request.args.get("page", 1, type=int))
    return render_template(
        "portal/correction/list.html",
        requests=list(zip(found, correction.labels(found), strict=True)),
        page=page,
        last_page=last,
        is_full=len(correction.open_of(officer)) >= rules.MOST_OPEN,
        most=rules.MOST_OPEN,
        days=officer.home_agency.correction_days,
    )


@pages.route("/new", methods=["GET", "POST"])
def new():
    """Ask for a correction: of what the address names; without it, choose what is wrong."""
    officer, place = own_record(), asked_place()
    if place is None:
        return choice_page(officer)
    if isinstance(place, Record):
        return field_page(place)
    if request.method == "POST":
        return made(officer, place)
    standing = standing_request(officer, place)
    if standing is None:
        return form(foreseen(officer, place), Sheet())
    if standing.state == CorrectionState.DRAFT and "kept" in request.args:  # what comes back fills the page that had sent it
        return form(standing, stored(standing), is_new=True)
    return redirect(url_for(".write", request_id=standing.id))


def made(officer: Officer, place: Place):
    """The first saving of a draft; where no more may be open, everything typed stays on the page."""
    try:
        draft = begun(officer, place)
    except Refused as refused:
        db.session.rollback()
        expected = foreseen(own_record(), asked_place())
        return form(expected, Sheet(*typed(expected), problems=[said(refused)]))
    return written(draft)


def begun(officer: Officer, place: Place) -> CorrectionRequest:
    """The draft about this place."""
    return correction.begin(officer, record=place.record, field=place.field, missing=place.missing, by=guard.actor())


def foreseen(officer: Officer, place: Place) -> CorrectionRequest:
    """The draft as it would be, for a form to show."""
    return correction.foreseen(officer, record=place.record, field=place.field, missing=place.missing, by=guard.actor())


@pages.route(f"/<{NUMBER}:request_id>/write", methods=["GET", "POST"])
def write(request_id: int):
    """The form of a draft; what is sent is only read."""
    draft = own_request(request_id)
    if draft.state != CorrectionState.DRAFT:
        return redirect(url_for(".one", request_id=draft.id))
    return written(draft) if request.method == "POST" else form(draft, stored(draft))


def written(draft: CorrectionRequest):
    """Save what was typed; then stay, or go on to the pieces. What is wrong is said beside its field."""
    is_saved = request.form.get("act") != "go-on"
    wrong = twice_at_most(lambda: save(draft, "write" if is_saved else "one"))
    if is_saved:
        flash(_("Draft saved."), "success")
        return redirect(url_for(".write", request_id=draft.id))
    if wrong:
        return form(draft, Sheet(*typed(draft), wrong={name: said(refused) for name, refused in wrong.items()}))
    return redirect(url_for(".one", request_id=draft.id))


@pages.post("/draft", defaults={"request_id": None})
@pages.post(f"/<{NUMBER}:request_id>/draft")
def draft(request_id: int | None):
    """What is being typed, saved by the page itself. Answers in JSON: the words for the page, and how the draft stands."""
    return twice_at_most(lambda: saved_by_itself(request_id))


def saved_by_itself(request_id: int | None):
    """Save the draft of this number, or the one about what the address names, and say so."""
    try:
        found = own_request(request_id) if request_id else draft_of_address()
        if found.state != CorrectionState.DRAFT:
            abort(404)
        save(found, "write")
    except Refused as refused:
        db.session.rollback()
        return jsonify(text=said(refused)), 409
    clock = moment(now()).partition(" ")[2]
    return jsonify(text=_("Saved at %(time)s", time=clock), version=version_of(found), draft=url_for(".draft", request_id=found.id))


def draft_of_address() -> CorrectionRequest:
    """The draft about what the address names, made where there is none."""
    place = asked_place()
    return begun(own_record(), place) if isinstance(place, Place) else abort(404)


def save(draft: CorrectionRequest, leads_to: str) -> dict[str, Refused]:
    """Write what was typed and keep it; returns what is wrong by field."""
    wished, reason = typed(draft)
    wrong = correction.write(draft, wished, reason, by=guard.actor())
    submissions.led_to(url_for(f".{leads_to}", request_id=draft.id))
    db.session.commit()
    return wrong


def twice_at_most(act: Callable):
    """Do it; and once more where the page saved itself at the same moment: both were typed by the same person."""
    try:
        return act()
    except StaleDataError:
        db.session.rollback()
        return act()


def asked_place() -> Place | Record | None:
    """What the address names, a whole record where it names no field, None where it names nothing. 404 for all that no
    request reaches."""
    about, name, missing = (request.args.get(one, "") for one in ("about", "field", "missing"))
    if missing:
        return Place(missing=missing) if missing in rules.CAN_BE_MISSING and not (about or name) else abort(404)
    if about in ("", IN_WORDS):
        return abort(404) if name else Place() if about else None
    record = own_about(about)
    if name in ("", IN_WORDS):
        return Place(record) if name else record
    return Place(record, name) if rules.is_correctable(record.__tablename__, name) else abort(404)


def standing_request(officer: Officer, place: Place) -> CorrectionRequest | None:
    """The own request about this place that is being written or waits for a decision."""
    same = [one for one in correction.open_of(officer) if place.is_of(one)]
    return next((one for one in same if one.state == CorrectionState.DRAFT or one.kind == CorrectionKind.CHANGE), None)


def stored(draft: CorrectionRequest) -> Sheet:
    """The form as the draft has it."""
    return Sheet({one.field.name: one.wished for one in correction.asked_fields(draft)}, draft.reason or "")


def typed(draft: CorrectionRequest) -> tuple[dict[str, str], str]:
    """What was posted: only of the fields that are asked for."""
    wished = {one.field.name: request.form.get(f"wished-{one.field.name}", "") for one in correction.asked_fields(draft)}
    return wished, request.form.get("reason", "")


def form(draft: CorrectionRequest, sheet: Sheet, *, is_new: bool = False):
    """The form, sent to where the draft is made as long as there is none; 422 when something must be corrected."""
    is_new, place = is_new or draft.id is None, address_of(draft)
    target = url_for(".new", **place) if is_new else url_for(".write", request_id=draft.id)
    page = render_template(
        "portal/correction/form.html",
        draft=draft,
        controls=controls_of(correction.asked_fields(draft), sheet.wished),
        sheet=sheet,
        target=target,
        draft_url=url_for(".draft", **place) if is_new else url_for(".draft", request_id=draft.id),
        version=version_of(draft),
    )
    return page, 422 if sheet.wrong or sheet.problems else 200


def version_of(draft: CorrectionRequest) -> str:
    """How a draft stands, so that a phone knows whether what it kept was typed upon it; of a new one, which was the last."""
    if draft.id is not None:
        return f"{draft.id}.{draft.version}"
    return f"after {correction.last_about_same(draft)}"
