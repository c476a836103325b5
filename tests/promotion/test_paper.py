"""A sealed list on paper: its code is read back, calls the list genuine, and says which list it is."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from models import AuditEvent, PromotionRound, SignedPaper, db
from services import badge, guard
from tests import force, scanning
from tests.badge import cards

from .test_screens import post, round_id  # noqa: F401  (a fixture)


@pytest.fixture
def sealed(app, signed_in, round_id) -> int:  # noqa: F811
    """A round that Boubacar ranked and Fanta sealed."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        cards.made_keys()
    post(signed_in("boubacar"), "rank", round_id)
    post(signed_in("fanta"), "seal", round_id)
    return round_id


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("resolution", [300, 150])
def test_the_code_of_the_list_is_read_back_and_genuine_and_the_paper_says_its_words(app, signed_in, sealed, resolution):
    answer = post(signed_in("fanta"), "paper", sealed)
    assert answer.mimetype == "application/pdf"
    told = words(answer.data)
    assert "TRAORÉ Daouda" in told and force.CANARY not in told and "TABLEAU D’AVANCEMENT" in told
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        [code] = scanning.codes(answer.data, resolution)
        [paper] = db.session.query(SignedPaper)
        assert badge.verify(code)["valid"] and paper.text in told
        assert db.session.get(PromotionRound, sealed).digest[:12] in paper.text


def test_the_list_that_is_asked_for_again_on_the_same_day_is_the_same_paper(app, signed_in, sealed):
    fanta = signed_in("fanta")
    assert scanning.codes(post(fanta, "paper", sealed).data, 150) == scanning.codes(post(fanta, "paper", sealed).data, 150)


def test_printing_a_list_is_noted_in_the_trail(app, signed_in, sealed):
    post(signed_in("fanta"), "paper", sealed)
    with app.app_context(), guard.unscoped("the test looks"):
        noted = db.session.query(AuditEvent).filter_by(action="export", record_type="promotion_round").one()
        assert noted.changes["number"].startswith("MP")


def test_a_list_that_is_not_sealed_is_no_signed_paper(app, signed_in, round_id):  # noqa: F811
    post(signed_in("boubacar"), "rank", round_id)
    assert post(signed_in("fanta"), "paper", round_id).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(SignedPaper).count() == 0


@pytest.mark.parametrize(("name", "status"), [("boubacar", 403), ("daouda", 403), ("coumba", 404)])
def test_only_who_may_seal_takes_the_paper(signed_in, sealed, name, status):
    assert post(signed_in(name), "paper", sealed).status_code in (status, 403)
