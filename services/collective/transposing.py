"""The transposition of a corps: its table, and what the table gives to each of its members."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, or_, select

from models import CollectiveAct, Concordance, Officer, Rank, RankLine, StepRule, db
from rules import promotion, transposition
from rules.access import Actor
from rules.refused import N_, Refused
from rules.transposition import Given, Held, Row, Rung
from services import guard, personnel

from .changes import Change, Preview, check_person, content_of
from .histories import Histories, Person, people_of

COLUMNS = ("rank_id", "step", "counts_from_on", "step_counts_from_on")


def ranks_of(act: CollectiveAct) -> list[Rank]:
    """The ranks of the corps that disappears, the lowest first."""
    return list(db.session.scalars(select(Rank).where(Rank.corps_id == act.corps_id).order_by(Rank.level)))


def new_ranks(act: CollectiveAct) -> list[Rank]:
    """The ranks that may stand in the table: of other corps of the agency, in force on the day of effect."""
    of_agency = Rank.corps.has(agency_id=act.agency_id)
    begun = or_(Rank.starts_on.is_(None), Rank.starts_on <= act.starts_on)
    lasts = or_(Rank.ends_on.is_(None), Rank.ends_on > act.starts_on)
    return list(db.session.scalars(select(Rank).where(of_agency, Rank.corps_id != act.corps_id, begun, lasts).order_by(Rank.level)))


def set_table(act: CollectiveAct, rows: dict[int, Row]) -> None:
    """Put this table in the place of the present one: {rank of before: row}. Raises Refused for a row that cannot be."""
    transposition.check_table(act.corps_id, rows.items(), _rungs(), act.starts_on)
    standing = {one.from_rank_id: one for one in act.concordance}
    for before, row in rows.items():
        line = standing.pop(before, None) or Concordance(collective_act=act, from_rank_id=before)
        line.to_rank_id, line.keeps_seniority = row.rank, row.keeps_seniority
        line.step_rule = StepRule.KEEP if row.keeps_step else StepRule.FIRST
        db.session.add(line)
    db.session.flush()
    with guard.unscoped("rows leave a table that is being prepared"):
        for line in standing.values():
            db.session.delete(line)
        db.session.flush()
    db.session.expire(act, ["concordance"])


def preview(act: CollectiveAct, who: Actor) -> Preview:
    """Every member of the corps on the day of effect, and what the table gives; as the reader may see them."""
    if act.corps is None:
        raise Refused(N_("Choose first the corps that is transposed."))
    members, ranks = _members(act), _rungs()
    table = {one.from_rank_id: Row(one.to_rank_id, one.step_rule is StepRule.KEEP, one.keeps_seniority) for one in act.concordance}
    histories = Histories(RankLine, members, COLUMNS)
    changes = [_change(act, person, histories, (table, ranks), who) for person in people_of(members)]
    changes.sort(key=lambda one: (-_level(one, histories, act.starts_on, ranks), one.person.name, one.person.id))
    written = sorted((ranks[before].name, ranks[row.rank].name, row.keeps_step, row.keeps_seniority) for before, row in table.items())
    return Preview(RankLine, changes, content_of(act, changes, [list(row) for row in written]))


def _members(act: CollectiveAct) -> Select:
    """Who held a rank of the corps on the day of effect or on its eve, of those whom the agency hired."""
    of_corps = select(Rank.id).where(Rank.corps_id == act.corps_id)
    held = (RankLine.rank_id.in_(of_corps), RankLine.starts_on <= act.starts_on, personnel.valid(RankLine))
    lasts = or_(RankLine.ends_on.is_(None), RankLine.ends_on >= act.starts_on)
    members = select(RankLine.officer_id).where(*held, lasts)
    return select(Officer.id).where(Officer.home_agency_id == act.agency_id, Officer.id.in_(members))


def _rungs() -> dict[int, Rung]:
    columns = (Rank.id, Rank.name, Rank.corps_id, Rank.starts_on, Rank.ends_on, Rank.level)
    return {row.id: Rung(row.name, row.corps_id, row.starts_on, row.ends_on, row.level) for row in db.session.execute(select(*columns))}


def _level(one: Change, histories: Histories, on: dt.date, ranks: dict[int, Rung]) -> int:
    held = histories.held(one.person.id, on)
    return ranks[held.rank_id].level if held else 0


def _change(act: CollectiveAct, person: Person, histories: Histories, known: tuple, who: Actor) -> Change:
    table, ranks = known
    on = act.starts_on
    held = histories.held(person.id, on) or histories.of(person.id)[-1]
    before, name = rank_words(ranks[held.rank_id].name, held.step), ranks[held.rank_id].name
    try:
        check_person(person, act, who)
        if ranks[held.rank_id].corps != act.corps_id:
            raise Refused(
                N_("Holds “%(rank)s” since %(since)s: no longer a member of the corps on the day of effect."),
                rank=name, since=held.starts_on,
            )  # fmt: skip
        place = histories.place(person, on)
        new = transposition.given(_held(histories, person, held, on), table, ranks, on)
    except Refused as refused:
        return Change(person, before, "", (name, ""), base=held.id, refused=refused)
    kept = {"counts_from_on": new.counts_from_on, "step_counts_from_on": new.step_counts_from_on}
    line = {"rank_id": new.rank, "step": new.step} | kept
    return Change(person, before, _after(new, ranks), (name, ranks[new.rank].name), line, place, held.id)


def _held(histories: Histories, person: Person, held, on: dt.date) -> Held:
    """The rank on the day, since when without a break (a new step in the same rank goes on), and since when the step."""
    lines = {line.id: line for line in histories.of(person.id)}
    first = promotion.held_since([promotion.Line(each.id, each.rank_id, each.starts_on, each.ends_on) for each in lines.values()], on)
    step_since = held.step_counts_from_on or held.starts_on
    return Held(held.rank_id, held.step, first.starts_on, step_since, lines[first.number].counts_from_on)


def _after(new: Given, ranks: dict[int, Rung]) -> str:
    return rank_words(ranks[new.rank].name, new.step)


def rank_words(rank: str, step: int | None) -> str:
    """A rank with its step, as the preview writes it."""
    return f"{rank} · {step}" if step is not None else rank
