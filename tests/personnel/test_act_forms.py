"""The forms of the acts: nothing is chosen beforehand, a demotion is confirmed, and no act stands without its paper."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from models import AwardKind, Position, Post, Posting, Rank, RankLine, db
from services import guard
from tests import force
from tests.personnel.test_desk import PAPER, address, daouda, number


@pytest.fixture
def boubacar(signed_in):
    return signed_in("boubacar")


def made_posts(app, people) -> tuple[int, int]:
    """A post of Daouda's unit and one of another unit."""
    with app.app_context(), guard.unscoped("posts"):
        made = [Post(unit_id=unit, title="Chef de brigade") for unit in (people.unit_id, people.other_unit_id)]
        db.session.add_all(made)
        db.session.commit()
        return made[0].id, made[1].id


def promoted(app, people, code: str) -> None:
    """Daouda holds a rank since 2020."""
    with app.app_context(), guard.unscoped("the test makes a career"):
        line = db.session.query(RankLine).filter_by(officer_id=people.daouda.officer_id).one()
        line.rank = line.officer.rank = force.of_code(Rank, code)
        db.session.commit()


@pytest.mark.parametrize("kind, name", [("rank", "rank"), ("position", "position"), ("award", "award"), ("rank", "kind")])
def test_nothing_is_chosen_before_one_chooses(people, boubacar, kind, name):
    page = boubacar.get(address(people, kind)).text
    options = page.partition(f'name="{name}"')[2].partition("</select>")[0]
    first = options.partition("<option")[2].partition(">")[0]
    assert 'value=""' in first and "selected" not in options.replace(f"<option{first}", "")


@pytest.mark.parametrize("kind", ["rank", "position", "award"])
def test_nothing_chosen_is_nothing_recorded(app, people, boubacar, kind):
    page = boubacar.post(address(people, kind), data=PAPER | {kind: ""})
    assert page.status_code == 200 and f'id="{kind}-error"' in page.text


def test_the_ranks_stand_by_corps_those_of_the_officer_first_and_former_ones_last(people, boubacar):
    page = boubacar.get(address(people, "rank")).text
    groups = [part.partition('"')[0] for part in page.split('<optgroup label="')[1:]]
    assert groups[0] == "Sous-officiers de police"
    assert "Sous-lieutenant" in page.rpartition("<optgroup")[2], "ended in 2023"
    assert groups.index("Commissaires de police") < next(i for i, group in enumerate(groups) if " · " in group)
    assert "Sergent de police" in page.partition('id="rank-help"')[2].partition("</p>")[0]


def test_a_demotion_is_told_loudly_and_recorded_only_when_confirmed(app, people, boubacar):
    promoted(app, people, "ADJ")
    form = PAPER | {"rank": str(number(app, Rank, "SGT")), "step": "1"}
    told = boubacar.post(address(people, "rank"), data=form | {"_look": "1"}, headers={"X-Fragment": "foretold"}).text
    assert "notice-bad" in told and told.partition("notice-bad")[2].index("Sergent de police") < told.partition("notice-bad")[2].index("Adjudant")
    page = boubacar.post(address(people, "rank"), data=form)
    assert page.status_code == 200 and 'id="is_demotion-error"' in page.text
    assert daouda(app, people).rank.code == "ADJ"
    assert boubacar.post(address(people, "rank"), data=form | {"is_demotion": "y"}).status_code == 302
    assert daouda(app, people).rank.code == "SGT"


def test_a_rank_that_was_not_in_force_is_refused_beside_the_rank(app, people, boubacar):
    page = boubacar.post(address(people, "rank"), data=PAPER | {"rank": str(number(app, Rank, "LTN"))}).text
    assert 'id="rank-error"' in page and 'id="starts_on-error"' not in page


def test_an_act_without_its_paper_is_recorded_only_when_the_paper_will_follow(app, people, boubacar):
    form = PAPER | {"unit": str(people.other_unit_id), "reference": " "}
    page = boubacar.post(address(people, "posting"), data=form)
    assert page.status_code == 200 and 'id="reference-error"' in page.text
    assert boubacar.post(address(people, "posting"), data=form | {"paper_follows": "y"}).status_code == 302
    line = daouda(app, people).postings[-1]
    assert "notice-warn" in boubacar.get(f"/admin/posting/details/?id={line.id}").text
    warned = boubacar.get(f"/admin/officer/details/?id={people.daouda.officer_id}").text.partition('class="record-warnings"')[2].partition("</section>")[0]
    assert "01/11/2026" in warned


