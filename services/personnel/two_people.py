"""Annulling takes two people: a clerk proposes with the paper of the act that annuls, another person approves.

Both read what follows from it, computed when they read it. What was proposed is bound to the version of each line
and to what followed from it then: where anything is different, nothing is annulled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Annulment, CareerLine, DatedLine, Proposal, db, model_of
from rules.access import Actor
from rules.refused import N_, Refused

from .. import approval, guard
from ..wording import DAY, said
from .acts import Paper
from .annulling import annul, consequences
from .telling import Told, named, whose

# What other areas do once lines are annulled, in the same transaction: their owners add themselves.
followers: list[Callable[[Sequence[DatedLine], Annulment], None]] = []
CHANGED = N_("What follows from the annulment is not what it was when it was proposed: withdraw the proposal, look at it again and propose it anew.")


def propose(lines: Sequence[DatedLine], paper: Paper, *, reason: str, by: Actor) -> Proposal:
    """Ask a second person to approve that these lines of one file are annulled.

    Forbidden for somebody who may not write this file; Refused for what `consequences` refuses, without a reference,
    and without a reason.
    """
    officer = lines[0].officer
    for line in lines:
        guard.check_write(line, "edit")
    if any(isinstance(line, CareerLine) for line in lines):
        guard.check_write(officer, "edit")
    if not paper.reference:
        raise Refused(N_("Write the reference of the act that annuls: it stands in the file beside the other one."))
    content = {
        "person": officer.id,
        "name": whose(officer),
        "lines": [[line.__tablename__, line.id, line.version, named(line)] for line in lines],
        "area": type(lines[0]).__area__,
        "paper": _plain(paper),
        "reason": reason.strip(),
        "told": [list(told) for told in consequences(lines).told()],
    }
    title = f"{officer} · {named(lines[0])}"
    return approval.propose(ANNUL.kind, content, subject=lines[0], reason=reason, by=by, title=title)


def standing(line: DatedLine) -> Proposal | None:
    """The proposal to annul this line that waits for a second person, if there is one."""
    found = approval.latest_on(ANNUL.kind, line)
    return found if found is not None and approval.is_open(found) else None


def _plain(paper: Paper) -> dict:
    return paper.columns() | {"act_signed_on": paper.signed_on.isoformat() if paper.signed_on else None}


def _paper(plain: dict) -> Paper:
    signed_on = dt.date.fromisoformat(plain["act_signed_on"]) if plain["act_signed_on"] else None
    return Paper(plain["act_kind"], plain["act_reference"], plain["act_authority"], signed_on, plain["act_scan"])


def _perform(proposal: Proposal, _by: Actor) -> dict:
    content = proposal.content
    lines = _lines(content)
    if [line.version for line in lines] != [version for _table, _id, version, _name in content["lines"]]:
        raise Refused(CHANGED)
    if [list(told) for told in consequences(lines).told()] != content["told"]:
        raise Refused(CHANGED)
    [annulment] = annul(lines, _paper(content["paper"]), content["reason"])
    for follow in followers:
        follow(lines, annulment)
    return {"annulment": annulment.id}


def _lines(content: dict) -> list[DatedLine]:
    with guard.unscoped("the lines of an annulment"):
        found = [db.session.scalar(select(model_of(table)).where(model_of(table).id == id)) for table, id, *_rest in content["lines"]]
    if None in found:
        raise Refused(CHANGED)
    return found


def _in_words(content: dict) -> list[tuple]:
    paper = _paper(content["paper"])
    signed_on = paper.signed_on.strftime(DAY) if paper.signed_on else None
    act = " · ".join(part for part in (paper.kind, paper.reference, paper.authority, signed_on) if part)
    return [
        (_l("Officer"), content["name"]),
        *[(_l("Annulled act"), name) for _table, _id, _version, name in content["lines"]],
        (_l("Act that annuls"), act),
        (_l("Scan of the act"), _("yes") if paper.scan else _("no")),
        *[(_l("What follows"), sentence) for sentence in _sentences(content)],
    ]


def _sentences(content: dict) -> list[str]:
    """What follows, as it is now; after the annulment what followed then."""
    then = [Told(*told) for told in content["told"]]
    try:
        lines = _lines(content)
        is_done = any(line.annulment_id is not None for line in lines)
        now = then if is_done else consequences(lines).told()
    except Refused as refused:
        return [said(refused)]
    changed = [] if now == then else [_(CHANGED)]
    return [*changed, *[said(told) for told in now]] or [_("Nothing else relied on it.")]


ANNUL = approval.declare(
    approval.Sensitive(
        "personnel.annul", _l("Annul an act of a file"), lambda content: f"{content['area']}.approve", _in_words,
        perform=_perform, concerns=lambda content: content["person"], lifetime=dt.timedelta(days=14),
    )
)  # fmt: skip
