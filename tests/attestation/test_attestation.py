"""The attestation of service: what it says, in which tense, and when it cannot be made."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from flask_babel import force_locale
from pypdf import PdfReader

from models import Officer, db
from rules.refused import Refused
from services import attestation, guard
from services.attestation.paper import CODE_PLACE, ROOM, SIDE, STAMP
from services.personnel import Act, set_position
from services.wording import said
from tests import force

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def officer(people) -> Officer:
    """Daouda, while the guard is lifted for what the test makes of his file."""
    with guard.unscoped("the attestation of the tests"):
        yield db.session.get(Officer, people.daouda.officer_id)


def text(officer: Officer) -> tuple[str, str]:
    """The words of the paper, and its number."""
    out = io.BytesIO()
    noted, write = attestation.prepare(officer)
    write(out)
    return " ".join(page.extract_text() for page in PdfReader(out).pages), noted["number"]


def put_in(officer: Officer, position: str, on: dt.date) -> None:
    set_position(officer, force.of_code(type(officer.position), position), Act(on, "Arrêté", reference="Arrêté n° 12"))
    db.session.flush()


def test_the_paper_says_who_serves_where_as_what_and_since_when(officer):
    words, number = text(officer)
    for told in ("TRAORÉ Daouda", officer.service_number, "Sergent", "Commissariat du 1er arrondissement", "01/10/2015", "POLICE NATIONALE", number):
        assert told in words
    assert number.startswith("AS-20") and "Bamako" in words


def test_the_paper_is_one_page_even_for_the_longest_names(officer):
    officer.last_name, officer.first_names = "Sidi Baba-Cissé", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana"
    officer.unit.name = "Commissariat spécial de la protection des mœurs et de l’enfance du district de Bamako"
    out = io.BytesIO()
    attestation.prepare(officer)[1](out)
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
        attestation.prepare(officer)
    assert {"rank": "grade", "posting": "service"}[lost] in said(refused.value) or f"your {'rank' if lost == 'rank' else 'unit'}" in said(refused.value)


def test_all_that_is_missing_is_told_at_once(officer):
    officer.rank, officer.position = None, None
    with pytest.raises(Refused) as refused:
        attestation.facts(officer)
    assert len(refused.value.values["what"].split(", ")) == 2


def test_the_paper_bears_the_number_that_the_trail_is_told_and_each_paper_has_its_own(officer):
    (first, number), (second, other) = text(officer), text(officer)
    assert number in first and other in second and number != other


def test_a_place_is_kept_free_for_the_code_by_which_the_paper_is_checked():
    left, bottom, side = CODE_PLACE
    assert side > 25 and left + side < STAMP[0] and bottom > 0
    assert STAMP[0] + STAMP[2] <= SIDE + ROOM + 1
