"""Which records a form over the list means: those ticked, on whatever page, or all of the list."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from rules.refused import N_, Refused
from services import listing

from ..lookup import as_number

# As many as one act may touch at once: more belongs in a file that is loaded, where each line is looked at.
MOST = 1000
TOO_MANY = N_("This is for at most %(most)s records at once. Narrow the list with a filter, or load a file for so many.")


def ticked(view) -> list[int]:
    """The numbers meant by a posted form, as far as one may see the records. Raises Refused when there are too many."""
    if request.form.get("whole-list"):
        args = MultiDict(parse_qsl(request.form.get("whole-list-as", "")))
        found = list(listing.numbers(view.model, view.listed(args), MOST + 1))
        return view.among_mine(_few(found))
    numbers = [number for number in map(as_number, request.form.getlist("rowid")) if number is not None]
    _few(numbers)
    return view.among_mine(numbers)


def _few(numbers: list[int]) -> list[int]:
    if len(numbers) > MOST:
        raise Refused(TOO_MANY, most=MOST)
    return numbers

