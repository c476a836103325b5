"""Nothing typed is lost: a form that outlived its session is kept and comes back filled; a form sent twice is one act.

It works for every POST form of the desk and the portal by itself. Each form carries the CSRF token of its session,
and the token says to which account it was given (`token_for`): so a form is kept for whoever typed it, and for
nobody else who sits down at that browser.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from models import User, db, now
from services import drafts, guard, submissions

from .filling import fill

# A page left open for longer is forgotten; it was opened by somebody, whose session has ended long ago.
OPEN_FOR_SECONDS = 7 * 24 * 3600
# Signing in, passwords, the saving of drafts itself.
NEVER_KEPT = ("account.", "activation.", "static")
NOT_TYPED = {"csrf_token", "_submission", "_opened", "id", "rowid", "version", "url", "action", "act"}
LONGEST_ADDRESS = 600
LOST = "_lost_file"  # the name of a file that had been chosen, which no page can put back


def init_app(app: Flask) -> None:
    """Attach it, after the check of the CSRF token: what was not checked is never acted upon."""
    app.before_request(act_once)
    app.before_request(give_back)
    app.after_request(fill_in)
    app.after_request(lead_on_late)
    app.register_error_handler(submissions.AlreadySent, lead_on)
    app.jinja_env.globals["submission_key"] = lambda: Markup(
        f'<input type="hidden" name="_submission" value="{secrets.token_urlsafe(24)}">'
    )


def token_for(user: User) -> str:
    """The CSRF token of a new session. It begins with the account, which a form then says even when the session is gone."""
    return f"{user.id}.{secrets.token_hex(20)}"


def typist() -> int | None:
    """The account to which the posted form was given, by the signature of its token; None where it says nobody."""
    reader = URLSafeTimedSerializer(current_app.secret_key, salt="wtf-csrf-token")
    given = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    try:
        owner, dot, _rest = str(reader.loads(given, max_age=OPEN_FOR_SECONDS)).partition(".")
    except BadData:
        return None
    return int(owner) if dot and owner.isdigit() else None


# --- keeping -------------------------------------------------------------------------------------


def keep_for_later():
    """Keep the form of this refused request and say where to go; None when it cannot be kept."""
    owner, page = typist(), page_of_form()
    if request.method != "POST" or owner is None or page is None or not is_kept():
        return None
    with guard.unscoped("to keep what was typed when the session had ended"):
        if db.session.get(User, owner) is None:
            return None
    typed = [*request.form.items(multi=True), *((LOST, file.filename) for file in request.files.values() if file.filename)]
    try:
        draft = drafts.keep(typed, page=page, target=own_address(request.full_path), owner_id=owner)
        db.session.commit()
    except drafts.TooLarge:
        return None
    if g.user is None:
        waits = _("Your session has expired. Sign in again: what you typed is waiting for you.")
        flash(waits if is_text(typed) else _("Your session has ended. Sign in again."), "warning")
        return redirect(url_for("account.login", next=page))
    if g.user.id == owner:
        return redirect(address_of(draft))
    flash(_("Somebody else had opened that page. What was typed in it is kept for that person; nothing was saved."), "warning")
    return redirect(url_for("account.login"))


def is_kept() -> bool:
    """Whether this is a form that a person sent from one of our pages."""
    endpoint, mode = request.endpoint or "", request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode == "navigate" and bool(endpoint) and not endpoint.startswith(NEVER_KEPT) and not endpoint.endswith(".draft")


def page_of_form() -> str | None:
    """The page on which the form stands: the one that sent it, or its own address; only pages of ours that open by GET."""
    sender = urlsplit(request.referrer or "")
    addresses = [f"{sender.path}?{sender.query}"] if sender.netloc == request.host else []
    return next((own for own in map(own_address, [*addresses, request.full_path]) if is_page(own)), None)


def own_address(address: str) -> str:
    """Path and query, without the key of a form that had come back."""
    parts = urlsplit(address)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "kept"])
    return f"{parts.path}?{query}" if query else parts.path


def is_page(address: str) -> bool:
    """Whether one of our own pages opens at this address."""
    path = urlsplit(address).path
    if len(address) > LONGEST_ADDRESS or not path.startswith("/") or path.startswith("//"):
        return False
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="GET")
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return not endpoint.startswith(NEVER_KEPT)


def address_of(draft) -> str:
    """The page of a draft, asked to be filled with it."""
    return f"{draft.page}{'&' if '?' in draft.page else '?'}{urlencode({'kept': draft.key})}"


# --- giving back ---------------------------------------------------------------------------------


def waiting_address() -> str | None:
    """Where somebody who has just signed in finds what he had typed."""
    asked_for = parse_qsl(urlsplit(request.args.get("next", "")).query)
    draft = drafts.of_key(dict(asked_for).get("kept", ""), by=guard.actor()) or drafts.waiting(by=guard.actor())
    return address_of(draft) if draft else None


def give_back() -> None:
    """A page asked for with the key of a draft gets what was typed; 404 for a key that is not one's own."""
    if request.method != "GET" or "kept" not in request.args or not g.get("user"):
        return
    draft = drafts.of_key(request.args["kept"], by=guard.actor())
    if draft is None or urlsplit(draft.page).path != request.path:
        abort(404)
    g.returned, g.target = drafts.read(draft), draft.target
    draft.given_at = now()
    is_kept_form, lost = draft.place is None, [value for key, value in g.returned if key == LOST]
    db.session.commit()
    if is_kept_form:
        back = _("Your session had expired, and nothing was saved. What you had typed is back: check it, then send it.")
        if is_text(g.returned) or not lost:  # to choose the file again is to do it again
            flash(back if is_text(g.returned) else _("Your session had expired, and nothing was done. Do it again."), "warning")
    for name in lost:
        flash(_("The file “%(name)s” was not kept: choose it again.", name=name), "warning")


