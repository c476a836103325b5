"""A proposal is read in the reader's language, and a word of ours is one value, not what stood before and after."""

from __future__ import annotations

from flask_babel import force_locale, lazy_gettext

from models import Decision, Officer, Proposal, Verdict, db
from services import approval, guard

LISTS = approval.declare(
    approval.Sensitive("test.lists", "Une liste d'essai", "personnel.approve", lambda _content: [("Liste", lazy_gettext("Officers"))])
)


def proposed(app, cast) -> int:
    with app.app_context():
        guard.act_as(cast.boubacar)
        with force_locale("fr"):
            made = approval.propose(LISTS.kind, {}, reason="Essai", by=cast.boubacar, title=Officer.__label_plural__)
        db.session.commit()
        return made.id


def test_the_title_is_in_the_language_of_the_reader(app, cast):
    number = proposed(app, cast)
    with app.app_context(), guard.unscoped("the test looks"):
        proposal = db.session.get(Proposal, number)
        with force_locale("fr"):
            french = str(proposal)
        with force_locale("en"):
            assert (french, str(proposal)) == ("Agents", "Officers")


def test_a_word_of_ours_is_one_value(app, cast, signed_in):
    number = proposed(app, cast)
    page = signed_in("boubacar").get(f"/admin/proposal/details/?id={number}").text
    assert "<dd>Agents</dd>" in page and 'class="before"' not in page


def test_a_decision_set_by_numbers_has_a_name_without_none(app, cast):
    number = proposed(app, cast)
    with app.app_context(), guard.unscoped("the test decides"):
        db.session.add(made := Decision(proposal_id=number, user_id=cast.kadidia.user_id, verdict=Verdict.APPROVED, digest="x"))
        assert "None" not in str(made) and str(made).endswith("Kadidia")
