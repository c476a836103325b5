"""The fairness report of a round: counted from the files, frozen, shown without what would tell of somebody, and concluded upon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from flask_babel import force_locale
from sqlalchemy import event, select

from models import (
    Agency,
    AuditEvent,
    BoardMember,
    CollectiveAct,
    CollectivePurpose,
    Corps,
    CycleForm,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    EvaluationState,
    EvaluatorSeverity,
    Officer,
    PartState,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    Rank,
    RankLine,
    Region,
    RoundState,
    RoundStep,
    Route,
    SeverityFit,
    Sex,
    Unit,
    User,
    db,
)
from rules.promotion import Place, default_terms
from rules.refused import Forbidden, Refused
from services import account, guard, promotion
from services.promotion import fairness, sealing
from tests import force

from . import walking
from .candidates import dossier

ON = dt.date(2026, 1, 1)
SAID = "Les femmes sont peu nombreuses à ce grade ; la commission a relu chaque dossier et rien ne l’explique que l’ancienneté."


@dataclass
class Scene:
    """A ranked round of 2 in 10 women and 15 in 25 men, of whom five men head a unit."""

    round: PromotionRound
    women: list[Officer]
    men: list[Officer]


@pytest.fixture
def scene(in_app, people):
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        unit.region = force.of_code(Region, "00")
        women = [force.officer("Diallo", f"Femme {number}", unit, sex=Sex.F) for number in range(10)]
        men = [force.officer("Cissé", f"Homme {number}", unit, sex=Sex.M) for number in range(25)]
        for one in men[:5]:
            one.postings[0].is_head = True
        made = ranked_round({**{one: place < 2 for place, one in enumerate(women)}, **{one: place < 15 for place, one in enumerate(men)}})
        db.session.add(BoardMember(round=made, member_id=people.fanta.user_id))
        db.session.flush()
    act_as(people.boubacar)
    return Scene(made, women, men)


def ranked_round(outcome: dict[Officer, bool]) -> PromotionRound:
    rule = PromotionRule(
        from_rank=force.of_code(Rank, "SGT"), to_rank=force.of_code(Rank, "SGC"), route=Route.CHOICE, starts_on=dt.date(2025, 1, 1),
        legal_text="Texte inventé", conditions={}, weights={"evaluation": 100},
    )  # fmt: skip
    made = PromotionRound(
        name="Tableau", agency=force.of_code(Agency, "PN"), rule=rule, places=17, reference_on=ON, state=RoundState.RANKED,
        terms=default_terms(rule.weights),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    for officer, is_selected in outcome.items():
        add(made, officer, is_selected)
    return made


def add(round_: PromotionRound, officer: Officer, is_selected: bool, *, is_eligible: bool = True) -> None:
    plain = {"dossier": {}, "conditions": [], "parts": []}
    db.session.add(PromotionCandidate(round=round_, officer=officer, is_eligible=is_eligible, is_admitted=is_selected, **plain))
    db.session.flush()


def freeze(round_: PromotionRound) -> None:
    """The report on the rows as they stand."""
    with guard.unscoped("a list as ranking makes it"):
        rows = db.session.query(PromotionCandidate).filter_by(round_id=round_.id).all()
        places = [Place(dossier(one.officer_id), [], one.is_eligible, is_admitted=one.is_admitted) for one in rows]
        fairness.freeze(round_, places)


def act_as(person: force.Person) -> None:
    with guard.unscoped("who acts in a test"):
        guard.act_as(account.actor_of(db.session.get(User, person.user_id), "admin", None, None))


def table(round_: PromotionRound, dimension: str, *, with_small: bool = True) -> dict | None:
    found = fairness.tables(round_.fairness, with_small=with_small)
    return next((one for one in found if one["dimension"] == dimension), None)


def row(round_: PromotionRound, dimension: str, key: object, **how) -> dict:
    return next(one for one in table(round_, dimension, **how)["rows"] if one["key"] == key)


def keys(round_: PromotionRound, dimension: str) -> dict:
    return {one["key"]: (one["selected"], one["eligible"]) for one in table(round_, dimension)["rows"]}


def test_women_and_men_are_counted_as_in_the_example_of_morris(scene):
    freeze(scene.round)
    women = row(scene.round, "sex", "F")
    assert keys(scene.round, "sex") == {"M": (15, 25), "F": (2, 10)}
    assert (women["rate"], women["ratio"], women["p"]) == (0.2, 0.333333, 0.059908)
    assert (women["low"], women["high"], women["shortfall"], women["finding"]) == (0.092657, 1.199171, 4, "below_unsure")


def test_only_those_who_are_eligible_are_counted(scene):
    with guard.unscoped("one more who is not"):
        add(scene.round, force.officer("Sow", "Hawa", scene.men[0].unit, sex=Sex.F), False, is_eligible=False)
    freeze(scene.round)
    assert keys(scene.round, "sex")["F"] == (2, 10)
    assert (scene.round.fairness["eligible"], scene.round.fairness["selected"]) == (35, 17)


def test_a_list_on_which_nobody_may_be_promoted_has_a_report_without_tables(scene):
    with guard.unscoped("nobody"):
        for one in scene.round.candidates:
            one.is_eligible = one.is_admitted = False
        db.session.flush()
    freeze(scene.round)
    assert (scene.round.fairness["eligible"], scene.round.fairness["tables"]) == (0, [])


def test_region_agency_and_post_are_those_of_the_day_of_reference(scene, people):
    with guard.unscoped("moved after the day"):
        posting = scene.women[0].postings[0]
        posting.ends_on = dt.date(2026, 6, 1)
        scene.women[0].unit = db.session.get(Unit, people.other_unit_id)
        bamako, police = force.of_code(Region, "00"), force.of_code(Agency, "PN")
    freeze(scene.round)
    assert keys(scene.round, "region") == {bamako.id: (17, 35)} and row(scene.round, "region", bamako.id)["name"] == bamako.name
    assert keys(scene.round, "agency") == {police.id: (17, 35)}
    assert keys(scene.round, "post") == {"other": (12, 30), "head": (5, 5)}


def test_how_one_came_into_the_corps_is_read_from_the_lines(scene):
    with guard.unscoped("three roads"):
        other = Rank(code="X1", name="Ailleurs", level=5, corps=Corps(code="X", name="Autre corps", agency=scene.round.agency))
        sergeant = scene.round.rule.from_rank
        for one in (scene.women[0], scene.women[1]):
            one.rank_lines[0].starts_on = dt.date(2020, 1, 1)
            days = {"starts_on": dt.date(2015, 10, 1), "ends_on": dt.date(2020, 1, 1)}
            db.session.add(RankLine(officer=one, rank=other, step=1, act_kind="ARRETE", **days))
        law = {"purpose": CollectivePurpose.TRANSPOSITION, "title": "Transposition", "act_kind": "DECRET"}
        act = CollectiveAct(agency=scene.round.agency, starts_on=dt.date(2020, 1, 1), **law)
        db.session.add(act)
        scene.women[1].rank_lines[0].collective_act = act
        db.session.flush()
        assert scene.women[1].rank_lines[0].rank is sergeant
    freeze(scene.round)
    assert keys(scene.round, "entry") == {"direct": (15, 33), "corps": (1, 1), "transposed": (1, 1)}


def test_what_the_files_do_not_keep_is_said(scene):
    freeze(scene.round)
    assert scene.round.fairness["unknown"] == ["severity", "recruitment_region", "duty"]
    assert all(fairness.unknown_in_words(key) for key in scene.round.fairness["unknown"])


def test_candidates_are_told_apart_by_how_severely_they_were_marked(scene, people):
    with guard.unscoped("four evaluators"):
        others = [force.officer("Chef", str(number), scene.men[0].unit) for number in range(3)]
        marked_by_four(scene.men[:20], db.session.get(Officer, people.coumba.officer_id), others)
    freeze(scene.round)
    assert keys(scene.round, "severity") == {1: (5, 5), 2: (5, 5), 3: (5, 5), 4: (0, 5), None: (2, 15)}


def marked_by_four(officers: list[Officer], chief: Officer, others: list[Officer]) -> None:
    """The first five by the most severe of four evaluators, the last five by the most lenient."""
    cycle = EvaluationCycle(name="Notation 2025", starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31), state=CycleState.CLOSED)
    form = CycleForm(cycle=cycle, name="Fiche")
    numbers = {"marks": 20, "officers": 20, "evaluators": 4, "groups": 1, "deviance": 1, "most_points": 2}
    numbers |= {"sd_officer": 1, "sd_evaluator": 1, "sd_error": 1}
    fit = SeverityFit(corps=officers[0].rank.corps, cycle=cycle, years=1, **numbers)
    db.session.add_all([cycle, form, fit])
    for place, evaluator in enumerate((chief, *others)):
        line = {"group_number": 1, "marks": 5, "mean": 14, "identical_share": 0, "standard_error": 0.1, "applied": 0}
        db.session.add(EvaluatorSeverity(fit=fit, evaluator=evaluator, cycle=cycle, severity=place - 2.0, **line))
        for officer in officers[5 * place : 5 * place + 5]:
            evaluation = Evaluation(cycle=cycle, form=form, officer=officer, state=EvaluationState.CLOSED)
            part = {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on, "days": 365, "state": PartState.SENT}
            db.session.add_all([evaluation, EvaluationPart(evaluation=evaluation, evaluator=evaluator, **part)])
    db.session.flush()


# --- small groups --------------------------------------------------------------------------------


def test_a_small_group_is_not_in_what_everybody_reads_and_cannot_be_subtracted(scene):
    """Five heads of 35: the others are hidden with them, for the whole is known."""
    freeze(scene.round)
    assert {one["key"] for one in table(scene.round, "post")["rows"]} == {"head", "other"}
    shown = table(scene.round, "post", with_small=False)
    assert (shown["rows"], shown["hidden"]) == ([], 2)
    assert table(scene.round, "sex", with_small=False)["hidden"] == 0


def test_of_hidden_groups_at_least_ten_people_are_left_together(scene, people):
    with guard.unscoped("three regions"):
        for place, (code, officers) in enumerate({"01": scene.men[:12], "02": scene.men[12:15]}.items()):
            unit = force.unit(f"Région {code}")
            unit.region = force.of_code(Region, code)
            for one in officers:
                one.postings[0].unit = unit
        db.session.flush()
        kayes, koulikoro = force.of_code(Region, "01").id, force.of_code(Region, "02").id
    freeze(scene.round)
    shown = table(scene.round, "region", with_small=False)
    assert {kayes, koulikoro} & {one["key"] for one in shown["rows"]} == set() and shown["hidden"] == 2
    left = scene.round.fairness["eligible"] - sum(one["eligible"] for one in shown["rows"])
    assert left >= 10


def test_that_the_sex_of_two_is_not_recorded_hides_nobody(scene):
    with guard.unscoped("two of no known sex"):
        for one in scene.men[:2]:
            one.sex = None
        db.session.flush()
    freeze(scene.round)
    shown = table(scene.round, "sex", with_small=False)
    assert ([one["key"] for one in shown["rows"]], shown["hidden"]) == (["M", "F", None], 0)


def test_a_hidden_group_is_no_measure_of_those_that_are_shown(scene):
    """What is shown is reckoned among the shown groups: no ratio tells the rate of a hidden one."""
    with guard.unscoped("twelve men of whom all were selected, and four"):
        for code, officers in {"01": scene.men[:12], "02": scene.men[12:16]}.items():
            unit = force.unit(f"Région {code}")
            unit.region = force.of_code(Region, code)
            for one in officers:
                one.postings[0].unit = unit
        db.session.flush()
        bamako, kayes = force.of_code(Region, "00").id, force.of_code(Region, "01").id
    freeze(scene.round)
    assert row(scene.round, "region", kayes)["finding"] == "measure" and row(scene.round, "region", bamako)["ratio"] < 1
    shown = table(scene.round, "region", with_small=False)["rows"]
    assert [(one["key"], one["finding"], one["ratio"]) for one in shown] == [(bamako, "alone", None)]


def test_who_decides_and_who_audits_read_of_small_groups_and_a_clerk_does_not(scene, people):
    with guard.unscoped("an auditor and a head of HR of another agency"):
        auditor = force.user("oumou", "auditor")
        stranger = force.user("kadidia", "hr_manager", agency=force.of_code(Agency, "OCS"))
    seen = {}
    for person in (people.boubacar, people.fanta, people.aminata, auditor, stranger):
        act_as(person)
        seen[person.username] = fairness.sees_small_groups(scene.round, guard.actor())
    assert seen == {"boubacar": False, "fanta": True, "aminata": True, "oumou": True, "kadidia": False}


# --- what the board concludes --------------------------------------------------------------------


def conclude(scene: Scene, words: str = SAID) -> None:
    fairness.conclude(scene.round, words, by=guard.actor())


def test_a_member_of_the_board_records_what_it_concluded(scene, people):
    freeze(scene.round)
    act_as(people.fanta)
    assert fairness.may_conclude(scene.round, guard.actor())
    conclude(scene, f"  {SAID}\n")
    assert scene.round.fairness_conclusion == SAID
    with guard.unscoped("look"):
        steps = [(one.act, one.by_name, one.words) for one in db.session.query(RoundStep)]
        event = db.session.query(AuditEvent).filter_by(action="conclude").one()
    assert steps == [("conclude", "Fanta", SAID)]
    assert event.user_name == "Fanta"


def test_every_version_of_the_conclusion_stays_as_a_step(scene, people):
    freeze(scene.round)
    act_as(people.fanta)
    conclude(scene, "Rien à signaler dans cette liste.")
    conclude(scene)
    with guard.unscoped("look"):
        assert [one.words for one in db.session.query(RoundStep).order_by(RoundStep.id)] == ["Rien à signaler dans cette liste.", SAID]


def test_nobody_beside_the_board_concludes(scene, people):
    freeze(scene.round)
    for person in (people.boubacar, people.aminata, people.coumba):
        act_as(person)
        assert not fairness.may_conclude(scene.round, guard.actor())
        with pytest.raises(Forbidden):
            conclude(scene)


def test_a_member_who_stands_in_the_round_does_not_conclude(scene, people):
    freeze(scene.round)
    with guard.unscoped("a member who is a sergeant"):
        db.session.get(User, people.fanta.user_id).officer = scene.women[0]
    act_as(people.fanta)
    with pytest.raises(Forbidden):
        conclude(scene)


@pytest.mark.parametrize("words", ["", "  \n ", "Vu, approuvé.", "x" * 4001])
def test_nothing_and_too_much_are_no_conclusion(scene, people, words):
    freeze(scene.round)
    act_as(people.fanta)
    with pytest.raises(Refused):
        conclude(scene, words)


@pytest.mark.parametrize("state", [RoundState.PREPARED, RoundState.LISTED, RoundState.EXAMINED, RoundState.SEALED, RoundState.ABANDONED])
def test_the_board_concludes_on_a_ranked_list_only(scene, people, state):
    freeze(scene.round)
    with guard.unscoped("elsewhere"):
        scene.round.state = state
        db.session.flush()
    act_as(people.fanta)
    assert not fairness.may_conclude(scene.round, guard.actor())
    with pytest.raises(Refused):
        conclude(scene)


def test_without_a_report_there_is_nothing_to_conclude_from(scene, people):
    act_as(people.fanta)
    with pytest.raises(Refused, match="no fairness report"):
        conclude(scene)


def test_another_list_is_not_concluded_upon_and_the_same_one_still_is(scene, people):
    freeze(scene.round)
    act_as(people.fanta)
    conclude(scene)
    freeze(scene.round)
    assert scene.round.fairness_conclusion == SAID
    with guard.unscoped("the board admits a third woman in the place of a man"):
        for officer, is_in in ((scene.women[2], True), (scene.men[14], False)):
            db.session.query(PromotionCandidate).filter_by(officer_id=officer.id).one().is_admitted = is_in
        db.session.flush()
    freeze(scene.round)
    assert scene.round.fairness_conclusion is None and keys(scene.round, "sex")["F"] == (3, 10)


# --- in words ------------------------------------------------------------------------------------


def test_every_row_has_a_sentence_without_statistics(scene):
    freeze(scene.round)
    rows = table(scene.round, "sex")["rows"]
    with force_locale("en"):
        said = [fairness.in_words("sex", one, rows[0]) for one in rows]
    assert said == [
        "The highest rate: the others are compared with it.",
        "Of equal numbers, 3.3 are selected here for 10 of “Men”. That is under 8 for 10, but too few to tell it from chance: "
        "nothing can be concluded from this list alone.",
    ]  # fmt: skip


def test_where_chance_is_excluded_the_sentence_says_how_many_are_missing():
    women = {"key": "F", "name": None, "finding": "below", "p": 0.0004, "ratio": 0.681, "shortfall": 13, "moved": 11}
    with force_locale("en"):
        assert fairness.in_words("sex", women, {"key": "M", "name": None}) == (
            "Of equal numbers, 6.8 are selected here for 10 of “Men”. That is under 8 for 10, and chance alone does not explain "
            "it: look for the reason. 13 more would give the same rate; without another place, 11 would have to pass from one group to the other."
        )


def test_every_group_has_a_name(scene):
    freeze(scene.round)
    for one in fairness.tables(scene.round.fairness, with_small=True):
        assert fairness.label(one["dimension"]) and all(fairness.name_of(one["dimension"], each) for each in one["rows"])


def test_a_report_takes_as_many_statements_for_thirty_five_as_for_three(scene):
    def statements(officers: list[Officer]) -> int:
        outcome, made = {one.id: True for one in officers}, []
        db.session.refresh(scene.round.rule.from_rank)
        count = lambda *_call: made.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        fairness.figures(scene.round, outcome, select(Officer.id).where(Officer.id.in_(outcome)), ON)
        event.remove(db.engine, "before_cursor_execute", count)
        return len(made)

    assert statements([*scene.women, *scene.men]) == statements(scene.women[:3]) <= 12


# --- along the way of a round --------------------------------------------------------------------


def test_the_report_is_made_when_a_round_is_ranked_and_not_before(in_app, people):
    with guard.unscoped("a round of two"):
        made = walking.a_round(rule=walking.a_rule(evaluations_required=0))
    walking.to_listed(made, people)
    assert made.fairness is None
    promotion.rank(made, by=walking.actor(people.boubacar))
    assert (made.fairness["eligible"], made.fairness["selected"]) == (2, 1)


def test_a_list_that_an_appeal_changed_is_not_sealed_before_the_board_has_concluded_again(in_app, people):
    with guard.unscoped("a round of two"):
        made = walking.a_round(rule=walking.a_rule(evaluations_required=0))
    walking.to_published(made, people)
    walking.end_appeals(made)
    assert sealing.lacking(made) == []
    with guard.unscoped("another report"):
        freeze(made)
        made.fairness_conclusion = None
        db.session.flush()
    assert sealing.lacking(made) == ["The board must first record what it concluded from the fairness report."]
    fairness.conclude(made, SAID, by=walking.actor(people.fanta))
    assert sealing.lacking(made) == [] and made.state is RoundState.PROVISIONAL
