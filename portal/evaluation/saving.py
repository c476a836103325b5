"""What was typed on a page of evaluation, saved: by the page itself every few seconds, or by its button where no script runs.

A field is named "12:mark-5", the part and the field of its draft. With each goes what the page knew to be stored, so that
nothing is written over that was typed elsewhere since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import abort, json, jsonify, request
from flask_babel import gettext as _

from models import EvaluationPart, db, now
from rules.evaluation import as_kept
from rules.refused import Refused
from services import evaluation as service
from services import guard
from services.wording import said
from web import moment

from .door import LARGEST, number_in, pages, require_evaluator


@pages.post("/my/team/draft")
def draft():
    """What is being typed: {"cells": [[part, field, text, base], …], "of": a part whose missing things are wanted, or none}.

    Answers {"text": when, "conflicts": [[part, field, what is stored, why], …], "lacks": [[field, words], …]}.
    """
    require_evaluator()
    posted = request.get_json(silent=True)
    cells = [_cell(one) for one in posted["cells"]] if isinstance(posted, dict) and isinstance(posted.get("cells"), list) else abort(400)
    try:
        conflicts = service.type_in(cells, by=guard.actor())
    except Refused as refused:
        db.session.rollback()
        return jsonify(text=said(refused)), 422
    db.session.commit()
    told = {"text": _("Saved at %(time)s", time=moment(now()).partition(" ")[2]), "conflicts": [_told(one) for one in conflicts]}
    return jsonify(told | _missing(posted.get("of")))


def _cell(posted: object) -> service.Cell:
    """One field as the page sent it; 400 for what no page of ours sends."""
    if not (isinstance(posted, list) and len(posted) == 4 and isinstance(posted[0], int) and 0 < posted[0] <= LARGEST):
        abort(400)
    part_id, field, text, base = posted
    if not (isinstance(field, str) and isinstance(text, str) and isinstance(base, str | None)):
        abort(400)
    return service.Cell(part_id, as_kept(field), as_kept(text), None if base is None else as_kept(base))


def _told(conflict: service.Conflict) -> list:
    cell = conflict.cell
    return [cell.part_id, cell.field, conflict.stored, said(conflict.because) if conflict.because else None]


def _missing(part_id: object) -> dict:
    """What is still missing in the one part that the page shows as a whole."""
    part = db.session.get(EvaluationPart, part_id) if isinstance(part_id, int) and 0 < part_id <= LARGEST else None
    ready = service.desks([part], today=now().date(), by=guard.actor()) if part else []
    return {"state": ready[0].state, "lacks": [[lack.field, said(lack.words)] for lack in ready[0].lacks]} if ready else {}


def posted_cells() -> list[service.Cell]:
    """What was changed on the page that was sent as a form, by what it knew to be stored."""
    known = _known(request.form.get("base", ""))
    cells = []
    for name, text in request.form.items():
        number, colon, field = name.partition(":")
        part_id = number_in(number)
        if colon and part_id is not None:
            typed, base = as_kept(text), as_kept(str(known.get(number, {}).get(field, "")))
            if typed != base:
                cells.append(service.Cell(part_id, field, typed, base))
    return cells


def _known(text: str) -> Mapping[str, Mapping[str, str]]:
    """What the page knew to be stored: {part: {field: text}}; nothing where it cannot be read, so that all is compared."""
    try:
        known = json.loads(text)
    except ValueError:
        return {}
    return {key: fields for key, fields in known.items() if isinstance(fields, dict)} if isinstance(known, dict) else {}


def known_of(ready: Sequence[service.Desk]) -> str:
    """What is stored of these parts, for the page to carry."""
    return json.dumps({one.part.id: one.typed for one in ready if one.is_open and one.typed}, ensure_ascii=False, separators=(",", ":"))
