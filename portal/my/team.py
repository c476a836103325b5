"""What waits for a commander on the own start page: the evaluations of the open cycle that are not sent."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext

from services import evaluation, guard

from ..evaluation import may_evaluate
from .requests import Waiting


def waiting() -> list[Waiting]:
    """Those to begin and those to finish, one line each; nothing for who evaluates nobody or outside a cycle."""
    cycle = evaluation.current_cycle() if may_evaluate() else None
    if cycle is None:
        return []
    team, url = evaluation.people_to_evaluate(cycle, by=guard.actor()), url_for("evaluation.team")
    begin = ngettext("%(num)s evaluation to begin", "%(num)s evaluations to begin", team.not_begun)
    finish = ngettext("%(num)s evaluation to finish and send", "%(num)s evaluations to finish and send", team.drafts)
    return [Waiting(words, url) for words, count in ((begin, team.not_begun), (finish, team.drafts)) if count]
