"""The machine: an evaluation of a fresh officer in a fresh campaign, on which people act in any order, and which still comes to an end."""

from __future__ import annotations

import datetime as dt
import secrets
import sys

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from models import Aside, CycleState, Evaluation, EvaluationState, PartState, db, now
from services import evaluation, guard
from services.evaluation import Cell

from .. import campaign
from . import cast
from .acts import FAR, Acts
from .ground import WHY

which, mark = st.integers(0, 1), st.sampled_from(("12", "14,5", "9"))
where = st.sampled_from(tuple(cast.PLAN))
# How an evaluation is led to its end after all that was done to it: what the officer answers, and whether he appeals.
ENDS = ("signed", "refused", "silent", "signed, appealed", "refused, appealed", "silent, appealed", "cycle")
BEGINNINGS = ("as planned", "given to others", "excused and back", "campaign over")
MOST_STEPS = 20
LASTING = (
    Acts.there_is_one, Acts.what_was_sent_stands, Acts.its_mark_is_the_weighted_mean_of_what_counts, Acts.what_is_closed_stays,
    Acts.a_draft_is_its_writers_alone, Acts.each_reads_what_is_his, Acts.its_pages_answer_as_they_must,
)  # fmt: skip


class Machine(Acts):
    """`beginnings` and `ends` are those to come: each machine takes the next, and then the first again."""

    beginnings: list[str]
    ends: list[str]

    @initialize(is_kin=st.booleans(), to=where, steps=st.integers(0, 4))
    def begin(self, is_kin, to, steps):
        """Somewhere on the way: else most machines would never leave its beginning."""
        self.make(is_kin)
        self.he_is_posted(to, is_followed=True)
        self.beginnings.append(self.beginnings.pop(0))
        self.settle(self.beginnings[-1])
        for _step in range(steps):
            self.forward(ENDS[0])

    def settle(self, beginning: str) -> None:
        """What human resources do at once."""
        if beginning == "given to others":
            self.give_part(0, "kadia")
            self.name_reviewer("oumou")
        elif beginning == "excused and back":
            self.excuse_officer()
            self.resume_officer()
        elif beginning == "campaign over":
            self.end_cycle()

    def make(self, is_kin: bool) -> None:
        self.enter()
        self.typed, self.sent, self.above, self.reviewed = {}, {}, {}, {}
        self.sealed, self.looked_at, self.unit, self.is_kin, self.done = None, {}, "first", is_kin, set()
        self.today, self.a_day = now().date(), dt.timedelta(days=1)
        self.officer_id = type(self).officer_before = cast.new_officer(self.cast, self.units, self.officer_before, f"Daouda {secrets.token_hex(3)}")
        if is_kin:
            cast.are_brothers(self.officer_id, self.cast)
        db.session.commit()
        self.actors = {name: campaign.act_as(person) for name, person in self.cast.items()}
        guard.act_as(self.actors["aminata"])
        if left := evaluation.current_cycle():  # by a machine that failed
            evaluation.close_cycle(left, "Fin.", by=self.actors["aminata"])
        made = campaign.a_cycle(f"Notation {secrets.token_hex(3)}", state=CycleState.PREPARED)
        evaluation.open_cycle(made, by=self.actors["aminata"])
        db.session.commit()
        self.cycle_id = made.id
        with guard.unscoped(WHY):
            self.number = db.session.scalar(select(Evaluation.id).where(Evaluation.officer_id == self.officer_id))

    @rule(place=which, text=mark)
    def someone_types(self, place, text):
        self.type_into(place, text)

    @rule(place=which)
    def someone_sends(self, place):
        self.send_part(place)

    @rule()
    def no_interview_is_held(self):
        self.spare_interview()

    @rule(place=which, to=st.sampled_from(("kadia", "seydou", "lassana", "modibo")))
    def another_one_is_to_mark(self, place, to):
        self.give_part(place, to)

    @rule(place=which)
    def the_brother_is_let_mark(self, place):
        self.let_brother_mark(place)

    @rule(to=st.sampled_from(("oumou", "modibo", "kadia")))
    def another_one_is_to_review(self, to):
        self.name_reviewer(to)

    @rule(is_back=st.booleans())
    def he_is_excused_or_back(self, is_back):
        self.resume_officer() if is_back else self.excuse_officer()

    @rule(to=where, is_followed=st.booleans())
    def he_is_posted(self, to, is_followed):
        cast.post(self.officer_id, self.units[to])
        db.session.commit()
        self.unit = to
        if is_followed:
            self.follow_postings()

    @rule()
    def the_assignments_follow(self):
        self.follow_postings()

    @rule(place=which)
    def a_part_is_asked_back(self, place):
        self.ask_part_back(place)

    @rule(text=st.sampled_from(("", "", "11,5")), is_finished=st.booleans())
    def the_second_level_works(self, text, is_finished):
        self.finish_review(text) if is_finished else self.type_review()

    @rule(is_signed=st.booleans())
    def he_answers(self, is_signed):
        self.answer(is_signed)

    @rule()
    def he_appeals(self):
        self.bring_appeal()

    @rule(name=st.sampled_from(("aminata", "awa", "modibo", "coumba", "daouda", "twin", "boubacar")), text=st.sampled_from(("", "13")))
    def somebody_decides(self, name, text):
        self.decide(name, text)

    @rule(days=st.sampled_from((0, FAR)), is_silence=st.booleans())
    def a_night_goes_by(self, days, is_silence):
        self.pass_over(days) if is_silence else self.close(days)

    @rule(end=st.sampled_from(ENDS[:-1]), is_last=st.integers(0, 9))
    def what_comes_next(self, end, is_last):
        self.end_cycle() if is_last == 0 else self.forward(end)

    @rule(name=st.sampled_from(cast.EVERYBODY), place=which, act=st.integers(0, 9))
    def somebody_meddles(self, name, place, act):
        """Each tries what is another's: it is refused, and nothing is changed."""
        found, part, other = self.found(), self.part(place), self.file("oumou")
        cycle, runners = self.cycle(), {"aminata", self.runner()}
        acts = (
            ({self.evaluator(part)}, lambda who: evaluation.send(part, by=who)),
            ({self.reviewer()}, lambda who: evaluation.ask_back(part, "Non.", by=who)),
            ({self.reviewer()}, lambda who: evaluation.review(found, {}, "", by=who)),
            ({"daouda"}, lambda who: evaluation.sign(found, "", by=who)),
            ({"daouda"}, lambda who: evaluation.appeal(found, "Pour lui.", by=who)),
            (runners, lambda who: evaluation.reassign(part, other, "Pour voir.", by=who)),
            (runners, lambda who: evaluation.set_reviewer(found, other, "Pour voir.", by=who)),
            (runners, lambda who: evaluation.excuse(found, "Pour voir.", by=who)),
            (runners, lambda who: evaluation.resume(found, by=who)),
            ({"aminata"}, lambda who: evaluation.close_cycle(cycle, "Pour voir.", by=who)),
        )
        owners, tried = acts[act]
        if name not in owners:
            assert not self.tried(name, tried)
            self.reached["refused to another"] += 1

    @rule(text=mark)
    def who_no_longer_marks_types_on(self, text):
        """What was given to somebody else takes nothing more, and its draft stays."""
        for part in self.parts(PartState.ENDED):
            if (name := self.evaluator(part)) is not None:
                conflicts, cell = [], Cell(part.id, "comment", text)
                assert self.tried(name, lambda who: conflicts.extend(evaluation.type_in([cell], by=who)))
                assert conflicts and not self.tried(name, lambda who: evaluation.send(part, by=who))

    # --- to the end --------------------------------------------------------------------------------

    def forward(self, end: str) -> None:
        """What comes next on the way to this end."""
        state, answer = self.state(), end.split(",")[0]
        if state is EvaluationState.EXCUSED:
            self.resume_officer()
        elif state is EvaluationState.MARKING:
            self.mark_next(end)
        elif state is EvaluationState.REVIEWING:
            self.type_review()
            self.ask_part_back(0) if "appealed" in end and "asked back" not in self.done else self.finish_review("")
        elif state is EvaluationState.READING:
            self.pass_over(FAR) if answer == "silent" else self.answer(answer == "signed")
        elif state is EvaluationState.SIGNED:
            self.bring_appeal() if "appealed" in end else self.close(FAR)
        elif state is EvaluationState.APPEALED:
            self.decide("aminata", "13")

    def mark_next(self, end: str) -> None:
        """The first part that is not sent: settled by one or the other, or freed of the interview, typed and sent."""
        place, part = next((place, part) for place, part in enumerate(self.parts()) if part.state is not PartState.SENT)
        if part.state is PartState.SET_ASIDE and part.aside is Aside.FAMILY and "appealed" not in end and ("lassana", part.days) in cast.PLAN[self.unit]:
            self.let_brother_mark(place)
        elif part.state is PartState.SET_ASIDE:
            marking = {self.evaluator(one) for one in self.parts()} | {self.reviewer()}
            self.give_part(place, next(name for name in ("kadia", "seydou", "oumou", "coumba") if name not in marking))
        else:
            self.spare_interview()
            self.type_into(place, "12")
            self.send_part(place)

    def teardown(self):
        """From wherever it stands now it still comes to an end; then the campaign ends, for the next machine to begin."""
        if not hasattr(self, "number"):
            return
        try:
            if sys.exception() is None:  # else an act or a look has failed, and says so itself
                self.ends.append(self.ends.pop(0))
                self.lead(self.ends[-1])
                self.end_cycle()
                self.check()
        finally:
            db.session.rollback()
            self.context.pop()

    def lead(self, end: str) -> None:
        """On the way to this end, looking after each step; the end of the cycle comes at once."""
        if end == "cycle":
            return
        for _step in range(MOST_STEPS):
            if self.state() is EvaluationState.CLOSED or self.cycle().state is CycleState.CLOSED and self.state() is EvaluationState.EXCUSED:
                break
            self.forward(end)
            self.check()
        else:
            raise AssertionError(f"no way on from {self.state()}")

    def check(self) -> None:
        """What hypothesis looks at after each rule."""
        for holds in LASTING:
            holds(self)
