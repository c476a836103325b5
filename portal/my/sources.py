"""The lines of one's own file that promotion read: how each is called, where it stands, and where it is corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from models import EducationLevel
from rules.correction import CAN_BE_MISSING
from web import day

# On which page of the file the lines of a table stand.
STANDS_AT = {
    "rank_line": "my.career", "position_line": "my.career", "posting": "my.career", "education": "my.training", "award": "my.distinctions",
    "sanction": "my.distinctions", "medical_fitness": "my.absences",
}  # fmt: skip
# Which field of the officer himself a condition reads.
READ_OF_OFFICER = {"years_of_service": "entered_on", "retirement": "birth_on"}
# Of which table a record may be missing where a condition is not met, or a part brings too little.
MAY_LACK = {
    "rank": "rank_line", "years_in_rank": "rank_line", "years_in_corps": "rank_line", "position": "position_line", "education": "education",
    "training": "education", "seniority": "rank_line", "posts": "posting", "distinctions": "award",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A line of the file. `url` and `correct` are empty where the file has no page for it."""

    label: str
    url: str = ""
    correct: str = ""


def sources_of(named: str | None, dossier: Mapping[str, object], key: str) -> list[Source]:
    """The lines that "rank_line 31, evaluation 7" names; `key` is that of the condition or of the part."""
    found = [one.split(" ") for one in (named or "").split(", ") if one]
    return [_source(table, int(number), dossier, key) for table, number in found]


def _source(table: str, number: int, dossier: Mapping[str, object], key: str) -> Source:
    label = _label(table, number, dossier)
    if table == "evaluation":  # its marks are corrected one by one, on its page
        page = url_for("evaluation.own", evaluation_id=number)
        return Source(label, page, page)
    if table == "officer":
        place = {"about": f"officer:{number}", "field": READ_OF_OFFICER[key]}
        return Source(label, url_for("my.identity"), url_for("correction.new", **place))
    if table not in STANDS_AT:
        return Source(label, correct=in_words())
    page = url_for(STANDS_AT[table], _anchor=f"{table}-{number}")
    return Source(label, page, url_for("correction.new", about=f"{table}:{number}"))


def _label(table: str, number: int, dossier: Mapping[str, object]) -> str:
    match table:
        case "rank_line":
            return _("your rank, since %(day)s", day=spelled(dossier["rank_since"]))
        case "position_line":
            return _("your position: %(position)s", position=dossier["position"])
        case "evaluation":
            return _("your evaluation of the period until %(day)s", day=spelled(_line(dossier["marks"], number, "ended_on")))
        case "education":
            return _("your diploma: %(title)s", title=_line(dossier.get("diplomas"), number, "title"))
        case "posting":
            return _("your posting at the head of a unit, since %(day)s", day=spelled(_line(dossier.get("headed"), number, "starts_on")))
        case "award":
            return _("your distinction of %(day)s", day=spelled(_line(dossier.get("awards"), number, "given_on")))
        case "sanction":
            return _("your sanction of %(day)s", day=spelled(_line(dossier.get("sanctions"), number, "starts_on")))
        case "medical_fitness":
            return _("your last medical visit")
        case "exam_mark":
            return _("your mark at the examination")
        case _:
            return _("your identity in the file")


def _line(lines: Sequence[Mapping[str, object]] | None, number: int, name: str) -> str:
    return next((str(one[name]) for one in lines or () if one["source"] == number), "")


def missing_of(key: str, officer_id: int) -> str:
    """Where one says that what a condition or a part reads is missing."""
    if key in READ_OF_OFFICER:
        return url_for("correction.new", about=f"officer:{officer_id}", field=READ_OF_OFFICER[key])
    table = MAY_LACK.get(key, "")
    return url_for("correction.new", missing=table) if table in CAN_BE_MISSING else in_words()


def in_words() -> str:
    return url_for("correction.new", about="other")


def spelled(text: str | dt.date | None) -> str:
    """21/11/2026 of what JSON keeps as 2026-11-21, or a dash."""
    return day(dt.date.fromisoformat(text) if isinstance(text, str) and text else text or None)


def level(key: str) -> str:
    """The level of a diploma in words."""
    return str(EducationLevel(key).label)
