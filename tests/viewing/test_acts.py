"""What an officer reads of a change: one plain sentence for one act, no column of ours, and no name of a machine's user."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from models import CorrectionVerdict, Officer, Posting, User, db
from portal.viewing import words
from rules.access import Actor
from services import account, correction, guard, viewing
from services.viewing import Verb


@pytest.fixture
def told(app, people):
    """told(): the sentences that Daouda reads."""

    def sentences() -> list[tuple]:
        with app.test_request_context(), guard.unscoped("the test looks"):
            looks = viewing.of(db.session.get(Officer, people.daouda.officer_id)).looks
            return [(look.act and look.act.verb, words(look)) for look in looks if look.role or "SIRHP" not in look.by]

    return sentences


def act_as(person, request_id: str) -> Actor:
    with guard.unscoped("who acts in a test"):
        who = replace(account.actor_of(db.session.get(User, person.user_id), "admin", None, None), request_id=request_id)
    guard.act_as(who)
    return who


def test_an_accepted_request_is_one_act_and_the_corrected_value_another(app, people, told):
    with app.app_context():
        daouda = act_as(people.daouda, "asked")
        officer = db.session.get(Officer, people.daouda.officer_id)
        made = correction.begin(officer, record=officer, field="birth_place", by=daouda)
        correction.write(made, {"birth_place": "Ségou"}, "Mon acte de naissance.", by=daouda)
        correction.send(made, by=daouda)
        boubacar = act_as(people.boubacar, "answered")
        seen = correction.situation(made).seen
        correction.decide(made, CorrectionVerdict.ACCEPTED, granted=None, reason="", seen=seen, by=boubacar)
        db.session.commit()
        number = made.reference
    said = [(verb, sentence) for verb, sentence in told() if "Boubacar" in sentence]
    assert {verb for verb, _sentence in said} == {Verb.REQUEST, Verb.CORRECTED} and len(said) == 2
    assert [number in sentence for verb, sentence in said if verb is Verb.REQUEST] == [True]
    assert not any("(" in sentence or "Ségou" in sentence for _verb, sentence in said)


def test_the_end_of_the_line_before_is_not_told_beside_the_new_line(app, people, told):
    with app.app_context():
        act_as(people.boubacar, "posted")
        with guard.unscoped("the test writes"):
            before = db.session.query(Posting).filter_by(officer_id=people.daouda.officer_id).one()
            before.ends_on = dt.date(2030, 1, 1)
            next_one = {"unit_id": before.unit_id, "starts_on": dt.date(2030, 1, 1), "act_kind": before.act_kind}
            db.session.add(Posting(officer_id=before.officer_id, **next_one))
            db.session.commit()
    assert [verb for verb, sentence in told() if "Boubacar" in sentence] == [Verb.ADDED]


def test_a_command_is_the_system_and_not_the_user_of_the_machine(app, people, told):
    with app.app_context(), guard.unscoped("the test writes"):
        guard.act_as(Actor(name="root (command)", role="administrator", door="command"))
        db.session.get(Officer, people.daouda.officer_id).phone = "76 00 00 00"
        db.session.commit()
    sentence = next(sentence for verb, sentence in told() if verb is Verb.CHANGED)
    assert "root" not in sentence and sentence.startswith(("The system", "Le système")) and "76" not in sentence