def test_the_paper_is_filled_in_later_and_what_stands_does_not_change(app, people, boubacar):
    form = PAPER | {"unit": str(people.other_unit_id), "reference": "", "paper_follows": "y"}
    boubacar.post(address(people, "posting"), data=form)
    line = daouda(app, people).postings[-1]
    complete = f"/admin/posting/complete/?id={line.id}"
    page = boubacar.get(complete).text
    assert 'name="act_reference"' in page and 'name="act_signed_on"' not in page, "the day of signature stands already"
    late = {"act_reference": "n° 77", "act_signed_on": "01/01/2020"}
    assert boubacar.post(complete, data=late).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        stored = db.session.get(Posting, line.id)
        assert (stored.act_reference, stored.act_signed_on) == ("n° 77", dt.date(2026, 10, 28))
    boubacar.post(complete, data={"act_reference": "n° 78"})
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Posting, line.id).act_reference == "n° 77"


def test_whoever_may_not_change_the_file_completes_nothing(app, people, signed_in):
    line = daouda(app, people).postings[-1]
    assert signed_in("coumba").get(f"/admin/posting/complete/?id={line.id}").status_code == 403


def test_only_posts_of_the_chosen_unit_are_offered(app, people, boubacar):
    here, _elsewhere = made_posts(app, people)
    offered = boubacar.get("/admin/officer/ajax/lookup/", query_string={"name": "act_post", "query": "", "unit": people.unit_id}).json
    assert [value for value, _text in offered] == [here]
    assert boubacar.get("/admin/officer/ajax/lookup/?name=act_post&query=Chef").json == []
    foreign = {"name": "act_post", "query": "", "unit": people.foreign_unit_id}
    assert boubacar.get("/admin/officer/ajax/lookup/", query_string=foreign).json == []


def test_a_post_of_another_unit_is_refused_beside_the_post(app, people, boubacar):
    here, _elsewhere = made_posts(app, people)
    page = boubacar.post(address(people, "posting"), data=PAPER | {"unit": str(people.other_unit_id), "post": str(here)}).text
    assert 'id="post-error"' in page and 'id="starts_on-error"' not in page


def test_an_act_dated_ahead_stands_at_the_top_of_the_file_with_its_day(people, boubacar):
    form = PAPER | {"starts_on": "01/11/2090", "unit": str(people.other_unit_id), "function": "Chef de poste"}
    page = boubacar.post(address(people, "posting"), data=form, follow_redirects=True).text
    flashed, _start, rest = page.partition('class="record-top"')
    facts = rest.partition("</section>")[0]
    assert "01/11/2090" in flashed and "01/11/2090" in facts
    assert "Commissariat du 2e arrondissement · Chef de poste" in facts


def test_somebody_who_has_left_the_service_is_not_first_of_all_posted(app, people, boubacar):
    page = f"/admin/officer/details/?id={people.daouda.officer_id}"
    assert 'class="btn btn-primary" href="/admin/officer/act/' in boubacar.get(page).text
    boubacar.post(address(people, "position"), data=PAPER | {"position": str(number(app, Position, "RET"))})
    assert 'class="btn btn-primary" href="/admin/officer/act/' not in boubacar.get(page).text


def test_an_award_without_the_field_of_its_grounds_is_no_fault(app, people, boubacar):
    with app.app_context(), guard.unscoped("a kind of award"):
        kind = db.session.query(AwardKind).first().id
    assert boubacar.post(address(people, "award"), data=PAPER | {"award": str(kind)}).status_code == 302


def test_a_scan_that_a_form_with_errors_loses_is_asked_for_again(people, boubacar):
    form = PAPER | {"unit": "", "scan": (io.BytesIO(b"%PDF-1.4\n%%EOF"), "arrete.pdf")}
    page = boubacar.post(address(people, "posting"), data=form, content_type="multipart/form-data").text
    assert "arrete.pdf" in page and 'id="scan-again"' in page
