"""Other papers with a signed code: genuine until they are ended, and never taken for a card."""

from __future__ import annotations

import datetime as dt

import pytest

from jobs import periodic
from models import Officer, SignedPaperKind, db, now
from rules import badge as rules
from rules.badge import papers
from rules.refused import Refused
from services import badge, guard
from services.badge import keys, token
from services.badge.publishing import listed

from . import cards

TEXT = "Attestation de service : TRAORÉ Daouda"


@pytest.fixture
def paper(people, in_app):
    """An attestation of Daouda."""
    guard.act_as(guard.SYSTEM)
    cards.made_keys()
    return badge.issue_paper(SignedPaperKind.ATTESTATION, TEXT, officer=db.session.get(Officer, people.daouda.officer_id), by=guard.SYSTEM)


def test_a_paper_is_genuine_until_it_is_ended(paper):
    address = badge.address_of_paper(paper)
    assert badge.verify(address)["valid"] and paper.number.startswith("MP") and paper.slot in rules.PAPER_SLOTS
    badge.end_paper(paper, "Erreur", by=guard.SYSTEM)
    assert badge.verify(address)["reason"] == "paper is ended"
    assert paper.slot in listed.not_valid_slots(paper.issued_at.date())


def test_papers_whose_last_day_is_over_give_their_slots_back(paper, monkeypatch):
    monkeypatch.setattr(rules, "PAPER_SLOTS", range(paper.slot, paper.slot + 1))
    with pytest.raises(Refused, match="full"):
        badge.issue_paper(SignedPaperKind.ATTESTATION, "Une autre", officer=paper.officer, by=guard.SYSTEM)
    assert badge.expire_papers(paper.expires_on) == 0
    monkeypatch.setattr(periodic, "now", lambda: now() + dt.timedelta(days=100))
    periodic.keep_cards()
    assert badge.issue_paper(SignedPaperKind.ATTESTATION, "Une autre", officer=paper.officer, by=guard.SYSTEM).slot == rules.PAPER_SLOTS[0]


def test_the_same_text_on_the_same_day_is_the_same_paper(paper):
    again = badge.issue_paper(SignedPaperKind.ATTESTATION, TEXT, officer=paper.officer, by=guard.SYSTEM)
    assert again is paper


def test_a_key_of_papers_verifies_no_card_nor_the_reverse(paper):
    data = rules.from_digits(badge.address_of_paper(paper).partition("#")[2], rules.LONGEST_PAPER_TOKEN)
    assert token.read(data, keys.public_keys(), keys.PAPER).text == TEXT
    with pytest.raises(token.BadToken):
        token.read(data, keys.public_keys(), keys.CARD)


def test_a_text_that_no_code_holds_is_refused(paper):
    with pytest.raises(Refused, match="too long"):
        badge.issue_paper(SignedPaperKind.ATTESTATION, "é" * 61, officer=paper.officer, by=guard.SYSTEM)


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x00", "\ud800", "\u00ad", "\ue000", "\ufeff"])
def test_a_sign_that_nobody_sees_is_refused_by_its_number(sign):
    with pytest.raises(Refused, match=f"nobody can see.*{ord(sign):04X}"):
        papers.check_text(f"Valid until {sign}2028")


@pytest.mark.parametrize("text", [TEXT, "Ɓɔ̃ ŋ — « l’année » № 12 €", "ߒߞߏ", "شهادة", "證明 🎖"])
def test_whatever_people_write_with_is_a_text(text):
    assert papers.check_text(f"  {text}\n\u00a0") == text
