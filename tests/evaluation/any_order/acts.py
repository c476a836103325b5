"""What people do with an evaluation, in any order. Each act says when it is due: it is done then, by whose it is, and never else."""

from __future__ import annotations

import secrets
from decimal import Decimal

from models import AppealVerdict, Aside, EvaluationState, MarkLevel, PartState, Signature, db
from services import evaluation, guard
from services.evaluation import Cell, Given, Ruling

from .cast import PLAN
from .ground import UNFINISHED, WHY
from .invariants import Invariants

MARKING, REVIEWING, READING = EvaluationState.MARKING, EvaluationState.REVIEWING, EvaluationState.READING
FAR = 60  # days: beyond the time to sign, and beyond that to appeal


def read(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


class Acts(Invariants):
    """The acts by themselves; the machine says in which order."""

    # --- those who mark ----------------------------------------------------------------------------

    def type_into(self, place: int, text: str) -> None:
        part = self.part(place)
        name = self.evaluator(part)
        if name is None:
            return
        typed = {f"mark-{key}": text for key in self.criteria()} | {"comment": f"mot-{part.id}-{secrets.token_hex(4)}"}
        is_due, conflicts, number = part.state is PartState.OPEN and self.is_open(MARKING), [], part.id
        cells = [Cell(number, field, value) for field, value in typed.items()]
        assert self.tried(name, lambda who: conflicts.extend(evaluation.type_in(cells, by=who)))
        assert len(conflicts) == (0 if is_due else len(cells))
        if is_due:
            self.typed[number] = typed
            self.reached["saved"] += 1

    def criteria(self) -> list[int]:
        with guard.unscoped(WHY):
            return [one.id for one in evaluation.criteria_of(self.found())]

    def send_part(self, place: int) -> None:
        part, found = self.part(place), self.found()
        number, leads = part.id, part.evaluator_id == found.evaluator_id
        is_due = part.state is PartState.OPEN and self.is_open(MARKING) and number in self.typed and (not leads or found.not_interviewed is not None)
        if self.held_to(is_due, self.evaluator(part), lambda who: evaluation.send(part, by=who), "sent"):
            self.sent[number] = {int(field[5:]): read(text) for field, text in self.typed[number].items() if field.startswith("mark-")}

    def spare_interview(self) -> None:
        found = self.found()
        self.held_to(self.is_open(MARKING), self.name_of(found.evaluator_id), lambda who: evaluation.no_interview(found, "En mission jusqu’en mars.", by=who), "not interviewed")

    # --- who runs the campaign ---------------------------------------------------------------------

    def give_part(self, place: int, to: str) -> None:
        part, named = self.part(place), self.file(to)
        marking = {self.evaluator(one) for one in self.parts()}
        waits = part.state in (PartState.OPEN, PartState.SET_ASIDE) and self.is_open(*UNFINISHED)
        is_due = waits and to not in marking and to != self.reviewer() and not (to == "lassana" and self.is_kin)
        self.held_to(is_due, self.runner(), lambda who: evaluation.reassign(part, named, "Muté en cours d’année.", by=who), "reassigned")

    def let_brother_mark(self, place: int) -> None:
        part = self.part(place)
        is_due = part.state is PartState.SET_ASIDE and part.aside is Aside.FAMILY and self.is_open(*UNFINISHED) and ("lassana", part.days) in PLAN[self.unit]
        self.held_to(is_due, self.runner(), lambda who: evaluation.let_mark(part, "Homonyme, vérifié.", by=who), "let mark")

    def name_reviewer(self, to: str) -> None:
        found, named = self.found(), self.file(to)
        marking = {self.evaluator(one) for one in self.parts()}
        is_due = self.is_open(*UNFINISHED) and to not in marking and to != self.reviewer() and not (to == "lassana" and self.is_kin)
        self.held_to(is_due, self.runner(), lambda who: evaluation.set_reviewer(found, named, "Promu à la direction.", by=who), "reviewer named")

    def excuse_officer(self) -> None:
        found = self.found()
        self.held_to(self.is_open(*UNFINISHED), self.runner(), lambda who: evaluation.excuse(found, "En stage toute l’année.", by=who), "excused by hand")

    def resume_officer(self) -> None:
        found, are_sent = self.found(), {part.state for part in self.parts()} == {PartState.SENT}
        is_due = self.is_open(EvaluationState.EXCUSED)
        if self.held_to(is_due, self.runner(), lambda who: evaluation.resume(found, by=who), "resumed"):
            assert self.state() is (REVIEWING if are_sent else MARKING)

    def follow_postings(self) -> None:
        """What nobody began is given as the postings say now; all else stays as it is."""
        cycle, before = self.cycle(), self.held()
        is_begun = not self.is_open(MARKING) or bool(self.drafts()) or self.is_settled()
        is_due = self.cycle().state.value == "open"
        if not self.held_to(is_due, self.runner(), lambda who: evaluation.recompute(cycle, by=who), "recomputed"):
            return
        if is_begun:
            assert self.held() == before
            return
        self.reached["moved"] += self.held() != before
        assert self.held() == {(None if name == "lassana" and self.is_kin else name, days) for name, days in PLAN[self.unit]}
        assert self.reviewer() == "modibo"

    def held(self) -> set[tuple[str | None, int]]:
        return {(self.evaluator(part), part.days) for part in self.parts()}

    def is_settled(self) -> bool:
        """Whether somebody sent, told or settled anything."""
        return bool(self.done & {"sent", "not interviewed", "reassigned", "let mark", "reviewer named", "resumed"})

    def end_cycle(self) -> None:
        cycle, is_unfinished = self.cycle(), self.is_open(*UNFINISHED)
        if self.held_to(cycle.state.value == "open", "aminata", lambda who: evaluation.close_cycle(cycle, "Fin de la campagne.", by=who), "cycle closed"):
            assert (self.state() is EvaluationState.EXCUSED) >= is_unfinished
            self.reached["excused with the cycle"] += is_unfinished

    # --- the second level --------------------------------------------------------------------------

    def ask_part_back(self, place: int) -> None:
        part = self.part(place)
        is_due = self.is_open(REVIEWING) and part.state is PartState.SENT
        self.held_to(is_due, self.reviewer(), lambda who: evaluation.ask_back(part, "Revoyez la tenue.", by=who), "asked back")

    def type_review(self) -> None:
        found, name = self.found(), self.reviewer()
        fields = {"comment": f"avis-{secrets.token_hex(4)}"}
        if self.held_to(self.state() is REVIEWING, name, lambda who: evaluation.save_review(found, fields, by=who), "review typed"):
            self.reviewed[self.cast[name].officer_id] = fields

    def finish_review(self, text: str) -> None:
        found, name, key = self.found(), self.reviewer(), self.criteria()[0]
        if self.held_to(self.is_open(REVIEWING), name, lambda who: evaluation.review(found, {key: Given(text)}, "avis rendu", by=who), "reviewed"):
            self.reviewed.pop(self.cast[name].officer_id, None)
            self.above |= {(MarkLevel.SECOND, key): read(text)} if text else {}

    # --- the officer, and the body -----------------------------------------------------------------

    def answer(self, is_signed: bool) -> None:
        found, act = self.found(), evaluation.sign if is_signed else evaluation.refuse_to_sign
        self.held_to(self.state() is READING, "daouda", lambda who: act(found, "lu", by=who), "signature" if is_signed else "refusal")

    def bring_appeal(self) -> None:
        found = self.found()
        self.held_to(self.state() is EvaluationState.SIGNED, "daouda", lambda who: evaluation.appeal(found, "Les faits sont autres.", by=who), "appeal")

    def decide(self, name: str, text: str) -> None:
        with guard.unscoped(WHY):
            appealed, key = evaluation.appeal_of(self.found()), self.criteria()[0]
        if appealed is None:
            return
        ruling = Ruling(AppealVerdict.PARTLY, "Entendu.", {key: Given(text)})
        is_due = self.state() is EvaluationState.APPEALED and (name == "aminata" or name == self.runner())
        if self.held_to(is_due, name, lambda who: evaluation.decide_appeal(appealed, ruling, by=who), "decided"):
            self.above |= {(MarkLevel.APPEAL, key): read(text)} if text else {}

    # --- the night ---------------------------------------------------------------------------------

    def pass_over(self, days: int) -> None:
        is_due = self.state() is READING and days == FAR
        self.by_night(evaluation.silence_over, days)
        assert (self.found().signature is Signature.SILENT and self.state() is EvaluationState.SIGNED) >= is_due
        self.reached["silence"] += is_due

    def close(self, days: int) -> None:
        is_due = self.state() is EvaluationState.SIGNED and days == FAR
        before = self.state()
        self.by_night(evaluation.close_over, days)
        assert self.state() is (EvaluationState.CLOSED if is_due else before)
        self.reached["closed in time"] += is_due

    def by_night(self, act, days: int) -> None:
        guard.act_as(guard.SYSTEM)
        act(self.today + days * self.a_day)
        db.session.commit()
