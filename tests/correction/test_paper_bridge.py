"""The paper bridge: a clerk files what an officer without access has signed."""

from __future__ import annotations

import io

import pytest

from models import CorrectionRequest, CorrectionState, Officer, db
from services import correction, guard
from tests.correction.desk import LIST, REASON, WISHED, act_as, decide, picture, stored


def filing(**typed) -> dict:
    return {"as-birth_place": WISHED, "reason": REASON, "signed_form": (picture(), "formulaire.jpg")} | typed


@pytest.fixture
def bridge(app, people) -> str:
    """Where the place of birth in Daouda's file is reported on paper."""
    number = people.daouda.officer_id
    return f"{LIST}file-for/?officer={number}&table=officer&record={number}&field=birth_place"


def test_a_clerk_files_what_the_officer_signed(app, people, signed_in, newcomer, bridge):
    boubacar = signed_in("boubacar")
    number = people.daouda.officer_id
    choose = boubacar.get(f"{LIST}choose-for/?officer={number}").text
    assert bridge.replace("&", "&amp;") in choose and "missing=posting" in choose
    assert "choose-for/?officer=" in boubacar.get(f"/admin/officer/details/?id={number}").text
    answer = boubacar.post(bridge, data=filing(pieces=[(picture(), "a.jpg"), (picture(), "b.jpg")], title="Acte"))
    assert answer.status_code == 302, answer.text
    with app.app_context():
        act_as(people.daouda)
        [made] = correction.of(db.session.get(Officer, number))
        assert (made.state, made.signed_form is not None, len(made.pieces), made.reason) == (CorrectionState.WAITING, True, 2, REASON)
        made_id = made.id
    page = boubacar.get(f"{LIST}details/?id={made_id}").text
    assert f"{LIST}signed/?id={made_id}" in page and "decide/?id=" not in page
    assert boubacar.get(f"{LIST}signed/?id={made_id}").mimetype == "image/jpeg"
    assert boubacar.get(f"{LIST}decide/?id={made_id}").status_code == 403
    assert decide(newcomer("hr_clerk"), made_id, "ACCEPTED").status_code == 302
    assert stored(app, Officer, number, "birth_place") == WISHED


def test_without_the_signed_form_nothing_is_sent_and_what_was_typed_stays(app, people, signed_in, bridge):
    page = signed_in("boubacar").post(bridge, data=filing(signed_form=(io.BytesIO(b""), ""))).text
    assert "error-summary" in page and WISHED in page and REASON in page
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(CorrectionRequest).count() == 0


def test_a_wrong_value_or_file_is_told_and_nothing_is_kept(app, people, signed_in, bridge):
    boubacar = signed_in("boubacar")
    born = bridge.replace("birth_place", "birth_on")
    page = boubacar.post(born, data=filing(**{"as-birth_on": "31/02/1990"})).text
    assert "as-birth_on-error" in page and "31/02/1990" in page
    page = boubacar.post(bridge, data=filing(pieces=[(io.BytesIO(b"MZ not a paper"), "a.exe")])).text
    assert "error-summary" in page
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(CorrectionRequest).count() == 0


def test_the_bridge_reaches_only_what_the_list_of_fields_names(app, people, signed_in, bridge):
    boubacar, number = signed_in("boubacar"), people.daouda.officer_id
    assert boubacar.get(bridge.replace("birth_place", "home_agency")).status_code == 302
    for address in (f"table=user&record=1&field=role&officer={number}", f"table=officer&record={people.colleague_id}&field=nina&officer={number}",
                    f"officer={people.canary_id}", "officer=999999"):  # fmt: skip
        assert boubacar.get(f"{LIST}file-for/?{address}").status_code == 404, address
    assert boubacar.get(f"{LIST}file-for/?officer={number}&missing=sanction").status_code in (302, 403)


def test_the_same_paper_sent_twice_is_one_request(app, people, signed_in, bridge):
    boubacar = signed_in("boubacar")
    answers = [boubacar.post(bridge, data=filing(_submission="p" * 32)) for _click in range(2)]
    assert answers[0].location == answers[1].location
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(CorrectionRequest).count() == 1
