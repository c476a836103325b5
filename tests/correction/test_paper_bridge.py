"""The paper bridge: a clerk files what an officer without access has signed."""

from __future__ import annotations

import io

import pypdf
import pytest
from sqlalchemy import func, select

from models import AuditEvent, CorrectionRequest, CorrectionState, Officer, db
from services import correction, guard
from services.correction import about
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


def form_of(visitor, officer_id: int, place: str = "") -> str:
    """What stands on the form to sign, which is one page."""
    answer = visitor.get(f"{LIST}form-for/?officer={officer_id}{place}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    [page] = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    assert [round(side) for side in page.mediabox[2:]] == [595, 842]
    return page.extract_text()


def test_a_form_to_sign_says_who_asks_and_what_stands_in_the_file(app, people, signed_in, bridge):
    number = people.daouda.officer_id
    with app.app_context(), guard.unscoped("test"):
        officer = db.session.get(Officer, number)
        officer.birth_place = "Koulikoro"
        facts = [str(officer), officer.service_number, str(officer.rank), str(officer.unit)]
        db.session.commit()
    boubacar = signed_in("boubacar")
    blank, chosen = form_of(boubacar, number), form_of(boubacar, number, f"&table=officer&record={number}&field=birth_place")
    for fact in facts:
        assert fact in blank and fact in chosen, fact
    assert "Koulikoro" in chosen and "Koulikoro" not in blank
    choose = boubacar.get(f"{LIST}choose-for/?officer={number}").text
    for page in (bridge.replace("file-for", "form-for"), f"{LIST}form-for/?officer={number}"):
        assert f'href="{page.replace("&", "&amp;")}"' in choose, page
    assert bridge.replace("file-for", "form-for").replace("&", "&amp;") in boubacar.get(bridge).text


def test_the_form_of_a_record_that_is_missing_has_a_line_for_each_of_its_fields(app, people, signed_in):
    with app.test_request_context():
        labels = [str(field.label) for field in about.fields("family_member")]
    told = form_of(signed_in("boubacar"), people.daouda.officer_id, "&missing=family_member")
    assert len(labels) > 5 and not [label for label in labels if label not in told]


def test_the_longest_value_still_makes_one_page(app, people, signed_in):
    number = people.daouda.officer_id
    with app.app_context(), guard.unscoped("test"):
        db.session.get(Officer, number).address = "Rue 224, porte 12, Hamdallaye ACI 2000 " * 8
        db.session.commit()
    assert "Hamdallaye" in form_of(signed_in("boubacar"), number, f"&table=officer&record={number}&field=address")


def test_the_form_is_for_those_who_file_and_keep_the_file(app, people, signed_in, newcomer, bridge):
    form, number = bridge.replace("file-for", "form-for"), people.daouda.officer_id
    for visitor in (signed_in("coumba"), signed_in("daouda"), newcomer("auditor")):
        assert visitor.get(form).status_code == 403
    assert newcomer("hr_manager", agency="OCS").get(form).status_code == 404
    assert app.test_client().get(form).status_code == 302
    boubacar = signed_in("boubacar")
    assert boubacar.get(f"{LIST}form-for/?officer={number}&table=user&record=1&field=role").status_code == 404
    assert boubacar.get(f"{LIST}form-for/?officer={number}&table=officer&record={people.colleague_id}&field=nina").status_code == 404
    assert boubacar.get(form.replace("birth_place", "home_agency")).location == f"{LIST}choose-for/?officer={number}"


def test_printing_the_form_is_a_look_at_the_file_and_keeps_nothing(app, people, signed_in, bridge):
    def looks() -> int:
        with app.app_context(), guard.unscoped("the test looks"):
            own = (AuditEvent.officer_id == people.daouda.officer_id, AuditEvent.user_id == people.boubacar.user_id, AuditEvent.action == "view")
            return db.session.scalar(select(func.count(AuditEvent.id)).where(*own))

    boubacar, before = signed_in("boubacar"), looks()
    assert boubacar.get(bridge.replace("file-for", "form-for")).mimetype == "application/pdf"
    assert looks() == before + 1
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(CorrectionRequest).count() == 0
