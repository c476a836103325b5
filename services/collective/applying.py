"""What was looked at is proposed, approved by somebody else, and applied whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from models import CareerLine, CollectiveAct, CollectivePurpose, CollectiveState, Officer, Proposal, db, now
from rules import collective
from rules.access import Actor
from rules.refused import N_, Refused
from services import approval, audit, bulk, guard, personnel

from . import following, posting, promoting, stepping, transposing
from .changes import Change, Preview
from .preparing import APPLY, TRANSPOSE, check_open, kind_of, standing
from .wording import changed_since, in_words

Progress = Callable[[int, int], None]
PREVIEWS = {
    CollectivePurpose.POSTING: posting.preview,
    CollectivePurpose.STEP: stepping.preview,
    CollectivePurpose.TRANSPOSITION: transposing.preview,
    CollectivePurpose.PROMOTION: promoting.preview,
}
# What one person never applies alone, however few it concerns.
ALWAYS_TWO = (CollectivePurpose.TRANSPOSITION, CollectivePurpose.PROMOTION)
AT_A_TIME = 500
NOT_AS_SEEN = N_("Something changed since you opened this page, so nothing was done. Look at the preview again.")
NOBODY_ABLE = N_("The act would concern nobody. Look at the preview: it says why.")


def preview(act: CollectiveAct, who: Actor) -> Preview:
    """What the act would do if it were applied now by this person."""
    return PREVIEWS[act.purpose](act, who)


def takes_two(act: CollectiveAct, people: int) -> bool:
    """Whether a second person approves the act."""
    return collective.needs_second(people, always=act.purpose in ALWAYS_TWO)


# --- proposing -----------------------------------------------------------------------------------


def propose(act: CollectiveAct, *, seen: str, reason: str, by: Actor, url: str) -> Proposal:
    """Ask for the second person. `seen` is the digest of the preview that the proposer read. Refused for another one."""
    check_open(act, by)
    found = _as_seen(act, seen, by)
    return approval.propose(kind_of(act), found.content, subject=act, reason=reason, by=by, url=url, title=act.title)


def _as_seen(act: CollectiveAct, seen: str, by: Actor) -> Preview:
    found = preview(act, by)
    if not found.able:
        raise Refused(NOBODY_ABLE)
    if found.digest != seen:
        raise Refused(NOT_AS_SEEN)
    return found


def _includes(content: dict, officer_id: int) -> bool:
    return any(one[0] == officer_id for one in content["people"])


def _declare(kind: str, label: object) -> approval.Sensitive:
    sensitive = approval.Sensitive(kind, label, "personnel.approve", in_words, lifetime=dt.timedelta(days=30), includes=_includes)
    return approval.declare(sensitive)


# A ministry takes weeks, not days, over the table of a transposition.
TRANSPOSITION = _declare(TRANSPOSE, _l("Transpose a corps"))
COLLECTIVE = _declare(APPLY, _l("Apply a collective act"))


# --- applying ------------------------------------------------------------------------------------


def apply_alone(act: CollectiveAct, *, seen: str, by: Actor) -> int:
    """Apply an act for a few people, as it was seen. Returns how many it concerned; Refused where it takes two."""
    _hold(act)
    check_open(act, by)
    found = _as_seen(act, seen, by)
    if takes_two(act, len(found.able)):
        raise Refused(N_("A second person approves an act for so many: propose it."))
    return _write(act, found, lambda done, total: None)


def check_approved(act: CollectiveAct, by: Actor) -> Proposal:
    """The approval that this person may use now. Raises Refused where there is none."""
    proposal = standing(act)
    if proposal is None or not approval.is_approved_for(proposal, by):
        raise Refused(N_("This act is not approved, or another person proposed it. Whoever proposed it applies it."))
    return proposal


def apply_approved(act: CollectiveAct, *, by: Actor, progress: Progress) -> int:
    """Apply what was approved, whole, in this transaction. Refused, with what changed, where it is no longer that."""
    _hold(act)
    if act.state is not CollectiveState.PREPARED:
        raise Refused(N_("This act was applied already."))
    proposal, found = check_approved(act, by), preview(act, by)
    if found.content != proposal.content:
        raise Refused(
            N_("Nothing was applied, because something changed since the act was proposed: %(what)s Withdraw the proposal, look at the preview and propose it again."),
            what=changed_since(proposal.content, found),
        )  # fmt: skip
    approval.use(proposal, found.content, by=by)
    return _write(act, found, progress)


def apply_in_background(arguments: dict, progress: Progress) -> dict:
    """The job: {"act": number}, as the person who proposed it."""
    act = db.session.scalar(select(CollectiveAct).where(CollectiveAct.id == arguments["act"]))
    if act is None:
        raise Refused(N_("This act is no longer there."))
    return {"people": apply_approved(act, by=guard.actor(), progress=progress)}


def _hold(act: CollectiveAct) -> None:
    """Nobody else applies it at the same moment; read again as it now stands."""
    bulk.lock(CollectiveAct, CollectiveAct.id == act.id)
    db.session.refresh(act)


def _write(act: CollectiveAct, found: Preview, progress: Progress) -> int:
    """The lines, where the ones before end, and what the files repeat; all in the transaction of the door.

    Whose files may be written is asked once, not row by row: who may write the act may write the files of its agency,
    and the preview left out all others (changes.check_person, posting for the units).
    """
    guard.check_write(act, "edit")
    paper, changes, number = _paper(act), found.able, act.id
    today, total = now().date(), len(found.able)
    for start in range(0, total, AT_A_TIME):
        block = changes[start : start + AT_A_TIME]
        with guard.unscoped("a collective act is applied"):
            _write_block(found.model, block, paper | {"collective_act_id": number})
            _repeat(found.model, block, today)
        progress(min(start + AT_A_TIME, total), total)
    act = db.session.get_one(CollectiveAct, number)
    act.state, act.applied_at, act.people = CollectiveState.APPLIED, now(), total
    db.session.flush()
    audit.note("edit", record=act, changes={"people": [None, total], "digest": [None, found.digest]})
    following.applied(act)
    return total


def _paper(act: CollectiveAct) -> dict:
    names = ("act_kind", "act_reference", "act_authority", "act_signed_on", "act_scan")
    return {name: getattr(act, name) for name in names}


def _write_block(model: type[CareerLine], block: list[Change], paper: dict) -> None:
    closing = {key: {"ends_on": ends} for one in block for key, ends in one.place.closing.items()}
    bulk.update(model, closing, [one.person.name for one in block for _key in one.place.closing])
    days = [{"starts_on": one.place.starts_on, "ends_on": one.place.ends_on} for one in block]
    rows = [paper | day | {"officer_id": one.person.id} | one.line for one, day in zip(block, days, strict=True)]
    bulk.insert(model, rows, [one.after for one in block])


def _repeat(model: type[CareerLine], block: list[Change], today: dt.date) -> None:
    """The files repeat the new line where it holds today; a line of a later day takes effect by itself."""
    holding = {one.person.id: one for one in block if one.place.holds(today)}
    columns = [f"{name}_id" if name != "step" else name for name in personnel.REPEATED[model]]
    asked = select(Officer.id, *(getattr(Officer, name) for name in columns)).where(Officer.id.in_(list(holding)))
    changes, names = {}, []
    for number, *stood in db.session.execute(asked):
        new = [holding[number].line[name] for name in columns]
        changed = {name: pair for name, *pair in zip(columns, stood, new, strict=True) if pair[0] != pair[1]}
        if changed:
            changes[number] = {name: tuple(pair) for name, pair in changed.items()}
            names.append(holding[number].person.name)
    bulk.update(Officer, changes, names)