def is_text(typed: Iterable[tuple[str, str]]) -> bool:
    """Whether a person typed something into this form."""
    return any(value for name, value in typed if name not in NOT_TYPED and name != LOST)


def returned() -> MultiDict | None:
    """What was typed into the form of this very address, for a page that fills its form itself."""
    if g.get("returned") is None or urlsplit(g.target).path != request.path:
        return None
    g.is_filled = True
    return MultiDict(g.returned)


def typed_again() -> dict:
    """For a FlaskForm: `ActForm(**typed_again())` takes what was posted, or what has come back."""
    values = returned()
    return {} if values is None else {"formdata": values}


def fill_in(response):
    """Fill the form of a page that knows nothing of it."""
    if g.get("returned") is None or g.get("is_filled") or response.mimetype != "text/html" or response.status_code != 200:
        return response
    if not response.is_streamed:
        response.set_data(fill(response.get_data(as_text=True), request.path, g.target, g.returned))
    return response


# --- once ----------------------------------------------------------------------------------------


def act_once():
    """The second sending of a form leads to what the first one made. The key of a first one is written with its act."""
    if request.method != "POST" or not g.get("user") or not request.form.get("_submission"):
        return None
    earlier = submissions.begin(key_of_form(), page_of_form() or url_for("account.login"), by=guard.actor())
    return redirect(earlier) if earlier else None


def lead_on(sent: submissions.AlreadySent):
    """Two sendings arrived at the same moment: this one did nothing, and leads to what the other made."""
    db.session.rollback()
    return redirect(submissions.first_led_to(sent))


def lead_on_late(response):
    """What was refused because the same form had just been acted upon leads there too."""
    if response.status_code >= 500 or response.is_streamed:
        return response
    other = submissions.meanwhile()
    return redirect(other) if other else response


def key_of_form() -> str:
    """The key of the form with what was typed: whoever goes back, types something else and sends it means something else."""
    typed = sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    files = sorted((name, file.filename or "", digest(file)) for name, file in request.files.items(multi=True))
    return hashlib.sha256(json.dumps([request.path, typed, files]).encode()).hexdigest()


def digest(file: FileStorage) -> str:
    """What is in a file: a corrected one of the same name is another."""
    found = hashlib.file_digest(file.stream, "sha256").hexdigest()
    file.stream.seek(0)
    return found
