"""Opening somebody's file at the desk: noted for the officer to read, and not before one has said why where that is asked.

`RecordView.get_one` calls it for every record that a route reads by its number; a page of another kind that shows the
file of one officer calls `open_file` itself.
"""

from __future__ import annotations

from flask import Response, abort, after_this_request, current_app, make_response, redirect, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from models import Record, db
from services import guard, viewing
from web import keeping
from web.troubles import error_page

FRAGMENT = "X-Fragment"
# Tells whoever asked where the purpose is stated.
ASKED = "X-Purpose"


def open_file(record: Record) -> None:
    """Note a page that is read, before anything of it is; an answer of its own stops the request where a purpose is wanted.

    What is only sent, such as a form, was read before: then nothing is noted, unless the answer is a page again.
    """
    is_read = request.method in ("GET", "HEAD")
    opening = viewing.open_file(record, by=guard.actor(), is_read=is_read)
    if opening is viewing.Opening.NOTED:
        db.session.commit()
    elif opening is viewing.Opening.ASKS:
        abort(_asked(viewing.file_of(record), is_read))
    if not is_read:
        _note_if_answered(type(record), record.id)


def _note_if_answered(model: type[Record], number: int) -> None:
    """A form that is shown once more, or a paper made on the spot, shows the file as its page does."""

    @after_this_request
    def note(answer: Response) -> Response:
        if answer.status_code == 200 and not answer.is_json:
            db.session.rollback()  # what the request did not commit is not done; only the look is
            record = db.session.scalar(select(model).where(model.id == number))
            if record is not None and viewing.open_file(record, by=guard.actor()) is viewing.Opening.NOTED:
                db.session.commit()
        return answer


def _asked(officer_id: int, is_read: bool):
    """To the page that asks why, and from there on; a part of a page says it in words. A form that was sent is kept."""
    here = request.full_path.rstrip("?") if is_read else keeping.page_of_form()
    page = url_for("admin-purpose.index_view", asked=seal(officer_id, here or url_for("admin-officer.details_view", id=officer_id)))
    if _is_part_of_a_page():
        answer = make_response(error_page(403, _("Say first why you open this file: open its page anew.")))
    else:
        answer = (None if is_read else keeping.keep_for_later()) or redirect(page)
    answer.headers[ASKED] = page
    return answer


def _is_part_of_a_page() -> bool:
    """Whether a script asks, and not somebody who opens an address."""
    return bool(request.headers.get(FRAGMENT)) or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def seal(officer_id: int, page: str) -> str:
    """That this person was asked why he opens this file, and where he wanted to go."""
    return _sealing().dumps([guard.actor().user_id, officer_id, page])


def unseal(given: str) -> tuple[int, str] | None:
    """The officer and the page of a seal; None where it is not this person's."""
    try:
        user_id, officer_id, page = _sealing().loads(given)
    except BadData:
        return None
    return (officer_id, page) if user_id == guard.actor().user_id else None


def _sealing() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="purpose")
