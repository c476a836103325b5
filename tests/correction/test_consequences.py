"""What a decision changes beside the field is read before it is taken, by both people; what was granted is read afterwards."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from models import CorrectionState, CorrectionVerdict, Posting, Rank, RankLine, Unit, db
from rules.refused import Forbidden, Refused
from services import approval, correction, guard, personnel
from services.correction.asking import choices_of
from services.fields import fields_of
from services.personnel import Act
from tests import force

from .conftest import asked, decide, proposal_of, second
from .desk import LIST, appealed, decide as decided, hidden, sent, state_of
from .test_paper_bridge import filing

D = dt.date
ACCEPTED, PARTLY, REFUSED = CorrectionVerdict.ACCEPTED, CorrectionVerdict.PARTLY, CorrectionVerdict.REFUSED


@pytest.fixture
def two_postings(play, people):
    """Daouda serves in the first unit until 1 March 2020, then in the second."""
    with guard.unscoped("the test prepares"):
        personnel.post(play.officer, db.session.get(Unit, people.other_unit_id), Act(D(2020, 3, 1), "ARRETE"))
    return play


def follows(request, **granted) -> list[str]:
    return correction.what_follows(request, PARTLY if granted else ACCEPTED, granted)


def days(sentences: list[str]) -> list[list[str]]:
    """The days of each sentence, in whatever language it is said."""
    return [re.findall(r"\d\d/\d\d/\d{4}", sentence) for sentence in sentences]


def test_a_missing_posting_tells_the_line_it_cuts_and_its_own_end(two_postings, people):
    wished = {"unit": "Le 1er", "starts_on": "01/06/2018"}
    request = asked(two_postings, wished, missing="posting")
    guard.act_as(two_postings.boubacar)
    told = follows(request, unit=str(people.unit_id))
    assert days(told) == [["01/06/2018", "01/03/2020"], ["01/10/2015", "01/06/2018", "01/03/2020"]]
    with guard.unscoped("the test looks"):
        assert db.session.query(Posting).filter_by(officer_id=two_postings.officer.id).count() == 2


def test_a_line_that_moves_tells_its_neighbour(two_postings):
    with guard.unscoped("the test looks"):
        last = db.session.query(Posting).filter_by(officer_id=two_postings.officer.id, ends_on=None).one()
    request = asked(two_postings, "01/02/2020", record=last, field="starts_on")
    guard.act_as(two_postings.boubacar)
    assert days(follows(request)) == [["01/03/2020"], ["01/10/2015", "01/02/2020", "01/03/2020"]]


def test_a_birth_date_tells_the_retirement_before_and_after_to_both_people(play):
    with guard.unscoped("the test prepares"):
        play.officer.birth_on = D(1985, 5, 1)
        db.session.flush()
    request = asked(play, "01/05/1984", field="birth_on")
    guard.act_as(play.boubacar)
    [told] = correction.what_follows(request, ACCEPTED, {})
    [[before, after]] = days([told])
    assert int(before[-4:]) - int(after[-4:]) == 1
    decide(request, play.boubacar)
    guard.act_as(play.kadidia)
    assert told in [words for _label, words in approval.described(proposal_of(request))]
    second(request, play.kadidia)
    guard.act_as(play.kadidia)
    assert told not in [words for _label, words in approval.described(proposal_of(request))]


def test_a_rank_tells_what_is_shown_today_and_when_one_retires(play):
    with guard.unscoped("the test prepares"):
        play.officer.birth_on = D(1985, 5, 1)
        line = db.session.query(RankLine).filter_by(officer_id=play.officer.id).one()
    request = asked(play, str(force.of_code(Rank, "COM").id), record=line, field="rank")
    guard.act_as(play.boubacar)
    _anew, today, retirement = follows(request)
    assert "Commissaire" in today and len(days([retirement])[0]) == 2


def test_the_page_of_the_decision_says_it_with_the_papers_and_the_story(app, people, signed_in):
    number = sent(app, people.daouda, "01/05/1985", field="birth_on", with_piece=True)
    page = f"{LIST}decide/?id={number}"
    boubacar = signed_in("boubacar")
    opened = boubacar.get(page).text
    assert "Acte de naissance" in opened and 'id="story"' in opened
    looked = boubacar.post(page, data={"verdict": "ACCEPTED", "seen": hidden(opened, "seen")}).text
    assert re.search(r"– → \d\d/\d\d/20\d\d", looked.partition('id="foretold"')[2].partition("</ul>")[0])


# --- what was granted ------------------------------------------------------------------------------


def test_in_part_says_what_was_asked_granted_and_stands(app, people, signed_in):
    number = sent(app, people.daouda)
    decided(signed_in("boubacar"), number, "PARTLY", "Le cercle, pas la ville", birth_place="Cercle de Ségou")
    for page in (signed_in("daouda").get(f"/my/corrections/{number}/").text, signed_in("boubacar").get(f"{LIST}details/?id={number}").text):
        assert "Le cercle, pas la ville" in page and page.count("Cercle de Ségou") >= 2
    assert 'href="/my/identity/' in signed_in("daouda").get(f"/my/corrections/{number}/").text


def test_a_record_that_was_added_is_linked(play, people):
    request = asked(play, {"unit": "Le 2e", "starts_on": "01/06/2018"}, missing="posting")
    assert correction.outcome(request) is None
    decision = decide(request, play.boubacar, granted={"unit": str(people.other_unit_id)})
    found = correction.outcome(request)
    assert (found.record.__tablename__, found.record.id) == ("posting", decision.applied_id)
    [unit, *_rest] = [line for line in found.lines if line[1] == "Le 2e"]
    assert unit[2] == unit[3] == str(found.record.unit)


def test_a_refusal_says_its_reasons_and_no_values(play):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.boubacar, REFUSED, reason="Rien ne le montre.")
    found = correction.outcome(request)
    assert (found.verdict, found.reason, found.lines) == (REFUSED, "Rien ne le montre.", [])


# --- what is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "typed"), [("birth_on", ""), ("entered_on", ""), ("birth_on", "01/01/2031"), ("entered_on", "01/01/2090")])
def test_no_day_of_birth_or_entry_is_emptied_or_lies_ahead(play, field, typed):
    with guard.unscoped("the test prepares"):
        play.officer.birth_on = D(1990, 5, 1)
        db.session.flush()
    made = correction.begin(play.officer, record=play.officer, field=field, by=play.daouda)
    assert field in correction.write(made, {field: typed}, "Voir l’acte.", by=play.daouda)
    with pytest.raises(Refused):
        correction.send(made, by=play.daouda)


def test_a_child_older_than_the_officer_is_told_while_it_is_typed(play):
    with guard.unscoped("the test prepares"):
        play.officer.birth_on = D(1990, 5, 1)
        db.session.flush()
    made = correction.begin(play.officer, missing="family_member", by=play.daouda)
    typed = {"kinship": "CHILD", "last_name": "Traoré", "first_names": "Issa", "birth_on": "01/01/1992"}
    assert "birth_on" in correction.write(made, typed, "Voir l’acte.", by=play.daouda)
    assert "birth_on" not in correction.write(made, typed | {"birth_on": "01/01/2012"}, "Voir l’acte.", by=play.daouda)


def test_a_missing_line_says_why_no_last_day_is_asked_for_and_offers_papers_of_people_only(signed_in):
    page = signed_in("daouda").get("/my/corrections/new?missing=posting").text
    assert "wished-starts_on-help" in page and 'aria-required="true"' in page
    offered = [name for name, _label in choices_of(fields_of(Posting)["act_kind"])]
    assert "Décision" in offered and not {"Reprise d'un fichier", "Demande de rectification"} & set(offered)


# --- a piece, an appeal, the list ------------------------------------------------------------------


def test_a_piece_that_is_asked_for_can_be_answered_in_words(app, people, signed_in):
    number, daouda = sent(app, people.daouda), signed_in("daouda")
    signed_in("boubacar").post(f"{LIST}ask-piece/?id={number}", data={"words": "Le jugement supplétif"})
    page = daouda.get(f"/my/corrections/{number}/").text
    assert "Le jugement supplétif" in page.partition("<h2>")[0]
    assert daouda.post(f"/my/corrections/{number}/answer", data={"words": " "}).status_code == 422
    assert state_of(app, number) is CorrectionState.PIECE_ASKED
    assert daouda.post(f"/my/corrections/{number}/answer", data={"words": "Je ne l’ai pas"}).status_code == 302
    assert state_of(app, number) is CorrectionState.WAITING
    assert "Je ne l’ai pas" in signed_in("boubacar").get(f"{LIST}details/?id={number}").text
    assert daouda.post(f"/my/corrections/{number}/answer", data={"words": "Encore"}).status_code == 422


def test_nobody_else_answers_for_the_officer(play):
    request = asked(play, "Ségou", field="birth_place")
    guard.act_as(play.boubacar)
    correction.ask_piece(request, "L’acte", by=play.boubacar)
    with pytest.raises(Forbidden):
        correction.answer_in_words(request, "Je ne l’ai pas", by=play.mariam)


def test_who_decided_first_reads_why_not_on_the_appeal_with_the_right_or_without(app, people, signed_in, newcomer):
    number, boubacar = sent(app, people.daouda), signed_in("boubacar")
    decided(boubacar, number, "REFUSED", "Non")
    appealed(app, people, number)
    first, other = (person.get(f"{LIST}decide/?id={number}") for person in (boubacar, newcomer("hr_clerk")))
    assert first.status_code == other.status_code == 403
    words = "première décision : une autre personne décide du recours"
    assert words in first.text.replace("\u00a0", " ") and words not in other.text.replace("\u00a0", " ")
    assert "première décision" in boubacar.get(f"{LIST}details/?id={number}").text


def test_the_tab_to_decide_holds_what_the_home_page_counts(app, people, signed_in, newcomer):
    mine, other = sent(app, people.daouda), sent(app, people.daouda, "Kati", field="address")
    boubacar, leader = signed_in("boubacar"), newcomer("hr_manager")
    decided(boubacar, other, "REFUSED", "Non")
    appealed(app, people, other)
    tab = f"{LIST}?only=to-decide"
    assert tab in boubacar.get("/admin/").text
    for person, shown in ((boubacar, {mine}), (leader, {mine, other})):
        page = person.get(tab).text
        assert {number for number in (mine, other) if f"details/?id={number}" in page} == shown
    assert f"details/?id={other}" in boubacar.get(LIST).text


def test_a_clerk_looks_the_unit_up_and_the_decider_finds_it_chosen(app, people, signed_in, newcomer):
    number, boubacar = people.daouda.officer_id, signed_in("boubacar")
    page = f"{LIST}file-for/?officer={number}&missing=posting"
    assert "correction_unit" in boubacar.get(page).text
    data = filing(**{"as-unit": str(people.other_unit_id), "as-starts_on": "01/06/2018"})
    data.pop("as-birth_place")
    answer = boubacar.post(page, data=data)
    assert answer.status_code == 302, answer.text
    made = int(answer.location.rpartition("=")[2])
    assert decided(newcomer("hr_clerk"), made, "ACCEPTED").status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Posting).filter_by(officer_id=number, unit_id=people.other_unit_id).count() == 1
