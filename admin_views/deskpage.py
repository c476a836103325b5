"""A page of the desk that is no list of records: what it asks for before it opens, and a file sent whole."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from typing import BinaryIO

from flask import abort, request, send_file
from flask_admin import BaseView

from models import db, now
from rules import access
from services import export, guard
from services.listing.places import Unreadable, day

from .record.listing.filtering import TYPED_DAY
from .record.lookup import as_number


class DeskPage(BaseView):
    """Closed like the screens of records: `permissions` open it, `verbs` says what a route asks for besides."""

    area = "personnel"
    permissions: tuple[str, ...] = ("personnel.view",)
    verbs: dict[str, str] = {}

    def is_accessible(self) -> bool:
        """Whether the role may open the page at all."""
        return all(access.may(guard.actor(), permission) for permission in self.permissions)

    @property
    def can_export(self) -> bool:
        return access.may(guard.actor(), "personnel.export")

    def _handle_view(self, name, **kwargs):
        """Ask for the rights before anything runs."""
        if guard.actor() is access.NOBODY:
            abort(401)
        wanted = self.verbs.get(name)
        if not self.is_accessible() or (wanted and not access.may(guard.actor(), wanted)):
            abort(403)

    def _run_view(self, fn, *args, **kwargs):
        """Flask-Admin calls again with other arguments on any TypeError, which hides the real one."""
        return fn(self, *args, **kwargs)


def asked_day(name: str = "on") -> tuple[dt.date, bool]:
    """The day in the address, 2026-11-21 or 21/11/2026, and whether it was understood; today without one."""
    text = request.args.get(name, "").strip()
    found = TYPED_DAY.fullmatch(text)
    try:
        return day("/".join(found.groups()) if found else text) if text else now().date(), True
    except Unreadable:
        return now().date(), False


def asked_number(name: str, asked: Mapping[str, str] | None = None) -> int | None:
    """The number of a record in the address, or in `asked`, or None."""
    return as_number((request.args if asked is None else asked).get(name, ""))


def asked_page(rows: int, size: int) -> tuple[int, int]:
    """The page of a table that the address asks for, and the last one there is."""
    last = max(-(-rows // size), 1)
    return min(max(asked_number("page") or 1, 1), last), last


def file_kind(kind: str) -> str:
    """The kind of file in the address; 404 for another."""
    return kind if kind in export.KINDS else abort(404)


def send(name: str, kind: str, write: Callable[[BinaryIO], object]):
    """The file, written whole before the first byte leaves: an error is then a page, not half a file."""
    file = tempfile.TemporaryFile()  # the answer closes it
    write(file)
    db.session.commit()
    file.seek(0)
    return send_file(file, mimetype=export.KINDS[kind], as_attachment=True, download_name=f"{name}.{kind}")
