"""A situation taken away as a file: the rows of all pages, the act of each line beside it, and the audit trail told.

It counts with the lists: above so many rows of personal data a day a second person must have agreed to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import BinaryIO

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Officer, Position, Proposal, ProposalState, Rank, Region, Sex, Unit, db, now
from rules.access import Actor
from rules.career import day
from services import approval, audit, bulk, export, guard, listing, sheet

from .asking import Asked, Who
from .listing import ActOf, Standing, page

KIND = "situation"
HEADS = (
    _l("Service number"), _l("Last name"), _l("First names"), _l("Rank"), _l("Step"), _l("Unit"), _l("Function"), _l("Position"),
    _l("Posted on"), _l("Act of the posting"), _l("Rank since"), _l("Act of the rank"), _l("Position since"), _l("Act of the position"),
)  # fmt: skip


def heading(on: dt.date) -> str:
    """What stands over a page and a file: the day, and the day on which it was asked."""
    return _("Situation on %(day)s, as known on %(today)s", day=day(on), today=day(now().date()))


def take(asked: Asked, kind: str, file: BinaryIO, proposal: Proposal | None = None) -> int:
    """Write the file ("csv" or "xlsx"), note it in the audit trail, and return its number of rows."""
    head = heading(asked.on), [str(name) for name in HEADS]
    people = page(asked, most=None)
    rows = sheet.write(kind, file, head, map(_cells, people))
    told = {str(label): str(value) for label, value in described(content(asked, kind, rows))} | {"rows": rows}
    told |= {"proposal": proposal.id} if proposal else {}
    event_id = audit.note("export", record_type=Officer.__tablename__, changes=told)
    bulk.note_exported(event_id, (one.officer_id for one in people))
    return rows


def _cells(one: Standing) -> tuple:
    lines = (_act(act) for act in (one.posted_by, one.ranked_by, one.positioned_by))
    person = (one.service_number, one.last_name, one.first_names, one.rank, one.step, one.unit, one.function, one.position)
    return (*person, *(cell for line in lines for cell in line))


def _act(act: ActOf | None) -> tuple[dt.date | None, str | None]:
    return (act.starts_on, str(act)) if act else (None, None)


# --- the second person ---------------------------------------------------------------------------


def needs_second(kind: str, rows: int, *, by: Actor) -> bool:
    """Whether so many rows are taken away only with a second person's word."""
    return export.needs_second(export.Wanted(Officer, listing.Asked(), (), kind), rows, by=by)


def content(asked: Asked, kind: str, rows: int) -> dict:
    """Everything that decides what is in the file, as JSON: an approval is bound to it."""
    narrowed = {name: value for name, value in asdict(asked).items() if value is not None}
    told = {"on": asked.on.isoformat(), "who": asked.who.value} | ({"sex": asked.sex.value} if asked.sex else {})
    return {"table": Officer.__tablename__, "asked": narrowed | told, "kind": kind, "rows": rows}


def read(told: dict) -> Asked:
    """The situation that a content says."""
    kept = told["asked"]
    sex = {"sex": Sex(kept["sex"])} if kept.get("sex") else {}
    return Asked(**kept | {"on": dt.date.fromisoformat(kept["on"]), "who": Who(kept["who"])} | sex)


def described(told: dict) -> list[tuple[object, object]]:
    """What would be taken away, in words."""
    asked = read(told)
    links = (
        (_l("Unit"), Unit, asked.unit), (_l("Region"), Region, asked.region), (_l("Rank"), Rank, asked.rank),
        (_l("Position"), Position, asked.position),
    )  # fmt: skip
    lines = [
        (_l("List"), _("Situation on %(day)s", day=day(asked.on))),
        (_l("Rows"), told["rows"]),
        (_l("Columns"), ", ".join(str(name) for name in HEADS)),
        (_l("File"), told["kind"].upper()),
        (_l("Whom"), asked.who.label),
    ]
    lines += [(label, _name(model, number)) for label, model, number in links if number is not None]
    lines += [(_l("Units below"), _("Yes") if asked.is_below else _("No"))] if asked.unit is not None else []
    lines += [(_l("Sex"), asked.sex.label)] if asked.sex else []
    lines += [(_l("Name or service number"), asked.search)] if asked.search else []
    return lines + ([(_l("Function"), asked.function)] if asked.function else [])


def _name(model: type[db.Model], number: int) -> str:
    return str(db.session.scalar(select(model).where(model.id == number)) or "–")


approval.declare(
    approval.Sensitive(
        kind=KIND, label=_l("Download of a situation"), permission=lambda _content: "personnel.approve", describe=described
    )
)


def propose(asked: Asked, kind: str, rows: int, *, reason: str, by: Actor, page: str) -> Proposal:
    """Ask for the second person. `page` is where the file is then fetched; the digest is added to it."""
    told = content(asked, kind, rows)
    url = f"{page}?digest={approval.digest_of(KIND, told)}"
    return approval.propose(KIND, told, reason=reason, by=by, url=url)


def approved(digest: str, *, by: Actor) -> Proposal | None:
    """The proposal of this digest that was approved for this person and not used yet."""
    mine = (Proposal.kind == KIND, Proposal.digest == digest, Proposal.proposer_id == by.user_id)
    found = select(Proposal).where(*mine, Proposal.state == ProposalState.APPROVED)
    with guard.unscoped("what was approved for the person who asks"):
        return db.session.scalar(found.order_by(Proposal.id.desc()).limit(1))


def take_approved(proposal: Proposal, file: BinaryIO, *, by: Actor) -> int:
    """Use the approval, once, and write what it was given for. Refused where the situation grew meanwhile."""
    asked, kind = read(proposal.content), proposal.content["kind"]
    rows = take(asked, kind, file, proposal)
    export.check_growth(proposal, rows)
    approval.use(proposal, proposal.content, by=by)
    return rows
