"""What waits for a commander on the own start page: the evaluations of the open cycle that are not sent."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext

from services import evaluation, guard

from ..evaluation import may_evaluate
from .requests import Waiting


def waiting() -> list[Waiting]:
    """Those to review, to begin and to finish, one line each; nothing for who evaluates nobody or outside a cycle."""
    return [*_reviews(), *_parts()]


def _reviews() -> list[Waiting]:
    count = evaluation.reviews_waiting(guard.actor())
    return [Waiting(ngettext("%(num)s evaluation to review", "%(num)s evaluations to review", count), url_for("evaluation.reviews"))] if count else []


def _parts() -> list[Waiting]:
    cycle = evaluation.current_cycle() if may_evaluate() else None
    if cycle is None:
        return []
    due, url = evaluation.due(cycle, by=guard.actor()), url_for("evaluation.team")
    begin = ngettext("%(num)s evaluation to begin", "%(num)s evaluations to begin", due.not_begun)
    finish = ngettext("%(num)s evaluation to finish and send", "%(num)s evaluations to finish and send", due.begun)
    return [Waiting(words, url) for words, count in ((begin, due.not_begun), (finish, due.begun)) if count]
