"""One's people as a workbook: a sheet for each form, the levels of the criteria, the noted facts, and the hidden seal.

What people wrote is always written as text: a spreadsheet runs nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import BinaryIO

from flask_babel import get_locale, gettext as _
from sqlalchemy import select

from models import Evaluation, Rank, Unit, db, now
from rules import evaluation as rules
from rules.access import Actor
from rules.evaluation.marks import MARK
from rules.refused import N_, Refused
from services import audit, bulk, guard

from ..desk import Desk, desks, my_parts
from . import sealing
from .layout import FIRST_ROW, HEADINGS_ROW, HIDDEN, KEYS_ROW, NAME, NUMBER, PART, RANK, UNIT, Column, canonical, columns

NOBODY = N_("None of your people is to be marked now: there is nothing to download.")
LONGEST_TITLE = 31  # signs, as spreadsheets allow
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write(file: BinaryIO, *, by: Actor) -> int:
    """Write the people whom the one who acts still marks, and say how many. Raises Refused where there is nobody.

    Each of them reads that he stood in a downloaded file.
    """
    open_ = [desk for desk in desks(my_parts(by), today=now().date(), by=by) if desk.is_open]
    if not open_:
        raise Refused(NOBODY)
    with guard.unscoped("an evaluator takes the sheet of his people along"):
        _known = [*db.session.scalars(select(Rank)), *db.session.scalars(select(Unit).where(Unit.id.in_({one.evaluation.unit_id for one in open_})))]
        _write(file, open_)
    noted = audit.note("export", record_type=Evaluation.__tablename__, changes={"file": "XLSX", "rows": len(open_)})
    bulk.note_exported(noted, [one.evaluation.officer_id for one in open_])
    return len(open_)


def _write(file: BinaryIO, open_: Sequence[Desk]) -> None:
    import xlsxwriter  # heavy, and only here

    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    looks = _looks(book)
    by_form: dict[int, list[Desk]] = {}
    for desk in open_:
        by_form.setdefault(desk.evaluation.form_id, []).append(desk)
    taken = {_("Level guide").casefold(), _("Facts").casefold(), HIDDEN}
    for of_form in by_form.values():
        _people(book.add_worksheet(_title(of_form[0].evaluation.form.name, taken)), of_form, looks)
    _levels(book.add_worksheet(_("Level guide")), by_form.values(), looks)
    _facts(book.add_worksheet(_("Facts")), open_, looks)
    _hide(book.add_worksheet(HIDDEN), open_)
    book.close()


def _looks(book) -> dict:
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF4", "border": 1, "border_color": "#B9C2CE"}
    cell = {"valign": "top", "border": 1, "border_color": "#D5DAE1"}
    typed = cell | {"locked": False, "bg_color": "#FFFDF0"}
    wanted = {
        "head": head | {"num_format": "@"}, "fixed": cell | {"num_format": "@", "text_wrap": True}, "mark": typed | {"num_format": "General"},
        "words": typed | {"num_format": "@", "text_wrap": True}, "plain": {"text_wrap": True, "valign": "top", "num_format": "@"},
    }  # fmt: skip
    return {name: book.add_format(look) for name, look in wanted.items()}


def _title(name: str, taken: set[str]) -> str:
    """The name of a form as the name of a sheet: short, without the signs that spreadsheets refuse, and once."""
    short = " ".join(name.translate(NOT_IN_TITLES).split())[:LONGEST_TITLE].strip() or "SIRHP"
    title, number = short, 1
    while title.casefold() in taken:
        number += 1
        title = f"{short[: LONGEST_TITLE - 3]} {number}"
    taken.add(title.casefold())
    return title


def _people(sheet, of_form: Sequence[Desk], looks: dict) -> None:
    asked = columns(of_form[0].criteria)
    for place, column in enumerate(asked):
        sheet.set_column(place, place, column.width)
        sheet.write_string(KEYS_ROW, place, column.key)
        sheet.write_string(HEADINGS_ROW, place, column.heading, looks["head"])
    for row, desk in enumerate(of_form, FIRST_ROW):
        who = _who(desk)
        for place, column in enumerate(asked):
            _cell(sheet, (row, place), column, desk.typed.get(column.key, "") if column.is_filled else who[column.key], looks)
    _guide(sheet, asked, len(of_form), of_form[0].evaluation.cycle.scale_max)


def _who(desk: Desk) -> dict[str, str]:
    officer = desk.officer
    return {
        PART: str(desk.part.id), NUMBER: officer.service_number or "", NAME: str(officer),
        RANK: str(officer.rank or ""), UNIT: str(desk.evaluation.unit or ""),
    }  # fmt: skip


def _cell(sheet, at: tuple[int, int], column: Column, text: str, looks: dict) -> None:
    look = looks["fixed"] if not column.is_filled else looks["mark" if column.is_mark else "words"]
    plain = canonical(column.key, text)
    if not plain:
        sheet.write_blank(*at, None, look)
    elif column.is_mark and MARK.fullmatch(plain):
        sheet.write_number(*at, float(Decimal(plain)), look)
    else:
        sheet.write_string(*at, plain, look)


def _guide(sheet, asked: Sequence[Column], people: int, highest: Decimal) -> None:
    """Headings and names stay in sight and cannot be overwritten; a mark beyond the scale is refused while it is typed."""
    sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
    sheet.set_row(HEADINGS_ROW, 75)
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    marks = [place for place, column in enumerate(asked) if column.is_mark]
    sheet.data_validation(FIRST_ROW, marks[0], FIRST_ROW + people - 1, marks[-1], {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": float(highest), "ignore_blank": True,
        "error_title": _("Mark"), "error_message": _("Write a number from 0 to %(highest)s, or leave the cell empty.", highest=rules.plain(highest)),
    })  # fmt: skip
    sheet.set_landscape()
    sheet.repeat_rows(HEADINGS_ROW)


def _table(sheet, head: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]], looks: dict) -> None:
    """A table to read, all of it text."""
    for place, (heading, width) in enumerate(head):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, looks["head"])
    for row, cells in enumerate(rows, 1):
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, looks["plain"])
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _levels(sheet, by_form: Iterable[Sequence[Desk]], looks: dict) -> None:
    """What a level of each criterion means, from which mark on."""
    is_english = str(get_locale()) == "en"
    rows = [
        (str(desk.evaluation.form), str(one.criterion), rules.plain(one.weight), rules.plain(desk.evaluation.cycle.scale_max * share / 100), english if is_english else words)
        for desk, *_rest in by_form
        for one in desk.criteria
        for share, words, english in one.levels
    ]
    head = ((_("Evaluation form"), 24), (_("Criterion"), 40), (_("Weight"), 8), (_("From this mark on"), 12), (_("What it means"), 90))
    _table(sheet, head, rows, looks)


def _facts(sheet, open_: Sequence[Desk], looks: dict) -> None:
    """What was noted about each within the period; withdrawn facts are not among them."""
    rows = [
        (desk.officer.service_number or "", str(desk.officer), fact.happened_on.strftime("%d/%m/%Y"), str(fact.tone.label), str(fact.criterion or ""), fact.words, fact.noted_by_name, fact.reply or "")
        for desk in open_
        for fact in sorted((fact for facts in desk.facts.values() for fact in facts), key=lambda fact: fact.happened_on)
    ]
    head = (
        (_("Service number"), 12), (_("Name"), 28), (_("Day"), 11), (_("Speaks for"), 18), (_("Criterion"), 32), (_("What happened"), 70),
        (_("Noted by"), 24), (_("What the officer answers"), 50),
    )  # fmt: skip
    _table(sheet, head, rows, looks)


def _hide(sheet, open_: Sequence[Desk]) -> None:
    part = open_[0].part
    typed = {desk.part.id: desk.typed for desk in open_}
    for row, piece in enumerate(sealing.pieces(open_[0].evaluation.cycle_id, part.evaluator_id, typed)):
        sheet.write_string(row, 0, piece)
    sheet.protect("")
    sheet.hide()
