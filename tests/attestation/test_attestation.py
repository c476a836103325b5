"""The attestation of service: what it says, in which tense, and when it cannot be made."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy import select

from models import Officer, SignedPaper, db, now
from rules.refused import Refused
from services import attestation, badge, guard
from services.attestation.paper import STAMP
from services.letterhead import CODE_PLACE, ROOM, SIDE
from services.personnel import Act, set_position
from services.wording import said
from tests import force, scanning
from tests.badge import cards

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def officer(people) -> Officer:
    """Daouda, while the guard is lifted for what the test makes of his file."""
    cards.made_keys()
    with guard.unscoped("the attestation of the tests"):
        yield db.session.get(Officer, people.daouda.officer_id)


def text(officer: Officer) -> tuple[str, str]:
    """The words of the paper, and its number."""
    out = io.BytesIO()
    noted, write = attestation.prepare(officer, by=guard.SYSTEM)
    write(out)
    return " ".join(page.extract_text() for page in PdfReader(out).pages), noted["number"]


def put_in(officer: Officer, position: str, on: dt.date) -> None:
    set_position(officer, force.of_code(type(officer.position), position), Act(on, "Arrêté", reference="Arrêté n° 12"))
    db.session.flush()


def test_the_paper_says_who_serves_where_as_what_and_since_when(officer):
    words, number = text(officer)
    for told in ("TRAORÉ Daouda", officer.service_number, "Sergent", "Commissariat du 1er arrondissement", "01/10/2015", "POLICE NATIONALE", number):
        assert told in words
    assert number.startswith("MP ") and "Bamako" in words


def test_the_paper_is_one_page_even_for_the_longest_names(officer):
    officer.last_name, officer.first_names = "Sidi Baba-Cissé", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana"
    officer.unit.name = "Commissariat spécial de la protection des mœurs et de l’enfance du district de Bamako"
    out = io.BytesIO()
    attestation.prepare(officer, by=guard.SYSTEM)[1](out)
    assert len(PdfReader(out).pages) == 1


def test_the_paper_of_somebody_who_left_speaks_of_the_past(officer):
    put_in(officer, "RET", dt.date(2025, 7, 1))
    told = attestation.facts(officer)
    assert told.is_over and told.last_day_on == dt.date(2025, 6, 30)
    assert told.unit == "Commissariat du 1er arrondissement" and told.unit_since is None
    words, _number = text(officer)
    assert "30/06/2025" in words and "01/10/2015" in words


def test_the_paper_of_somebody_suspended_says_so_and_claims_no_service(officer):
    put_in(officer, "SUS", dt.date(2025, 7, 1))
    told = attestation.facts(officer)
    assert not told.is_over and not told.is_serving
    assert "Suspension" in text(officer)[0] and "01/07/2025" in text(officer)[0]


def test_the_paper_speaks_french_to_whoever_asks_for_it(officer):
    with force_locale("en"):
        told = attestation.facts(officer)
        assert told.agency == "Police nationale"


@pytest.mark.parametrize("lost", ["rank", "posting"])
def test_without_a_rank_or_a_unit_no_paper_is_made_and_it_is_said_why(officer, lost):
    if lost == "rank":
        officer.rank = None
    else:
        for line in officer.postings:
            line.ends_on = dt.date(2020, 1, 1)
    db.session.flush()
    with pytest.raises(Refused) as refused:
        attestation.prepare(officer, by=guard.SYSTEM)
    assert {"rank": "grade", "posting": "service"}[lost] in said(refused.value) or f"your {'rank' if lost == 'rank' else 'unit'}" in said(refused.value)


def test_all_that_is_missing_is_told_at_once(officer):
    officer.rank, officer.position = None, None
    with pytest.raises(Refused) as refused:
        attestation.facts(officer)
    assert len(refused.value.values["what"].split(", ")) == 2


def test_asked_for_again_on_the_same_day_it_is_the_same_paper_and_another_one_once_the_file_has_changed(officer):
    (first, number), (second, again) = text(officer), text(officer)
    assert number in first and again == number and first == second
    put_in(officer, "RET", now().date())
    assert text(officer)[1] != number


@pytest.mark.parametrize("resolution", [300, 150])
def test_the_code_of_the_paper_is_read_back_and_its_words_are_those_of_the_paper(officer, resolution):
    out = io.BytesIO()
    _noted, write = attestation.prepare(officer, by=guard.SYSTEM)
    write(out)
    [code] = scanning.codes(out.getvalue(), resolution)
    verdict = badge.verify(code)
    assert verdict["valid"], verdict
    said_by_code = f"{officer}, matricule {officer.service_number}, en service depuis le 01/10/2015"
    assert said_by_code in " ".join(PdfReader(out).pages[0].extract_text().split())


def test_a_paper_that_was_ended_is_called_genuine_no_more(officer):
    attestation.prepare(officer, by=guard.SYSTEM)
    paper = db.session.scalar(select(SignedPaper))
    badge.end_paper(paper, "Erreur de date", by=guard.SYSTEM)
    assert not badge.verify(badge.address_of_paper(paper))["valid"]


def test_a_name_too_long_for_the_code_is_shortened_in_it(officer):
    officer.last_name, officer.first_names = "Sidi Baba-Cissé", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana Ould Cheikhna Ahmed Tidiane"
    short = attestation.facts(officer).in_short
    assert len(short.encode()) <= 120 and "…, matricule" in short and short.endswith("01/10/2015")


def test_a_place_is_kept_free_for_the_code_by_which_the_paper_is_checked():
    left, bottom, side = CODE_PLACE
    assert side > 25 and left + side < STAMP[0] and bottom > 0
    assert STAMP[0] + STAMP[2] <= SIDE + ROOM + 1
