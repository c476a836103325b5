"""The demo force: a fictional police of any size, the same for the same seed. `fill` makes it in an empty database.

Read in this order: lists.py (what is drawn from), units.py (the tree), careers.py and people.py (an
officer from a number), posts.py (authorised posts), papers.py (what else the file holds), calendar.py, evaluations.py and
course.py (marks, and how far each evaluation is), campaigns.py and rows.py (as records), accounts.py (who may sign in),
portraits.py and drawing.py (their photos), cards.py (their cards),
staged.py (what waits for them), rounds.py (promotion), corrections.py (what they ask to have corrected).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from models import (
    Installation,
    Officer,
    PositionLine,
    Post,
    Posting,
    RankLine,
    Unit,
    User,
    db,
)
from rules.refused import N_, Refused
from services import bulk, guard, reference

from . import accounts, cards, corrections, rounds, staged, store, transposition
from .campaigns import Campaigns, EvaluationWriter, open_campaigns
from .discipline import Cases
from .evaluations import Evaluators, evaluations
from .lists import lists
from .papers import Papers
from .people import Person, person
from .portraits import Portraits
from .posts import Posts
from .rows import Writer, keys
from .staged import Staged
from .units import Plan

LEAST, MOST = 40, 1_000_000
PEOPLE_AT_A_TIME = 500
LEAST_ESTIMATED = 200  # in a smaller force no evaluators share enough officers
PASSWORD, ACCOUNTS = accounts.PASSWORD, accounts.NAMES

Progress = Callable[[int, int, str], None]


def is_empty() -> bool:
    """Whether there is no officer, no unit and no account, whoever asks."""
    with guard.unscoped("is there a force yet?"):
        return not any(db.session.query(model.id).first() for model in (Officer, Unit, User))


def fill(officers: int, seed: int, progress: Progress = lambda done, total, what: None) -> None:
    """Load the reference data and make a force of so many officers, with accounts.

    Raises Refused when a force is there already or the number is out of bounds. Never commits.
    `progress` hears how many of `total` officers are done, and what is being made (an English msgid).
    """
    if not LEAST <= officers <= MOST:
        raise Refused(N_("A demo force has between %(least)s and %(most)s officers."), least=LEAST, most=MOST)
    if not is_empty():
        raise Refused(
            N_("There are officers, units or accounts in this database already: a demo force only fills an empty one.")
        )
    reference.load()
    with guard.unscoped("demo force"):
        _Force(officers, seed, progress).make()
        db.session.flush()


class _Force:
    """One run: the plan, the writer of rows, and where the work stands."""

    def __init__(self, officers: int, seed: int, progress: Progress):
        self.seed, self.progress, self.passed = seed, progress, 0
        self.plan = Plan(officers, lists())
        first_unit = bulk.new_ids(Unit, len(self.plan.units))[0]
        self.firsts = first_unit, bulk.new_ids(Officer, officers)[0]
        self.known, self.posts = keys(), Posts(self.plan, seed)
        self.writer = Writer(self.plan, seed, self.known, self.firsts)
        self.portraits = Portraits(seed, self.firsts[1])

    def make(self) -> None:
        """All of it, in the order in which records refer to each other."""
        db.session.add(Installation(name="SIRHP", is_demo=True, seed=self.seed))
        self._tell(0, N_("Units"))
        store.insert(Unit, map(self.writer.unit, self.plan.units))
        posts = self.posts.rows(self.known, self.firsts[0])
        self.posts.written(posts, store.insert(Post, posts))
        self._make_people()
        self._make_evaluations(open_campaigns())
        transposition.prepare()
        accounts.create(self.plan, self.seed, self.firsts)
        rounds.make(self.plan.officers)
        self.portraits.of_accounts(self.plan)
        cards.create()
        corrections.create()
        staged.note_facts()
        if LEAST_ESTIMATED <= self.plan.officers <= rounds.MOST_RANKED:
            staged.estimate_severity()

    def _tell(self, people: int, what: str) -> None:
        """Everybody is passed twice, for the file and for the evaluations: each time half an officer is done."""
        self.passed += people
        self.progress(self.passed // 2, self.plan.officers, what)

    def _blocks(self) -> Iterator[list[Person]]:
        people = (transposition.as_member(person(self.plan, self.seed, number)) for number in range(self.plan.officers))
        return store.blocks(people, PEOPLE_AT_A_TIME)

    def _make_people(self) -> None:
        write = self.writer
        lines = {
            RankLine: write.rank_lines,
            Posting: lambda made: self.posts.linked(made.number, write.postings(made)),
            PositionLine: write.position_lines,
        }
        papers, cases = Papers(self.seed, self.firsts[1]), Cases(self.seed, self.firsts[1])
        for block in self._blocks():
            store.insert(Officer, map(write.officer, block))
            self.portraits.write(block)
            for model, rows_of in lines.items():
                store.insert(model, (row for made in block for row in rows_of(made)))
            papers.write(block)
            cases.write(block)
            self._tell(len(block), N_("Officers and careers"))

    def _make_evaluations(self, campaigns: Campaigns) -> None:
        """A second time through the people: an evaluator may stand in a later block than the evaluated."""
        evaluators, accounted = Evaluators(self.plan, self.seed), Staged(self.plan, self.seed)
        written = EvaluationWriter(self.writer, campaigns, evaluators)
        for block in self._blocks():
            drawn = ((made, one) for made in block for one in evaluations(made, campaigns.asked, evaluators, self.seed))
            written.write([(made, accounted.staged(made.number, one)) for made, one in drawn])
            self._tell(len(block), N_("Evaluations"))
